//! Attributes one by one.

use crate::wire::Item;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_bytes::ByteBuf;
use std::fmt;
use std::str::FromStr;

/// An attribute that is not what the struct needs.
#[derive(Debug)]
pub struct Malformed(pub &'static str);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the attribute `{}` is not what it should be", self.0)
    }
}

impl std::error::Error for Malformed {}

/// A text.
pub fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

/// A number.
pub fn n(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// A binary.
pub fn b(bytes: &[u8]) -> AttributeValue {
    AttributeValue::B(Blob::new(bytes))
}

/// Takes an attribute that must be there.
pub fn take(item: &mut Item, name: &'static str) -> Result<AttributeValue, Malformed> {
    item.remove(name).ok_or(Malformed(name))
}

/// The text of a value.
pub fn as_text(value: AttributeValue, name: &'static str) -> Result<String, Malformed> {
    match value {
        AttributeValue::S(text) => Ok(text),
        _ => Err(Malformed(name)),
    }
}

/// Takes a text.
pub fn text(item: &mut Item, name: &'static str) -> Result<String, Malformed> {
    as_text(take(item, name)?, name)
}

/// Takes a number.
pub fn number<N: FromStr>(item: &mut Item, name: &'static str) -> Result<N, Malformed> {
    match take(item, name)? {
        AttributeValue::N(number) => number.parse().map_err(|_| Malformed(name)),
        _ => Err(Malformed(name)),
    }
}

/// Takes a flag.
pub fn flag(item: &mut Item, name: &'static str) -> Result<bool, Malformed> {
    match take(item, name)? {
        AttributeValue::Bool(flag) => Ok(flag),
        _ => Err(Malformed(name)),
    }
}

/// Takes a binary.
pub fn binary(item: &mut Item, name: &'static str) -> Result<ByteBuf, Malformed> {
    match take(item, name)? {
        AttributeValue::B(bytes) => Ok(ByteBuf::from(bytes.into_inner())),
        _ => Err(Malformed(name)),
    }
}

/// Takes a list, and makes something of each of its elements.
pub fn list<T>(
    item: &mut Item,
    name: &'static str,
    element: impl Fn(AttributeValue) -> Result<T, Malformed>,
) -> Result<Vec<T>, Malformed> {
    match take(item, name)? {
        AttributeValue::L(elements) => elements.into_iter().map(element).collect(),
        _ => Err(Malformed(name)),
    }
}

/// The map of a value.
pub fn as_map(value: AttributeValue, name: &'static str) -> Result<Item, Malformed> {
    match value {
        AttributeValue::M(map) => Ok(map),
        _ => Err(Malformed(name)),
    }
}

/// Takes a map.
pub fn map(item: &mut Item, name: &'static str) -> Result<Item, Malformed> {
    as_map(take(item, name)?, name)
}
