//! Errors of values. Messages never contain the value.

use super::de::Source;
use super::de::error::{DeError, Step};
use super::kind::Kind;
use aws_sdk_dynamodb::types::AttributeValue;

/// A value that cannot be stored or read. The message names types, never the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.message)]
pub struct ValueError(Box<ValueFault>);

// The errors are boxed because results are moved from function to function for each attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ValueFault {
    /// The path inside the attribute, such as `[2].price`; empty for the attribute itself.
    path: String,
    /// The same path without names, which may be keys of maps, and so data.
    shown: String,
    message: String,
}

/// The path of the attribute at fault, and the part of it that may be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AttributePath {
    pub(crate) full: String,
    pub(crate) shown: String,
}

impl From<&str> for AttributePath {
    /// The path of a whole attribute.
    fn from(attribute: &str) -> Self {
        Self {
            full: attribute.to_owned(),
            shown: attribute.to_owned(),
        }
    }
}

impl ValueError {
    /// Creates an error with that message, which should name types and not values.
    pub fn new(message: String) -> Self {
        Self(Box::new(ValueFault {
            path: String::new(),
            shown: String::new(),
            message,
        }))
    }

    /// The error for a value that does not deserialize.
    pub(crate) fn from_de(error: &DeError, found: &'static str) -> Self {
        let found = error.found().map_or(found, Kind::in_words);
        let mut fault = Self::from_serde(error.message(), found);
        for step in error.path() {
            let name = match step {
                Step::Element(index) => {
                    let index = format!("[{index}]");
                    fault.0.path.push_str(&index);
                    fault.0.shown.push_str(&index);
                    continue;
                }
                Step::Name(name) => name,
                Step::Unknown => "?",
            };
            fault.0.path.push('.');
            fault.0.path.push_str(name);
            fault.0.shown.push_str(".…");
        }
        fault
    }

    /// The error for a value that serializes to something that DynamoDB cannot store.
    pub(crate) fn not_storable() -> Self {
        // The message may be the type's own, and contain the value.
        Self::new(
            "the value cannot be stored: its `Serialize` refuses it, or DynamoDB has no such type"
                .into(),
        )
    }

    /// Serde's messages contain the value ("invalid type: string \"…\", expected u64"), so only the part
    /// with the expected type is kept.
    pub(crate) fn from_serde(text: &str, found: &'static str) -> Self {
        let expected = text
            .rsplit_once(", expected ")
            .map(|(_, expected)| expected)
            .or_else(|| text.strip_prefix("Expected "));
        let missing = text.starts_with("missing field");
        Self::new(match expected {
            _ if missing => text.to_owned(),
            Some(expected) => format!("expected {expected}, found {found}"),
            None => format!("the value does not fit the field's type, found {found}"),
        })
    }

    /// The path of the value in an item. `shown` is the part of `attribute` that may be printed.
    pub(crate) fn at(&self, attribute: &str, shown: &str) -> AttributePath {
        AttributePath {
            full: format!("{attribute}{}", self.0.path),
            shown: format!("{shown}{}", self.0.shown),
        }
    }
}

/// The type of an attribute value in words.
pub(crate) fn describe(value: &AttributeValue) -> &'static str {
    value
        .kind()
        .map_or("a value of an unknown type", Kind::in_words)
}
