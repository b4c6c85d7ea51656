//! Entities to attribute maps.

use super::Item;
use super::codec::Codec;
use super::error::{EncodeError, ValueError};
use crate::attr::Attr;
use crate::schema::{EntitySchema, TableLayout};
use aws_sdk_dynamodb::types::AttributeValue;
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

/// Collects the attributes of an entity.
#[derive(Debug)]
pub struct ItemWriter {
    entity: &'static str,
    item: Item,
}

impl ItemWriter {
    pub(crate) fn new(entity: &'static str, attributes: usize) -> Self {
        Self {
            entity,
            item: HashMap::with_capacity(attributes),
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
        let encoded = C::encode(value).map_err(|error| self.error(attr.name(), &error))?;
        if let Some(encoded) = encoded {
            self.item.insert(attr.name().to_owned(), encoded);
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
            self.item.insert(name.clone(), value.clone());
        }
        Ok(())
    }

    /// Writes an attribute of the table. A field may be mapped onto the same attribute, if it has
    /// the same value.
    pub(crate) fn insert_key(
        &mut self,
        attribute: &str,
        value: AttributeValue,
    ) -> Result<(), EncodeError> {
        if let Some(field) = self.item.get(attribute)
            && *field != value
        {
            let clash = ValueError::new(
                "the field is mapped onto a key attribute, which holds another value".into(),
            );
            return Err(self.error(attribute, &clash));
        }
        self.item.insert(attribute.to_owned(), value);
        Ok(())
    }

    pub(crate) fn has(&self, attribute: &str) -> bool {
        self.item.contains_key(attribute)
    }

    pub(crate) fn into_item(self) -> Item {
        self.item
    }

    fn error(&self, attribute: &str, error: &ValueError) -> EncodeError {
        EncodeError {
            entity: self.entity,
            attribute: attribute.to_owned(),
            message: error.to_string(),
        }
    }
}
