//! The binding of a cursor: a digest that is the same in every process and version.

use crate::value::bytes::{write_bytes, write_value};
use aws_sdk_dynamodb::types::AttributeValue;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;

/// The SHA-256 digest of a [`Binding`].
pub(super) type Digest = [u8; 32];

/// What a cursor is bound to, part by part. Each part is written with its length, so that different
/// sequences of parts have different bytes. The digest is computed only when there is a cursor.
#[derive(Clone)]
pub(crate) struct Binding(Vec<u8>);

impl Binding {
    /// Creates a binding of that sort.
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

    /// Adds an expression, or none, with the names and values that its placeholders stand for.
    pub(crate) fn expression(
        self,
        text: Option<&str>,
        names: &[Cow<'_, str>],
        values: &[AttributeValue],
    ) -> Self {
        let (mut name_bytes, mut value_bytes) = (Vec::new(), Vec::new());
        for name in names {
            write_bytes(&mut name_bytes, name.as_bytes());
        }
        for value in values {
            write_value(&mut value_bytes, value);
        }
        let text = text.unwrap_or_default();
        self.text(text).bytes(&name_bytes).bytes(&value_bytes)
    }

    pub(super) fn digest(&self) -> Digest {
        Sha256::digest(&self.0).into()
    }
}
