//! Batches of writes.

use super::engine::{Answer, BatchKind, Ended, Engine, Entry, fitting};
use super::operation::{BatchOperation, BatchWrite};
use super::{MAX_BATCH_WRITES, MAX_REQUEST_BYTES, Settings, Unprocessed, settings};
use crate::error::{BatchError, Error};
use crate::exec::{Call, Connection, Lower as _, Lowering, Subject, ToRequest};
use crate::generate::Sources;
use crate::op::debug::debug_fields;
use aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemInput;
use aws_sdk_dynamodb::operation::batch_write_item::builders::BatchWriteItemInputBuilder;
use aws_sdk_dynamodb::types::WriteRequest;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use std::collections::HashMap;
use std::sync::Arc;

/// Puts and deletes of whole items, any number of them; made by
/// [`Table::batch_write`](crate::Table::batch_write).
///
/// They may be about items of several tables, which are all reached through this handle's client.
/// They go in requests of at most 25 writes and 16 MB, several at once. Each write happens or does
/// not by itself, in no set order; DynamoDB checks no conditions and no versions in batches, and no
/// types: a delete deletes what has the key, whichever entity's it is. What
/// must happen together belongs into a [`write_transaction`](crate::Table::write_transaction).
///
/// What DynamoDB leaves undone is sent again: after a random part of 50 milliseconds, of twice as
/// long with each try, of 5 seconds at most. A request that was throttled, failed on the server's
/// side (5xx) or lost its connection is sent again in the same way, when the SDK's own tries are
/// over. Nothing is lost when that does not help: the error has what is left.
///
/// Dropped while it is being sent, it leaves the requests under way to themselves: their writes
/// may happen.
#[must_use = "an operation does nothing until `.send().await`"]
pub struct WriteBatch {
    connection: Arc<Connection>,
    pub(super) sources: Sources,
    pub(super) operations: Vec<BatchOperation>,
    /// The first operation that cannot be part of it.
    pub(super) refused: Option<Error>,
    last_wins: bool,
    pub(super) settings: Settings,
}

impl WriteBatch {
    pub(crate) fn new(connection: &Arc<Connection>, sources: Sources) -> Self {
        Self {
            connection: Arc::clone(connection),
            sources,
            operations: Vec::new(),
            refused: None,
            last_wins: false,
            settings: Settings::default(),
        }
    }

    settings!();

    /// Adds an operation; `None` adds nothing.
    pub fn with(mut self, operation: impl BatchWrite) -> Self {
        match operation.into_batch() {
            Ok(operation) => self.operations.extend(operation),
            Err(error) => {
                self.refused.get_or_insert(error);
            }
        }
        self
    }

    /// Adds operations.
    pub fn with_all<W: BatchWrite>(self, operations: impl IntoIterator<Item = W>) -> Self {
        operations.into_iter().fold(self, Self::with)
    }

    /// Of several writes of one item, keeps the last; the others are not sent. Without this, they
    /// are an error.
    pub fn last_wins(mut self) -> Self {
        self.last_wins = true;
        self
    }

    /// How many operations it has.
    pub fn len(&self) -> usize {
        self.operations.len()
    }

    /// Whether it has no operations.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// The operations with their indices, no item twice.
    fn distinct(&mut self) -> Result<Vec<(usize, BatchOperation)>, Error> {
        if let Some(error) = self.refused.take() {
            return Err(error);
        }
        let mut last = HashMap::with_capacity(self.operations.len());
        let mut keeps = vec![true; self.operations.len()];
        for (second, operation) in self.operations.iter().enumerate() {
            let Some(first) = last.insert(operation.identity(), second) else {
                continue;
            };
            if !self.last_wins {
                let entity = operation.entity();
                return Err(BatchError::SameItem {
                    first,
                    second,
                    entity,
                }
                .into());
            }
            keeps[first] = false;
        }
        let operations = std::mem::take(&mut self.operations).into_iter().enumerate();
        Ok(operations.filter(|(index, _)| keeps[*index]).collect())
    }

    /// The SDK inputs of the first round, without what is sent again. Nothing is sent.
    ///
    /// # Errors
    ///
    /// What [`send`](Self::send) refuses before its first request.
    pub fn into_inputs(mut self) -> Result<Vec<BatchWriteItemInput>, Error> {
        let distinct = self.distinct()?;
        let operations: Vec<_> = distinct.iter().map(|(_, operation)| operation).collect();
        let mut rest = operations.as_slice();
        let mut inputs = Vec::new();
        while !rest.is_empty() {
            let (fits, others) = rest.split_at(fitting::<Writes>(rest.iter().copied()));
            rest = others;
            let operations = fits.to_vec();
            let connection = &self.connection;
            inputs.push(
                WriteRequests {
                    connection,
                    operations,
                }
                .into_input()?,
            );
        }
        Ok(inputs)
    }

    /// Writes all of it. Without operations there is nothing to send, and it succeeds.
    ///
    /// # Errors
    ///
    /// Before any request: `Error::Batch` when an operation has a condition, or when two are about
    /// one item; besides, when a key cannot be built or a value cannot be stored.
    ///
    /// `Error::Unprocessed` when something is left: the retry budget is spent, or a request failed
    /// in a way that no later one can mend. It has the operations that are left, in their order.
    pub async fn send(mut self) -> Result<(), Error> {
        let mut operations = self.distinct()?.into_iter();
        let call = self.call();
        let mut engine = self.engine(&call);
        engine.run(&mut operations, |_| ()).await;
        let rest = operations.map(|(_, operation)| operation);
        call.end(finished(engine.finish(), rest))?;
        Ok(())
    }

