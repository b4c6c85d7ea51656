//! The one error of all operations.

use crate::cursor::CursorError;
use crate::entity::WriteError;
use crate::expr::ExpressionError;
use crate::item::{DecodeError, EncodeError, Item, ItemKey, OldItem};
use crate::key::KeyError;
use crate::unprocessed::Unprocessed;
use crate::{CollectionError, Entity};
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use std::fmt;

/// What an operation can fail with.
///
/// Messages name entity, index and the shape of a key; stored values and key values are never part
/// of a message or of the `Debug` form.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no item of that key, where the operation needs one.
    #[error("{entity}: there is no item with this key")]
    NotFound {
        /// The entity.
        entity: &'static str,
    },
    /// There is an item of that key already.
    #[error("{entity}: an item with this key exists already")]
    AlreadyExists {
        /// The entity.
        entity: &'static str,
    },
    /// The condition does not hold for the stored item.
    #[error("{entity}: the condition does not hold for the stored item")]
    ConditionFailed {
        /// The entity.
        entity: &'static str,
        /// The stored item; [`Error::stored`] decodes it.
        item: Option<Box<OldItem>>,
    },
    /// The stored item has another version than the one that was to be changed: another write came
    /// in between. Read the item again.
    #[error("{entity}: version {expected} was to be changed, and {}", StoredVersion(*.stored))]
    VersionConflict {
        /// The entity.
        entity: &'static str,
        /// The version that was to be changed; 0 where there was to be no item.
        expected: u64,
        /// The stored version; `None` where there is no item.
        stored: Option<u64>,
        /// The stored item; [`Error::stored`] decodes it.
        item: Option<Box<OldItem>>,
    },
    /// Another item has a value that is unique. Nothing was written.
    #[error("{entity}: another item has the same value of `{constraint}`, which is unique")]
    UniqueViolation {
        /// The entity.
        entity: &'static str,
        /// The constraint.
        constraint: &'static str,
    },
    /// A transaction was canceled: nothing of it was written.
    #[error(transparent)]
    TransactionCanceled(#[from] TransactionCanceled),
    /// A key cannot be built. No request was made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A value cannot be stored, or the item is too large. No request was made.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// A stored item does not fit its entity.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The items of a partition do not make up the collection that was to be read.
    #[error(transparent)]
    Collection(#[from] CollectionError),
    /// An expression that DynamoDB would refuse. No request was made.
    #[error("{entity}: {source}")]
    Expression {
        /// The entity.
        entity: &'static str,
        /// What is wrong.
        source: ExpressionError,
    },
    /// A cursor is not one of the query or the scan that it was given to. No request was made.
    #[error("{entity}: the cursor is not one of {}: {source}", CursorSubject(*.index))]
    InvalidCursor {
        /// The entity; `table` for a scan of the whole table.
        entity: &'static str,
        /// The index that was to be queried; `None` is the table itself.
        index: Option<&'static str>,
        /// What is wrong.
        source: CursorError,
    },
    /// A transaction that DynamoDB would refuse. No request was made.
    #[error(transparent)]
    Transaction(#[from] TransactionError),
    /// A batch that cannot be sent. No request was made.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// A batch ended before all of it was done; it has what is left.
    #[error(transparent)]
    Unprocessed(Box<Unprocessed>),
    /// An update went into a map or a list that the item does not have.
    #[error(
        "{entity}: the update goes into a map or a list that the stored item does not have; set the whole attribute instead"
    )]
    MissingDocument {
        /// The entity.
        entity: &'static str,
        /// DynamoDB's answer.
        source: Box<aws_sdk_dynamodb::Error>,
    },
    /// The table was not ready in time.
    #[error("the table `{table}` was not {state} within {seconds} seconds")]
    TableNotReady {
        /// The table's name.
        table: String,
        /// What was waited for: `ACTIVE`, or `deleted`.
        state: &'static str,
        /// How long it was waited for.
        seconds: u64,
    },
    /// Any other answer of DynamoDB, or a failure on the way there: throttling, timeouts,
    /// credentials, a missing table.
    #[error("{}", ServiceMessage(.0))]
    Service(#[source] Box<aws_sdk_dynamodb::Error>),
}

/// A transaction that cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransactionError {
    /// More operations than DynamoDB accepts in one transaction.
    #[error(
        "the transaction has {0} operations, DynamoDB accepts 100; it is not split, because then it would not be one"
    )]
    TooManyOperations(usize),
    /// A client token of no length that DynamoDB accepts.
    #[error("the client token has {0} characters, DynamoDB accepts 1 to 36")]
    Token(usize),
    /// An operation could not be built, which the first `send` has said.
    #[error("an operation of the transaction could not be built")]
    Refused,
    /// Two operations of one transaction are about the same unique value, such as one that gives it
    /// up and one that takes it.
    #[error(
        "operations {first} and {second} of the transaction are about the same value of `{constraint}`, which is unique among the items of `{entity}`; DynamoDB accepts one operation for each guard: give the value up in one transaction, and take it in the next"
    )]
    SameUniqueValue {
        /// The place of the first, counted from 0.
        first: usize,
        /// The place of the second.
        second: usize,
        /// The entity of the second.
        entity: &'static str,
        /// The unique constraint.
        constraint: &'static str,
    },
    /// Two operations of one transaction are about the same item.
    #[error(
        "operations {first} and {second} of the transaction are about the same item of `{entity}`; DynamoDB accepts one for each item"
    )]
    SameItem {
        /// The place of the first, counted from 0.
        first: usize,
        /// The place of the second.
        second: usize,
        /// The entity of the second.
        entity: &'static str,
    },
}

