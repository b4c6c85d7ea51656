//! What every generated repository can do: the operations of one entity.

use crate::entity::{AccessPattern, ByType, Entity, HasTypeIndex, Listed, NewItem};
use crate::expr::Unguarded;
use crate::key::Slots;
use crate::op::{
    BatchGet, BatchGetStream, ConditionCheck, Create, Delete, Get, GetUnique, Only, Partition, Put,
    Query, Save, Scan, Update,
};
use crate::table::Table;
use futures_util::Stream;
use std::fmt;

/// The items of the entity `E` in its table.
///
/// The generated repository, such as `UserRepository`, dereferences to this one and adds methods
/// whose arguments are the fields of the entity's keys.
pub struct Repository<E: Entity> {
    table: Table<E::Table>,
}

impl<E: Entity> Repository<E> {
    /// The items of that table.
    pub fn new(table: &Table<E::Table>) -> Self {
        Self {
            table: table.clone(),
        }
    }

    /// The table's handle.
    pub fn table(&self) -> &Table<E::Table> {
        &self.table
    }

    /// Writes a new item; fails with `AlreadyExists` when its key is taken. Takes a reference to a
    /// whole entity, or the input struct without the fields that are generated; the latter answers
    /// the whole entity.
    pub fn create<N: NewItem<E>>(&self, new: N) -> Create<E, N::Created> {
        Create::new(self.table.clone(), new)
    }

    /// Writes an item, in place of one with the same key if there is one.
    pub fn put(&self, entity: &E) -> Put<E>
    where
        E::Checks: Unguarded,
    {
        Put::new(self.table.clone(), entity)
    }

    /// Writes what differs between a loaded value and a changed one.
    pub fn save(&self, before: &E, after: &E) -> Save<E> {
        Save::new(self.table.clone(), before, after)
    }

    /// Reads the item of that key.
    pub fn get_by(&self, key: E::Key) -> Get<E> {
        Get::new(self.table.clone(), key)
    }

    /// Reads the items of those keys, any number of them.
    pub fn batch_get(
        &self,
        keys: impl IntoIterator<Item = E::Key>,
    ) -> BatchGet<E::Table, Vec<Option<E>>> {
        BatchGet::of_entity(self.table.clone(), keys)
    }

    /// Reads the items of the keys that a stream gives, in constant memory.
    pub fn batch_get_stream<S>(&self, keys: S) -> BatchGetStream<E, S>
    where
        S: Stream<Item = E::Key> + Send,
    {
        BatchGetStream::new(self.table.clone(), keys)
    }

    /// Changes the item of that key; fails with `NotFound` when there is none.
    pub fn update_by(&self, key: E::Key) -> Update<E> {
        Update::new(self.table.clone(), key)
    }

    /// Deletes the item of that key.
    pub fn delete_by(&self, key: E::Key) -> Delete<E> {
        Delete::new(self.table.clone(), key)
    }

    /// Checks a condition on the item of that key, in a transaction.
    pub fn check_by(&self, key: E::Key) -> ConditionCheck<E> {
        ConditionCheck::new(self.table.clone(), key)
    }

    /// Finds all items of the entity through the table's type index: see [`Table::list`].
    pub fn list(&self) -> Query<ByType<E>>
    where
        E: Listed<Index: HasTypeIndex>,
    {
        self.table.list()
    }

    /// Reads every item of the entity by a scan of the whole table: see [`Table::scan_of`].
    pub fn scan(&self) -> Scan<Only<E>> {
        self.table.scan_of()
    }

    /// For generated code: the item with those values of that unique constraint.
    #[doc(hidden)]
    pub fn unique(&self, constraint: usize, values: &Slots) -> GetUnique<E> {
        GetUnique::new(self.table.clone(), constraint, values)
    }

    /// For generated code: everything in a partition.
    #[doc(hidden)]
    pub fn whole_partition<A: AccessPattern<Entity = E>>(&self, values: Slots) -> Partition<A> {
        Partition::new(self.table.clone(), values)
    }

    /// For generated code: a query of that access pattern.
    #[doc(hidden)]
    pub fn access<A: AccessPattern<Entity = E>>(&self, partition: Slots) -> Query<A> {
        Query::new(self.table.clone(), partition)
    }
}

impl<E: Entity> Clone for Repository<E> {
    fn clone(&self) -> Self {
        Self {
            table: self.table.clone(),
        }
    }
}

impl<E: Entity> fmt::Debug for Repository<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repository")
            .field("entity", &E::SCHEMA.name)
            .field("table", &self.table.name())
            .finish()
    }
}
