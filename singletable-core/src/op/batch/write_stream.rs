//! Batches of writes from a stream, in constant memory.

use super::engine::Engine;
use super::operation::{BatchOperation, BatchWrite};
use super::write::{WriteBatch, Writes, finished};
use crate::error::Error;
use futures_util::stream::{self, Stream, StreamExt as _};
use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::pin::Pin;
use std::task::{Context, Poll};

impl WriteBatch {
    /// Writes what the stream gives, after the operations that were added already, and answers
    /// how many writes that were. The stream may be endless: at most 2 x
    /// [`concurrency`](Self::concurrency) x 25 operations are held at once, and no more are taken
    /// while those wait.
    ///
    /// One item may come twice: a later write of it waits until the earlier one is done, so the
    /// last wins, and both count. What follows it in the stream waits as well.
    ///
    /// # Errors
    ///
    /// What was added already is refused as by [`send`](Self::send), except that one item may
    /// be in it twice. `Error::Unprocessed` when the retry budget is spent, a request failed in
    /// a way that no later one can mend, or the stream gave an operation that cannot be part of a
    /// batch, or an `Err` of its own. What was taken from the stream before that one is then
    /// written, or in the error; that one is the failure in it, and its index in the stream is
    /// `done() + left()`. What was not taken is in the stream: give `&mut stream` to go on with it.
    pub async fn send_stream<W: BatchWrite>(
        mut self,
        operations: impl Stream<Item = W> + Send,
    ) -> Result<usize, Error> {
        if let Some(error) = self.refused.take() {
            return Err(error);
        }
        let added = std::mem::take(&mut self.operations);
        let added = stream::iter(added.into_iter().map(|operation| Ok(Some(operation))));
        let source = added.chain(operations.map(BatchWrite::into_batch));
        let call = self.call();
        let mut writing = Writing {
            source: Box::pin(source),
            engine: self.engine(&call),
            held: HashSet::new(),
            hashes: RandomState::new(),
            blocked: None,
            taken: 0,
            refused: None,
        };
        std::future::poll_fn(|cx| writing.poll(cx)).await;
        call.end(writing.finish())
    }
}

/// A stream that is being written.
struct Writing<S> {
    source: Pin<Box<S>>,
    engine: Engine<Writes>,
    /// The items whose writes the engine holds, each by the hash of its table and key: where two items
    /// have one, the second waits for the first.
    held: HashSet<u64>,
    hashes: RandomState,
    /// A write of one of them, which is next.
    blocked: Option<BatchOperation>,
    taken: usize,
    refused: Option<Error>,
}

impl<S: Stream<Item = Result<Option<BatchOperation>, Error>>> Writing<S> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            // What waits in the engine goes before what the stream has to make.
            while let Poll::Ready(done) = self.engine.poll_done(cx) {
                let Some(done) = done else {
                    return Poll::Ready(());
                };
                for (entry, ()) in done {
                    self.held.remove(&self.identity(&entry.value));
                }
            }
            if !self.feed(cx) {
                return Poll::Pending;
            }
        }
    }

    /// Hands writes to the engine while it has room. Whether there is something new to it.
    fn feed(&mut self, cx: &mut Context<'_>) -> bool {
        let before = self.taken;
        while self.engine.has_room() {
            let operation = match self.blocked.take() {
                Some(operation) => operation,
                None => match self.source.as_mut().poll_next(cx) {
                    Poll::Ready(Some(Ok(Some(operation)))) => operation,
                    Poll::Ready(Some(Ok(None))) => continue,
                    Poll::Ready(Some(Err(error))) => {
                        self.refused = Some(error);
                        self.engine.close();
                        return true;
                    }
                    Poll::Ready(None) => {
                        self.engine.close();
                        return true;
                    }
                    Poll::Pending => break,
                },
            };
            if !self.held.insert(self.identity(&operation)) {
                self.blocked = Some(operation);
                break;
            }
            self.engine.push(self.taken, operation);
            self.taken += 1;
        }
        self.taken > before
    }

    fn identity(&self, operation: &BatchOperation) -> u64 {
        self.hashes.hash_one(operation.identity())
    }

    fn finish(mut self) -> Result<usize, Error> {
        let mut ended = self.engine.finish();
        ended.failure = ended.failure.or(self.refused);
        finished(ended, self.blocked.into_iter())
    }
}
