//! Printing values as `console.log` of Node.js does.

use serde::Serialize;
use serde_json::Value;

/// The longest text of one object that Node.js writes on one line.
const LINE: usize = 72;

/// The value as Node.js shows it: `{ name: 'John' }`, over several lines where one is too short.
pub fn inspect(value: &impl Serialize) -> String {
    serde_json::to_value(value).map_or_else(|error| error.to_string(), |value| show(&value, 0))
}

fn show(value: &Value, indent: usize) -> String {
    let (open, close, parts): (_, _, Vec<String>) = match value {
        Value::String(text) => return format!("'{}'", text.replace('\'', "\\'")),
        Value::Array(elements) => {
            let parts = elements.iter().map(|element| show(element, indent + 2));
            ("[", "]", parts.collect())
        }
        Value::Object(members) => {
            let parts = members
                .iter()
                .map(|(name, member)| format!("{name}: {}", show(member, indent + 2)));
            ("{", "}", parts.collect())
        }
        other => return other.to_string(),
    };
    if parts.is_empty() {
        return format!("{open}{close}");
    }
    let line = parts.join(", ");
    if line.len() + indent <= LINE && !line.contains('\n') {
        return format!("{open} {line} {close}");
    }
    let (margin, inner) = (" ".repeat(indent), " ".repeat(indent + 2));
    let lines = parts.join(&format!(",\n{inner}"));
    format!("{open}\n{inner}{lines}\n{margin}{close}")
}
