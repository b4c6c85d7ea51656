//! Errors of whole items. Messages never contain stored values.

use super::ItemKey;
use crate::key::KeyError;
use crate::value::AttributePath;
use std::fmt;

/// An item that cannot be written, because DynamoDB would refuse one of its values.
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

    /// The name of the Rust type that was to be written.
    pub fn entity(&self) -> &'static str {
        self.0.entity
    }

    /// The path of the attribute at fault.
    pub fn attribute(&self) -> &str {
        &self.0.attribute
    }
}

/// An item that cannot be read as its type.
///
/// The error names the entity and the attribute. It has the item's key and the whole path, but does not
/// print them: keys, including those of maps inside an attribute, often are personal data. The path
/// `prices[2].ada@example.com` is printed as `prices[2].…`.
#[derive(Clone, PartialEq, thiserror::Error)]
#[error(transparent)]
pub struct DecodeError(Box<DecodeFault>);

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{entity}: {}{}{message}", Written(*.written), AttributePrefix(.attribute.as_ref()))]
struct DecodeFault {
    entity: &'static str,
    attribute: Option<AttributePath>,
    message: String,
    key: ItemKey,
    /// Whether a write returned the item, and so has happened.
    written: bool,
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
            written: false,
        }))
    }

    /// Notes that a write returned the item.
    pub(crate) fn after_write(mut self) -> Self {
        self.0.written = true;
        self
    }

    pub(crate) fn is_after_write(&self) -> bool {
        self.0.written
    }

    /// The name of the Rust type that was to be read: an entity, or the table's enum.
    pub fn entity(&self) -> &'static str {
        self.0.entity
    }

    /// The path of the attribute at fault, such as `lines[2].price`. It may contain keys of maps, which
    /// are data.
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

struct Written(bool);

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 {
            "the write has happened, but the item that it answers cannot be read: "
        } else {
            ""
        })
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

/// The reason why an entity cannot be written.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum WriteError {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Encode(#[from] EncodeError),
}
