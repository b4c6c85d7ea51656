//! Paths into the values of fields, such as `<source.owner>`, which have slots of their own in keys.
//!
//! The slots of an entity's keys are its fields, and after them its paths. What is stored of a path is the
//! attribute of the field that it begins with.

use super::EntitySchema;

/// The paths of an entity's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeyPaths {
    /// The slot of the first path: the number of the fields.
    first: usize,
    /// The field that each path begins with.
    holders: &'static [usize],
}

impl KeyPaths {
    /// No paths.
    pub(super) const NONE: Self = Self {
        first: usize::MAX,
        holders: &[],
    };

    const fn is_path(self, slot: usize) -> bool {
        slot >= self.first
    }
}

impl EntitySchema {
    /// For generated code: with paths in its keys, after that many fields.
    #[doc(hidden)]
    pub const fn with_paths(mut self, first: usize, holders: &'static [usize]) -> Self {
        self.paths = KeyPaths { first, holders };
        self
    }

    /// Whether that slot of a key is a path, whose value an item may lack.
    pub(crate) const fn is_path(&self, slot: usize) -> bool {
        self.paths.is_path(slot)
    }

    /// The field that a slot of a key is of: of a path, the field that it begins with.
    pub(crate) fn field_of(&self, slot: usize) -> usize {
        if !self.is_path(slot) {
            return slot;
        }
        let holder = self.paths.holders.get(slot - self.paths.first);
        holder.copied().unwrap_or(slot)
    }

    /// The slots of the paths that begin with that field.
    pub(crate) fn paths_of(&self, field: usize) -> impl Iterator<Item = usize> + use<> {
        let KeyPaths { first, holders } = self.paths;
        let holders = holders.iter().enumerate();
        holders.filter_map(move |(i, holder)| (*holder == field).then_some(first + i))
    }

    /// The slots of all fields that are stored as attributes, and of all paths.
    pub(crate) fn slots(&self) -> impl Iterator<Item = usize> + use<> {
        let KeyPaths { first, holders } = self.paths;
        let fields = self.attributes.iter().map(|attribute| attribute.slot);
        fields.chain((0..holders.len()).map(move |i| first + i))
    }
}
