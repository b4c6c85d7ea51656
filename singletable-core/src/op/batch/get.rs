//! Batches of reads.

use super::engine::{Answer, BatchKind, Engine, Entry};
use super::key::{Answers, BatchKeys, KeyList, Read};
use super::{MAX_BATCH_READS, MAX_REQUEST_BYTES, Settings, Unprocessed, settings};
use crate::entity::{Entity, EntityKey, TableItem, TableModel};
use crate::error::Error;
use crate::exec::{Call, Connection, Lower as _, Lowering, Subject, ToRequest, built};
use crate::item::{ItemKey, identity_of};
use crate::op::debug::debug_fields;
use crate::op::options::read_options;
use crate::schema::TableLayout;
use crate::table::Table;
use crate::wire::{Row, Rows};
use aws_sdk_dynamodb::operation::batch_get_item::builders::BatchGetItemInputBuilder;
use aws_sdk_dynamodb::operation::batch_get_item::{BatchGetItemInput, BatchGetItemOutput};
use aws_sdk_dynamodb::types::KeysAndAttributes;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use std::collections::HashMap;
use std::sync::Arc;

/// Reads of items by their keys, any number of them; made by a repository's `batch_get`, by
/// [`Table::batch_get`](crate::Table::batch_get) and by
/// [`Table::batch_get_tuple`](crate::Table::batch_get_tuple). `A` is what it answers.
///
/// The keys go in requests of at most 100, several at once; a key that is given twice is asked
/// for once. What comes back without an answer, because it was too much for the table's
/// throughput or for the 16 MB of an answer, is asked for again: after a random part of 50
/// milliseconds, of twice as long with each try, of 5 seconds at most. A request that was
/// throttled, failed on the server's side (5xx) or lost its connection is sent again in the same
/// way, when the SDK's own tries are over.
#[must_use = "an operation does nothing until `.send().await`"]
pub struct BatchGet<T, A> {
    table: Table<T>,
    entity: &'static str,
    keys: KeyList,
    consistent: bool,
    include_expired: bool,
    settings: Settings,
    decode: fn(&mut Answers) -> Result<A, Error>,
}

impl<E: Entity> BatchGet<E::Table, Vec<Option<E>>> {
    /// The items of one entity.
    pub(crate) fn of_entity(
        table: Table<E::Table>,
        keys: impl IntoIterator<Item = E::Key>,
    ) -> Self {
        let mut own = Self::new(table, E::SCHEMA.name, |answers| answers.list(E::from_row));
        own.keys.add_list(keys);
        own
    }
}

impl<T: TableItem> BatchGet<T, Vec<Option<T>>> {
    /// The items of any entities.
    pub(crate) fn of_table(table: Table<T>) -> Self {
        Self::new(table, "", |answers| answers.list(T::from_row))
    }

    /// Adds the key of an item.
    pub fn with<K>(mut self, key: K) -> Self
    where
        K: EntityKey<Entity: Entity<Table = T>>,
    {
        self.keys.add(key);
        self
    }

    /// Adds keys of one entity.
    pub fn with_all<K>(self, keys: impl IntoIterator<Item = K>) -> Self
    where
        K: EntityKey<Entity: Entity<Table = T>>,
    {
        keys.into_iter().fold(self, Self::with)
    }
}

impl<T: TableModel, A> BatchGet<T, A> {
    pub(crate) fn of_tuple<L: BatchKeys<T, Answer = A>>(table: Table<T>, lists: L) -> Self {
        let mut own = Self::new(table, "", L::decode);
        lists.add_to(&mut own.keys);
        own
    }

    fn new(
        table: Table<T>,
        entity: &'static str,
        decode: fn(&mut Answers) -> Result<A, Error>,
    ) -> Self {
        Self {
            table,
            entity,
            keys: KeyList::default(),
            consistent: false,
            include_expired: false,
            settings: Settings::default(),
            decode,
        }
    }

    settings!();

    read_options!(self; consistent, include_expired);

    /// How many keys it has, those that are given twice counted twice.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether it has no keys.
    pub fn is_empty(&self) -> bool {
        self.keys.len() == 0
    }

    /// The SDK inputs of the first round, without what is asked for again. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When a key cannot be built.
    pub fn into_inputs(mut self) -> Result<Vec<BatchGetItemInput>, Error> {
        if let Some(error) = self.keys.refused.take() {
            return Err(error);
        }
        let reads = Reads::new(&self.table, self.entity, self.consistent);
        let inputs = self.keys.keys.chunks(MAX_BATCH_READS).map(|keys| {
            let keys = keys.iter().map(|key| &key.key).collect();
            reads.request(keys).into_input()
        });
        inputs.collect()
    }

    /// Reads the items, in the order of the keys: `None` where there is no item, or one that has
    /// expired. Without keys there is nothing to send.
    ///
    /// # Errors
    ///
    /// When a key cannot be built, before any request. `Error::Decode` when an item does not fit
    /// its entity; a stream of reads answers such an item by itself.
    ///
    /// `Error::Unprocessed` when something is left: the retry budget is spent, or a request failed
    /// in a way that no later one can mend. It has what was read, and the keys that are left.
    pub async fn send(mut self) -> Result<A, Error> {
        if let Some(error) = self.keys.refused.take() {
            return Err(error);
        }
        let kind = Reads::new(&self.table, self.entity, self.consistent);
        let call = Arc::clone(&kind.call);
        let reads = self.read(kind).await;
        call.end(reads.and_then(|reads| (self.decode)(&mut self.keys.answers(reads))))
    }

