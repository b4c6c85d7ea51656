//! What a cursor is bound to, as one digest that is the same in every process and version.

use super::position::{write_bytes, write_value};
use crate::expr::names::Placeholders;
use sha2::{Digest as _, Sha256};

/// SHA-256 of a [`Binding`].
pub(super) type Digest = [u8; 32];

/// What a cursor is bound to, part by part. Each part is written with its length, so that no two
/// sequences of parts are the same bytes. Hashing it waits until there is a cursor.
#[derive(Clone)]
pub(crate) struct Binding(Vec<u8>);

impl Binding {
    /// A binding of that sort of thing.
    pub(crate) fn new(sort: &str) -> Self {
        Self(Vec::with_capacity(256))
            .text("singletable cursor 1")
            .text(sort)
    }

    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Self {
        write_bytes(&mut self.0, bytes);
        self
    }

    pub(crate) fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    /// An expression, or none, and all names and values that the placeholders stand for.
    pub(crate) fn expression(self, text: Option<&str>, placeholders: &Placeholders) -> Self {
        let (mut names, mut values) = (Vec::new(), Vec::new());
        for name in placeholders.names() {
            write_bytes(&mut names, name.as_bytes());
        }
        for value in placeholders.values() {
            write_value(&mut values, value);
        }
        let text = text.unwrap_or_default();
        self.text(text).bytes(&names).bytes(&values)
    }

    pub(super) fn digest(&self) -> Digest {
        Sha256::digest(&self.0).into()
    }
}
