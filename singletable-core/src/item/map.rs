//! Conversion of entities to attributes.

use super::codec::{Codec, Serde};
use super::error::EncodeError;
use crate::schema::{EntitySchema, TableLayout};
use crate::value::{Item, Refused, ScalarValue, ValueError, is_same_value};
use crate::wire::{ItemText, Row};
use aws_sdk_dynamodb::types::AttributeValue;
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

/// Maps that keep the attributes of an item that belong to no field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot keep attributes of any kind",
    label = "not a map from `String` to `AttributeValue`",
    note = "make the field a `BTreeMap<String, AttributeValue>` or an `Item`"
)]
pub trait ExtraAttributes {
    /// Returns the attributes.
    fn entries(&self) -> impl Iterator<Item = (&String, &AttributeValue)>;
    /// Creates a map of these attributes.
    fn from_entries(entries: impl Iterator<Item = (String, AttributeValue)>) -> Self;
}

impl<S: BuildHasher + Default> ExtraAttributes for HashMap<String, AttributeValue, S> {
    fn entries(&self) -> impl Iterator<Item = (&String, &AttributeValue)> {
        self.iter()
    }

    fn from_entries(entries: impl Iterator<Item = (String, AttributeValue)>) -> Self {
        entries.collect()
    }
}

impl ExtraAttributes for BTreeMap<String, AttributeValue> {
    fn entries(&self) -> impl Iterator<Item = (&String, &AttributeValue)> {
        self.iter()
    }

    fn from_entries(entries: impl Iterator<Item = (String, AttributeValue)>) -> Self {
        entries.collect()
    }
}

/// Whether a write of the entity sets the attribute itself: it is a field's, or the table uses it for
/// this entity. A newer build may use others, which are kept.
pub(super) fn is_known(schema: &EntitySchema, layout: &TableLayout, name: &str) -> bool {
    let type_keys = layout.type_index.map(|index| [Some(index.pk), index.sk]);
    let type_keys = type_keys.into_iter().flatten().flatten();
    let ttl = schema.ttl.and(layout.ttl);
    let types = layout.type_attribute.names().iter().copied();
    let names = layout.key_names().chain(types);
    names
        .chain(type_keys.map(|half| half.name))
        .chain(ttl)
        .any(|own| own == name)
        || schema
            .indexes
            .iter()
            .any(|index| index.layout.has_key(name))
        || schema.attributes.iter().any(|known| known.name == name)
}

/// Collects the attributes of an entity, as the SDK's map or as the text of a request.
#[derive(Debug)]
pub struct ItemWriter {
    pub(super) entity: &'static str,
    pub(super) written: WrittenAttributes,
    /// Whether no attribute of the table can exist before it is written.
    pub(crate) keys_are_apart: bool,
    /// The first error of a field. It is stored here because the compiler would turn a `?` after each
    /// field into a `match`, in every build of every entity.
    failed: Option<EncodeError>,
    /// For a loaded item, the attributes that can only be compared.
    unwritable: Option<Unwritable>,
}

