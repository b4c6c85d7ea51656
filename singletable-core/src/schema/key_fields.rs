//! What only an entity's types know of its keys: whether the fields of a stored item are those of its key, for
//! items without a type, and what an attribute would hold of a value that the key alone has.

use crate::key::scalar::form_of;
use crate::key::{Encoding, KeyField};
use crate::value::ScalarValue;
use crate::wire::Row;
use aws_sdk_dynamodb::types::AttributeValue;
use std::fmt;

/// The value of a field in the key of a stored item, and the item.
pub struct StoredPart<'a> {
    pub(crate) value: ScalarValue<'a>,
    pub(crate) encoding: Encoding,
    pub(crate) item: &'a Row,
}

/// Whether the text in a key can be that of the field with an index, and is that of the item's field if
/// the item has it. This is a function because only the entity knows the types.
type Fits = fn(usize, &StoredPart<'_>) -> bool;

/// The fields of an entity's key, by their indexes.
#[derive(Clone, Copy)]
pub(crate) struct KeyFields(Fits);

impl KeyFields {
    pub(super) const fn new(fits: Fits) -> Self {
        Self(fits)
    }

    pub(crate) fn fits(self, slot: usize, part: &StoredPart<'_>) -> bool {
        (self.0)(slot, part)
    }
}

/// It follows from the rest of a schema, so it is always equal.
impl PartialEq for KeyFields {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for KeyFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyFields")
    }
}

/// The value in a stored key, in that encoding, as an attribute of its type holds it.
type Form = fn(&ScalarValue<'_>, Encoding) -> Option<AttributeValue>;

/// Makes an attribute's value of one in a stored key.
#[derive(Clone, Copy)]
pub(crate) struct FormOfKey(Form);

impl FormOfKey {
    pub(super) const fn of<T: KeyField>() -> Self {
        Self(form_of::<T>)
    }

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
