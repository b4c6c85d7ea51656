//! Batches of reads whose keys come from a stream, in constant memory.

use super::engine::Engine;
use super::get::Reads;
use super::key::{BatchKey, Read};
use super::{Settings, Unprocessed, settings};
use crate::entity::{Entity, layout};
use crate::error::Error;
use crate::exec::Call;
use crate::item::{KeyIdentity, owned};
use crate::op::debug::debug_fields;
use crate::op::options::read_options;
use crate::table::Table;
use futures_util::stream::{self, Stream};
use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::time::Instant;

/// Reads of items whose keys come from a stream; made by a repository's `batch_get_stream`.
///
/// It works as [`BatchGet`](super::BatchGet) does, in constant memory: at most 2 x
/// [`concurrency`](Self::concurrency) x 100 keys and items are held at once.
#[must_use = "an operation does nothing until its `.stream()` is polled"]
pub struct BatchGetStream<E: Entity, S> {
    table: Table<E::Table>,
    keys: S,
    consistent: bool,
    include_expired: bool,
    settings: Settings,
}

impl<E: Entity, S: Stream<Item = E::Key> + Send> BatchGetStream<E, S> {
    pub(crate) fn new(table: Table<E::Table>, keys: S) -> Self {
        Self {
            table,
            keys,
            consistent: false,
            include_expired: false,
            settings: Settings::default(),
        }
    }

    settings!();

    read_options!(self; consistent, include_expired);

    /// The keys with their items, in the order of the keys: `None` where there is no item, or one
    /// that has expired. It takes keys only as results are taken from it, and asks for a key again
    /// only when it comes again after its result was taken.
    ///
    /// A key that cannot be built, and an item that does not fit the entity, is one `Err` in its
    /// position, and the stream goes on after it. `Error::Unprocessed` ends it: the retry budget is
    /// spent, or a request failed in a way that no later one can mend. It has the keys that were
    /// taken and not given, and what was read of them. Keys that were not taken are in the stream
    /// of keys: give `&mut keys` to go on with it.
    pub fn stream(self) -> impl Stream<Item = Result<(E::Key, Option<E>), Error>> + Send {
        let kind = Reads::new(&self.table, E::SCHEMA.name, self.consistent);
        let call = Arc::clone(&kind.call);
        let engine = Engine::new(
            kind,
            self.settings,
            self.table.sources(),
            &self.table.connection().pauses(),
        );
        let mut reading = Box::new(Reading::<E, S> {
            keys: Box::pin(self.keys),
            exhausted: false,
            ended: false,
            given: None,
            engine,
            call,
            order: VecDeque::new(),
            held: HashMap::new(),
            known: HashMap::new(),
            taken: 0,
            include_expired: self.include_expired,
            table: self.table,
        });
        stream::poll_fn(move |cx| reading.poll(cx))
    }
}

/// A key with its item.
type Keyed<E> = (<E as Entity>::Key, Option<E>);

/// A stream that is being read.
struct Reading<E: Entity, S> {
    keys: Pin<Box<S>>,
    exhausted: bool,
    ended: bool,
    /// When it gave its last result: until it is asked for the next, nothing is tried.
    given: Option<Instant>,
    engine: Engine<Reads>,
    call: Arc<Call>,
    /// What was taken and not given: the indices of the keys, or what is wrong with one.
    order: VecDeque<Result<usize, (E::Key, Error)>>,
    /// The keys among them, each once, by their indices.
    held: HashMap<usize, Held>,
    /// The indices of those keys.
    known: HashMap<KeyIdentity<'static>, usize>,
    taken: usize,
    include_expired: bool,
    table: Table<E::Table>,
}

struct Held {
    key: BatchKey,
    identity: KeyIdentity<'static>,
    read: Read,
    /// How often it is in the order.
    uses: usize,
}

