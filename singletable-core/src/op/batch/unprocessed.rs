//! What is left of a batch that could not be finished.

use super::{BatchKey, Read};
use crate::entity::Entity;
use crate::error::Error;
use crate::item::DecodeError;
use crate::op::BatchOperation;
use crate::op::debug::debug_fields;
use std::fmt;

/// A batch that ended before all of it was done: what is left, and what was done.
///
/// Its source is the failure that ended it; there is none when DynamoDB only left entries undone,
/// for as long as the retry budget allowed.
pub struct Unprocessed {
    left: Left,
    done: usize,
    failure: Option<Box<Error>>,
}

enum Left {
    Writes(Vec<BatchOperation>),
    /// All keys, each once, in the order of the input; some of them were read.
    Reads(Vec<(BatchKey, Read)>),
}

/// What is known of a key of a batch that ended early.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum BatchRead<E> {
    /// Its item.
    Found(E),
    /// There is no item, or one that has expired.
    Absent,
    /// It was not read.
    Unread,
}

impl Unprocessed {
    pub(crate) fn writes(
        operations: Vec<BatchOperation>,
        done: usize,
        failure: Option<Error>,
    ) -> Self {
        Self {
            left: Left::Writes(operations),
            done,
            failure: failure.map(Box::new),
        }
    }

    pub(crate) fn reads(reads: Vec<(BatchKey, Read)>, done: usize, failure: Option<Error>) -> Self {
        Self {
            left: Left::Reads(reads),
            done,
            failure: failure.map(Box::new),
        }
    }

    /// How many items were written, or how many keys were read.
    pub fn done(&self) -> usize {
        self.done
    }

    /// How many operations or keys are left.
    pub fn left(&self) -> usize {
        match &self.left {
            Left::Writes(operations) => operations.len(),
            Left::Reads(reads) => {
                let reads = reads.iter();
                reads.filter(|(_, read)| matches!(read, Read::Not)).count()
            }
        }
    }

    /// What ended it; `None` when DynamoDB only left entries undone.
    pub fn failure(&self) -> Option<&Error> {
        self.failure.as_deref()
    }

    /// The writes that are left, in their order; of a batch of reads there are none.
    ///
    /// Where a request's answer was lost, some of them may have been done.
    pub fn operations(&self) -> &[BatchOperation] {
        match &self.left {
            Left::Writes(operations) => operations,
            Left::Reads(_) => &[],
        }
    }

    /// The writes that are left, in their order, to be put into another batch.
    pub fn into_operations(self) -> Vec<BatchOperation> {
        match self.left {
            Left::Writes(operations) => operations,
            Left::Reads(_) => Vec::new(),
        }
    }

    /// The keys of the entity `E` that were not read, each once, in their order.
    pub fn keys<E: Entity>(&self) -> Vec<E::Key> {
        let unread = self.of_entity::<E>();
        unread
            .filter(|(_, read)| matches!(read, Read::Not))
            .map(|(key, _)| key.clone())
            .collect()
    }

    /// What is known of each key of the entity `E`, each once, in their order. An item that does
    /// not fit the entity is an error in its position.
    pub fn results<E: Entity>(
        &self,
    ) -> impl Iterator<Item = Result<(E::Key, BatchRead<E>), DecodeError>> {
        self.of_entity::<E>().map(|(key, read)| {
            let read = match read {
                Read::Not => BatchRead::Unread,
                Read::Absent => BatchRead::Absent,
                Read::Found(item) => BatchRead::Found(E::from_row(item.clone())?),
            };
            Ok((key.clone(), read))
        })
    }

    fn of_entity<E: Entity>(&self) -> impl Iterator<Item = (&E::Key, &Read)> {
        let reads = match &self.left {
            Left::Writes(_) => &[],
            Left::Reads(reads) => reads.as_slice(),
        };
        reads
            .iter()
            .filter_map(|(key, read)| Some((key.of::<E>()?, read)))
    }

    /// Whether it ended because DynamoDB asked to slow down, or left entries undone.
    pub(crate) fn is_throttling(&self) -> bool {
        self.failure().is_none_or(Error::is_throttling)
    }
}

impl From<Unprocessed> for Error {
    fn from(unprocessed: Unprocessed) -> Self {
        Self::Unprocessed(Box::new(unprocessed))
    }
}

// Keys and items stay out of it.
debug_fields! {
    [] Unprocessed, |this|
    left: this.left(),
    done: this.done,
    failure: this.failure,
}

impl std::error::Error for Unprocessed {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.failure().map(|failure| failure as _)
    }
}

impl fmt::Display for Unprocessed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, done) = (self.left(), self.done);
        match self.left {
            Left::Writes(_) => write!(
                f,
                "the batch ended early: {done} writes are done, {left} are left"
            ),
            Left::Reads(_) => write!(
                f,
                "the batch ended early: {done} keys were read, {left} are left"
            ),
        }
    }
}