    pub(super) fn call(&self) -> Arc<Call> {
        let subject = Subject::new("batch_write", "");
        Arc::new(Call::new(&self.connection, subject))
    }

    pub(super) fn engine(&self, call: &Arc<Call>) -> Engine<Writes> {
        let writes = Writes {
            connection: Arc::clone(&self.connection),
            call: Arc::clone(call),
        };
        Engine::new(
            writes,
            self.settings,
            &self.sources,
            &self.connection.pauses(),
        )
    }
}

/// How many were written; the error when some are left, with those that were not begun.
pub(super) fn finished(
    ended: Ended<BatchOperation>,
    rest: impl Iterator<Item = BatchOperation>,
) -> Result<usize, Error> {
    let left = ended.left.into_iter().map(|entry| entry.value);
    let left: Vec<_> = left.chain(rest).collect();
    if left.is_empty() && ended.failure.is_none() {
        return Ok(ended.done);
    }
    Err(Unprocessed::writes(left, ended.done, ended.failure).into())
}

/// Requests of writes.
pub(super) struct Writes {
    connection: Arc<Connection>,
    call: Arc<Call>,
}

impl BatchKind for Writes {
    type Value = BatchOperation;
    type Found = ();
    const MAX_ENTRIES: usize = MAX_BATCH_WRITES;
    const MAX_BYTES: usize = MAX_REQUEST_BYTES;

    fn bytes(operation: &BatchOperation) -> usize {
        // With the members around it, and the table's name.
        operation.bytes() + operation.table().len() + 64
    }

    fn send(&self, entries: Vec<Entry<BatchOperation>>) -> BoxFuture<'static, Answer<Self>> {
        let (connection, call) = (Arc::clone(&self.connection), Arc::clone(&self.call));
        async move {
            let requests = WriteRequests {
                connection: &connection,
                operations: entries.iter().map(|entry| &entry.value).collect(),
            };
            match call.send(&requests).await {
                Ok(answer) => {
                    let left = answer.output.unprocessed_items.unwrap_or_default();
                    split(entries, &left)
                }
                Err(failed) => Answer::failed(entries, failed),
            }
        }
        .boxed()
    }
}

/// The request of some writes.
struct WriteRequests<'a> {
    connection: &'a Connection,
    operations: Vec<&'a BatchOperation>,
}

impl ToRequest for WriteRequests<'_> {
    type Request = BatchWriteItemInputBuilder;

    fn to_request(&self, to: &mut Lowering) -> Result<BatchWriteItemInputBuilder, Error> {
        to.reserve(self.operations.len());
        let mut tables: HashMap<String, Vec<WriteRequest>> = HashMap::new();
        for operation in &self.operations {
            if !tables.contains_key(operation.table()) {
                tables.insert(operation.table().to_owned(), Vec::new());
            }
        }
        // A request has the tables in the order of this map, and the texts in the same.
        for (table, writes) in &mut tables {
            for operation in self.operations.iter().filter(|own| own.table() == table) {
                writes.push(operation.lower(to)?);
            }
        }
        Ok(BatchWriteItemInput::builder()
            .set_request_items(Some(tables))
            .set_return_consumed_capacity(self.connection.capacity()))
    }
}

/// What was written, and what was not.
fn split(
    entries: Vec<Entry<BatchOperation>>,
    unprocessed: &HashMap<String, Vec<WriteRequest>>,
) -> Answer<Writes> {
    let is_left = left_of(&entries, unprocessed);
    let mut answer = Answer {
        done: Vec::new(),
        left: Vec::new(),
        failed: None,
    };
    for (entry, is_left) in entries.into_iter().zip(is_left) {
        if is_left {
            answer.left.push(entry);
        } else {
            answer.done.push((entry, ()));
        }
    }
    answer
}

/// Whether each entry was left undone. An answer that names what was not asked is no sign that
/// anything was done: writing it all again does no harm.
fn left_of(
    entries: &[Entry<BatchOperation>],
    unprocessed: &HashMap<String, Vec<WriteRequest>>,
) -> Vec<bool> {
    let mut is_left = vec![false; entries.len()];
    if unprocessed.is_empty() {
        return is_left;
    }
    let operations = entries.iter().map(|entry| &entry.value);
    let indices: HashMap<_, _> = operations
        .clone()
        .map(BatchOperation::identity)
        .zip(0..)
        .collect();
    for (table, writes) in unprocessed {
        let sample = operations
            .clone()
            .find(|operation| operation.table() == table);
        for write in writes {
            let identity = sample.map(|sample| sample.identity_of(write));
            match identity.and_then(|identity| indices.get(&identity)) {
                Some(&index) => is_left[index] = true,
                None => return vec![true; entries.len()],
            }
        }
    }
    is_left
}

debug_fields! {
    [] WriteBatch, |this|
    operations: this.operations.len(),
    settings: this.settings,
}
