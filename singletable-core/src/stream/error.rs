//! Errors of stream records.

use crate::item::DecodeError;

/// A stream record that cannot be read. Other records are not affected.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("stream record: {fault}")]
pub struct RecordError {
    #[source]
    pub(super) fault: RecordFault,
    pub(super) sequence_number: Option<String>,
    pub(super) event_id: Option<String>,
}

/// What is wrong with the record of a [`RecordError`].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordFault {
    /// An image has a type that the table's enum does not name, or does not fit its entity.
    #[error(transparent)]
    Decode(Box<DecodeError>),
    /// The record has no event name, or one that is not an insert, a modification or a removal.
    #[error("it has no event name, or one that this version does not know")]
    Event,
    /// The record has nothing but its name.
    #[error("it has no body")]
    NoBody,
    /// A value has a type that this version of the SDK does not know.
    #[error("it has a value of a type that this version of the SDK does not know")]
    Value,
}

impl RecordError {
    /// What is wrong.
    pub fn fault(&self) -> &RecordFault {
        &self.fault
    }

    /// The sequence number of the record in its shard. In `batchItemFailures` it tells Lambda at which
    /// record to begin again.
    pub fn sequence_number(&self) -> Option<&str> {
        self.sequence_number.as_deref()
    }

    /// The record's identifier.
    pub fn event_id(&self) -> Option<&str> {
        self.event_id.as_deref()
    }
}
