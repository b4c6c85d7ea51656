//! Collections: entities of one partition that are read together.

mod gather;

pub use gather::Gathered;

use crate::entity::{TableModel, entity_of};
use crate::error::Error;
use crate::key::Slots;
use crate::schema::{CollectionSchema, EntitySchema, MemberOf};
use crate::wire::Row;
use std::cmp::Ordering;

/// Entities of one partition that are read together, with one query. Implemented by
/// `#[derive(Collection)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a collection",
    label = "not a collection",
    note = "`join` is for nested collections: `#[derive(Collection)]` makes one of a struct",
    note = "an entity is a member without `join`"
)]
pub trait Collection: Sized + Send + 'static {
    /// The table that has its items.
    type Table: TableModel;
    /// Whether its reads can be consistent, as those of the table and of local indexes can.
    type Locality;
    /// The declaration.
    const SCHEMA: &'static CollectionSchema;

    /// Builds the collection from its items.
    #[doc(hidden)]
    fn gather(items: &mut Gathered) -> Result<Self, Error>;
}

/// For generated code: types that take a value of type `V` for a field of a partition key. `KEY` is 0
/// for the table's key, and one more than the position of an entity's index; a collection has the key 0.
///
/// The field's type is not an associated type, because it may be less public than the entity.
pub trait TakesKey<const KEY: usize, const FIELD: usize, V> {
    /// Adds the value to the others.
    fn add(values: Slots, value: V) -> Slots;
}

/// For generated code: the number by which [`TakesKey`] knows the key of an index.
pub const fn key_number(entity: &EntitySchema, index: Option<&str>) -> usize {
    let Some(name) = index else {
        return 0;
    };
    let mut i = 0;
    while i < entity.indexes.len() {
        if crate::schema::str_eq(entity.indexes[i].layout.name, name) {
            return i + 1;
        }
        i += 1;
    }
    // An entity that has no such index is reported elsewhere.
    0
}

/// For generated code: sorts the values in the order that a member declares. Equal values stay in the
/// order of the sort key.
pub fn sorted<T>(
    mut values: Vec<T>,
    descending: bool,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Vec<T> {
    if descending {
        values.sort_by(|a, b| compare(b, a));
    } else {
        values.sort_by(compare);
    }
    values
}

/// For generated code: reverses the values.
pub fn reversed<T>(mut values: Vec<T>) -> Vec<T> {
    values.reverse();
    values
}

impl CollectionSchema {
    /// Every entity of the collection, including those of nested ones.
    pub fn entities(&self) -> Vec<&'static EntitySchema> {
        let members = self.members.iter();
        let entities = members.flat_map(|member| match member.of {
            MemberOf::Items(entity) => vec![entity],
            MemberOf::Nested(nested) => nested.entities(),
        });
        entities.collect()
    }

    /// The entity of an item.
    pub(crate) fn entity_of(&self, item: &Row) -> Option<&'static EntitySchema> {
        entity_of(self.layout, &self.entities(), item)
    }

    /// The member that the others join if the collection is nested: the first required entity.
    pub(crate) const fn root(&self) -> Option<&'static EntitySchema> {
        let mut i = 0;
        while i < self.members.len() {
            if self.members[i].required
                && let MemberOf::Items(entity) = self.members[i].of
            {
                return Some(entity);
            }
            i += 1;
        }
        None
    }
}
