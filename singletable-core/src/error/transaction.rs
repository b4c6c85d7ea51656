//! Errors of transactions: those that cannot be sent, and those that are canceled.

use super::ServiceError;
use crate::item::ItemKey;
use crate::value::OldItem;
use std::fmt;

/// A transaction that cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransactionError {
    /// The transaction has more operations than DynamoDB accepts.
    #[error(
        "the transaction has {0} operations, DynamoDB accepts 100; it is not split, because then it would not be one"
    )]
    TooManyOperations(usize),
    /// The client token has a length that DynamoDB does not accept.
    #[error("the client token has {0} characters, DynamoDB accepts 1 to 36")]
    Token(usize),
    /// An operation could not be built. The first `send` has returned the reason.
    #[error("an operation of the transaction could not be built")]
    Refused,
    /// Two operations are about the same unique value, such as one that releases it and one that takes
    /// it.
    #[error(
        "operations {first} and {second} of the transaction are about the same value of `{constraint}`, which is unique among the items of `{entity}`; DynamoDB accepts one operation for each guard: give the value up in one transaction, and take it in the next"
    )]
    SameUniqueValue {
        /// The index of the first operation.
        first: usize,
        /// The index of the second operation.
        second: usize,
        /// The entity of the second operation.
        entity: &'static str,
        /// The unique constraint.
        constraint: &'static str,
    },
    /// Two operations are about the same item.
    #[error(
        "operations {first} and {second} of the transaction are about the same item of `{entity}`; DynamoDB accepts one for each item"
    )]
    SameItem {
        /// The index of the first operation.
        first: usize,
        /// The index of the second operation.
        second: usize,
        /// The entity of the second operation.
        entity: &'static str,
    },
}

/// A canceled transaction, with one reason for each operation, in order.
#[derive(thiserror::Error)]
#[error("the transaction was canceled: {}", Summary(.reasons))]
pub struct TransactionCanceled {
    pub(crate) reasons: Vec<CancellationReason>,
    #[source]
    pub(crate) source: ServiceError,
}

/// The reason why one operation of a canceled transaction did not succeed, or that it was not the cause.
#[derive(Clone, PartialEq)]
pub struct CancellationReason {
    pub(crate) entity: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) key: ItemKey,
    pub(crate) cause: Cause,
    pub(crate) message: Option<String>,
}

/// The cause in a [`CancellationReason`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Cause {
    /// This operation was not the cause.
    None,
    /// A `create` found an item with the same key, or an upsert one of another entity.
    AlreadyExists,
    /// An update, a delete or a check found no item, or one of another entity.
    NotFound,
    /// The operation's condition did not hold for this item.
    ConditionFailed(Option<OldItem>),
    /// The stored item has another version than the one that was to be changed.
    VersionConflict {
        /// The version that was to be changed.
        expected: u64,
        /// The stored version; `None` if there is no item.
        stored: Option<u64>,
        /// The stored item.
        item: Option<OldItem>,
    },
    /// Another item has the same unique value. Contains the name of the constraint.
    UniqueViolation(&'static str),
    /// Another request was writing the item at the same time. The transaction can be sent again.
    Conflict,
    /// The table or the account exceeds its throughput. The transaction can be sent again.
    Throttled,
    /// The update does not fit the stored item, such as a number that is added to a text.
    Invalid,
    /// Another code of DynamoDB.
    Other(String),
}

impl Cause {
    /// The cause for one of DynamoDB's reason codes, except that of failed conditions.
    pub(crate) fn of_code(code: Option<&str>) -> Self {
        match code {
            None | Some("None") => Self::None,
            Some("TransactionConflict") => Self::Conflict,
            Some("ThrottlingError" | "ProvisionedThroughputExceeded") => Self::Throttled,
            Some("ValidationError") => Self::Invalid,
            Some(other) => Self::Other(other.to_owned()),
        }
    }
}

// DynamoDB's message can contain values, so it is left out.
impl fmt::Debug for CancellationReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancellationReason")
            .field("entity", &self.entity)
            .field("operation", &self.operation)
            .field("key", &self.key)
            .field("cause", &self.cause)
            .finish_non_exhaustive()
    }
}

// The SDK's error shows stored items in its `Debug` form, so it is left out.
impl fmt::Debug for TransactionCanceled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransactionCanceled")
            .field("reasons", &self.reasons)
            .finish_non_exhaustive()
    }
}

impl TransactionCanceled {
    /// One reason for each operation, in order.
    pub fn reasons(&self) -> &[CancellationReason] {
        &self.reasons
    }

    /// The operations that caused the cancellation, with their indexes.
    pub fn causes(&self) -> impl Iterator<Item = (usize, &CancellationReason)> {
        let reasons = self.reasons.iter().enumerate();
        reasons.filter(|(_, reason)| reason.cause != Cause::None)
    }
}

impl CancellationReason {
    /// The Rust type that the operation was about.
    pub fn entity(&self) -> &'static str {
        self.entity
    }

    /// The name of the operation: `create`, `put`, `update` (also for `save`), `delete`, `check` or
    /// `get`.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The key of the item that the operation was about.
    pub fn key(&self) -> &ItemKey {
        &self.key
    }

    /// The cause.
    pub fn cause(&self) -> &Cause {
        &self.cause
    }

    /// DynamoDB's message. It can contain values of the item, so do not log it where values must not be
    /// logged.
    pub fn server_message(&self) -> Option<&str> {
        self.message.as_deref()
    }
}

struct Summary<'a>(&'a [CancellationReason]);

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for (index, reason) in self.0.iter().enumerate() {
            let why = match &reason.cause {
                Cause::None => continue,
                Cause::AlreadyExists => "the item exists already",
                Cause::NotFound => "there is no such item",
                Cause::ConditionFailed(_) => "the condition does not hold",
                Cause::VersionConflict { .. } => "the stored item has another version",
                Cause::UniqueViolation(_) => "another item has a unique value",
                Cause::Conflict => "another request was writing the item",
                Cause::Throttled => "throttled",
                Cause::Invalid => "the update does not fit the stored item",
                Cause::Other(code) => code,
            };
            let (operation, entity) = (reason.operation, reason.entity);
            let comma = if first { "" } else { "; " };
            write!(f, "{comma}operation {index} ({operation} {entity}): {why}")?;
            first = false;
        }
        Ok(())
    }
}
