//! What generated code asks of the type of a key's field, in one constant.

use super::field::{DynKeyField, KeyField, KeyKind};
use super::scalar::{form_of, is_key_of, read_stored};
use super::shape::KeyShape;
use super::template::Encoding;
use crate::value::ScalarValue;
use aws_sdk_dynamodb::types::AttributeValue;
use std::fmt;

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
    /// [`KeyField::READS_BACK`].
    pub reads_back: bool,
    /// What an attribute holds of a value in a stored key.
    pub form: FormOfKey,
    borrowed: fn(&T) -> &dyn DynKeyField,
    boxed: fn(T) -> Box<dyn DynKeyField>,
    read: fn(&ScalarValue<'_>, Encoding) -> Option<T>,
    is_stored_so: fn(&T, &ScalarValue<'_>, Encoding) -> bool,
}

/// Makes an attribute's value of one in a stored key, in that encoding.
#[derive(Clone, Copy)]
pub struct FormOfKey(Form);

type Form = fn(&ScalarValue<'_>, Encoding) -> Option<AttributeValue>;

impl FormOfKey {
    pub(crate) fn make(self, key: &ScalarValue<'_>, encoding: Encoding) -> Option<AttributeValue> {
        (self.0)(key, encoding)
    }
}

/// It follows from the field's type, so it is always equal.
impl PartialEq for FormOfKey {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for FormOfKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormOfKey")
    }
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
        reads_back: T::READS_BACK,
        form: FormOfKey(form_of::<T>),
        borrowed: |value| value,
        boxed: |value| Box::new(value),
        read: read_stored::<T>,
        is_stored_so: is_key_of::<T>,
    };
}

impl<T> KeyType<T> {
    /// The value as one of a key.
    pub fn value<'v>(&self, value: &'v T) -> &'v dyn DynKeyField {
        (self.borrowed)(value)
    }

    /// The value that is stored so in a key; `None` where no value of the type is.
    pub(crate) fn read(&self, key: &ScalarValue<'_>, encoding: Encoding) -> Option<T> {
        (self.read)(key, encoding)
    }

    /// Whether the value is stored so in a key.
    pub(crate) fn is_stored_so(
        &self,
        value: &T,
        key: &ScalarValue<'_>,
        encoding: Encoding,
    ) -> bool {
        (self.is_stored_so)(value, key, encoding)
    }

    /// The value as one of a key, which owns it.
    pub(super) fn boxed(&self, value: T) -> Box<dyn DynKeyField> {
        (self.boxed)(value)
    }
}
