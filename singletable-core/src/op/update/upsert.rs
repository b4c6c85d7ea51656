//! What an update that may make its item does besides.

use crate::entity::{
    Entity, EntityKey, creation_time, index_halves, is_others, layout, shard, type_index_sort_key,
};
use crate::error::Error;
use crate::exec::{Call, Draft, Payload};
use crate::expr::ExpressionError;
use crate::expr::names::Placeholders;
use crate::expr::node::{Expression, Node};
use crate::expr::update::Changes;
use crate::item::{ItemKey, ItemWriter};
use crate::life::ttl;
use crate::op::whose::not_others;
use crate::table::Table;
use crate::value::{Item, Timestamp};
use aws_sdk_dynamodb::operation::delete_item::DeleteItemInput;

/// The item that kept an upsert from happening because it has expired.
pub(super) fn expired_item<E: Entity>(error: &Error, now: Timestamp) -> Option<&Item> {
    match error {
        Error::ConditionFailed {
            item: Some(item), ..
        } if ttl::is_expired::<E>(&item.0, now) && !is_others::<E>(&item.0) => Some(&item.0),
        _ => None,
    }
}

/// Deletes an expired item, unless another request has given it more time since.
pub(super) async fn delete_expired<E: Entity>(
    table: &Table<E::Table>,
    key: ItemKey,
    item: &Item,
    call: &Call,
) -> Result<(), Error> {
    let Some(name) = ttl::attribute::<E>() else {
        return Ok(());
    };
    let same = item
        .get(name)
        .map(|expires| Node::equals(name, expires.clone()));
    let mut placeholders = Placeholders::default();
    let conditions = same.into_iter().chain(not_others::<E>()).collect();
    let condition = Expression::all(conditions, &mut placeholders)
        .map_err(|source| Error::expression(E::SCHEMA.name, source))?;
    let delete = DeleteItemInput::builder()
        .table_name(table.name())
        .set_condition_expression(condition)
        .set_return_consumed_capacity(table.connection().capacity());
    let draft = Draft::new(delete, Payload::of_key(key, placeholders));
    match call.send(&draft).await.map_err(Error::from) {
        // The other request's item is what the upsert now meets.
        Ok(_) | Err(Error::ConditionFailed { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Adds what a new item needs besides the changes: the key's fields and the type.
pub(super) fn complete_upsert<E: Entity>(
    key: &E::Key,
    changes: &mut Changes,
    now: Timestamp,
) -> Result<(), Error> {
    let layout = layout::<E>();
    let mut writer = ItemWriter::map(E::SCHEMA.name, 2);
    writer.fields(|writer| key.write_attributes(writer))?;
    let mut fields: Vec<_> = writer.into_item()?.into_iter().collect();
    // The same request each time: a map has an order of its own.
    fields.sort_by(|(one, _), (other, _)| one.cmp(other));
    for (attribute, value) in fields {
        changes.set_attribute(attribute, value, false);
    }
    for (attribute, value) in E::SCHEMA.type_values(layout) {
        changes.set_attribute(attribute, value, false);
    }
    if let Some((attribute, shard)) = shard::<E>(&key.item_key()?) {
        // It is one of the present type, which an item with a former one gets.
        let if_absent = E::SCHEMA.type_aliases.is_empty();
        changes.set_attribute(attribute, shard, if_absent);
    }
    if let Some((attribute, _)) = type_index_sort_key::<E>()
        && E::SCHEMA.type_sk.is_none()
    {
        changes.set_attribute(attribute.name, creation_time(attribute, now), true);
    }
    if let Some((attribute, expires)) = ttl::new_expiry::<E>(now)
        && !changes.gives(attribute)
    {
        changes.set_attribute(attribute, expires, true);
    }
    let missing: Vec<_> = E::SCHEMA
        .attributes
        .iter()
        .filter(|attribute| {
            let needed =
                attribute.required || (!attribute.optional && in_index::<E>(attribute.slot));
            needed && !changes.gives(attribute.name)
        })
        .map(|attribute| attribute.name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::expression(
        E::SCHEMA.name,
        ExpressionError::UpsertIncomplete {
            entity: E::SCHEMA.name,
            attributes: missing,
        },
    ))
}

/// Whether the field stands in a key of an index. Such a key of a new item cannot be written
/// without it, whatever default the field is read with.
fn in_index<E: Entity>(slot: usize) -> bool {
    index_halves::<E>()
        .flatten()
        .flat_map(|half| half.template.fields())
        .any(|field| E::SCHEMA.field_of(field.slot) == slot)
}
