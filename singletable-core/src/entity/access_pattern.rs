//! Access patterns: the ways to query an entity.

use super::Entity;
use crate::key::SortKey;
use crate::schema::EntityIndex;

/// A way to query an entity: by the table's own keys, or by an index that it stands in.
pub trait AccessPattern: Send + Sync + 'static {
    /// The entity that is found.
    type Entity: Entity;
    /// The fields of the sort key.
    type Sort: SortKey;
    /// Whether the reads can be consistent: on the table and on local indexes.
    type Locality;
    /// Whether whole items can be read: from the table, and from indexes that hold every attribute
    /// of the entity.
    type Contents;
    /// The index's place among the entity's, by which is told whether it holds a
    /// [`Projection`](crate::Projection).
    type IndexAt;
    /// The entity's index that is queried; `None` is the table itself.
    const INDEX: Option<&'static EntityIndex>;
    /// How many partitions the index spreads the queried one over; `None` is the one.
    const SHARDS: Option<u8> = None;
}

/// Whether an access pattern lives beside the table's own partitions.
#[derive(Debug, Clone, Copy)]
pub enum Locality<const LOCAL: bool> {}

/// Whether an access pattern holds whole items.
#[derive(Debug, Clone, Copy)]
pub enum Contents<const WHOLE: bool> {}

/// Where the index of an access pattern stands in the entity's list.
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
