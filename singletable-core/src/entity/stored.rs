//! Stored items: which entity they are of, and the values that errors carry.

use super::selection::decode_path;
use super::{Entity, TableModel, layout};
use crate::error::{CancellationReason, Cause, Error};
use crate::expr::attr::Attr;
use crate::item::codec::Codec;
use crate::item::{DecodeError, ItemKey, Stored, identity_of};
use crate::key::parts::{agree, can_be, is_loaded_as};
use crate::key::scalar::{can_be_stored_as, is_stored_as};
use crate::key::{FieldSegment, KeyField, KeyTemplate};
use crate::schema::guard::is_guard_key;
use crate::schema::key_fields::StoredPart;
use crate::schema::{EntitySchema, KeyAttribute, TableLayout};
use crate::value::{Item, OldItem, ScalarValue};
use crate::wire::Row;

/// The type that an item of such a table names.
pub(crate) fn type_name<'i>(layout: &TableLayout, item: &'i impl Stored) -> Option<&'i str> {
    item.text(layout.type_attribute)
}

/// Whether the item is one of the entity's: what every read asks of an item. The stored type says
/// so. Without one, as other programs write items and as indexes of keys hold them, the key does: it
/// is one of the entity's, and made of the values of the fields, as far as the item was read with them.
pub(crate) fn is_of(layout: &TableLayout, schema: &EntitySchema, item: &Row) -> bool {
    match type_name(layout, item) {
        Some(name) => schema.is_named(name),
        // A type that is no text is one that nobody knows.
        None => item.attribute(layout.type_attribute).is_none() && has_key_of(layout, schema, item),
    }
}

/// The same of an entity by its type.
pub(crate) fn is_own<E: Entity>(item: &Row) -> bool {
    is_of(layout::<E>(), E::SCHEMA, item)
}

/// Whether the item has a type, and that is none of the entity's: then writes leave it as it is, where
/// another entity may have its key.
pub(crate) fn is_others<E: Entity>(item: &Item) -> bool {
    let layout = layout::<E>();
    match type_name(layout, item) {
        Some(name) => !E::SCHEMA.is_named(name),
        None => item.contains_key(layout.type_attribute),
    }
}

/// The entity of an item, one of those; `None` where it is another's, or nobody knows whose.
pub(crate) fn entity_of(
    layout: &TableLayout,
    mut entities: impl Iterator<Item = &'static EntitySchema>,
    item: &Row,
) -> Option<&'static EntitySchema> {
    entities.find(|schema| is_of(layout, schema, item))
}

fn has_key_of(layout: &TableLayout, schema: &EntitySchema, item: &Row) -> bool {
    let [pk, sk] = identity_of(layout, item);
    let Some(mut parts) = parts_of(layout.pk, &schema.pk, pk.as_ref(), layout) else {
        return false;
    };
    if let (Some(half), Some(template)) = (layout.sk, &schema.sk) {
        let Some(of_sort_key) = parts_of(half, template, sk.as_ref(), layout) else {
            return false;
        };
        parts.extend(of_sort_key);
    }
    !is_guard_key(layout, pk.as_ref(), sk.as_ref())
        && agree(&parts)
        && parts.into_iter().all(|(field, value)| {
            let stored = StoredPart {
                value,
                encoding: field.encoding,
                item,
            };
            schema.key_fields.fits(field.slot, &stored)
        })
}

/// The fields of a stored half of a key; `None` if the template does not make it.
fn parts_of<'k>(
    half: KeyAttribute,
    template: &KeyTemplate,
    key: Option<&'k ScalarValue<'_>>,
    layout: &TableLayout,
) -> Option<Vec<(&'static FieldSegment, ScalarValue<'k>)>> {
    let key = key.filter(|key| key.scalar_type() == half.scalar)?;
    template.fields_of(layout.separator, key)
}

/// For generated code: a field of a key.
#[doc(hidden)]
pub struct KeyAttr<'a, E, T, R, C>(pub &'a Attr<E, T, R, C>);

