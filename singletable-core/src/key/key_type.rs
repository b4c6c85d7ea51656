//! What generated code asks of the type of a key's field, in one constant.

use super::field::{DynKeyField, KeyField, KeyKind};
use super::shape::KeyShape;

/// The facts about a key field's type.
///
/// Generated code has one for each type whose tokens do not tell what it is, and asks that. So a type that
/// cannot be part of a key is one error, and not one for each place where its values are used.
#[derive(Debug)]
pub struct KeyType<T> {
    /// [`KeyField::KIND`].
    pub kind: KeyKind,
    /// [`KeyField::PUNCTUATION`].
    pub punctuation: &'static str,
    /// [`KeyField::SHAPE`].
    pub shape: KeyShape,
    borrowed: fn(&T) -> &dyn DynKeyField,
    boxed: fn(T) -> Box<dyn DynKeyField>,
}

impl<T: KeyField> KeyType<T> {
    /// The facts about that type.
    pub(super) const OF: Self = Self {
        kind: T::KIND,
        punctuation: T::PUNCTUATION,
        shape: match (T::SHAPE, T::KIND) {
            // A type that says nothing of its texts may still be a number or bytes.
            (KeyShape::Any, KeyKind::Integer | KeyKind::Decimal) => KeyShape::Number,
            (KeyShape::Any, KeyKind::Float) => KeyShape::Float,
            (KeyShape::Any, KeyKind::Binary) => KeyShape::Binary,
            (shape, _) => shape,
        },
        borrowed: |value| value,
        boxed: |value| Box::new(value),
    };
}

impl<T> KeyType<T> {
    /// The value as one of a key.
    pub fn value<'v>(&self, value: &'v T) -> &'v dyn DynKeyField {
        (self.borrowed)(value)
    }

    /// The value as one of a key, which owns it.
    pub(super) fn boxed(&self, value: T) -> Box<dyn DynKeyField> {
        (self.boxed)(value)
    }
}
