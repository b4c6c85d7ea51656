//! Whose an item is, as requests ask for it: what [`is_own`](crate::entity::is_own) says of items that
//! are read.
//!
//! Where other entities may have the same keys, writes by a key leave their items as they are. To them
//! such an item is none, as it is to reads.

use crate::entity::{Entity, TableModel, is_others, layout};
use crate::error::Error;
use crate::expr::node::{Joint, Node, Operand};
use crate::schema::company::shares_keys;
use crate::schema::sharing::{shares_declared, shares_with_typeless};
use crate::schema::type_names::TypeName;
use crate::schema::{EntitySchema, TableLayout, TypeAttribute};
use aws_sdk_dynamodb::types::AttributeValue;

/// Whether an item of another entity may have a key of the entity's: the table's enum does not show that
/// none has.
pub(super) const fn may_be_others<E: Entity>() -> bool {
    const { shares_keys(<E::Table as TableModel>::SCHEMA, E::SCHEMA) }
}

/// Whether items of another entity have keys of the entity's on purpose, so that a put looks at the type too.
pub(super) const fn shares_on_purpose<E: Entity>() -> bool {
    const { shares_declared(<E::Table as TableModel>::SCHEMA, E::SCHEMA) }
}

/// What writes by a key ask of the item: that it is not another entity's. It holds for an absent item
/// too. `None` where no other entity has such keys.
pub(super) fn not_others<E: Entity>() -> Option<Node> {
    // Where nothing has a type, the key is all that is known of an item.
    let has_types = !layout::<E>().type_attribute.is_none();
    (may_be_others::<E>() && has_types).then(|| {
        let (layout, schema) = (layout::<E>(), E::SCHEMA);
        if shares_with_typeless(<E::Table as TableModel>::SCHEMA, schema) {
            let absent = Node::not_exists(layout.pk.name);
            return Node::join(Joint::Or, [absent, of_type(layout, schema)]);
        }
        of_type_or_none(layout, schema)
    })
}

/// The condition that the item has the entity's type, or none.
pub(super) fn of_type_or_none(layout: &TableLayout, schema: &EntitySchema) -> Node {
    if schema.is_typed(layout) {
        Node::join(Joint::Or, [no_type(layout), of_type(layout, schema)])
    } else {
        no_type(layout)
    }
}

/// The condition that the item has no type. There must be a type attribute.
pub(super) fn no_type(layout: &TableLayout) -> Node {
    let names = layout.type_attribute.names().iter();
    Node::join(Joint::And, names.map(|name| Node::not_exists(*name)))
}

/// The condition that the item has the entity's type, which is a present or a former one.
pub(super) fn of_type(layout: &TableLayout, schema: &EntitySchema) -> Node {
    of_types(layout, schema.type_names())
}

/// The condition that the item's type is one of those, of which there is one at least.
pub(super) fn of_types(layout: &TableLayout, types: impl Iterator<Item = TypeName>) -> Node {
    let text = |name: &str| Operand::Value(AttributeValue::S(name.to_owned()));
    let attribute = match layout.type_attribute {
        TypeAttribute::One(attribute) => attribute,
        TypeAttribute::Set(attribute) => {
            let has =
                |name: TypeName| Node::Call("contains", attribute.into(), Some(text(name.first)));
            return Node::join(Joint::Or, types.map(has));
        }
        _ => {
            let names = layout.type_attribute.names();
            let is = |name: TypeName| {
                let parts = names.iter().zip(name.parts());
                let parts =
                    parts.map(|(name, part)| Node::Compare((*name).into(), "=", text(part)));
                Node::join(Joint::And, parts)
            };
            return Node::join(Joint::Or, types.map(is));
        }
    };
    let mut names: Vec<_> = types.map(|name| text(name.first)).collect();
    match names.len() {
        1 => Node::Compare(attribute.into(), "=", names.remove(0)),
        _ => Node::In(attribute.into(), names),
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
