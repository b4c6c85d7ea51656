//! The handle of a table.

use crate::clock::Clock;
use crate::connection::{Connection, Mapping};
use crate::cursor::CursorKeys;
use crate::entity::{Entity, TableItem, TableModel};
use crate::exec::direct;
use crate::generate::{Ids, Sources, client_token};
use crate::listing::{ByType, HasTypeIndex, Listed};
use crate::meter::Meter;
use crate::op::{
    BatchGet, BatchKeys, CreateTable, DeleteTable, Every, Only, Query, ReadTransaction, Scan,
    TransactRead, WriteBatch, WriteTransaction,
};
use crate::slots::Slots;
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
    connection: Arc<Connection>,
    sources: Sources,
    cursor_keys: CursorKeys,
}

impl<T: TableModel> Table<T> {
    /// The table with the layout's own name.
    pub fn new(client: Client) -> Self {
        let has_interceptors = client.config().interceptors().next().is_some();
        Self {
            inner: Arc::new(Inner {
                connection: Arc::new(Connection {
                    direct: direct(&client),
                    has_interceptors,
                    client,
                    mapping: Mapping::default(),
                    table: T::LAYOUT.name.to_owned(),
                    meter: None,
                    keys_in_spans: false,
                }),
                sources: Sources::default(),
                cursor_keys: CursorKeys::default(),
            }),
            model: PhantomData,
        }
    }

    /// The same handle for a table of another name.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.connection_mut().table = name.into();
        self
    }

    /// The same handle, whose requests are measured: each asks DynamoDB what it consumes, and the
    /// meter sums it. Without a meter only scans ask, for their progress. Repositories and
    /// operations that are made from the handle are measured too; a transaction or a batch by the
    /// handle that it was begun with, wherever its operations come from.
    ///
    /// `table.clone().with_meter(&meter)` measures a part of a program, such as the answer to one
    /// caller.
    #[must_use]
    pub fn with_meter(mut self, meter: &Meter) -> Self {
        self.connection_mut().meter = Some(meter.clone());
        self
    }

    /// The same handle, whose spans have the key of the item in `aws.dynamodb.key`, for operations
    /// on one item; of a read by a unique value it is that of the guard.
    ///
    /// Keys are made of values, such as names and addresses of people: where traces are stored, they
    /// are personal data then. Without this, no key and no value of an item is in a span.
    #[must_use]
    pub fn with_keys_in_spans(mut self) -> Self {
        self.connection_mut().keys_in_spans = true;
        self
    }

    /// The same handle, which maps items in that way. What is stored and read is the same; an
    /// interceptor of the client that looks at the items of an input or an output finds them only with [`Mapping::Maps`].
    #[must_use]
    pub fn with_mapping(mut self, mapping: Mapping) -> Self {
        self.connection_mut().mapping = mapping;
        self
    }

    /// The same handle with another source of the time, for tests.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        Arc::make_mut(&mut self.inner).sources.clock = clock;
        self
    }

    /// The same handle with another source of generated identifiers, for tests. It is also the
    /// randomness of pauses; client tokens of transactions are random all the same.
    #[must_use]
    pub fn with_ids(mut self, ids: Ids) -> Self {
        Arc::make_mut(&mut self.inner).sources.ids = ids;
        self
    }

    /// The same handle with a secret key of 32 random bytes, which [cursors](crate::Cursor) are sealed
    /// with: they reveal nothing but their length, and nobody else can make one. Cursors that are
    /// not sealed, or sealed with another key, are refused.
    #[cfg(feature = "sealed-cursors")]
    #[cfg_attr(docsrs, doc(cfg(feature = "sealed-cursors")))]
    #[must_use]
    pub fn with_cursor_key(self, key: [u8; 32]) -> Self {
        self.with_cursor_keys(key, [])
    }

    /// As [`with_cursor_key`](Table::with_cursor_key), with older keys whose cursors are still
    /// taken. To change the key, hand out cursors of the new one, and drop the old one when no
    /// cursor of it is in use any more.
    #[cfg(feature = "sealed-cursors")]
    #[cfg_attr(docsrs, doc(cfg(feature = "sealed-cursors")))]
    #[must_use]
    pub fn with_cursor_keys(
        mut self,
        key: [u8; 32],
        older: impl IntoIterator<Item = [u8; 32]>,
    ) -> Self {
        let keys = std::iter::once(key).chain(older);
        Arc::make_mut(&mut self.inner).cursor_keys = CursorKeys::new(keys);
        self
    }

    /// The table's name.
    pub fn name(&self) -> &str {
        &self.inner.connection.table
    }

    /// The SDK client that requests go through.
    pub fn client(&self) -> &Client {
        &self.inner.connection.client
    }

    /// Where the handle takes the time from.
    pub fn clock(&self) -> &Clock {
        &self.inner.sources.clock
    }

    pub(crate) fn connection(&self) -> &Arc<Connection> {
        &self.inner.connection
    }

    fn connection_mut(&mut self) -> &mut Connection {
        Arc::make_mut(&mut Arc::make_mut(&mut self.inner).connection)
    }

    pub(crate) fn cursor_keys(&self) -> &CursorKeys {
        &self.inner.cursor_keys
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
        ReadTransaction::new(&self.inner.connection, reads)
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
            .field("name", &self.inner.connection.table)
            .finish_non_exhaustive()
    }
}
