//! Whether a stored item has the keys that its fields make, in the table and in its indexes.

use super::keys::{index_keys, primary_key, shard};
use super::whole::index_attributes;
use super::{Entity, layout};
use crate::item::{ItemKey, ItemWriter, Stored as _, identity_of};
use crate::key::KeyError;
use crate::value::{Item, ScalarValue, is_same_value};
use crate::wire::Row;
use aws_sdk_dynamodb::types::AttributeValue;

/// The value that an item has under the name of a key attribute of an index; `None` where it has none.
pub(crate) type IndexKey = (&'static str, Option<AttributeValue>);

/// The primary key of a stored item.
pub(crate) fn stored_key<E: Entity>(row: &Row) -> ItemKey {
    let layout = layout::<E>();
    let [pk, sk] = identity_of(layout, row).map(|half| half.map(ScalarValue::into_owned));
    // Every item has its keys.
    ItemKey::new(
        layout,
        pk.unwrap_or_else(|| ScalarValue::text(String::new())),
        sk,
    )
}

/// Whether the item is stored under another primary key than its fields make, or they make none.
pub(crate) fn is_misplaced<E: Entity>(entity: &E, row: &Row) -> bool {
    primary_key::<E>(entity).map_or(true, |key| key != stored_key::<E>(row))
}

/// Whether the item has other keys in indexes than its fields make, or they make none.
pub(crate) fn has_stale_keys<E: Entity>(entity: &E, row: &Row) -> bool {
    wrong_keys(entity, row, &stored_key::<E>(row)).map_or(true, |wrong| !wrong.is_empty())
}

/// The keys in indexes that the item is to have under that primary key, and has not as it is stored.
pub(crate) fn wrong_keys<E: Entity>(
    entity: &E,
    row: &Row,
    key: &ItemKey,
) -> Result<Vec<IndexKey>, KeyError> {
    let mut keys = keys_of_fields(entity, key)?;
    keys.retain(|(name, value)| {
        let stored = row.attribute(name);
        match (&stored, value) {
            (Some(stored), Some(value)) if is_same_value(stored, value) => false,
            (None, None) => false,
            _ => !is_field::<E>(name) || is_other_form(entity, name, value.as_ref()),
        }
    });
    Ok(keys)
}

/// Of a key attribute that a field is mapped onto, what is stored is the field. It is the key in another
/// form if a write would store the key there: a time with finer digits than the key's is not.
fn is_other_form<E: Entity>(entity: &E, name: &str, value: Option<&AttributeValue>) -> bool {
    let mut writer = ItemWriter::loaded(E::SCHEMA.name, E::SCHEMA.attributes.len());
    let written = writer.fields(|writer| entity.write_attributes(writer));
    let item: Option<Item> = written.and_then(|()| writer.into_item()).ok();
    value.is_some() && item.is_some_and(|item| item.get(name) == value)
}

/// The keys of the type index and of the entity's own indexes, as far as fields, type and primary key make
/// them. A time of creation is made of none. What is stored under the keys of other indexes is left: a newer
/// build may have the entity in them.
fn keys_of_fields<E: Entity>(entity: &E, key: &ItemKey) -> Result<Vec<IndexKey>, KeyError> {
    let layout = layout::<E>();
    let mut keys: Vec<IndexKey> = Vec::new();
    for halves in index_keys::<E>() {
        let values = index_attributes::<E>(&halves, entity)?;
        for half in halves.iter().flatten() {
            let value = values.iter().flatten();
            let value = value.clone().find(|(name, _)| *name == half.attribute);
            let value = value.map(|(_, value)| value.clone());
            // Indexes that share an attribute have it in common.
            if !keys.iter().any(|(name, _)| *name == half.attribute) {
                keys.push((half.attribute, value));
            }
        }
    }
    if layout.type_index.is_some() {
        let types = E::SCHEMA.type_values(layout).into_iter();
        keys.extend(types.map(|(name, value)| (name, Some(value))));
    }
    keys.extend(shard::<E>(key).map(|(name, shard)| (name, Some(shard))));
    keys.retain(|(name, _)| !layout.has_key(name));
    Ok(keys)
}

/// Whether a field is stored in that attribute.
pub(crate) fn is_field<E: Entity>(attribute: &str) -> bool {
    let mut attributes = E::SCHEMA.attributes.iter();
    attributes.any(|known| known.name == attribute)
}
