//! Entities to attribute maps.

use super::Item;
use super::codec::Codec;
use super::error::{EncodeError, ValueError};
use crate::attr::Attr;
use crate::schema::{EntitySchema, TableLayout};
use crate::wire::{ItemText, Refused};
use aws_sdk_dynamodb::types::AttributeValue;
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

/// Maps that keep the attributes of an item that no field has.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot keep attributes of any kind",
    label = "not a map from `String` to `AttributeValue`",
    note = "make the field a `BTreeMap<String, AttributeValue>` or an `Item`"
)]
pub trait ExtraAttributes {
    /// The attributes.
    fn entries(&self) -> impl Iterator<Item = (&String, &AttributeValue)>;
    /// The map of those attributes.
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

/// Whether a write of the entity gives the attribute itself: a field's, or one that the table uses
/// for this entity. A newer build may use others, which are kept.
pub(super) fn is_known(schema: &EntitySchema, layout: &TableLayout, name: &str) -> bool {
    let own = [layout.pk, layout.sk, layout.type_attribute];
    let type_sk = layout.type_index.and_then(|index| index.sk);
    let ttl = schema.ttl.and(layout.ttl);
    own.into_iter()
        .chain(type_sk)
        .chain(ttl)
        .any(|own| own == name)
        || schema
            .indexes
            .iter()
            .any(|index| index.layout.has_key(name))
        || schema.attributes.iter().any(|known| known.name == name)
}

/// Collects the attributes of an entity: as the SDK's map, or as the text of a request.
#[derive(Debug)]
pub struct ItemWriter {
    entity: &'static str,
    form: Form,
    /// Whether no attribute of the table can be there before it is written.
    pub(crate) keys_are_apart: bool,
}

#[derive(Debug)]
enum Form {
    Map(Item),
    Text(ItemText),
}

impl ItemWriter {
    pub(crate) fn map(entity: &'static str, attributes: usize) -> Self {
        Self {
            entity,
            form: Form::Map(HashMap::with_capacity(attributes)),
            keys_are_apart: false,
        }
    }

    /// A writer of text. Where an attribute is refused, the writer of a map tells why.
    pub(crate) fn text(entity: &'static str, attributes: usize) -> Self {
        Self {
            entity,
            form: Form::Text(ItemText::new(attributes)),
            keys_are_apart: false,
        }
    }

    /// Writes a field.
    ///
    /// # Errors
    ///
    /// When the value has no form in DynamoDB.
    pub fn field<E, T, R, C: Codec<T>>(
        &mut self,
        attr: &Attr<E, T, R, C>,
        value: &T,
    ) -> Result<(), EncodeError> {
        let name = attr.name();
        match &mut self.form {
            Form::Map(item) => match C::encode(value) {
                Ok(Some(value)) => drop(item.insert(name.to_owned(), value)),
                Ok(None) => {}
                Err(error) => return Err(self.error(name, &error)),
            },
            Form::Text(text) => {
                if text
                    .attribute(name, |text| C::encode_raw(value, text))
                    .is_err()
                {
                    return Err(self.refused(name));
                }
            }
        }
        Ok(())
    }

    /// Writes a field that may be `None`, which leaves the attribute out.
    ///
    /// # Errors
    ///
    /// When the value has no form in DynamoDB.
    pub fn optional<E, T, R, C: Codec<T>>(
        &mut self,
        attr: &Attr<E, T, R, C>,
        value: Option<&T>,
    ) -> Result<(), EncodeError> {
        value.map_or(Ok(()), |value| self.field(attr, value))
    }

    /// Writes the attributes that no field has.
    ///
    /// # Errors
    ///
    /// When one of them is a field's, or one that the table uses.
    pub fn extra(
        &mut self,
        schema: &EntitySchema,
        layout: &TableLayout,
        extra: &impl ExtraAttributes,
    ) -> Result<(), EncodeError> {
        for (name, value) in extra.entries() {
            if is_known(schema, layout, name) {
                let clash = ValueError::new(
                    "the attribute is a field's own, or one that the table uses".into(),
                );
                return Err(self.error(name, &clash));
            }
            match &mut self.form {
                Form::Map(item) => drop(item.insert(name.clone(), value.clone())),
                Form::Text(text) => {
                    if text.extra(name, value).is_err() {
                        return Err(self.refused(name));
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes an attribute of the table that is text, as [`insert_key`](Self::insert_key) does.
    pub(crate) fn insert_text(
        &mut self,
        attribute: &str,
        text: Cow<'_, str>,
    ) -> Result<(), EncodeError> {
        if let Form::Text(out) = &mut self.form
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

    /// Writes an attribute of the table. A field may be mapped onto the same attribute, if it has
    /// the same value.
    pub(crate) fn insert_key(
        &mut self,
        attribute: &str,
        value: AttributeValue,
    ) -> Result<(), EncodeError> {
        let is_clash = match &mut self.form {
            Form::Map(item) if self.keys_are_apart => {
                item.insert(attribute.to_owned(), value);
                false
            }
            Form::Text(text) if self.keys_are_apart => {
                if text.attribute(attribute, |out| out.value(&value)).is_err() {
                    return Err(self.refused(attribute));
                }
                false
            }
            Form::Map(item) => match item.entry(attribute.to_owned()) {
                Entry::Occupied(field) => *field.get() != value,
                Entry::Vacant(place) => {
                    place.insert(value);
                    false
                }
            },
            Form::Text(text) => match text.key(attribute, &value) {
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

    /// Writes an attribute, in place of what a field has written there.
    pub(crate) fn replace(
        &mut self,
        attribute: &str,
        value: AttributeValue,
    ) -> Result<(), EncodeError> {
        match &mut self.form {
            Form::Map(item) => drop(item.insert(attribute.to_owned(), value)),
            Form::Text(text) => {
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
        match &self.form {
            Form::Map(item) => item.contains_key(attribute),
            Form::Text(text) => text.has(attribute),
        }
    }

    /// The map; none of a writer of text.
    pub(crate) fn into_item(self) -> Item {
        match self.form {
            Form::Map(item) => item,
            Form::Text(_) => Item::new(),
        }
    }

    /// The text; none of a writer of a map.
    pub(crate) fn into_text(self) -> Option<ItemText> {
        match self.form {
            Form::Map(_) => None,
            Form::Text(text) => Some(text),
        }
    }

    fn error(&self, attribute: &str, error: &ValueError) -> EncodeError {
        EncodeError::new(self.entity, attribute, error.to_string())
    }

    /// The error of a writer of text, in place of which another tells more.
    fn refused(&self, attribute: &str) -> EncodeError {
        self.error(
            attribute,
            &ValueError::new("the value cannot be stored".into()),
        )
    }
}
