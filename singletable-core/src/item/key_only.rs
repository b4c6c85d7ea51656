//! Fields that have no attribute of their own: they are read from the stored primary key.

use super::ItemReader;
use super::error::DecodeError;
use super::reader::Stored as _;
use crate::key::{FieldSegment, KeyTemplate, KeyType};
use crate::schema::{EntitySchema, KeyAttribute, KeyOnlySchema, TableLayout};
use crate::value::{ScalarValue, ValueError};
use crate::wire::Row;
use aws_sdk_dynamodb::types::AttributeValue;

/// The value of a field in a stored key.
pub(crate) type StoredField<'k> = (&'static FieldSegment, ScalarValue<'k>);

/// The fields of a stored half of a key; `None` if the template does not make it.
pub(crate) fn parts_of<'k>(
    half: KeyAttribute,
    template: &KeyTemplate,
    key: Option<&'k ScalarValue<'_>>,
    layout: &TableLayout,
) -> Option<Vec<StoredField<'k>>> {
    let key = key.filter(|key| key.scalar_type() == half.scalar)?;
    template.fields_of(layout.separator, key)
}

/// The halves of the primary key that have the field, with their templates.
fn halves_with(
    layout: &TableLayout,
    schema: &EntitySchema,
    slot: usize,
) -> impl Iterator<Item = (KeyAttribute, KeyTemplate)> {
    let sort = layout.sk.zip(schema.sk);
    let halves = std::iter::once((layout.pk, schema.pk)).chain(sort);
    halves.filter(move |(_, template)| template.mentions(slot))
}

/// Where a field is in a stored key: the attribute, how it is written, and what is written.
pub(crate) struct Occurrence {
    attribute: &'static str,
    field: &'static FieldSegment,
    value: ScalarValue<'static>,
}

/// Why a field has no value in a stored key: the attribute, and the sentence.
pub(crate) type NoValue = (&'static str, String);

/// Every occurrence of the field with that name and place in the primary key of a stored item.
fn occurrences(
    layout: &TableLayout,
    schema: &EntitySchema,
    (field, slot): (&str, usize),
    item: &Row,
) -> Result<Vec<Occurrence>, NoValue> {
    let mut all = Vec::new();
    for (half, template) in halves_with(layout, schema, slot) {
        let Some(stored) = item.scalar(half.name) else {
            let message = format!("`{field}` is read from this key, which is missing");
            return Err((half.name, message));
        };
        let Some(parts) = parts_of(half, &template, Some(&stored), layout) else {
            let message = format!(
                "`{field}` is read from this key, which is not one that the template `{}` makes",
                template.source
            );
            return Err((half.name, message));
        };
        let own = parts.into_iter().filter(|(part, _)| part.slot == slot);
        all.extend(own.map(|(part, value)| Occurrence {
            attribute: half.name,
            field: part,
            value: value.into_owned(),
        }));
    }
    Ok(all)
}

/// The first of them that says which value it is: what folds case may be one of several.
fn first_whole(all: &[Occurrence]) -> Option<&Occurrence> {
    let mut all = all.iter();
    all.find(|occurrence| !occurrence.field.encoding.folds_case())
}

/// The value in the primary key of a stored item of the field with that name and place.
///
/// # Errors
///
/// When the templates do not make the key, or the key has no value of the type there.
pub(crate) fn read_key_field<T>(
    ty: &KeyType<T>,
    layout: &TableLayout,
    schema: &EntitySchema,
    field: (&str, usize),
    item: &Row,
) -> Result<T, NoValue> {
    let all = occurrences(layout, schema, field, item)?;
    let no_value = |attribute| {
        let message = format!(
            "`{}` is read from this key, which has no value of its type there",
            field.0
        );
        (attribute, message)
    };
    // Without one, the derive has failed.
    let first = first_whole(&all).ok_or_else(|| no_value(layout.pk.name))?;
    let value = ty.read(&first.value, first.field.encoding);
    let value = value.ok_or_else(|| no_value(first.attribute))?;
    let is_other =
        |other: &&Occurrence| !ty.is_stored_so(&value, &other.value, other.field.encoding);
    match all.iter().find(is_other) {
        Some(other) => Err(no_value(other.attribute)),
        None => Ok(value),
    }
}

/// What an attribute with the field's value would hold; `None` where the item's key has no such value.
pub(crate) fn attribute_of_key(
    layout: &TableLayout,
    schema: &EntitySchema,
    field: &KeyOnlySchema,
    item: &Row,
) -> Option<AttributeValue> {
    let all = occurrences(layout, schema, (field.field, field.slot), item).ok()?;
    let first = first_whole(&all)?;
    field.form.make(&first.value, first.field.encoding)
}

impl ItemReader {
    /// Reads the field with that name and place, which the primary key alone has.
    ///
    /// # Errors
    ///
    /// When the key is missing, is not one that the templates make, or has no value of the type.
    pub(crate) fn of_key<T>(
        &self,
        ty: &KeyType<T>,
        schema: &EntitySchema,
        field: (&str, usize),
    ) -> Result<T, DecodeError> {
        read_key_field(ty, self.layout(), schema, field, self.row())
            .map_err(|(attribute, message)| self.error(attribute, &ValueError::new(message)))
    }
}
