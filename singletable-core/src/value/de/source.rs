//! Sources of attribute values.

use super::error::{DeError, Step};
use super::scalar::{Leaf, Scalar};
use crate::value::Refused;
use crate::value::kind::Kind;
use serde::de;

/// An attribute value that is to be deserialized.
pub(crate) trait Source<'de>: Sized {
    type Error: Fault;
    /// A text, the digits of a number, or a name.
    type Text: Leaf<'de> + AsRef<str> + Into<String>;
    type Binary: Leaf<'de> + AsRef<[u8]>;
    type Elements: ExactSizeIterator<Item = Self>;
    type Scalars: ExactSizeIterator<Item = Scalar<Self::Text, Self::Binary>>;
    type Entries: ExactSizeIterator<Item = (Self::Text, Self)>;

    /// The kind of the value; `None` for a type that this version does not know.
    fn kind(&self) -> Option<Kind>;
    /// Whether the value is a null that is true.
    fn is_null(&self) -> bool;
    /// The text, if the value is text.
    fn into_text(self) -> Option<Self::Text>;
    /// The digits, if the value is a number.
    fn into_number(self) -> Option<Self::Text>;
    /// The bytes, if the value is a binary.
    fn into_binary(self) -> Option<Self::Binary>;
    /// The elements, if the value is a list or a set.
    fn into_sequence(self) -> Option<Sequence<Self::Elements, Self::Scalars>>;
    /// The entries, if the value is a map.
    fn into_entries(self) -> Option<Self::Entries>;
}

/// The elements of a list or a set.
pub(crate) enum Sequence<L, S> {
    List(L),
    Set(S),
}

/// An error of deserialization.
pub(crate) trait Fault: de::Error {
    /// Whether errors contain the path to the value that does not fit.
    const HAS_PATH: bool;

    /// The error for another type than expected, in the words of `serde_dynamo`.
    fn expected(expected: &str) -> Self {
        Self::custom(format_args!("Expected {expected}"))
    }

    /// The error for a number that the type cannot hold.
    fn unparsable() -> Self {
        Self::custom("Failed to parse the number")
    }

    /// Adds an outer step. `found` is the kind of the value at that step.
    fn inside(self, found: Option<Kind>, step: impl FnOnce() -> Step) -> Self;
}

impl Fault for DeError {
    const HAS_PATH: bool = true;

    fn inside(self, found: Option<Kind>, step: impl FnOnce() -> Step) -> Self {
        self.at(step(), found)
    }
}

impl Fault for Refused {
    const HAS_PATH: bool = false;

    #[inline]
    fn inside(self, _: Option<Kind>, _: impl FnOnce() -> Step) -> Self {
        self
    }
}
