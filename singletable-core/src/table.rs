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

/// A table with the layout `T`, accessed through an SDK client. Cheap to clone.
///
/// The table's name is that of the layout unless [`with_name`](Table::with_name) sets another one, such
/// as one per stage.
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
    /// Creates a handle for the table with the layout's name.
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

    /// Sets the table's name.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.connection_mut().table = name.into();
        self
    }

    /// Sets a meter, which sums the capacity that requests consume: each asks DynamoDB for it. Without a
    /// meter only scans do, for their progress. The meter also counts requests of repositories and
    /// operations that are made from the handle. A transaction or a batch is counted by the handle that
    /// began it, wherever its operations come from.
    ///
    /// `table.clone().with_meter(&meter)` measures a part of a program, such as the answer to one
    /// caller.
    #[must_use]
    pub fn with_meter(mut self, meter: &Meter) -> Self {
        self.connection_mut().meter = Some(meter.clone());
        self
    }

    /// Adds the item's key to spans, as `aws.dynamodb.key`, for operations on one item. For a read by a
    /// unique value it is the key of the guard.
    ///
    /// Keys consist of values, such as names and addresses of people, so traces with them are personal
    /// data. Without this option, spans contain neither keys nor values of items.
    #[must_use]
    pub fn with_keys_in_spans(mut self) -> Self {
        self.connection_mut().keys_in_spans = true;
        self
    }

    /// Sets how items are converted. What is stored and read does not change.
    ///
    /// The default is [`Mapping::Direct`] for a client without interceptors of its own, and
    /// [`Mapping::Maps`] for one with interceptors, which may read and change inputs and outputs. Set
    /// [`Mapping::Direct`] if they do not, because they only trace or count.
    #[must_use]
    pub fn with_mapping(mut self, mapping: Mapping) -> Self {
        self.connection_mut().set_mapping(mapping);
        self
    }

    /// Sets the source of the time, for tests.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        Arc::make_mut(&mut self.inner).sources.clock = clock;
        self
    }

    /// Sets the source of generated identifiers, for tests. It also sets the randomness of pauses, but
    /// not that of transactions' client tokens.
    #[must_use]
    pub fn with_ids(mut self, ids: Ids) -> Self {
        Arc::make_mut(&mut self.inner).sources.ids = ids;
        self
    }

    /// Sets a secret key of 32 random bytes that seals [cursors](crate::Cursor): they reveal nothing but
    /// their length, and nobody else can make one. Cursors that are not sealed, or sealed with another
    /// key, are refused.
    #[cfg(feature = "sealed-cursors")]
    #[cfg_attr(docsrs, doc(cfg(feature = "sealed-cursors")))]
    #[must_use]
    pub fn with_cursor_key(self, key: [u8; 32]) -> Self {
        self.with_cursor_keys(key, [])
    }

    /// Sets a key like [`with_cursor_key`](Table::with_cursor_key), and older keys whose cursors are
    /// still accepted. To change the key, seal with the new one, and remove the old one when its cursors
    /// are no longer in use.
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

    /// The SDK client that sends the requests.
    pub fn client(&self) -> &Client {
        &self.inner.connection.client
    }

    /// The source of the time.
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
