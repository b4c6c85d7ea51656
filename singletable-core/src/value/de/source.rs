//! Where attribute values are read from.

use super::error::{DeError, Step};
use super::scalar::{Leaf, Scalar};
use crate::value::Refused;
use crate::value::kind::Kind;
use serde::de;

/// One attribute value that is to be read.
pub(crate) trait Source<'de>: Sized {
    type Error: Fault;
    /// A text, the digits of a number, or a name.
    type Text: Leaf<'de> + AsRef<str> + Into<String>;
    type Binary: Leaf<'de> + AsRef<[u8]>;
    type Elements: ExactSizeIterator<Item = Self>;
    type Scalars: ExactSizeIterator<Item = Scalar<Self::Text, Self::Binary>>;
    type Entries: ExactSizeIterator<Item = (Self::Text, Self)>;

    /// What the value is; `None` if DynamoDB's types have grown.
    fn kind(&self) -> Option<Kind>;
    /// Whether it is a null that is true.
    fn is_null(&self) -> bool;
    /// The text, of a value that is one.
    fn into_text(self) -> Option<Self::Text>;
    /// The digits, of a value that is a number.
    fn into_number(self) -> Option<Self::Text>;
    /// The bytes, of a value that is a binary.
    fn into_binary(self) -> Option<Self::Binary>;
    /// The elements, of a value that is a list or a set.
    fn into_sequence(self) -> Option<Sequence<Self::Elements, Self::Scalars>>;
    /// The entries, of a value that is a map.
    fn into_entries(self) -> Option<Self::Entries>;
}

/// The elements of a list or a set.
pub(crate) enum Sequence<L, S> {
    List(L),
    Set(S),
}

/// An error of reading.
pub(crate) trait Fault: de::Error {
    /// Whether the error has the path to the value that does not fit.
    const HAS_PATH: bool;

    /// Another type was expected. `serde_dynamo` says it in these words.
    fn expected(expected: &str) -> Self {
        Self::custom(format_args!("Expected {expected}"))
    }

    /// A number that the type cannot hold.
    fn unparsable() -> Self {
        Self::custom("Failed to parse the number")
    }

    /// The same error, one step further out: inside that step there is a value of that kind.
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
