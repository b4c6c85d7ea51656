//! Whose an item is, as requests ask for it: what [`is_own`](crate::entity::is_own) says of items that
//! are read.
//!
//! Where other entities may have the same keys, writes by a key leave their items as they are. To them
//! such an item is none, as it is to reads.

use crate::entity::{Entity, TableModel, is_others, layout};
use crate::error::Error;
use crate::expr::node::{Joint, Node, Operand};
use crate::schema::company::shares_keys;
use crate::schema::{EntitySchema, TableLayout};
use aws_sdk_dynamodb::types::AttributeValue;

/// Whether an item of another entity may have a key of the entity's: the table's enum does not show that
/// none has.
pub(super) const fn may_be_others<E: Entity>() -> bool {
    const { shares_keys(<E::Table as TableModel>::SCHEMA, E::SCHEMA) }
}

/// What writes by a key ask of the item: that it is not another entity's. It holds for an absent item
/// too. `None` where no other entity has such keys.
pub(super) fn not_others<E: Entity>() -> Option<Node> {
    may_be_others::<E>().then(|| of_type_or_none(layout::<E>(), E::SCHEMA))
}

/// The condition that the item has the entity's type, or none.
pub(super) fn of_type_or_none(layout: &TableLayout, schema: &EntitySchema) -> Node {
    let typeless = Node::not_exists(layout.type_attribute);
    Node::join(Joint::Or, [typeless, of_type(layout, schema)])
}

/// The condition that the item has the entity's type, by one of its names.
pub(super) fn of_type(layout: &TableLayout, schema: &EntitySchema) -> Node {
    of_names(layout, schema.type_names())
}

/// The condition that the item's type is one of those names, of which there is one at least.
pub(super) fn of_names(layout: &TableLayout, names: impl Iterator<Item = &'static str>) -> Node {
    let mut names: Vec<_> = names
        .map(|name| Operand::Value(AttributeValue::S(name.to_owned())))
        .collect();
    match names.len() {
        1 => Node::Compare(layout.type_attribute.into(), "=", names.remove(0)),
        _ => Node::In(layout.type_attribute.into(), names),
    }
}

/// The error of a write that needs an item, without one of another entity: to the caller there is none.
pub(super) fn hide_others<E: Entity>(error: Error) -> Error {
    match error {
        Error::ConditionFailed {
            entity,
            item: Some(item),
        } if is_others::<E>(&item.0) => Error::ConditionFailed { entity, item: None },
        error => error,
    }
}

/// The error of a write that would make the item: one of another entity is in its place.
pub(super) fn others_exist<E: Entity>(error: Error) -> Error {
    match error {
        Error::ConditionFailed {
            entity,
            item: Some(item),
        } if is_others::<E>(&item.0) => Error::AlreadyExists { entity },
        error => error,
    }
}
