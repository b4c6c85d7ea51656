//! The time to live: when an item counts as expired, and what conditions say about such items.
//!
//! DynamoDB deletes expired items within days, not at once. Until then they are absent to every
//! read, and to every condition.

use crate::entity::{Entity, layout};
use crate::error::Error;
use crate::expr::node::{Joint, Node, Operand};
use crate::item::Stored;
use crate::schema::ttl;
use crate::value::{Timestamp, number};
use aws_sdk_dynamodb::types::AttributeValue;
use std::cmp::Ordering;

/// An entity whose items live for a time that is declared: `#[entity(ttl = "24h")]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` declares no lifetime",
    label = "has no lifetime to begin again",
    note = "declare one with `#[entity(ttl = \"24h\")]`; a field with `#[entity(ttl)]` is `set`"
)]
pub trait Lifetime: Entity {
    /// Seconds from a write until the item expires.
    const SECONDS: u64;
}

/// The attribute that holds the time to live, where the entity's items can expire.
pub(crate) fn attribute<E: Entity>() -> Option<&'static str> {
    ttl::attribute(layout::<E>(), E::SCHEMA)
}

/// The attribute and value of the time to live that a write at that time gives, of an entity with a
/// declared lifetime.
pub(crate) fn new_expiry<E: Entity>(now: Timestamp) -> Option<(&'static str, AttributeValue)> {
    ttl::new_expiry(layout::<E>(), E::SCHEMA, now)
}

/// Whether the item has expired at that time.
pub(crate) fn is_expired<E: Entity>(item: &impl Stored, now: Timestamp) -> bool {
    attribute::<E>().is_some_and(|name| has_expired(item, name, now))
}

/// Whether the item has expired by that attribute.
pub(crate) fn has_expired(item: &impl Stored, attribute: &str, now: Timestamp) -> bool {
    // DynamoDB takes another type for no time at all.
    let Some(seconds) = item.number(attribute) else {
        return false;
    };
    let now = now.epoch_seconds();
    if let Ok(seconds) = seconds.parse::<i64>() {
        return seconds <= now;
    }
    // DynamoDB's numbers are decimals.
    number::compare(seconds, &now.to_string()).is_some_and(Ordering::is_le)
}

/// The condition that the item has not expired; it holds for an absent one too.
pub(crate) fn not_expired<E: Entity>(now: Timestamp) -> Option<Node> {
    Some(not_expired_by(attribute::<E>()?, now))
}

/// The condition that the item has not expired by that attribute; it holds for an absent one too.
pub(crate) fn not_expired_by(attribute: &'static str, now: Timestamp) -> Node {
    // A comparison with what is not there, or is no number, is false.
    Node::Not(Box::new(expired(attribute, now)))
}

/// The conditions, all of them, as they are for an item that is absent once it has expired.
pub(crate) fn treat_expired_as_absent<E: Entity>(
    conditions: Vec<Node>,
    now: Timestamp,
) -> Vec<Node> {
    let Some(name) = attribute::<E>().filter(|_| !conditions.is_empty()) else {
        return conditions;
    };
    let all = Node::join(Joint::And, conditions);
    if all.holds_for_absent() {
        return vec![Node::join(Joint::Or, [all, expired(name, now)])];
    }
    std::iter::once(all).chain(not_expired::<E>(now)).collect()
}

/// The error without an item that has expired: to the caller there is none.
pub(crate) fn hide_expired<E: Entity>(error: Error, now: Timestamp) -> Error {
    match error {
        Error::ConditionFailed {
            entity,
            item: Some(item),
        } if is_expired::<E>(&item.0, now) => Error::ConditionFailed { entity, item: None },
        other => other,
    }
}

/// The condition that the item has expired.
fn expired(name: &'static str, now: Timestamp) -> Node {
    Node::Compare(
        name.into(),
        "<=",
        Operand::Value(ttl::seconds_value(now.epoch_seconds())),
    )
}
