//! How the fields of a stored item are compared with its key, where no type says whose it is.

use crate::key::Encoding;
use crate::wire::Row;
use std::fmt;

/// The text of a field in the key of a stored item, and the item.
#[derive(Debug, Clone, Copy)]
pub struct StoredPart<'a> {
    pub(crate) text: &'a str,
    pub(crate) encoding: Encoding,
    pub(crate) item: &'a Row,
}

/// Whether the text in a key can be that of the field in a place, and is that of the item's field where
/// the item has it. A function, because only the entity knows the types.
type Fits = fn(usize, &StoredPart<'_>) -> bool;

/// The fields of an entity's key, by their places.
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

/// It follows from the rest of a schema.
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
