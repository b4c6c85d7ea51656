//! What can be wrong with a stream record.

use crate::item::DecodeError;

/// A stream record that cannot be read. It says nothing of the records around it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("stream record: {fault}")]
pub struct RecordError {
    #[source]
    pub(super) fault: RecordFault,
    pub(super) sequence_number: Option<String>,
    pub(super) event_id: Option<String>,
}

/// What is wrong, in a [`RecordError`].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordFault {
    /// An image has a type that the table's enum does not name, or does not fit its entity.
    #[error(transparent)]
    Decode(Box<DecodeError>),
    /// It is about no insert, modification or removal.
    #[error("it has no event name, or one that this version does not know")]
    Event,
    /// There is nothing in it but its name.
    #[error("it has no body")]
    NoBody,
    /// The SDK has read a value of a type that it does not know.
    #[error("it has a value of a type that this version of the SDK does not know")]
    Value,
}

impl RecordError {
    /// What is wrong.
    pub fn fault(&self) -> &RecordFault {
        &self.fault
    }

    /// The place of the record in its shard. A Lambda function names the record to begin again with
    /// by it, in `batchItemFailures`.
    pub fn sequence_number(&self) -> Option<&str> {
        self.sequence_number.as_deref()
    }

    /// The record's identifier.
    pub fn event_id(&self) -> Option<&str> {
        self.event_id.as_deref()
    }
}
