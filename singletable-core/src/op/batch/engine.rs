//! The engine of every batch: entries go into requests, some of which are under way at a time,
//! and what comes back goes into later ones.
//!
//! The engine is polled. It is fed from outside while it has room, and answers what is done.

use super::Settings;
use super::backoff::{self, BackingOff};
use crate::error::Error;
use crate::exec::{Failed, Pauses};
use crate::generate::Sources;
use futures_util::future::{self, BoxFuture, FutureExt as _};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use std::collections::VecDeque;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::Instant;

/// A kind of batch request.
pub(super) trait BatchKind: Send + Sync + 'static {
    /// What is sent.
    type Value: Send + 'static;
    /// What is known of a value once it is done.
    type Found: Send + 'static;
    /// The most values in one request.
    const MAX_ENTRIES: usize;
    /// The most bytes in one request.
    const MAX_BYTES: usize;

    /// The bytes that a value takes in a request.
    fn bytes(value: &Self::Value) -> usize;

    /// Sends one request.
    fn send(&self, entries: Vec<Entry<Self::Value>>) -> BoxFuture<'static, Answer<Self>>;
}

/// A value with its index among all, and how often it was sent.
#[derive(Debug)]
pub(super) struct Entry<V> {
    pub(super) index: usize,
    pub(super) tries: u32,
    pub(super) value: V,
}

/// What became of the entries of one request.
pub(super) struct Answer<K: BatchKind + ?Sized> {
    pub(super) done: Vec<(Entry<K::Value>, K::Found)>,
    pub(super) left: Vec<Entry<K::Value>>,
    pub(super) failed: Option<Failed>,
}

impl<K: BatchKind> Answer<K> {
    /// Of a request that failed as a whole.
    pub(super) fn failed(entries: Vec<Entry<K::Value>>, failed: Failed) -> Self {
        Self {
            done: Vec::new(),
            left: entries,
            failed: Some(failed),
        }
    }
}

/// Entries that are done, with what is known of them.
pub(super) type Done<K> = Vec<(Entry<<K as BatchKind>::Value>, <K as BatchKind>::Found)>;

pub(super) struct Engine<K: BatchKind> {
    kind: K,
    settings: Settings,
    sources: Sources,
    /// Entries that wait for room in a request; those that were sent before come first.
    staged: VecDeque<Entry<K::Value>>,
    requests: FuturesUnordered<BoxFuture<'static, Answer<K>>>,
    /// The entries of the requests under way.
    in_flight: usize,
    /// Entries that came back, and wait before they are sent again.
    backing_off: BackingOff<Entry<K::Value>>,
    closed: bool,
    done: usize,
    /// When the first entry came back since something was done last.
    stalled: Option<Instant>,
    /// The last failure since then.
    last_error: Option<Error>,
    ended: bool,
    /// Once it has ended: what came back.
    left: Vec<Entry<K::Value>>,
}

/// How a batch ended.
pub(super) struct Ended<V> {
    /// What is left, in the order of the indices.
    pub(super) left: Vec<Entry<V>>,
    /// What was done.
    pub(super) done: usize,
    /// The failure that ended it.
    pub(super) failure: Option<Error>,
}

impl<K: BatchKind> Engine<K> {
    pub(super) fn new(kind: K, settings: Settings, sources: &Sources, pauses: &Pauses) -> Self {
        Self {
            kind,
            settings,
            sources: sources.clone(),
            staged: VecDeque::new(),
            requests: FuturesUnordered::new(),
            in_flight: 0,
            backing_off: BackingOff::new(pauses),
            closed: false,
            done: 0,
            stalled: None,
            last_error: None,
            ended: false,
            left: Vec::new(),
        }
    }

    /// The most entries that it holds: those of the requests under way, and as many that wait.
    pub(super) fn capacity(&self) -> usize {
        self.settings.capacity(K::MAX_ENTRIES)
    }

    /// Whether it takes another entry.
    pub(super) fn has_room(&self) -> bool {
        let held = self.staged.len() + self.in_flight + self.backing_off.len();
        !self.closed && !self.ended && held < self.capacity()
    }

    /// Takes an entry; its key is not that of another one that it holds.
    pub(super) fn push(&mut self, index: usize, value: K::Value) {
        self.staged.push_back(Entry {
            index,
            tries: 0,
            value,
        });
    }

    /// No entry follows.
    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    /// The next entries that are done; `None` when no more will be. Pending, too, while it has
    /// nothing to do and may be fed.
    pub(super) fn poll_done(&mut self, cx: &mut Context<'_>) -> Poll<Option<Done<K>>> {
        loop {
            self.launch(cx);
            match self.requests.poll_next_unpin(cx) {
                Poll::Ready(Some(answer)) => {
                    let done = self.take(answer);
                    if done.is_empty() {
                        continue;
                    }
                    return Poll::Ready(Some(done));
                }
                Poll::Pending if self.ended => return Poll::Pending,
                Poll::Ready(None) if self.ended => return Poll::Ready(None),
                Poll::Pending | Poll::Ready(None) => {}
            }
            if self.closed && self.in_flight + self.staged.len() + self.backing_off.len() == 0 {
                return Poll::Ready(None);
            }
            let due = ready!(self.backing_off.poll_due(cx));
            for entry in due.into_iter().rev() {
                self.staged.push_front(entry);
            }
        }
    }

