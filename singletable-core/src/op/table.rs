//! The operations that a table's handle begins.

use super::{
    BatchGet, BatchKeys, CreateTable, DeleteTable, Every, Only, Query, ReadTransaction, Scan,
    TransactRead, WriteBatch, WriteTransaction,
};
use crate::entity::{ByType, Entity, HasTypeIndex, Listed, TableItem, TableModel};
use crate::generate::client_token;
use crate::key::Slots;
use crate::table::Table;

impl<T: TableModel> Table<T> {
    /// Creates the table with its indexes and its time to live, and waits until it is active.
    pub fn create_table(&self) -> CreateTable<T> {
        CreateTable::new(self.clone())
    }

    /// Deletes the table with everything in it.
    pub fn delete_table(&self) -> DeleteTable<T> {
        DeleteTable::new(self.clone())
    }

    /// Finds all items of one entity, `table.list::<User>()`, through the type index, in the order of
    /// its sort key: of the entity's `type_sk`, or the time of creation. Does not compile for a table
    /// without a type index.
    ///
    /// All entities of one type are in one partition of the index, which takes some 1,000 writes a
    /// second. Where that is not enough, `shards` in the table's declaration spreads them over
    /// several, and the list is merged from these in order.
    pub fn list<E>(&self) -> Query<ByType<E>>
    where
        E: Listed<Table = T, Index: HasTypeIndex>,
    {
        Query::new(self.clone(), Slots::new())
    }

    /// Reads every item of the table, as the table's enum. It costs what the whole table costs.
    pub fn scan(&self) -> Scan<Every<T>>
    where
        T: TableItem,
    {
        Scan::new(self.clone())
    }

    /// Reads every item of one entity, `table.scan_of::<User>()`. It costs what the whole table
    /// costs: a [`list`](Table::list) reads them alone.
    pub fn scan_of<E: Entity<Table = T>>(&self) -> Scan<Only<E>> {
        Scan::new(self.clone())
    }

    /// Begins a batch of puts and deletes, any number of them: each happens or not by itself.
    pub fn batch_write(&self) -> WriteBatch {
        WriteBatch::new(self.connection(), self.sources().clone())
    }

    /// Begins a batch of reads of any entities, any number of them, which answers the table's
    /// enum.
    pub fn batch_get(&self) -> BatchGet<T, Vec<Option<T>>>
    where
        T: TableItem,
    {
        BatchGet::of_table(self.clone())
    }

    /// Reads items by their keys, with one list for each entity: a tuple of lists of keys gives a
    /// tuple of lists of items.
    pub fn batch_get_tuple<L: BatchKeys<T>>(&self, lists: L) -> BatchGet<T, L::Answer> {
        BatchGet::of_tuple(self.clone(), lists)
    }

    /// Begins a transaction of up to 100 writes: all of them happen, or none.
    pub fn write_transaction(&self) -> WriteTransaction {
        WriteTransaction::new(self.connection(), client_token())
    }
}

impl<T> Table<T> {
    /// A transaction of up to 100 reads, which sees all of the items as they are at one moment:
    /// `table.read_transaction((users.get("u1"), posts.get("u1", "p1")))`. The answer has the shape of
    /// what is given: a tuple, or a `Vec`, of `Option`s.
    pub fn read_transaction<R: TransactRead>(&self, reads: R) -> ReadTransaction<R> {
        ReadTransaction::new(self.connection(), reads)
    }
}
