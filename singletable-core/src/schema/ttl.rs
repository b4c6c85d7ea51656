//! The time to live, as it is declared: its attribute, and when a lifetime ends.

use super::{EntitySchema, TableLayout};
use crate::value::Timestamp;
use aws_sdk_dynamodb::types::AttributeValue;

/// Whether the entity's items can expire, and where that is stored.
pub(crate) fn attribute(layout: &TableLayout, entity: &EntitySchema) -> Option<&'static str> {
    entity.ttl.and(layout.ttl)
}

/// The time to live that a write at that time gives, of an entity with a declared lifetime.
pub(crate) fn new_expiry(
    layout: &TableLayout,
    entity: &EntitySchema,
    now: Timestamp,
) -> Option<(&'static str, AttributeValue)> {
    let lifetime = entity.ttl?.seconds?;
    Some((layout.ttl?, seconds_value(expiry(now, lifetime))))
}

/// The second at which a lifetime of that many seconds ends.
pub(crate) fn expiry(now: Timestamp, lifetime: u64) -> i64 {
    let lifetime = i64::try_from(lifetime).unwrap_or(i64::MAX);
    now.epoch_seconds().saturating_add(lifetime)
}

/// The stored form of a time to live.
pub(crate) fn seconds_value(seconds: i64) -> AttributeValue {
    AttributeValue::N(seconds.to_string())
}