/// The attributes of a loaded item that can be compared but not written, and the reasons.
pub(crate) type Unwritable = Vec<(&'static str, EncodeError)>;

/// The attributes written so far, as a map or as the text of a request.
#[derive(Debug)]
pub(crate) enum WrittenAttributes {
    Map(Item),
    Text(ItemText),
}

impl ItemWriter {
    pub(crate) fn map(entity: &'static str, attributes: usize) -> Self {
        Self {
            entity,
            written: WrittenAttributes::Map(HashMap::with_capacity(attributes)),
            keys_are_apart: false,
            failed: None,
            unwritable: None,
        }
    }

    /// Creates a writer of a loaded item's attributes, which are compared. Values that can be read but
    /// not written, such as a time with finer digits, have a form here too.
    pub(crate) fn loaded(entity: &'static str, attributes: usize) -> Self {
        Self {
            unwritable: Some(Vec::new()),
            ..Self::map(entity, attributes)
        }
    }

    /// Creates a writer of text. If it refuses an attribute, the writer of a map says why.
    pub(crate) fn text(entity: &'static str, attributes: usize) -> Self {
        Self {
            entity,
            written: WrittenAttributes::Text(ItemText::new(attributes)),
            keys_are_apart: false,
            failed: None,
            unwritable: None,
        }
    }

    /// Writes a field by serde's rules.
    pub fn field<T>(&mut self, name: &'static str, value: &T)
    where
        Serde: Codec<T>,
    {
        self.field_as::<Serde, T>(name, value);
    }

    /// Writes a field with its codec.
    pub fn field_as<C: Codec<T>, T>(&mut self, name: &'static str, value: &T) {
        match &mut self.written {
            WrittenAttributes::Map(item) => match C::encode(value) {
                Ok(Some(value)) => drop(item.insert(name.to_owned(), value)),
                Ok(None) => {}
                Err(error) => self.compare_only::<C, T>(name, value, &error),
            },
            WrittenAttributes::Text(text) => {
                if text
                    .attribute(name, |text| C::encode_raw(value, text))
                    .is_err()
                {
                    self.fail(self.refused(name));
                }
            }
        }
    }

    /// Keeps the form of a loaded item's value that cannot be written.
    #[cold]
    fn compare_only<C: Codec<T>, T>(&mut self, name: &'static str, value: &T, error: &ValueError) {
        let error = self.error(name, error);
        let (WrittenAttributes::Map(item), Some(unwritable)) =
            (&mut self.written, &mut self.unwritable)
        else {
            return self.fail(error);
        };
        match C::encode_loaded(value) {
            Ok(form) => {
                item.extend(form.map(|form| (name.to_owned(), form)));
                unwritable.push((name, error));
            }
            Err(_) => self.fail(error),
        }
    }

    /// Writes a field by serde's rules; `None` leaves the attribute out.
    #[allow(clippy::ref_option, reason = "what generated code has")]
    pub fn optional<T>(&mut self, name: &'static str, value: &Option<T>)
    where
        Serde: Codec<T>,
    {
        self.optional_as::<Serde, T>(name, value);
    }

    /// Writes a field with its codec; `None` leaves the attribute out.
    #[allow(clippy::ref_option, reason = "what generated code has")]
    pub fn optional_as<C: Codec<T>, T>(&mut self, name: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.field_as::<C, T>(name, value);
        }
    }

    /// Writes a null, if the field with that name has written no attribute.
    pub fn or_null(&mut self, name: &'static str) {
        if !self.has(name)
            && let Err(error) = self.replace(name, AttributeValue::Null(true))
        {
            self.fail(error);
        }
    }

    /// Writes the attributes that belong to no field. It is an error if one of them is a field's, or is
    /// used by the table.
    pub fn extra(
        &mut self,
        schema: &EntitySchema,
        layout: &TableLayout,
        extra: &impl ExtraAttributes,
    ) {
        for (name, value) in extra.entries() {
            if is_known(schema, layout, name) {
                let clash = ValueError::new(
                    "the attribute is a field's own, or one that the table uses".into(),
                );
                return self.fail(self.error(name, &clash));
            }
            match &mut self.written {
                WrittenAttributes::Map(item) => drop(item.insert(name.clone(), value.clone())),
                WrittenAttributes::Text(text) => {
                    if text.extra(name, value).is_err() {
                        return self.fail(self.refused(name));
                    }
                }
            }
        }
    }

    /// Keeps the first error.
    #[cold]
    pub(super) fn fail(&mut self, error: EncodeError) {
        self.failed.get_or_insert(error);
    }

    /// Calls a function that writes fields.
    ///
    /// # Errors
    ///
    /// The first error of a field, when a value has no form in DynamoDB.
    pub(crate) fn fields(&mut self, write: impl FnOnce(&mut Self)) -> Result<(), EncodeError> {
        write(self);
        self.failed.take().map_or(Ok(()), Err)
    }

    /// Writes a text attribute of the table, as [`insert_key`](Self::insert_key) does.
    pub(crate) fn insert_text(
        &mut self,
        attribute: &str,
        text: Cow<'_, str>,
    ) -> Result<(), EncodeError> {
        if let WrittenAttributes::Text(out) = &mut self.written
            && (self.keys_are_apart || !out.has(attribute))
        {
            let written = out.attribute(attribute, |out| {
                out.text(&text);
                Ok(true)
            });
            return written.map_err(|Refused| self.refused(attribute));
        }
        self.insert_key(attribute, AttributeValue::S(text.into_owned()))
    }

    /// Writes a key of the table, as [`insert_key`](Self::insert_key) does.
    pub(crate) fn insert_scalar(
        &mut self,
        attribute: &str,
        value: ScalarValue<'_>,
    ) -> Result<(), EncodeError> {
        match value {
            ScalarValue::String(text) => self.insert_text(attribute, text),
            other => self.insert_key(attribute, other.into_value()),
        }
    }

    /// Writes an attribute of the table. A field may be mapped to the same attribute if it has the same
    /// value.
    pub(crate) fn insert_key(
        &mut self,
        attribute: &str,
        value: AttributeValue,
    ) -> Result<(), EncodeError> {
        let is_clash = match &mut self.written {
            WrittenAttributes::Map(item) if self.keys_are_apart => {
                item.insert(attribute.to_owned(), value);
                false
            }
            WrittenAttributes::Text(text) if self.keys_are_apart => {
                if text.attribute(attribute, |out| out.value(&value)).is_err() {
                    return Err(self.refused(attribute));
                }
                false
            }
            WrittenAttributes::Map(item) => match item.entry(attribute.to_owned()) {
                Entry::Occupied(field) => !is_same_value(field.get(), &value),
                Entry::Vacant(entry) => {
                    entry.insert(value);
                    false
                }
            },
            WrittenAttributes::Text(text) => match text.key(attribute, &value) {
                Ok(is_same) => !is_same,
                Err(Refused) => return Err(self.refused(attribute)),
            },
        };
        if is_clash {
            let clash = ValueError::new(
                "the field is mapped onto a key attribute, which holds another value".into(),
            );
            return Err(self.error(attribute, &clash));
        }
        Ok(())
    }

    /// Writes an attribute, and replaces what a field has written there.
    pub(crate) fn replace(
        &mut self,
        attribute: &str,
        value: AttributeValue,
    ) -> Result<(), EncodeError> {
        match &mut self.written {
            WrittenAttributes::Map(item) => drop(item.insert(attribute.to_owned(), value)),
            WrittenAttributes::Text(text) => {
                text.remove(attribute);
                if text
                    .attribute(attribute, |text| text.value(&value))
                    .is_err()
                {
                    return Err(self.refused(attribute));
                }
            }
        }
        Ok(())
    }

    pub(crate) fn has(&self, attribute: &str) -> bool {
        match &self.written {
            WrittenAttributes::Map(item) => item.contains_key(attribute),
            WrittenAttributes::Text(text) => text.has(attribute),
        }
    }

    /// The attributes that were written.
    pub(crate) fn finish(self) -> WrittenAttributes {
        self.written
    }

    /// The attributes of a loaded item that cannot be written, with the reasons.
    pub(crate) fn take_unwritable(&mut self) -> Unwritable {
        self.unwritable.take().unwrap_or_default()
    }

    /// Converts to the SDK's map.
    ///
    /// # Errors
    ///
    /// When the written text has an attribute twice.
    pub(crate) fn into_item(self) -> Result<Item, EncodeError> {
        let entity = self.entity;
        match self.written {
            WrittenAttributes::Map(item) => Ok(item),
            WrittenAttributes::Text(text) => match text.finish() {
                Some((text, _)) => Ok(Row::of_text(&text).into_item()),
                None => Err(EncodeError::new(
                    entity,
                    "",
                    "an attribute is there twice".into(),
                )),
            },
        }
    }

    fn error(&self, attribute: &str, error: &ValueError) -> EncodeError {
        EncodeError::new(self.entity, attribute, error.to_string())
    }

    /// The error of a writer of text. The writer of a map gives a better one.
    fn refused(&self, attribute: &str) -> EncodeError {
        self.error(
            attribute,
            &ValueError::new("the value cannot be stored".into()),
        )
    }
}