/// A batch that cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// An operation has a condition.
    #[error(
        "{entity}: the operation has a condition, and batch writes take none; use `write_transaction`, or send it by itself"
    )]
    Condition {
        /// The entity.
        entity: &'static str,
    },
    /// Two operations of one batch are about the same item.
    #[error(
        "operations {first} and {second} of the batch are about the same item of `{entity}`; a batch has no order, so keep one, or only the last of each by `last_wins()`"
    )]
    SameItem {
        /// The place of the first, counted from 0.
        first: usize,
        /// The place of the second.
        second: usize,
        /// The entity of the second.
        entity: &'static str,
    },
}

/// A canceled transaction: one reason for each operation, in their order.
#[derive(thiserror::Error)]
#[error("the transaction was canceled: {}", Summary(.reasons))]
pub struct TransactionCanceled {
    pub(crate) reasons: Vec<CancellationReason>,
    #[source]
    pub(crate) source: Box<aws_sdk_dynamodb::Error>,
}

/// Why one operation of a canceled transaction did not go through, or that it was not the cause.
#[derive(Debug, Clone, PartialEq)]
pub struct CancellationReason {
    pub(crate) entity: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) key: ItemKey,
    pub(crate) cause: Cause,
}

/// The cause in a [`CancellationReason`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Cause {
    /// This operation was not at fault.
    None,
    /// A `create` met an item of the same key.
    AlreadyExists,
    /// An update, delete or check found no item.
    NotFound,
    /// The operation's condition did not hold for this item.
    ConditionFailed(Option<OldItem>),
    /// The stored item has another version than the one that was to be changed.
    VersionConflict {
        /// The version that was to be changed.
        expected: u64,
        /// The stored version; `None` where there is no item.
        stored: Option<u64>,
        /// The stored item.
        item: Option<OldItem>,
    },
    /// Another item has a value that is unique; the constraint is named.
    UniqueViolation(&'static str),
    /// Another request was writing the item at the same time; the transaction can be sent again.
    Conflict,
    /// The table or the account is over its throughput; the transaction can be sent again.
    Throttled,
    /// The update does not fit what is stored, such as a number added to a text.
    Invalid,
    /// Another code of DynamoDB's.
    Other(String),
}

impl Cause {
    /// The cause behind one of DynamoDB's reason codes, but for failed conditions.
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

// The SDK's error shows stored items in its `Debug` form, so it is left out.
impl fmt::Debug for TransactionCanceled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransactionCanceled")
            .field("reasons", &self.reasons)
            .finish_non_exhaustive()
    }
}

impl TransactionCanceled {
    /// One reason for each operation, in the order of the operations.
    pub fn reasons(&self) -> &[CancellationReason] {
        &self.reasons
    }

    /// The operations that were at fault, with their places counted from 0.
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

    /// The operation: `create`, `put`, `update` (a `save` is one), `delete`, `check` or `get`.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The key of the item that the operation was about.
    pub fn key(&self) -> &ItemKey {
        &self.key
    }

    /// What was wrong.
    pub fn cause(&self) -> &Cause {
        &self.cause
    }

    /// The stored item that a condition did not hold for.
    ///
    /// # Errors
    ///
    /// When the item does not fit the entity `E`.
    pub fn stored<E: Entity>(&self) -> Result<Option<E>, DecodeError> {
        match &self.cause {
            Cause::ConditionFailed(Some(item))
            | Cause::VersionConflict {
                item: Some(item), ..
            } => E::from_item(item.0.clone()).map(Some),
            _ => Ok(None),
        }
    }
}

impl Error {
    /// Whether there was no item of that key.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }

    /// Whether there was an item of that key already.
    pub fn is_already_exists(&self) -> bool {
        matches!(self, Self::AlreadyExists { .. })
    }

    /// Whether the stored item has another version than the one that was to be changed.
    pub fn is_version_conflict(&self) -> bool {
        matches!(self, Self::VersionConflict { .. })
    }

