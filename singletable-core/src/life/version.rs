//! Versions: a number that every write of an item checks and advances, so that no write loses
//! another one's change.

use super::{ttl, unique};
use crate::entity::Entity;
use crate::error::Error;
use crate::expr::node::{Joint, Node};
use crate::schema::AttributeSchema;
use crate::value::Item;
use aws_sdk_dynamodb::types::AttributeValue;

/// Integers that can be a version: those of 32 bits and more, because an item whose version outgrew its
/// type could not be read. A new item has version 1.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a version",
    label = "not an integer of 32 bits or more",
    note = "make the field a `u64`"
)]
pub trait VersionNumber: Sized {
    /// The version as a number.
    fn to_version(&self) -> u64;
    /// The version of that number; `None` when the type cannot hold it.
    fn from_version(version: u64) -> Option<Self>;
}

macro_rules! version_number {
    ($($type:ty),*) => {$(
        impl VersionNumber for $type {
            fn to_version(&self) -> u64 {
                u64::try_from(*self).unwrap_or(0)
            }

            fn from_version(version: u64) -> Option<Self> {
                Self::try_from(version).ok()
            }
        }
    )*};
}

version_number!(u32, u64, usize, i32, i64, isize);

/// The attribute that holds the version, of an entity that has one.
pub(crate) fn attribute<E: Entity>() -> Option<&'static str> {
    E::SCHEMA.version
}

/// The stored form of a version.
pub(crate) fn value(version: u64) -> AttributeValue {
    AttributeValue::N(version.to_string())
}

/// The version behind that one.
pub(crate) fn next(version: u64) -> AttributeValue {
    value(version.saturating_add(1))
}

/// The condition that the stored item has that version. An item without any was written before
/// the entity had versions; it counts as 0, which other writers begin with.
pub(crate) fn equals(attribute: &'static str, version: u64) -> Node {
    let same = Node::equals(attribute, value(version));
    if version == 0 {
        return Node::join(Joint::Or, [Node::not_exists(attribute), same]);
    }
    same
}

/// What tells an item from another one that was made anew under its key, and began at version 1 again:
/// the names of its unique values, of its time to live, and of what was generated when it was made, as
/// far as the loaded item has them. What the key is made of is the same anyway. None of an entity without a
/// version, whose writes ask for the values that they replace.
pub(crate) fn identity<E: Entity>(loaded: &Item) -> Vec<&'static str> {
    if attribute::<E>().is_none() {
        return Vec::new();
    }
    let schema = E::SCHEMA;
    let unique = unique::attributes::<E>();
    let tells_apart = |attribute: &&AttributeSchema| {
        attribute.on_create
            || ttl::attribute::<E>() == Some(attribute.name)
            || unique.iter().any(|known| known.slot == attribute.slot)
    };
    let in_key = |slot| schema.is_in_key(slot);
    let attributes = schema.attributes.iter().filter(tells_apart);
    let attributes = attributes.filter(|attribute| !in_key(attribute.slot));
    let names = attributes.map(|attribute| attribute.name);
    let has = |name: &str| loaded.get(name).is_some_and(|value| !value.is_null());
    names.filter(|name| has(name)).collect()
}

/// The version of a stored item.
pub(crate) fn of_item<E: Entity>(item: &Item) -> Option<u64> {
    match attribute::<E>().and_then(|name| item.get(name)) {
        Some(AttributeValue::N(number)) => number.parse().ok(),
        _ => None,
    }
}

/// The error of a write that expected that version: a conflict, where the stored item has another.
pub(crate) fn conflict<E: Entity>(error: Error, expected: Option<u64>) -> Error {
    let Some(expected) = expected else {
        return error;
    };
    match error {
        Error::ConditionFailed { entity, item } => {
            let stored = item.as_ref().and_then(|item| of_item::<E>(&item.0));
            if stored.unwrap_or(0) == expected {
                return Error::ConditionFailed { entity, item };
            }
            Error::VersionConflict {
                entity,
                expected,
                stored,
                item,
            }
        }
        other => other,
    }
}
