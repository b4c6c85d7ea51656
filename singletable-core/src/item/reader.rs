//! Conversion of stored items to entities.

use super::ItemKey;
use super::codec::{Codec, Serde};
use super::error::DecodeError;
use super::map::{ExtraAttributes, is_known};
use crate::schema::{EntitySchema, TableLayout};
use crate::value::{Item, ScalarValue, ValueError};
use crate::wire::{RawValue, Repr, Row};
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// Access to the attributes of a stored item, however it was read.
pub(crate) trait Stored {
    /// The text of a text attribute.
    fn text(&self, name: &str) -> Option<&str>;
    /// The digits of a number attribute.
    fn number(&self, name: &str) -> Option<&str>;
    /// The value of an attribute of a type that keys have.
    fn scalar(&self, name: &str) -> Option<ScalarValue<'_>>;
    /// An attribute as the SDK's value.
    fn attribute(&self, name: &str) -> Option<AttributeValue>;
}

impl Stored for Item {
    fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_s().ok().map(String::as_str)
    }

    fn number(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_n().ok().map(String::as_str)
    }

    fn scalar(&self, name: &str) -> Option<ScalarValue<'_>> {
        ScalarValue::of(self.get(name)?)
    }

    fn attribute(&self, name: &str) -> Option<AttributeValue> {
        self.get(name).cloned()
    }
}

impl Stored for Row {
    fn text(&self, name: &str) -> Option<&str> {
        match &self.0 {
            Repr::Map(item) => Stored::text(item, name),
            Repr::Raw(row) => row.value().entry(name)?.as_text(),
        }
    }

    fn number(&self, name: &str) -> Option<&str> {
        match &self.0 {
            Repr::Map(item) => Stored::number(item, name),
            Repr::Raw(row) => row.value().entry(name)?.as_number(),
        }
    }

    fn scalar(&self, name: &str) -> Option<ScalarValue<'_>> {
        match &self.0 {
            Repr::Map(item) => Stored::scalar(item, name),
            Repr::Raw(row) => {
                let value = row.value().entry(name)?;
                let text = value.as_text().map(|text| ScalarValue::String(text.into()));
                text.or_else(|| value.as_number().map(ScalarValue::number))
                    .or_else(|| {
                        ScalarValue::of(&value.to_attribute_value()).map(ScalarValue::into_owned)
                    })
            }
        }
    }

    fn attribute(&self, name: &str) -> Option<AttributeValue> {
        match &self.0 {
            Repr::Map(item) => Stored::attribute(item, name),
            Repr::Raw(row) => row.value().entry(name).map(RawValue::to_attribute_value),
        }
    }
}

/// Takes the attributes of an entity out of a stored item.
#[derive(Debug)]
pub struct ItemReader {
    entity: &'static str,
    layout: &'static TableLayout,
    row: Row,
    /// The item's key, once a field has taken an attribute of it.
    key: Option<ItemKey>,
    /// The index in the text of an answer at which the next attribute is looked for first.
    next: usize,
}

impl ItemReader {
    pub(crate) fn new(entity: &'static str, layout: &'static TableLayout, row: Row) -> Self {
        let next = match &row.0 {
            Repr::Map(_) => 0,
            Repr::Raw(row) => row.start(),
        };
        Self {
            entity,
            layout,
            row,
            key: None,
            next,
        }
    }

