//! Stored items: which entity they are of, and the values that errors carry.

use super::selection::decode_path;
use super::{Entity, TableModel, layout};
use crate::error::{CancellationReason, Cause, Error};
use crate::expr::attr::Attr;
use crate::expr::key_only::KeyOnly;
use crate::item::codec::Codec;
use crate::item::key_only::parts_of;
use crate::item::{DecodeError, ItemKey, Stored, identity_of};
use crate::key::KeyField;
use crate::key::parts::{agree, can_be, is_loaded_as};
use crate::key::scalar::{can_be_stored_as, is_stored_as};
use crate::schema::guard::{GUARD, is_foreign_guard_key, is_guard_key};
use crate::schema::key_fields::StoredPart;
use crate::schema::sharing::{owns_untyped, owns_untyped_among, shares_with_typeless};
use crate::schema::{EntitySchema, TableLayout, TableSchema, TypeAttribute};
use crate::value::{Item, OldItem, ScalarValue};
use crate::wire::Row;
use aws_sdk_dynamodb::types::AttributeValue;

/// How much of the type an item was read with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TypeRead {
    /// All of its attributes, as far as the item has them.
    Whole,
    /// Those that an index holds, which lacks others.
    Partly,
}

/// Whether the type of an item is one of the entity's; `None` where the item has no type.
fn has_type_of(
    layout: &TableLayout,
    schema: &EntitySchema,
    item: &impl Stored,
    read: TypeRead,
) -> Option<bool> {
    match &layout.type_attribute {
        TypeAttribute::None => None,
        TypeAttribute::One(attribute) => match item.text(attribute) {
            Some(name) => Some(!schema.typeless && schema.is_named(name)),
            // A type that is no text is one that nobody knows.
            None => item.attribute(attribute).map(|_| false),
        },
        TypeAttribute::Several(attributes) => {
            let has = |name: &&str| item.attribute(name).is_some();
            if !attributes.iter().any(has) {
                return None;
            }
            let is = |(name, part): (&&str, &str)| match item.text(name) {
                Some(text) => text == part,
                None => read == TypeRead::Partly && !has(name),
            };
            let mut types = schema.type_names();
            let is_own = types.any(|name| attributes.iter().zip(name.parts()).all(is));
            Some(!schema.typeless && is_own)
        }
        TypeAttribute::Set(attribute) => {
            let AttributeValue::Ss(members) = item.attribute(attribute)? else {
                return Some(false);
            };
            let mut types = schema.type_names();
            let is_own = types.any(|name| members.iter().any(|member| member == name.first));
            Some(!schema.typeless && is_own)
        }
    }
}

/// Whether the item is one of the entity's: what every read asks of an item. The stored type says
/// so. Without one, as other programs write items and as indexes of keys hold them, the key does: it
/// is one of the entity's, and made of the values of the fields, as far as the item was read with them.
/// Under a key that entities share on purpose, an item without a type is that of the one without a type.
pub(crate) fn is_own<E: Entity>(item: &Row) -> bool {
    let by_key = const { owns_untyped(<E::Table as TableModel>::SCHEMA, E::SCHEMA) };
    has_type_of(layout::<E>(), E::SCHEMA, item, TypeRead::Whole)
        .unwrap_or_else(|| by_key && has_key_of(layout::<E>(), E::SCHEMA, item))
}

/// The same of an item from an index that lacks a part of the type: the key says what the rest of the
/// type does not.
pub(crate) fn is_own_in_part<E: Entity>(item: &Row) -> bool {
    let (layout, schema) = (layout::<E>(), E::SCHEMA);
    has_type_of(layout, schema, item, TypeRead::Partly) != Some(false)
        && has_key_of(layout, schema, item)
}

/// Whether the item has a type, and that is none of the entity's, or has none, and an entity without a type
/// shares the key: then writes leave it as it is, where another entity may have its key.
pub(crate) fn is_others<E: Entity>(item: &Item) -> bool {
    let untyped = const { shares_with_typeless(<E::Table as TableModel>::SCHEMA, E::SCHEMA) };
    has_type_of(layout::<E>(), E::SCHEMA, item, TypeRead::Whole).map_or(untyped, |own| !own)
}

