//! Stored items: which entity they are of, and the values that errors carry.

use super::{Entity, TableModel, layout};
use crate::error::{CancellationReason, Cause, Error};
use crate::item::{DecodeError, ItemKey, Stored};
use crate::schema::TableLayout;
use crate::wire::Row;

/// The type that an item of such a table names.
pub(crate) fn type_name<'i>(layout: &TableLayout, item: &'i impl Stored) -> Option<&'i str> {
    item.text(layout.type_attribute)
}

/// Whether the item is one of the entity's; one without a type is taken at its key's word.
pub(crate) fn is_of_type<E: Entity>(item: &impl Stored) -> bool {
    type_name(layout::<E>(), item).is_none_or(|name| name == E::SCHEMA.type_name)
}

/// The type attribute of an item of the table `T`, whose Rust name is `name`.
pub(crate) fn type_of<T: TableModel>(
    name: &'static str,
    item: &Row,
) -> Result<String, DecodeError> {
    match type_name(T::LAYOUT, item) {
        Some(type_name) => Ok(type_name.to_owned()),
        None => Err(type_error::<T>(
            name,
            item,
            "the item has no type attribute".into(),
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
    /// The stored item that a condition did not hold for.
    ///
    /// # Errors
    ///
    /// When the item does not fit the entity `E`.
    pub fn stored<E: Entity>(&self) -> Result<Option<E>, DecodeError> {
        match &self.cause {
            Cause::ConditionFailed(Some(item))
            | Cause::VersionConflict {
                item: Some(item), ..
            } => E::from_item(item.0.clone()).map(Some),
            _ => Ok(None),
        }
    }
}

impl Error {
    /// The stored item that a condition did not hold for.
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
            } => E::from_item(item.0.clone()).map(Some),
            _ => Ok(None),
        }
    }
}