    async fn read(&mut self, kind: Reads) -> Result<Vec<Read>, Error> {
        let keys = &self.keys.keys;
        let mut reads: Vec<_> = keys.iter().map(|_| Read::Not).collect();
        let mut engine = Engine::new(
            kind,
            self.settings,
            self.table.sources(),
            &self.table.connection().pauses(),
        );
        let mut values = keys.iter().map(|key| key.key.clone()).enumerate();
        let run = engine.run(&mut values, |done| {
            let now = (!self.include_expired).then(|| self.table.clock().now());
            for (entry, item) in done {
                reads[entry.index] = keys[entry.index].read(item, now);
            }
        });
        run.await;
        let ended = engine.finish();
        if reads.iter().any(|read| matches!(read, Read::Not)) {
            let keys = std::mem::take(&mut self.keys.keys);
            let reads = keys.into_iter().zip(reads).collect();
            return Err(Unprocessed::reads(reads, ended.done, ended.failure).into());
        }
        Ok(reads)
    }
}

/// Requests of reads.
#[derive(Clone)]
pub(super) struct Reads {
    connection: Arc<Connection>,
    pub(super) call: Arc<Call>,
    layout: &'static TableLayout,
    consistent: bool,
}

impl Reads {
    pub(super) fn new<T: TableModel>(
        table: &Table<T>,
        entity: &'static str,
        consistent: bool,
    ) -> Self {
        let call = Call::new(table.connection(), Subject::new("batch_get", entity));
        Self {
            connection: Arc::clone(table.connection()),
            call: Arc::new(call),
            layout: T::LAYOUT,
            consistent,
        }
    }

    fn request<'a>(&'a self, keys: Vec<&'a ItemKey>) -> ReadRequest<'a> {
        ReadRequest {
            connection: &self.connection,
            consistent: self.consistent,
            keys,
        }
    }
}

/// The request of some reads.
struct ReadRequest<'a> {
    connection: &'a Connection,
    consistent: bool,
    keys: Vec<&'a ItemKey>,
}

impl ToRequest for ReadRequest<'_> {
    type Request = BatchGetItemInputBuilder;

    fn to_request(&self, to: &mut Lowering) -> Result<BatchGetItemInputBuilder, Error> {
        to.reserve(self.keys.len());
        let keys = self.keys.iter().map(|key| key.lower(to)).collect();
        let keys = KeysAndAttributes::builder()
            .set_keys(Some(keys))
            .set_consistent_read(self.consistent.then_some(true));
        Ok(BatchGetItemInput::builder()
            .request_items(&self.connection.table, built(keys.build())?)
            .set_return_consumed_capacity(self.connection.capacity()))
    }
}

impl BatchKind for Reads {
    type Value = ItemKey;
    type Found = Option<Row>;
    const MAX_ENTRIES: usize = MAX_BATCH_READS;
    const MAX_BYTES: usize = MAX_REQUEST_BYTES;

    fn bytes(_: &ItemKey) -> usize {
        // A hundred of the longest keys are far below the limit.
        0
    }

    fn send(&self, entries: Vec<Entry<ItemKey>>) -> BoxFuture<'static, Answer<Self>> {
        let own = self.clone();
        async move {
            let keys = entries.iter().map(|entry| &entry.value).collect();
            match own.call.send(&own.request(keys)).await {
                Ok(answer) => split(entries, own.layout, answer.output, answer.rows),
                Err(failed) => Answer::failed(entries, failed),
            }
        }
        .boxed()
    }
}

/// What was answered, and what was not.
fn split(
    entries: Vec<Entry<ItemKey>>,
    layout: &'static TableLayout,
    output: BatchGetItemOutput,
    rows: Rows,
) -> Answer<Reads> {
    let mut answer = Answer {
        done: Vec::new(),
        left: Vec::new(),
        failed: None,
    };
    match matched(&entries, layout, output, rows) {
        Some(found) => {
            for (entry, found) in entries.into_iter().zip(found) {
                match found {
                    Match::Left => answer.left.push(entry),
                    Match::Absent => answer.done.push((entry, None)),
                    Match::Found(item) => answer.done.push((entry, Some(item))),
                }
            }
        }
        None => answer.left = entries,
    }
    answer
}

#[derive(Clone)]
enum Match {
    Absent,
    Found(Row),
    Left,
}

/// What was answered for each entry; `None` when the answer names what was not asked.
fn matched(
    entries: &[Entry<ItemKey>],
    layout: &'static TableLayout,
    output: BatchGetItemOutput,
    rows: Rows,
) -> Option<Vec<Match>> {
    let keys = entries.iter().map(|entry| &entry.value);
    let keys = keys.map(|key| key.identity(layout));
    let indices: HashMap<_, _> = keys.zip(0..).collect();
    let mut matches = vec![Match::Absent; entries.len()];
    for row in rows.into_vec() {
        let index: usize = *indices.get(&identity_of(layout, &row))?;
        matches[index] = Match::Found(row);
    }
    let left = output.unprocessed_keys.unwrap_or_default();
    for key in left.values().flat_map(|left| &left.keys) {
        let index = *indices.get(&identity_of(layout, key))?;
        matches[index] = Match::Left;
    }
    Some(matches)
}

debug_fields! {
    [T, A] BatchGet<T, A>, |this|
    keys: this.keys.len(),
    consistent: this.consistent,
    settings: this.settings,
}
