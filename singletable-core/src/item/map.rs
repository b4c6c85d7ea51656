//! Entities to attribute maps and back: the reference mapping.

use super::codec::Codec;
use super::error::{DecodeError, EncodeError, ValueError};
use super::{Item, ItemKey};
use crate::attr::Attr;
use crate::schema::TableLayout;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;

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

/// Takes the attributes of an entity out of a stored item.
#[derive(Debug)]
pub struct ItemReader {
    entity: &'static str,
    layout: &'static TableLayout,
    item: Item,
    key: Option<ItemKey>,
}

impl ItemReader {
    pub(crate) fn new(entity: &'static str, layout: &'static TableLayout, item: Item) -> Self {
        Self {
            entity,
            layout,
            item,
            key: None,
        }
    }

    /// Reads a field that must be there, unless its type has a value for "missing".
    ///
    /// # Errors
    ///
    /// When the attribute is missing or is not what the field's type needs.
    pub fn required<E, T, R, C: Codec<T>>(
        &mut self,
        attr: &Attr<E, T, R, C>,
    ) -> Result<T, DecodeError> {
        match self.take(attr)? {
            Some(value) => Ok(value),
            None => C::missing().ok_or_else(|| {
                let missing = ValueError::new("the attribute is missing".into());
                self.error(attr.name(), &missing)
            }),
        }
    }

    /// Reads a field that may be missing or null.
    ///
    /// # Errors
    ///
    /// When the attribute is there and is not what the field's type needs.
    pub fn optional<E, T, R, C: Codec<T>>(
        &mut self,
        attr: &Attr<E, T, R, C>,
    ) -> Result<Option<T>, DecodeError> {
        if let Some(AttributeValue::Null(_)) = self.item.get(attr.name()) {
            return Ok(None);
        }
        self.take(attr)
    }

    /// Reads a field that has a default. Where a value of its type is stored as no attribute, such
    /// as `None` or an empty set, that is what a missing one stands for.
    ///
    /// # Errors
    ///
    /// When the attribute is there and is not what the field's type needs.
    pub fn or_else<E, T, R, C: Codec<T>>(
        &mut self,
        attr: &Attr<E, T, R, C>,
        default: impl FnOnce() -> T,
    ) -> Result<T, DecodeError> {
        let read = self.take(attr)?;
        Ok(read.or_else(C::missing).unwrap_or_else(default))
    }

    fn take<E, T, R, C: Codec<T>>(
        &mut self,
        attr: &Attr<E, T, R, C>,
    ) -> Result<Option<T>, DecodeError> {
        let name = attr.name();
        // A field may be mapped onto a key attribute; the key is kept for a later error.
        if self.key.is_none() && (name == self.layout.pk || name == self.layout.sk) {
            self.key = Some(ItemKey::of(self.layout, &self.item));
        }
        let Some(value) = self.item.remove(name) else {
            return Ok(None);
        };
        C::decode(value)
            .map(Some)
            .map_err(|error| self.error(name, &error))
    }

    fn error(&self, attribute: &str, error: &ValueError) -> DecodeError {
        let key = self.key.clone();
        DecodeError {
            entity: self.entity,
            attribute: Some(error.at(attribute, attribute)),
            message: error.to_string(),
            key: Box::new(key.unwrap_or_else(|| ItemKey::of(self.layout, &self.item))),
        }
    }
}
