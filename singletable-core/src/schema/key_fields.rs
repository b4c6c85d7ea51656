//! Comparison of a stored item's fields with its key, for items without a type.

use crate::key::Encoding;
use crate::value::ScalarValue;
use crate::wire::Row;
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