impl<E: Entity, T: KeyField, R, C: Codec<T>> KeyAttr<'_, E, T, R, C> {
    /// Whether the part of a key can be the field's, and is it where the item has the field.
    pub fn fits(&self, part: &StoredPart<'_>) -> bool {
        let encoding = part.encoding;
        let can_be = match &part.value {
            ScalarValue::String(text) => can_be::<T>(text, encoding),
            stored => can_be_stored_as::<T>(stored),
        };
        can_be
            && match decode_path(self.0, part.item) {
                Ok(Some(value)) => match &part.value {
                    ScalarValue::String(text) => is_loaded_as(&value, text, encoding),
                    stored => is_stored_as(&value, stored),
                },
                // That a field is missing says nothing: it may not have been asked for.
                Ok(None) => true,
                Err(_) => false,
            }
    }
}

/// The answer for a field whose type is no key: that is an error elsewhere, and is said there.
#[doc(hidden)]
pub trait OfNoKey {
    /// Nothing is known.
    fn fits(&self, _: &StoredPart<'_>) -> bool {
        true
    }
}

impl<E, T, R, C> OfNoKey for KeyAttr<'_, E, T, R, C> {}

/// The attributes that the fields of the primary key are stored in.
pub(crate) fn key_attributes<E: Entity>() -> impl Iterator<Item = &'static str> {
    let fields = E::SCHEMA.primary_fields();
    let attributes = fields.filter_map(|field| E::SCHEMA.attribute(field.slot));
    attributes.map(|attribute| attribute.name)
}

/// The type of an item of the table `T`, whose Rust name is `name`.
pub(crate) fn type_of<T: TableModel>(
    name: &'static str,
    item: &Row,
) -> Result<String, DecodeError> {
    if let Some(type_name) = type_name(T::LAYOUT, item) {
        return Ok(type_name.to_owned());
    }
    let entities = T::SCHEMA.entities.iter().copied();
    match entity_of(T::LAYOUT, entities, item) {
        Some(entity) => Ok(entity.type_name.to_owned()),
        None => Err(type_error::<T>(
            name,
            item,
            "the item has no type attribute, and its key is not one of an entity's".into(),
        )),
    }
}

/// The error for an item whose type the table's enum does not name.
pub(crate) fn unknown_type<T: TableModel>(name: &'static str, item: &Row) -> DecodeError {
    match type_of::<T>(name, item) {
        Ok(type_name) => type_error::<T>(
            name,
            item,
            format!("the type `{type_name}` is not one of the table's entities"),
        ),
        Err(error) => error,
    }
}

fn type_error<T: TableModel>(name: &'static str, item: &Row, message: String) -> DecodeError {
    let attribute = T::LAYOUT.type_attribute.into();
    DecodeError::new(name, attribute, message, ItemKey::of(T::LAYOUT, item))
}

impl CancellationReason {
    /// The stored item that a condition did not hold for; `None` where it is one of another entity.
    ///
    /// # Errors
    ///
    /// When the item does not fit the entity `E`.
    pub fn stored<E: Entity>(&self) -> Result<Option<E>, DecodeError> {
        match &self.cause {
            Cause::ConditionFailed(Some(item))
            | Cause::VersionConflict {
                item: Some(item), ..
            } => decode_old(item),
            _ => Ok(None),
        }
    }
}

impl Error {
    /// The stored item that a condition did not hold for; `None` where it is one of another entity.
    ///
    /// # Errors
    ///
    /// When the item does not fit the entity `E`.
    pub fn stored<E: Entity>(&self) -> Result<Option<E>, DecodeError> {
        match self {
            Self::ConditionFailed {
                item: Some(item), ..
            }
            | Self::VersionConflict {
                item: Some(item), ..
            } => decode_old(item),
            _ => Ok(None),
        }
    }
}

/// The entity of an item that an error carries.
fn decode_old<E: Entity>(item: &OldItem) -> Result<Option<E>, DecodeError> {
    if is_others::<E>(&item.0) {
        return Ok(None);
    }
    E::from_item(item.0.clone()).map(Some)
}