impl<E: Entity, S: Stream<Item = E::Key>> Reading<E, S> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Keyed<E>, Error>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        if let Some(given) = self.given.take() {
            self.engine.leave_out(given.elapsed());
        }
        // Requests go on, however slowly results are taken.
        let rest = self.poll_engine(cx);
        if let Some(result) = self.give() {
            self.given = Some(Instant::now());
            return Poll::Ready(Some(result));
        }
        ready!(rest);
        self.ended = true;
        Poll::Ready(self.fail().map(Err))
    }

    /// Feeds the engine and takes what is done. Ready when it has ended.
    fn poll_engine(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            // Pending or not: the engine goes on with what it has.
            let _ = self.poll_feed(cx);
            let Some(done) = ready!(self.engine.poll_done(cx)) else {
                return Poll::Ready(());
            };
            let now = (!self.include_expired).then(|| self.table.clock().now());
            for (entry, item) in done {
                if let Some(held) = self.held.get_mut(&entry.index) {
                    held.read = held.key.read(item, now);
                }
            }
        }
    }

    /// Hands keys to the engine while both have room.
    fn poll_feed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        while !self.exhausted && self.engine.has_room() && self.order.len() < self.engine.capacity()
        {
            if let Some(key) = ready!(self.keys.as_mut().poll_next(cx)) {
                self.take(key);
            } else {
                self.exhausted = true;
                self.engine.close();
            }
        }
        Poll::Ready(())
    }

    fn take(&mut self, key: E::Key) {
        let key = match BatchKey::new(key.clone()) {
            Ok(built) => built,
            Err(error) => return self.order.push_back(Err((key, error))),
        };
        let layout = layout::<E>();
        let identity = owned(key.key.identity(layout));
        let index = *self.known.entry(identity.clone()).or_insert(self.taken);
        self.order.push_back(Ok(index));
        if let Some(held) = self.held.get_mut(&index) {
            held.uses += 1;
            return;
        }
        self.taken += 1;
        self.engine.push(index, key.key.clone());
        let held = Held {
            key,
            identity,
            read: Read::Not,
            uses: 1,
        };
        self.held.insert(index, held);
    }

    /// The next result in the order, if it is there.
    fn give(&mut self) -> Option<Result<Keyed<E>, Error>> {
        if self.order.front()?.is_err() {
            let (_, error) = self.order.pop_front()?.err()?;
            return Some(Err(error));
        }
        let index = *self.order.front()?.as_ref().ok()?;
        let held = self.held.get_mut(&index)?;
        let item = match &mut held.read {
            Read::Not => return None,
            Read::Absent => None,
            Read::Found(item) if held.uses == 1 => Some(std::mem::take(item)),
            Read::Found(item) => Some(item.clone()),
        };
        let key = held.key.of::<E>()?.clone();
        held.uses -= 1;
        if held.uses == 0 {
            let held = self.held.remove(&index)?;
            self.known.remove(&held.identity);
        }
        self.order.pop_front();
        let entity = item.map(E::from_row).transpose();
        Some(entity.map(|entity| (key, entity)).map_err(Error::from))
    }

    /// What is left once the engine has ended; `None` when that is nothing.
    fn fail(&mut self) -> Option<Error> {
        let mut reads = Vec::with_capacity(self.order.len());
        for taken in std::mem::take(&mut self.order) {
            match taken {
                Ok(index) => {
                    let held = self.held.remove(&index);
                    reads.extend(held.map(|held| (held.key, held.read)));
                }
                Err((key, _)) => reads.push((BatchKey::unbuilt(key), Read::Not)),
            }
        }
        if reads.is_empty() {
            return None;
        }
        let ended = self.engine.finish();
        let left = Unprocessed::reads(reads, ended.done, ended.failure);
        self.call.end::<()>(Err(left.into())).err()
    }
}

debug_fields! {
    [E: Entity, S] BatchGetStream<E, S>, |this|
    entity: E::SCHEMA.name,
    consistent: this.consistent,
    settings: this.settings,
}
