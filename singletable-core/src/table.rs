//! The handle of a table.

use crate::cursor::CursorKeys;
use crate::entity::TableModel;
use crate::exec::connection::{Connection, Mapping};
use crate::exec::meter::Meter;
use crate::generate::{Ids, Sources};
use crate::value::Clock;
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
        let connection = Connection::new(client, T::LAYOUT.name.to_owned());
        Self {
            inner: Arc::new(Inner {
                connection: Arc::new(connection),
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

    /// The same handle, which maps items in that way. What is stored and read is the same.
    ///
    /// Without it, a client without interceptors of its own is used with [`Mapping::Direct`], and one with
    /// some with [`Mapping::Maps`], because they may look at inputs and outputs and change them.
    /// `with_mapping(Mapping::Direct)` says that they do not: that they only trace or count.
    #[must_use]
    pub fn with_mapping(mut self, mapping: Mapping) -> Self {
        self.connection_mut().set_mapping(mapping);
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

    fn connection_mut(&mut self) -> &mut Connection {
        Arc::make_mut(&mut Arc::make_mut(&mut self.inner).connection)
    }

    pub(crate) fn cursor_keys(&self) -> &CursorKeys {
        &self.inner.cursor_keys
    }

    pub(crate) fn sources(&self) -> &Sources {
        &self.inner.sources
    }
}

impl<T> Table<T> {
    pub(crate) fn connection(&self) -> &Arc<Connection> {
        &self.inner.connection
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
