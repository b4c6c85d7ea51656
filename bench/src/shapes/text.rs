//! An item of big texts: 36 KB, some of it escaped in JSON, some of it not ASCII.

use super::{AppData, Shape, TENANT, TenantKey, id};
use serde::{Deserialize, Serialize};
use singletable::Entity;

/// A page of a wiki.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = AppData, type = "TEXT", pk = "TENANT#<tenant>", sk = "TEXT#<id>")]
pub struct Text {
    /// Whose.
    pub tenant: String,
    /// In the sort key.
    pub id: String,
    /// 4 KB without anything special.
    pub summary: String,
    /// 8 KB with line ends and quotes.
    pub source: String,
    /// 8 KB of markup, with few quotes.
    pub html: String,
    /// 16 KB, mostly not ASCII.
    pub translation: String,
}

/// So many bytes of that text, over and over, cut between characters.
fn repeated(text: &str, bytes: usize) -> String {
    let mut long = text.repeat(bytes / text.len() + 1);
    long.truncate(long.floor_char_boundary(bytes));
    long
}

impl Shape for Text {
    const NAME: &'static str = "text";
    type Key = TenantKey;

    fn sample(number: usize) -> Self {
        let numbered = |text: &str| format!("{number}: {text}");
        Self {
            tenant: TENANT.into(),
            id: id(number),
            summary: repeated(
                &numbered("the engine weaves algebraic patterns as the loom weaves flowers. "),
                4 << 10,
            ),
            source: repeated(
                &numbered("fn main() {\n\tprintln!(\"{}\\n\", \"a \\\"quote\\\"\");\n}\n"),
                8 << 10,
            ),
            html: repeated(
                &numbered("<p class=\"note\">The engine has no pretensions to originate.</p>"),
                8 << 10,
            ),
            translation: repeated(
                &numbered(
                    "Die Maschine webt Muster — так же, как станок ткёт цветы。机器编织图案 🌺 ",
                ),
                16 << 10,
            ),
        }
    }

    fn key(&self) -> TenantKey {
        TenantKey {
            tenant: self.tenant.clone(),
            id: self.id.clone(),
        }
    }

    fn partition() -> &'static str {
        TENANT
    }
}
