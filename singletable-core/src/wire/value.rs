//! One attribute value of an answer.

use super::tape::Tape;
use crate::value::{Item, Kind};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;

/// An attribute value, still in the text of its answer.
///
/// The codecs read it; other code meets it only in [`Codec::decode_raw`](crate::codec::Codec).
#[derive(Debug, Clone, Copy)]
pub struct RawValue<'t> {
    pub(super) tape: &'t Tape,
    pub(super) at: usize,
}

impl<'t> RawValue<'t> {
    pub(super) fn kind(self) -> Kind {
        self.tape.token(self.at).kind
    }

    /// The text, if the value is text.
    pub(crate) fn as_text(self) -> Option<&'t str> {
        (self.kind() == Kind::Text).then(|| self.tape.text(self.at))
    }

    /// The digits, if the value is a number.
    pub(crate) fn as_number(self) -> Option<&'t str> {
        (self.kind() == Kind::Number).then(|| self.tape.text(self.at))
    }

    pub(crate) fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The value of the map's entry with that name.
    pub(crate) fn entry(self, name: &str) -> Option<Self> {
        let at = (self.kind() == Kind::Map).then(|| self.tape.find(self.at, name))?;
        Some(Self { at: at?, ..self })
    }

    /// The element of a list at that index.
    pub(crate) fn element(self, index: usize) -> Option<Self> {
        let elements = (self.kind() == Kind::List).then(|| self.elements())?;
        elements.into_iter().nth(index)
    }

    /// The elements of a list or a set.
    pub(super) fn elements(self) -> Elements<'t> {
        Elements {
            tape: self.tape,
            at: self.at + 1,
            left: self.tape.token(self.at).count(),
        }
    }

    /// The entries of a map.
    pub(super) fn entries(self) -> Entries<'t> {
        Entries(self.elements())
    }

    /// Converts the value to the SDK's.
    pub(crate) fn to_attribute_value(self) -> AttributeValue {
        let texts = || self.elements().map(|one| one.text().to_owned()).collect();
        match self.kind() {
            Kind::Text => AttributeValue::S(self.text().to_owned()),
            Kind::Number => AttributeValue::N(self.text().to_owned()),
            Kind::Binary => AttributeValue::B(Blob::new(self.binary())),
            Kind::True => AttributeValue::Bool(true),
            Kind::False => AttributeValue::Bool(false),
            Kind::Null => AttributeValue::Null(true),
            Kind::List => {
                AttributeValue::L(self.elements().map(Self::to_attribute_value).collect())
            }
            Kind::Map => AttributeValue::M(self.to_map()),
            Kind::Texts => AttributeValue::Ss(texts()),
            Kind::Numbers => AttributeValue::Ns(texts()),
            Kind::Binaries => {
                let binaries = self.elements().map(|one| Blob::new(one.binary()));
                AttributeValue::Bs(binaries.collect())
            }
        }
    }

    /// Converts the entries of a map to the SDK's map.
    pub(crate) fn to_map(self) -> Item {
        let entries = self.entries();
        let mut map = HashMap::with_capacity(entries.0.left);
        map.extend(entries.map(|(name, value)| (name.to_owned(), value.to_attribute_value())));
        map
    }

    pub(super) fn text(self) -> &'t str {
        self.tape.text(self.at)
    }

    pub(super) fn binary(self) -> &'t [u8] {
        self.tape.binary(self.at)
    }
}

/// An iterator over the elements of a list or a set.
pub(crate) struct Elements<'t> {
    tape: &'t Tape,
    at: usize,
    left: usize,
}

impl<'t> Iterator for Elements<'t> {
    type Item = RawValue<'t>;

    fn next(&mut self) -> Option<RawValue<'t>> {
        self.left = self.left.checked_sub(1)?;
        let value = RawValue {
            tape: self.tape,
            at: self.at,
        };
        self.at = self.tape.after(self.at);
        Some(value)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Elements<'_> {}

/// An iterator over the entries of a map.
pub(crate) struct Entries<'t>(Elements<'t>);

impl<'t> Iterator for Entries<'t> {
    type Item = (&'t str, RawValue<'t>);

    fn next(&mut self) -> Option<(&'t str, RawValue<'t>)> {
        self.0.left = self.0.left.checked_sub(1)?;
        let (tape, at) = (self.0.tape, self.0.at);
        self.0.at = tape.after(at + 1);
        let value = RawValue { tape, at: at + 1 };
        Some((tape.text(at), value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Entries<'_> {}