    /// Whether another item has a value that is unique.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::UniqueViolation { .. })
    }

    /// Whether a condition did not hold.
    pub fn is_condition_failed(&self) -> bool {
        matches!(self, Self::ConditionFailed { .. })
    }

    /// Whether DynamoDB asked to slow down, or the request met a transaction under way: the same
    /// request can succeed later.
    pub fn is_throttling(&self) -> bool {
        match self {
            Self::Service(error) => matches!(
                error.code(),
                Some(
                    "ProvisionedThroughputExceededException"
                        | "RequestLimitExceeded"
                        | "ThrottlingException"
                        | "Throttling"
                        | "TransactionConflictException"
                        | "TransactionInProgressException"
                        | "ReplicatedWriteConflictException"
                )
            ),
            Self::Unprocessed(unprocessed) => unprocessed.is_throttling(),
            Self::TransactionCanceled(canceled) => {
                let mut causes = canceled.causes().peekable();
                causes.peek().is_some()
                    && causes.all(|(_, reason)| {
                        matches!(reason.cause, Cause::Throttled | Cause::Conflict)
                    })
            }
            _ => false,
        }
    }

    /// Whether a cursor was damaged, or not one of the query or scan that it was given to: in an HTTP
    /// interface, the caller's mistake.
    pub fn is_invalid_cursor(&self) -> bool {
        matches!(self, Self::InvalidCursor { .. })
    }

    /// Whether a table was to be created that exists already, or that is being changed.
    pub fn is_table_in_use(&self) -> bool {
        matches!(self, Self::Service(error)
            if matches!(**error, aws_sdk_dynamodb::Error::ResourceInUseException(_)))
    }

    /// The stored item that a condition did not hold for.
    ///
    /// # Errors
    ///
    /// When the item does not fit the entity `E`.
    pub fn stored<E: Entity>(&self) -> Result<Option<E>, DecodeError> {
        match self {
            Self::ConditionFailed {
                item: Some(item), ..
            }
            | Self::VersionConflict {
                item: Some(item), ..
            } => E::from_item(item.0.clone()).map(Some),
            _ => Ok(None),
        }
    }

    /// What is left of a batch that ended before all of it was done.
    pub fn unprocessed(&self) -> Option<&Unprocessed> {
        match self {
            Self::Unprocessed(unprocessed) => Some(unprocessed),
            _ => None,
        }
    }

    /// The reasons of a canceled transaction.
    pub fn canceled(&self) -> Option<&TransactionCanceled> {
        match self {
            Self::TransactionCanceled(canceled) => Some(canceled),
            _ => None,
        }
    }

    /// What spans call it: the variant's name, or DynamoDB's code.
    pub(crate) fn kind(&self) -> &str {
        match self {
            Self::NotFound { .. } => "NotFound",
            Self::AlreadyExists { .. } => "AlreadyExists",
            Self::ConditionFailed { .. } => "ConditionFailed",
            Self::VersionConflict { .. } => "VersionConflict",
            Self::UniqueViolation { .. } => "UniqueViolation",
            Self::TransactionCanceled(_) => "TransactionCanceled",
            Self::Key(_) => "Key",
            Self::Encode(_) => "Encode",
            Self::Decode(_) => "Decode",
            Self::Expression { .. } => "Expression",
            Self::InvalidCursor { .. } => "InvalidCursor",
            Self::Transaction(_) => "Transaction",
            Self::Batch(_) => "Batch",
            Self::Collection(_) => "Collection",
            Self::Unprocessed(_) => "Unprocessed",
            Self::MissingDocument { .. } => "MissingDocument",
            Self::TableNotReady { .. } => "TableNotReady",
            Self::Service(error) => error.code().unwrap_or("Service"),
        }
    }

    pub(crate) fn expression<E: Entity>(source: ExpressionError) -> Self {
        Self::Expression {
            entity: E::SCHEMA.name,
            source,
        }
    }
}

impl From<WriteError> for Error {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Key(error) => Self::Key(error),
            WriteError::Encode(error) => Self::Encode(error),
        }
    }
}

pub(crate) fn old_item(item: Option<Item>) -> Option<OldItem> {
    item.filter(|item| !item.is_empty()).map(OldItem)
}

struct CursorSubject(Option<&'static str>);

impl fmt::Display for CursorSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(index) => write!(f, "this read of index {index}"),
            None => f.write_str("this read of the table"),
        }
    }
}

struct StoredVersion(Option<u64>);

impl fmt::Display for StoredVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(version) => write!(f, "version {version} is stored"),
            None => f.write_str("there is none"),
        }
    }
}

struct ServiceMessage<'a>(&'a aws_sdk_dynamodb::Error);

impl fmt::Display for ServiceMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.code(), self.0.message()) {
            (Some(code), Some(message)) => write!(f, "DynamoDB answered {code}: {message}"),
            (Some(code), None) => write!(f, "DynamoDB answered {code}"),
            _ => write!(f, "the request to DynamoDB failed"),
        }
    }
}

struct Summary<'a>(&'a [CancellationReason]);

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for (place, reason) in self.0.iter().enumerate() {
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
            write!(f, "{comma}operation {place} ({operation} {entity}): {why}")?;
            first = false;
        }
        Ok(())
    }
}
