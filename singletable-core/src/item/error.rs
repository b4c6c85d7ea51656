//! What can be wrong with a value or a whole item. Messages never contain stored values.

use super::ItemKey;
use super::misfit::{Misfit, Step};
use aws_sdk_dynamodb::types::AttributeValue;
use std::fmt;

/// A value that cannot be stored or read. The message tells types, never the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.message)]
pub struct ValueError(Box<ValueFault>);

// The errors are boxed, because an answer is moved from function to function for each attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ValueFault {
    /// The path inside the attribute, such as `[2].price`; empty for the attribute itself.
    path: String,
    /// The same without names, which may be keys of maps, and so data.
    shown: String,
    message: String,
}

/// The path of an attribute at fault, and what of it is printed.
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
    /// An error with that message, which should name types and not values.
    pub fn new(message: String) -> Self {
        Self(Box::new(ValueFault {
            path: String::new(),
            shown: String::new(),
            message,
        }))
    }

    /// What is wrong with a value that serde cannot make its type of.
    pub(super) fn from_misfit(misfit: &Misfit, found: &'static str) -> Self {
        let mut error = Self::from_serde(misfit.message(), found);
        for step in misfit.path() {
            let name = match step {
                Step::Element(index) => {
                    let index = format!("[{index}]");
                    error.0.path.push_str(&index);
                    error.0.shown.push_str(&index);
                    continue;
                }
                Step::Name(name) => name,
                Step::Unknown => "?",
            };
            error.0.path.push('.');
            error.0.path.push_str(name);
            error.0.shown.push_str(".…");
        }
        error
    }

    /// The value of a type that serde turns into something DynamoDB has no form for.
    pub(crate) fn not_storable(_: &serde_dynamo::Error) -> Self {
        // The message may be the type's own, and quote the value.
        Self::new(
            "the value cannot be stored: its `Serialize` refuses it, or DynamoDB has no such type"
                .into(),
        )
    }

    /// Serde's messages quote the value they met ("invalid type: string \"…\", expected u64"), so
    /// only the part that tells what was expected is kept.
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

    /// The path of the value in an item, where `shown` is what may be printed of `attribute`.
    pub(crate) fn at(&self, attribute: &str, shown: &str) -> AttributePath {
        AttributePath {
            full: format!("{attribute}{}", self.0.path),
            shown: format!("{shown}{}", self.0.shown),
        }
    }
}

/// The type of an attribute value, in words.
pub(crate) fn describe(value: &AttributeValue) -> &'static str {
    match value {
        AttributeValue::S(_) => "a string",
        AttributeValue::N(_) => "a number",
        AttributeValue::B(_) => "a binary",
        AttributeValue::Bool(_) => "a boolean",
        AttributeValue::Null(_) => "a null",
        AttributeValue::M(_) => "a map",
        AttributeValue::L(_) => "a list",
        AttributeValue::Ss(_) => "a string set",
        AttributeValue::Ns(_) => "a number set",
        AttributeValue::Bs(_) => "a binary set",
        _ => "a value of an unknown type",
    }
}

/// An item that cannot be written: DynamoDB would refuse one of its values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct EncodeError(Box<EncodeFault>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{entity}: attribute `{attribute}`: {message}")]
struct EncodeFault {
    entity: &'static str,
    attribute: String,
    message: String,
}

impl EncodeError {
    pub(crate) fn new(entity: &'static str, attribute: &str, message: String) -> Self {
        Self(Box::new(EncodeFault {
            entity,
            attribute: attribute.to_owned(),
            message,
        }))
    }

    /// The Rust type that was to be written.
    pub fn entity(&self) -> &'static str {
        self.0.entity
    }

    /// The path of the attribute at fault.
    pub fn attribute(&self) -> &str {
        &self.0.attribute
    }
}

/// An item that cannot be read as the type it should be.
///
/// It names entity and attribute. The item's key and the whole path can be asked for; they are not
/// printed, because keys, also those of maps inside an attribute, often are personal data: the
/// path `prices[2].ada@example.com` is printed as `prices[2].…`.
#[derive(Clone, PartialEq, thiserror::Error)]
#[error(transparent)]
pub struct DecodeError(Box<DecodeFault>);

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{entity}: {}{message}", AttributePrefix(.attribute.as_ref()))]
struct DecodeFault {
    entity: &'static str,
    attribute: Option<AttributePath>,
    message: String,
    key: ItemKey,
}

impl DecodeError {
    pub(crate) fn new(
        entity: &'static str,
        attribute: AttributePath,
        message: String,
        key: ItemKey,
    ) -> Self {
        Self(Box::new(DecodeFault {
            entity,
            attribute: Some(attribute),
            message,
            key,
        }))
    }

    /// The Rust type that the item was to become: an entity, or the table's enum.
    pub fn entity(&self) -> &'static str {
        self.0.entity
    }

    /// The path of the attribute at fault, such as `lines[2].price`. It may have keys of maps in
    /// it, which are data.
    pub fn attribute(&self) -> Option<&str> {
        self.0.attribute.as_ref().map(|path| path.full.as_str())
    }

    /// The primary key of the item, as far as the item has one.
    pub fn key(&self) -> &ItemKey {
        &self.0.key
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({self})")
    }
}

struct AttributePrefix<'a>(Option<&'a AttributePath>);

impl fmt::Display for AttributePrefix<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(attribute) => write!(f, "attribute `{}`: ", attribute.shown),
            None => Ok(()),
        }
    }
}
