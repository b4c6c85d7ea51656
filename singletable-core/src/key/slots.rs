//! Loose key values, by the place of their field.

use super::{DynKeyField, KeyField, KeyValues};
use crate::value::IntoValue;

/// The values of some fields of an entity, as given to an access pattern.
#[derive(Default)]
pub struct Slots(Vec<(usize, Box<dyn DynKeyField>)>);

impl Slots {
    /// No values.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of the field in that place.
    #[must_use]
    pub fn with<T: KeyField>(mut self, slot: usize, value: T) -> Self {
        self.0.push((slot, Box::new(value)));
        self
    }

    /// One value, of the field in that place, as the caller gives it.
    pub fn one<T: KeyField>(slot: usize, value: impl IntoValue<T>) -> Self {
        Self::new().given(slot, value)
    }

    /// The value of the field in that place, as the caller gives it.
    #[must_use]
    pub fn given<T: KeyField>(self, slot: usize, value: impl IntoValue<T>) -> Self {
        self.with(slot, value.into_value())
    }
}

impl KeyValues for Slots {
    fn key_value(&self, slot: usize) -> Option<&dyn DynKeyField> {
        let found = self.0.iter().find(|(of, _)| *of == slot);
        found.map(|(_, value)| value.as_ref())
    }
}
