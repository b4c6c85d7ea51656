//! The handle of a table.

use crate::clock::Clock;
use crate::entity::TableModel;
use crate::generate::{Ids, Sources, client_token};
use crate::op::{CreateTable, DeleteTable, ReadTransaction, TransactRead, WriteTransaction};
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

    /// The same handle with another source of generated identifiers, for tests. Client tokens of
    /// transactions are random all the same.
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
        let (client, name) = (self.client().clone(), self.name().to_owned());
        WriteTransaction::new(client, name, client_token())
    }
}

impl<T> Table<T> {
    /// A transaction of up to 100 reads, which sees all of the items as they are at one moment:
    /// `table.read_transaction((users.get("u1"), posts.get("u1", "p1")))`. The answer has the shape of
    /// what is given: a tuple, or a `Vec`, of `Option`s.
    pub fn read_transaction<R: TransactRead>(&self, reads: R) -> ReadTransaction<R> {
        let inner = &self.inner;
        ReadTransaction::new(inner.client.clone(), inner.name.clone(), reads)
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
