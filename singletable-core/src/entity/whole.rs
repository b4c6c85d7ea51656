//! Whole items: what a write of an entity stores.

use super::keys::{
    IndexHalf, creation_time, index_keys, layout, primary_key, render_half, shard,
    type_index_sort_key,
};
use super::plain_keys::{self, check_plain_keys};
use super::{Entity, TableModel, Visit};
use crate::item::{
    Encoded, EncodedItem, ItemKey, ItemWriter, WriteError, WrittenAttributes, check_item,
};
use crate::key::{KeyError, KeyValues};
use crate::schema::check::keys_are_apart;
use crate::schema::{TableLayout, TypeAttribute, ttl};
use crate::value::{Item, MAX_ITEM_BYTES, Timestamp};
use aws_sdk_dynamodb::types::AttributeValue;

/// Writes the attributes of all indexes that the values stand in.
fn write_indexes<E: Entity>(
    values: &(impl KeyValues + ?Sized),
    writer: &mut ItemWriter,
) -> Result<(), WriteError> {
    for halves in index_keys::<E>() {
        let attributes = index_attributes::<E>(&halves, values)?;
        for (name, value) in attributes.into_iter().flatten() {
            writer.insert_key(name, value)?;
        }
    }
    Ok(())
}

/// The attributes of one index: none where a part is missing.
pub(super) fn index_attributes<E: Entity>(
    halves: &[Option<IndexHalf>; 2],
    values: &(impl KeyValues + ?Sized),
) -> Result<[Option<(&'static str, AttributeValue)>; 2], KeyError> {
    let mut attributes = [None, None];
    for (half, attribute) in halves.iter().zip(&mut attributes) {
        let Some(half) = half else {
            continue;
        };
        let Some(value) = render_half::<E>(half, values)? else {
            return Ok([None, None]);
        };
        *attribute = Some((half.attribute, value));
    }
    Ok(attributes)
}

/// The whole stored item of an entity, checked against DynamoDB's limits. `now` becomes the type
/// index's sort key where no template gives one, and a declared lifetime begins at it.
///
/// `version` is the one that the item gets; `as_text` says that it is encoded as the text of a request,
/// where it has one.
fn whole_item<E: Entity>(
    entity: &E,
    now: Timestamp,
    version: &AttributeValue,
    as_text: bool,
) -> Result<EncodedItem, WriteError> {
    let layout = layout::<E>();
    let key = primary_key::<E>(entity)?;
    let ttl = ttl::attribute(layout, E::SCHEMA);
    if as_text && !const { plain_keys::has_any::<E>() } {
        let mut writer = ItemWriter::text(E::SCHEMA.name, most_attributes::<E>());
        let written = write_whole(entity, now, Some(version), &key, &mut writer);
        if let (Ok(()), WrittenAttributes::Text(text)) = (written, writer.finish()) {
            let ttl = ttl.and_then(|name| text.number(name).map(str::to_owned));
            let whole = text.finish();
            if let Some((text, _)) = whole.filter(|(_, bytes)| *bytes <= MAX_ITEM_BYTES) {
                return Ok(EncodedItem {
                    key,
                    ttl: ttl.map(AttributeValue::N),
                    encoded: Encoded::Text(text),
                });
            }
        }
        // The map says what is wrong with it.
    }
    let item = whole_map(entity, now, Some(version), &key)?;
    Ok(EncodedItem {
        key,
        ttl: ttl.and_then(|name| item.get(name).cloned()),
        encoded: Encoded::Map(item),
    })
}

/// Makes the whole stored item: see [`whole_item`].
pub(crate) struct WholeItem<'v> {
    pub(crate) now: Timestamp,
    pub(crate) version: &'v AttributeValue,
    pub(crate) as_text: bool,
}

impl Visit for WholeItem<'_> {
    type Made = Result<EncodedItem, WriteError>;

    fn visit<E: Entity>(self, entity: &E) -> Self::Made {
        whole_item(entity, self.now, self.version, self.as_text)
    }
}

/// Makes the whole stored item as the SDK has it, with the version that the value has.
pub(super) struct WholeMap {
    pub(super) now: Timestamp,
    pub(super) key: ItemKey,
}

impl Visit for WholeMap {
    type Made = Result<Item, WriteError>;

    fn visit<E: Entity>(self, entity: &E) -> Self::Made {
        whole_map(entity, self.now, None, &self.key)
    }
}

/// The whole stored item of an entity as the SDK has it, checked against DynamoDB's limits.
fn whole_map<E: Entity>(
    entity: &E,
    now: Timestamp,
    version: Option<&AttributeValue>,
    key: &ItemKey,
) -> Result<Item, WriteError> {
    let mut writer = ItemWriter::map(E::SCHEMA.name, most_attributes::<E>());
    write_whole(entity, now, version, key, &mut writer)?;
    let item = writer.into_item()?;
    check_plain_keys::<E>(|name| item.get(name))?;
    check_item(E::SCHEMA.name, &item)?;
    Ok(item)
}

/// How many attributes an item of the entity can have, without those that no field has.
fn most_attributes<E: Entity>() -> usize {
    let layout = layout::<E>();
    let primary_and_type = 2 + layout.type_attribute.names().len();
    let of_indexes = 2 * E::SCHEMA.indexes.len();
    let of_type_index = [
        layout.type_index.and_then(|index| index.sk).is_some(),
        layout.type_shards.is_some(),
    ];
    let lifetime = E::SCHEMA.ttl.and_then(|ttl| ttl.seconds).is_some();
    let others = of_type_index.into_iter().chain([lifetime]);
    E::SCHEMA.attributes.len() + primary_and_type + of_indexes + others.filter(|has| *has).count()
}

/// Writes the type: almost always one text.
fn write_type<E: Entity>(layout: &TableLayout, writer: &mut ItemWriter) -> Result<(), WriteError> {
    if let (TypeAttribute::One(attribute), false) = (&layout.type_attribute, E::SCHEMA.typeless) {
        return Ok(writer.insert_text(attribute, E::SCHEMA.type_name.into())?);
    }
    for (attribute, value) in E::SCHEMA.type_values(layout) {
        writer.insert_key(attribute, value)?;
    }
    Ok(())
}

/// Writes everything that the stored item of an entity has. Without a version, it keeps the one that
/// the value has.
fn write_whole<E: Entity>(
    entity: &E,
    now: Timestamp,
    version: Option<&AttributeValue>,
    key: &ItemKey,
    writer: &mut ItemWriter,
) -> Result<(), WriteError> {
    let layout = layout::<E>();
    let shard = shard::<E>(key);
    writer.keys_are_apart = const { keys_are_apart(<E::Table as TableModel>::LAYOUT, E::SCHEMA) };
    writer.fields(|writer| entity.write_attributes(writer))?;
    for (name, value) in key.made().into_iter().flatten() {
        writer.insert_scalar(name, value.borrowed())?;
    }
    write_indexes::<E>(entity, writer)?;
    write_type::<E>(layout, writer)?;
    if let Some((attribute, shard)) = shard {
        writer.insert_key(attribute, shard)?;
    }
    if let Some((attribute, _)) = type_index_sort_key::<E>()
        && E::SCHEMA.type_sk.is_none()
    {
        writer.insert_key(attribute.name, creation_time(attribute, now))?;
    }
    if let Some((attribute, expires)) = ttl::new_expiry(layout, E::SCHEMA, now)
        && !writer.has(attribute)
    {
        writer.insert_key(attribute, expires)?;
    }
    if let Some((name, version)) = E::SCHEMA.version.zip(version) {
        writer.replace(name, version.clone())?;
    }
    Ok(())
}
