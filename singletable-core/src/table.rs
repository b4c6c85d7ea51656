//! The handle of a table.

use crate::clock::Clock;
use crate::entity::{TableItem, TableModel};
use crate::generate::{Ids, Sources};
use crate::op::{BatchGet, BatchKeys, CreateTable, DeleteTable, WriteBatch, WriteTransaction};
use aws_sdk_dynamodb::Client;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// A table of the layout `T`, reached through an SDK client. Cheap to clone.
///
/// The table's name is the layout's unless [`with_name`](Table::with_name) gives another, such as
/// one per stage.
pub struct Table<T> {
    inner: Arc<Inner>,
    model: PhantomData<fn() -> T>,
}

#[derive(Clone)]
struct Inner {
    client: Client,
    name: String,
    sources: Sources,
}

impl<T: TableModel> Table<T> {
    /// The table with the layout's own name.
    pub fn new(client: Client) -> Self {
        Self {
            inner: Arc::new(Inner {
                client,
                name: T::LAYOUT.name.to_owned(),
                sources: Sources::default(),
            }),
            model: PhantomData,
        }
    }

    /// The same handle for a table of another name.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.inner).name = name.into();
        self
    }

    /// The same handle with another source of the time, for tests.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        Arc::make_mut(&mut self.inner).sources.clock = clock;
        self
    }

    /// The same handle with another source of identifiers, for tests.
    #[must_use]
    pub fn with_ids(mut self, ids: Ids) -> Self {
        Arc::make_mut(&mut self.inner).sources.ids = ids;
        self
    }

    /// The table's name.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The SDK client that requests go through.
    pub fn client(&self) -> &Client {
        &self.inner.client
    }

    /// Where the handle takes the time from.
    pub fn clock(&self) -> &Clock {
        &self.inner.sources.clock
    }

    pub(crate) fn sources(&self) -> &Sources {
        &self.inner.sources
    }

    /// Creates the table with its indexes and its time to live, and waits until it is active.
    pub fn create(&self) -> CreateTable<T> {
        CreateTable::new(self.clone())
    }

    /// Deletes the table with everything in it.
    pub fn delete(&self) -> DeleteTable<T> {
        DeleteTable::new(self.clone())
    }

    /// Begins a transaction of up to 100 writes: all of them happen, or none.
    pub fn write_transaction(&self) -> WriteTransaction {
        let token = self.sources().uuid().to_string();
        WriteTransaction::new(self.client().clone(), self.name().to_owned(), token)
    }

    /// Begins a batch of puts and deletes, any number of them: each happens or not by itself.
    pub fn batch_write(&self) -> WriteBatch {
        let (client, name) = (self.client().clone(), self.name().to_owned());
        WriteBatch::new(client, name, self.sources().clone())
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
}

impl<T> Clone for Table<T> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            model: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Table<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("name", &self.inner.name)
            .finish_non_exhaustive()
    }
}