    /// Leaves a time out of the retry budget, in which nothing was tried because nobody asked.
    pub(super) fn leave_out(&mut self, idle: Duration) {
        if let Some(stalled) = &mut self.stalled {
            *stalled += idle;
        }
    }

    /// Feeds it from an iterator, and hands what is done to the function, until it ends. What the
    /// iterator still has then was not sent.
    pub(super) async fn run(
        &mut self,
        values: &mut (impl Iterator<Item = (usize, K::Value)> + Send),
        mut take: impl FnMut(Done<K>) + Send,
    ) {
        std::future::poll_fn(|cx| {
            loop {
                while self.has_room() {
                    match values.next() {
                        Some((index, value)) => self.push(index, value),
                        None => self.close(),
                    }
                }
                match ready!(self.poll_done(cx)) {
                    Some(done) => take(done),
                    None => return Poll::Ready(()),
                }
            }
        })
        .await;
    }

    /// Begins requests, up to the bound.
    fn launch(&mut self, cx: &mut Context<'_>) {
        while !self.ended && self.requests.len() < self.settings.concurrency {
            let fits = fitting::<K>(self.staged.iter().map(|entry| &entry.value));
            let is_full = fits == K::MAX_ENTRIES || fits < self.staged.len();
            // More is coming, and something under way will wake the engine: a request with room
            // in it can wait that long.
            let waits = !is_full && !self.closed && !self.requests.is_empty();
            if fits == 0 || waits {
                return;
            }
            let entries: Vec<_> = self.staged.drain(..fits).collect();
            self.in_flight += entries.len();
            self.requests.push(begun(self.kind.send(entries), cx));
        }
    }

    fn take(&mut self, answer: Answer<K>) -> Done<K> {
        self.in_flight -= answer.done.len() + answer.left.len();
        self.done += answer.done.len();
        if !self.ended {
            self.judge(
                !answer.done.is_empty(),
                !answer.left.is_empty(),
                answer.failed,
            );
        }
        for mut entry in answer.left {
            if self.ended {
                self.left.push(entry);
                continue;
            }
            entry.tries = entry.tries.saturating_add(1);
            let (tries, sources) = (entry.tries, &self.sources);
            let pause = || backoff::pause(tries, sources.fraction());
            self.backing_off.push(tries, entry, pause);
        }
        answer.done
    }

    /// Whether the batch goes on after an answer. What ended it stays the failure.
    fn judge(&mut self, any_done: bool, any_left: bool, failed: Option<Failed>) {
        if any_done {
            self.stalled = None;
            self.last_error = None;
        }
        let spent = any_left && {
            let now = self.backing_off.now();
            let stalled = *self.stalled.get_or_insert(now);
            now.saturating_duration_since(stalled) >= self.settings.retry_budget
        };
        let hard = failed
            .as_ref()
            .is_some_and(|failed| !failed.can_succeed_later);
        self.ended = spent || hard;
        if let Some(failed) = failed {
            self.last_error = Some(failed.error);
        }
    }

    /// What is left when nothing is under way any more.
    pub(super) fn finish(&mut self) -> Ended<K::Value> {
        let mut left = std::mem::take(&mut self.left);
        left.extend(self.staged.drain(..));
        left.extend(self.backing_off.take());
        left.sort_by_key(|entry| entry.index);
        Ended {
            left,
            done: self.done,
            failure: self.last_error.take(),
        }
    }
}

/// The request, on its way already: it would begin only after all answers that are there were taken,
/// and then so would each request of a whole round. The set of requests polls it once more, which
/// costs little beside.
fn begun<T: Send + 'static>(
    mut request: BoxFuture<'static, T>,
    cx: &mut Context<'_>,
) -> BoxFuture<'static, T> {
    match request.as_mut().poll(cx) {
        Poll::Ready(answer) => future::ready(answer).boxed(),
        Poll::Pending => request,
    }
}

/// How many of the values fit into one request, from the first on. The first always does.
pub(super) fn fitting<'a, K: BatchKind>(values: impl Iterator<Item = &'a K::Value>) -> usize {
    let mut bytes = 0;
    let values = values.take(K::MAX_ENTRIES).enumerate();
    let fits = values.take_while(|(index, value)| {
        bytes += K::bytes(value);
        *index == 0 || bytes <= K::MAX_BYTES
    });
    fits.count()
}