/// Whether the item is a guard of a unique value.
pub(crate) fn is_guard(table: &TableSchema, item: &Row) -> bool {
    let layout = table.layout;
    if table.guard_forms().next().is_some() {
        let [pk, sk] = identity_of(layout, item);
        if is_foreign_guard_key(table, pk.as_ref(), sk.as_ref()) {
            return true;
        }
    }
    if let TypeAttribute::One(attribute) = layout.type_attribute {
        return item.text(attribute) == Some(GUARD);
    }
    let [pk, sk] = identity_of(layout, item);
    is_guard_key(layout, pk.as_ref(), sk.as_ref())
}

/// The entity of an item, one of those; `None` where it is another's, or nobody knows whose.
pub(crate) fn entity_of(
    layout: &TableLayout,
    entities: &[&'static EntitySchema],
    item: &Row,
) -> Option<&'static EntitySchema> {
    let mut all = entities.iter().copied();
    all.find(|schema| {
        has_type_of(layout, schema, item, TypeRead::Whole).unwrap_or_else(|| {
            owns_untyped_among(entities, schema) && has_key_of(layout, schema, item)
        })
    })
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

impl<E, T> OfNoKey for KeyOnly<E, T> {}

/// The attributes that the fields of the primary key are stored in.
pub(crate) fn key_attributes<E: Entity>() -> impl Iterator<Item = &'static str> {
    let fields = E::SCHEMA.primary_fields();
    let attributes = fields.filter_map(|field| E::SCHEMA.attribute(field.slot));
    attributes.map(|attribute| attribute.name)
}

/// The position among the entities of the table's enum of the one that the item is of; `None` where it is
/// another's, or nobody knows whose.
pub(crate) fn position_of<T: TableModel>(item: &Row) -> Option<usize> {
    let mut entities = T::SCHEMA.entities.iter();
    if let TypeAttribute::One(attribute) = &T::LAYOUT.type_attribute
        && let Some(name) = item.text(attribute)
    {
        // As usual: the type is looked up once, whatever number of entities there are.
        return entities.position(|schema| !schema.typeless && schema.is_named(name));
    }
    entities.position(|schema| {
        has_type_of(T::LAYOUT, schema, item, TypeRead::Whole).unwrap_or_else(|| {
            owns_untyped(T::SCHEMA, schema) && has_key_of(T::LAYOUT, schema, item)
        })
    })
}

/// The position of the entity, among those of an enum of entities, that the item is of by its type.
pub(crate) fn position_among<E: Entity>(item: &Row) -> Option<usize> {
    let mut entities = E::SCHEMA.entities.iter();
    entities
        .position(|schema| has_type_of(layout::<E>(), schema, item, TypeRead::Whole) == Some(true))
}

/// The error for an item that is of none of the entities which an enum names, in a table of that layout.
pub(crate) fn unknown_type(layout: &TableLayout, name: &'static str, item: &Row) -> DecodeError {
    let types = &layout.type_attribute;
    let stored: Vec<_> = types
        .names()
        .iter()
        .map(|name| item.attribute(name))
        .collect();
    let message = match (types, &stored[..]) {
        (TypeAttribute::None, _) => "the item's key is not one of an entity's".to_owned(),
        (_, stored) if stored.iter().all(Option::is_none) => {
            "the item has no type attribute, and its key is not one of an entity's".to_owned()
        }
        (TypeAttribute::One(_), [Some(AttributeValue::S(name))]) => {
            format!("the type `{name}` is not one of the table's entities")
        }
        _ => "the type is not one of the table's entities".to_owned(),
    };
    let attribute = types.names().first().copied().unwrap_or(layout.pk.name);
    DecodeError::new(name, attribute.into(), message, ItemKey::of(layout, item))
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