    /// Reads a required field by serde's rules; a type may have a value for a missing attribute.
    ///
    /// # Errors
    ///
    /// When the attribute is missing or does not fit the field's type.
    pub fn required<T>(&mut self, name: &'static str) -> Result<T, DecodeError>
    where
        Serde: Codec<T>,
    {
        self.required_as::<Serde, T>(name)
    }

    /// Reads a required field with its codec; a type may have a value for a missing attribute.
    ///
    /// # Errors
    ///
    /// When the attribute is missing or does not fit the field's type.
    pub fn required_as<C: Codec<T>, T>(&mut self, name: &'static str) -> Result<T, DecodeError> {
        match self.take::<T, C>(name, false)? {
            Some(value) => Ok(value),
            None => C::missing().ok_or_else(|| {
                let missing = ValueError::new("the attribute is missing".into());
                self.error(name, &missing)
            }),
        }
    }

    /// Reads a field that may be missing or null, by serde's rules.
    ///
    /// # Errors
    ///
    /// When the attribute exists and does not fit the field's type.
    pub fn optional<T>(&mut self, name: &'static str) -> Result<Option<T>, DecodeError>
    where
        Serde: Codec<T>,
    {
        self.take::<T, Serde>(name, true)
    }

    /// Reads a field that may be missing or null, with its codec.
    ///
    /// # Errors
    ///
    /// When the attribute exists and does not fit the field's type.
    pub fn optional_as<C: Codec<T>, T>(
        &mut self,
        name: &'static str,
    ) -> Result<Option<T>, DecodeError> {
        self.take::<T, C>(name, true)
    }

    /// Whether the attribute is a null. A field whose `None` is stored as one asks it before it reads, because
    /// its type may have a null of its own.
    pub fn is_null(&self, name: &'static str) -> bool {
        match &self.row.0 {
            Repr::Raw(row) => {
                let found = row.find(self.next, name);
                found.is_some_and(|(value, _)| value.is_null())
            }
            Repr::Map(item) => item.get(name).is_some_and(AttributeValue::is_null),
        }
    }

    /// Reads a sorted set. It is built of all elements at once, which is faster than one by one.
    ///
    /// # Errors
    ///
    /// When the attribute exists and does not fit the field's type.
    pub fn sorted_set<T>(&mut self, name: &'static str) -> Result<BTreeSet<T>, DecodeError>
    where
        T: Ord + Serialize + DeserializeOwned,
    {
        let elements = self.take::<Vec<T>, Serde>(name, false)?;
        Ok(elements.unwrap_or_default().into_iter().collect())
    }

    /// Reads a field that has a default. A missing attribute is the type's own value for it, such as
    /// `None` or an empty set, if there is one, and otherwise the default.
    ///
    /// # Errors
    ///
    /// When the attribute exists and does not fit the field's type.
    pub fn or_else<C: Codec<T>, T>(
        &mut self,
        name: &'static str,
        default: impl FnOnce() -> T,
    ) -> Result<T, DecodeError> {
        let read = self.take::<T, C>(name, false)?;
        Ok(read.or_else(C::missing).unwrap_or_else(default))
    }

    /// Takes the attributes that no field has read, except those that the table uses.
    pub fn extra<X: ExtraAttributes>(&mut self, schema: &EntitySchema) -> X {
        let rest = match &mut self.row.0 {
            Repr::Map(item) => std::mem::take(item),
            Repr::Raw(row) => row.value().to_map(),
        };
        let rest = rest.into_iter();
        X::from_entries(rest.filter(|(name, _)| !is_known(schema, self.layout, name)))
    }

    /// The layout of the item's table.
    pub(super) fn layout(&self) -> &'static TableLayout {
        self.layout
    }

    /// The attributes that no field has taken yet.
    pub(crate) fn row(&self) -> &Row {
        &self.row
    }

    /// Takes the value of an attribute. If so specified, a null is a missing attribute, unless the type
    /// has a null of its own.
    fn take<T, C: Codec<T>>(
        &mut self,
        name: &'static str,
        null_is_none: bool,
    ) -> Result<Option<T>, DecodeError> {
        let read = match &mut self.row.0 {
            Repr::Raw(row) => {
                let Some((value, after)) = row.find(self.next, name) else {
                    return Ok(None);
                };
                self.next = after;
                if null_is_none && value.is_null() {
                    return Ok(null::<T, C>());
                }
                C::decode_raw(value)
            }
            Repr::Map(item) => {
                // A field may be mapped to a key attribute; the key is kept for a later error.
                if self.key.is_none() && self.layout.has_key(name) {
                    self.key = Some(ItemKey::of(self.layout, item));
                }
                match item.remove(name) {
                    Some(value) if null_is_none && value.is_null() => {
                        return Ok(null::<T, C>());
                    }
                    Some(value) => C::decode(value),
                    None => return Ok(None),
                }
            }
        };
        match read {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(self.error(name, &error)),
        }
    }

    /// Takes the value of an attribute that no other field reads.
    pub(super) fn take_value(&mut self, name: &'static str) -> Option<AttributeValue> {
        match &mut self.row.0 {
            Repr::Raw(row) => {
                let (value, after) = row.find(self.next, name)?;
                self.next = after;
                Some(value.to_attribute_value())
            }
            Repr::Map(item) => item.remove(name),
        }
    }

    pub(crate) fn error(&self, attribute: &str, error: &ValueError) -> DecodeError {
        let key = self.key.clone();
        DecodeError::new(
            self.entity,
            error.at(attribute, attribute),
            error.to_string(),
            key.unwrap_or_else(|| ItemKey::of(self.layout, &self.row)),
        )
    }
}

/// The value of a null, where a missing attribute is `None`: the value that is stored as a null, if the
/// type has one (such as `serde_json::Value`), and otherwise `None`, as other writers store it.
#[cold]
fn null<T, C: Codec<T>>() -> Option<T> {
    let value = C::decode(AttributeValue::Null(true)).ok()?;
    let is_null = matches!(C::encode(&value), Ok(Some(AttributeValue::Null(_))));
    is_null.then_some(value)
}
