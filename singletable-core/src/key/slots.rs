//! Key values with the indexes of their fields.

use super::{DynKeyField, KeyField, KeyType, KeyValues};
use crate::value::IntoValue;

/// The values of some fields of an entity, as given to an access pattern. A slot is the index of a field
/// in the struct.
#[derive(Default)]
pub struct Slots(Vec<(usize, Box<dyn DynKeyField>)>);

impl Slots {
    /// Creates a `Slots` without values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the value of the field with that index.
    #[must_use]
    pub fn with<T: KeyField>(mut self, slot: usize, value: T) -> Self {
        self.0.push((slot, Box::new(value)));
        self
    }

    /// The value of one field, converted from what the caller gives.
    pub fn one<T: KeyField>(slot: usize, value: impl IntoValue<T>) -> Self {
        Self::new().given(slot, value)
    }

    /// Adds the value of the field with that index, converted from what the caller gives.
    #[must_use]
    pub fn given<T: KeyField>(self, slot: usize, value: impl IntoValue<T>) -> Self {
        self.with(slot, value.into_value())
    }

    /// The value of the field in that place, as the caller gives it, where the tokens of the field's type
    /// do not tell what it is.
    #[must_use]
    pub fn keyed<T>(mut self, slot: usize, ty: &KeyType<T>, value: impl IntoValue<T>) -> Self {
        self.0.push((slot, ty.boxed(value.into_value())));
        self
    }
}

impl KeyValues for Slots {
    fn key_value(&self, slot: usize) -> Option<&dyn DynKeyField> {
        let found = self.0.iter().find(|(of, _)| *of == slot);
        found.map(|(_, value)| value.as_ref())
    }
}
