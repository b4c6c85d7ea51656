//! What can be wrong with a key, found before any request.

use std::fmt;

/// A key that cannot be built. It names the entity, the key and the field, never the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{entity}: {part} \"{template}\"{}: {kind}", FieldSuffix(*.field))]
pub struct KeyError {
    pub(crate) entity: &'static str,
    pub(crate) part: KeyPart,
    pub(crate) template: &'static str,
    pub(crate) field: Option<&'static str>,
    pub(crate) kind: KeyErrorKind,
}

/// Which key a template stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyPart {
    /// The table's partition key.
    PartitionKey,
    /// The table's sort key.
    SortKey,
    /// The partition key of the index of that name.
    IndexPartitionKey(&'static str),
    /// The sort key of the index of that name.
    IndexSortKey(&'static str),
    /// The partition key of the guard of that unique constraint.
    UniqueKey(&'static str),
}

/// Why a key cannot be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyErrorKind {
    /// The value, or the whole key, is empty.
    #[error("the value is empty")]
    Empty,
    /// The value contains the table's separator.
    #[error("the value contains the separator `{0}`")]
    Separator(char),
    /// The value contains the text that it ends at in a key: a separator of several characters, or the
    /// literal text before the next field.
    #[error(
        "the value contains `{0}`, or makes it with the text around it: there its end would be read"
    )]
    Contains(&'static str),
    /// The text that a value begins with ends as the literal text after the value begins.
    #[error(
        "the text ends as `{0}` begins, which follows the value, so that a shorter value would be found \
         too"
    )]
    RunsOn(&'static str),
    /// The key is longer than DynamoDB accepts.
    #[error("the key has {actual} bytes, DynamoDB accepts {limit}")]
    TooLong {
        /// Bytes of the key.
        actual: usize,
        /// Bytes that DynamoDB accepts: 2048 for a partition key, 1024 for a sort key.
        limit: usize,
    },
    /// An integer has more digits than its template's width.
    #[error("the number does not fit the width of {0} digits")]
    Width(u8),
    /// A negative number stands where the template pads digits.
    #[error(
        "a negative number cannot be zero-padded; `:ordered` keeps the order of signed numbers"
    )]
    Negative,
    /// A date-time has digits that the template would cut off.
    #[error("the time has digits finer than {0}")]
    Precision(&'static str),
    /// A date-time lies outside the years 0000 to 9999.
    #[error("the year lies outside 0000 to 9999")]
    Year,
    /// A date-time is a leap second, whose text would be that of the second behind it.
    #[error("the time is a leap second, which has no text of its own; round it")]
    LeapSecond,
    /// The offset of a date-time has seconds, which RFC 3339 has no text for.
    #[error("the offset of the time has seconds, and its text has hours and minutes")]
    Offset,
    /// The type cannot be written in the way that the template asks for.
    #[error("this type has no such encoding")]
    Encoding,
    /// The key is stored as a number, and the value is not one.
    #[error("the value is not a number")]
    NotANumber,
    /// The key is stored as a binary, and the value has no bytes.
    #[error("the value is not a binary")]
    NotABinary,
    /// The number, or the one next to it that a range needs, has more than DynamoDB's 38 digits.
    #[error("the number has more than the 38 digits that DynamoDB keeps")]
    NumberOutOfRange,
    /// Text was given behind a key that is whole.
    #[error("the key is whole: nothing follows its last field")]
    NothingFollows,
    /// A part of the key is not known: a field is `None`, or was not given.
    #[error("the value is missing")]
    Missing,
    /// The key is one of those that singletable keeps values unique by.
    #[error("keys that begin with `_UNIQUE` keep values unique, and no entity can have one")]
    Reserved,
    /// The lower bound of a range lies above its upper bound.
    #[error("the lower bound lies above the upper bound")]
    Inverted,
    /// There is no input of a request to show, as ranges that have no key in common find nothing
    /// without one.
    #[error("the ranges have no key in common, so nothing is found and no request is made")]
    NothingInCommon,
    /// Text was given as the beginning of a sort key that is stored as a number.
    #[error(
        "the sort key is stored as a number, which begins with no text; use a range of numbers"
    )]
    NumberBeginning,
    /// Text was given as the beginning of a sort key that is stored as a binary.
    #[error("the sort key is stored as a binary, which begins with bytes; give those")]
    BinaryBeginning,
    /// Bytes were given as the beginning of a sort key that is text.
    #[error("the sort key is text, which begins with text; give that")]
    TextBeginning,
    /// A part of the key is narrowed though one before it is not one value.
    #[error("a part of the key can be narrowed only where each part before it is one value")]
    NotFromTheLeft,
}

/// What a [`KeyField`](super::KeyField) answers when a value cannot stand in a key.
pub type KeyValueError = KeyErrorKind;

impl KeyError {
    /// The Rust type whose key it is.
    pub fn entity(&self) -> &'static str {
        self.entity
    }

    /// Which of its keys.
    pub fn part(&self) -> KeyPart {
        self.part
    }

    /// The template that was to be filled.
    pub fn template(&self) -> &'static str {
        self.template
    }

    /// The field that is at fault, where it is one field's.
    pub fn field(&self) -> Option<&'static str> {
        self.field
    }

    /// What is wrong with it.
    pub fn kind(&self) -> KeyErrorKind {
        self.kind
    }
}

impl fmt::Display for KeyPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PartitionKey => f.write_str("partition key"),
            Self::SortKey => f.write_str("sort key"),
            Self::IndexPartitionKey(index) => write!(f, "partition key of index {index}"),
            Self::IndexSortKey(index) => write!(f, "sort key of index {index}"),
            Self::UniqueKey(constraint) => write!(f, "guard key of unique {constraint}"),
        }
    }
}

struct FieldSuffix(Option<&'static str>);

impl fmt::Display for FieldSuffix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(field) => write!(f, ", field `{field}`"),
            None => Ok(()),
        }
    }
}
