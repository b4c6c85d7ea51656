//! Access patterns: the ways to query an entity.

use super::Entity;
use crate::key::SortKey;
use crate::schema::EntityIndex;

/// A way to query an entity: by the table's own keys, or by an index of the entity.
pub trait AccessPattern: Send + Sync + 'static {
    /// The entity that queries return.
    type Entity: Entity;
    /// The fields of the sort key.
    type Sort: SortKey;
    /// Whether reads can be consistent, as they can on the table and on local indexes.
    type Locality;
    /// Whether reads can return whole items: from the table, and from indexes that hold every attribute
    /// of the entity.
    type Contents;
    /// The position of the index among the entity's indexes, an [`IndexAt`]; `()` for the table itself.
    /// It decides whether the index holds a [`Projection`](crate::Projection).
    type IndexAt;
    /// The entity's index; `None` for the table itself.
    const INDEX: Option<&'static EntityIndex>;
    /// The number of partitions over which the index spreads each partition; `None` if it does not.
    const SHARDS: Option<u8> = None;
}

/// Whether an access pattern reads the table's own partitions.
#[derive(Debug, Clone, Copy)]
pub enum Locality<const LOCAL: bool> {}

/// Whether an access pattern holds whole items.
#[derive(Debug, Clone, Copy)]
pub enum Contents<const WHOLE: bool> {}

/// The position of an access pattern's index in the entity's list, counted from 0.
#[derive(Debug, Clone, Copy)]
pub enum IndexAt<const N: usize> {}

/// Access patterns that can be read consistently.
#[diagnostic::on_unimplemented(
    message = "a global secondary index cannot be read consistently",
    label = "this access pattern is a global secondary index",
    note = "DynamoDB copies items to it after the write; `get` and queries of the table or of a \
            local index can be consistent"
)]
pub trait ConsistentReads: sealed::Sealed {}

impl ConsistentReads for Locality<true> {}

mod sealed {
    pub trait Sealed {}
    impl<const LOCAL: bool> Sealed for super::Locality<LOCAL> {}
}
