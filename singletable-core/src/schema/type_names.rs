//! The names that the type attribute of an entity's items may have: the one that is written, and former
//! ones, which are read.

use super::{EntitySchema, str_eq};

impl EntitySchema {
    /// Whether an item with that type is one of the entity's: the type is the entity's present one, or a
    /// former one, its `type_alias`.
    pub fn is_named(&self, type_name: &str) -> bool {
        self.type_names().any(|name| name == type_name)
    }

    /// The present name, and those of before.
    pub(crate) fn type_names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.type_name).chain(self.type_aliases.iter().copied())
    }

    /// The name in that place: the present one, and then those of before.
    const fn type_name_at(&self, place: usize) -> Option<&'static str> {
        if place == 0 {
            return Some(self.type_name);
        }
        if place <= self.type_aliases.len() {
            return Some(self.type_aliases[place - 1]);
        }
        None
    }
}

/// A name that two entities have in common, and whether it is the present one of each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SharedName {
    pub(crate) name: &'static str,
    pub(crate) is_present: [bool; 2],
}

/// The first name that the two have in common. An item with it could be one of either.
pub(crate) const fn shared_name(first: &EntitySchema, second: &EntitySchema) -> Option<SharedName> {
    let mut i = 0;
    while let Some(name) = first.type_name_at(i) {
        let mut j = 0;
        while let Some(other) = second.type_name_at(j) {
            if str_eq(name, other) {
                return Some(SharedName {
                    name,
                    is_present: [i == 0, j == 0],
                });
            }
            j += 1;
        }
        i += 1;
    }
    None
}
