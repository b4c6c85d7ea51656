//! Scalars: what a key attribute holds.

use super::Number;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use std::borrow::Cow;

/// The type of a key attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScalarType {
    /// A string (`S`).
    String,
    /// A number (`N`).
    Number,
    /// A binary (`B`).
    Binary,
}

/// A value of a key attribute. Equal ones are one key: a number is kept in one form, as one value of
/// DynamoDB has several texts.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum ScalarValue<'a> {
    String(Cow<'a, str>),
    Number(Cow<'a, str>),
    Binary(Cow<'a, [u8]>),
}

impl ScalarValue<'static> {
    pub(crate) fn text(text: String) -> Self {
        Self::String(text.into())
    }
}

impl<'a> ScalarValue<'a> {
    /// The number with that text.
    pub(crate) fn number(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        // Plain digits, which most numbers in keys are, have one form already.
        let is_plain =
            !text.starts_with('0') && text.len() < 38 && text.bytes().all(|b| b.is_ascii_digit());
        if is_plain {
            return Self::Number(text);
        }
        match text.parse::<Number>() {
            Ok(number) => Self::Number(number.to_string().into()),
            // What is no number of DynamoDB is refused elsewhere.
            Err(_) => Self::Number(text),
        }
    }

    /// The value of a key attribute; `None` of a type that keys do not have.
    pub(crate) fn of(value: &'a AttributeValue) -> Option<Self> {
        Some(match value {
            AttributeValue::S(text) => Self::String(text.as_str().into()),
            AttributeValue::N(number) => Self::number(number.as_str()),
            AttributeValue::B(blob) => Self::Binary(blob.as_ref().into()),
            _ => return None,
        })
    }

    pub(crate) fn borrowed(&self) -> ScalarValue<'_> {
        match self {
            Self::String(text) => ScalarValue::String(text.as_ref().into()),
            Self::Number(number) => ScalarValue::Number(number.as_ref().into()),
            Self::Binary(bytes) => ScalarValue::Binary(bytes.as_ref().into()),
        }
    }

    pub(crate) fn into_owned(self) -> ScalarValue<'static> {
        match self {
            Self::String(text) => ScalarValue::String(text.into_owned().into()),
            Self::Number(number) => ScalarValue::Number(number.into_owned().into()),
            Self::Binary(bytes) => ScalarValue::Binary(bytes.into_owned().into()),
        }
    }

    pub(crate) fn scalar_type(&self) -> ScalarType {
        match self {
            Self::String(_) => ScalarType::String,
            Self::Number(_) => ScalarType::Number,
            Self::Binary(_) => ScalarType::Binary,
        }
    }

    /// The text, where it is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            Self::Number(_) | Self::Binary(_) => None,
        }
    }

    /// The bytes: those of a text in UTF-8, of a number's text, or of a binary.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::String(text) | Self::Number(text) => text.as_bytes(),
            Self::Binary(bytes) => bytes,
        }
    }

    pub(crate) fn into_value(self) -> AttributeValue {
        match self {
            Self::String(text) => AttributeValue::S(text.into_owned()),
            Self::Number(number) => AttributeValue::N(number.into_owned()),
            Self::Binary(bytes) => AttributeValue::B(Blob::new(bytes.into_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_key_whatever_its_text() {
        for (one, other) in [
            ("1.50", "15E-1"),
            ("007", "7"),
            ("-0", "0"),
            ("1E3", "1000"),
        ] {
            assert!(
                ScalarValue::number(one) == ScalarValue::number(other),
                "{one} {other}"
            );
        }
        assert!(ScalarValue::number("1") != ScalarValue::number("-1"));
        assert!(ScalarValue::number("1") != ScalarValue::text("1".into()));
    }
}
