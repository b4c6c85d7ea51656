//! Fields that the primary key alone has, in reads of entities and of projections.

use super::{Entity, layout};
use crate::expr::attr::Path;
use crate::expr::key_only::KeyOnly;
use crate::item::key_only::read_key_field;
use crate::item::{DecodeError, ItemReader};
use crate::key::{KeyField, KeyType};
use crate::schema::key_fields::StoredPart;

impl<E: Entity, T> KeyOnly<E, T> {
    /// For generated code: adds the paths that a projection of the field asks for.
    #[doc(hidden)]
    pub fn ask(&self, paths: &mut Vec<Path>) {
        paths.extend(layout::<E>().key_names().map(Path::attribute));
    }

    /// For generated code: reads the field of an entity.
    ///
    /// # Errors
    ///
    /// When the item's primary key is not one of the entity's.
    #[doc(hidden)]
    pub fn read(&self, ty: &KeyType<T>, reader: &ItemReader) -> Result<T, DecodeError> {
        reader.of_key(ty, E::SCHEMA, self.field())
    }

    /// For generated code: reads the field of a projection.
    ///
    /// # Errors
    ///
    /// When the item's primary key is not one of the entity's.
    #[doc(hidden)]
    pub fn read_field<F: OfKey<T>>(&self, reader: &mut ItemReader) -> Result<F, DecodeError>
    where
        T: KeyField,
    {
        self.read(&T::TYPE, reader).map(F::of_key)
    }
}

impl<E: Entity, T: KeyField> KeyOnly<E, T> {
    /// For generated code: whether the field has a value in the key that the part is of.
    #[doc(hidden)]
    pub fn fits(&self, part: &StoredPart<'_>) -> bool {
        read_key_field(&T::TYPE, layout::<E>(), E::SCHEMA, self.field(), part.item).is_ok()
    }
}

/// Types of a projection's field for a field of type `T` that the key alone has: `T` itself, and `Option<T>`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the values of this field are of type `{T}`, and the projection's field is of type `{Self}`",
    label = "neither `{T}` nor `Option<{T}>`",
    note = "a field of a projection has the type of the entity's field"
)]
pub trait OfKey<T>: Sized {
    #[doc(hidden)]
    fn of_key(value: T) -> Self;
}

impl<T> OfKey<T> for T {
    fn of_key(value: T) -> Self {
        value
    }
}

impl<T> OfKey<T> for Option<T> {
    fn of_key(value: T) -> Self {
        Some(value)
    }
}
