//! The one error of all operations, and what its variants carry.

mod batch;
mod collection;
mod service;
mod transaction;

pub use batch::BatchError;
pub use collection::CollectionError;
pub use service::ServiceError;
pub use transaction::{CancellationReason, Cause, TransactionCanceled, TransactionError};

pub use crate::cursor::CursorError;
pub use crate::expr::ExpressionError;
pub use crate::item::{DecodeError, EncodeError};
pub use crate::key::KeyError;
pub use crate::op::batch::{BatchRead, Unprocessed};
pub use crate::value::{OldItem, ParseTimestampError, ValueError};

use crate::item::WriteError;
use crate::value::Item;
use std::fmt;

/// What an operation can fail with.
///
/// Messages name entity, index and the shape of a key; stored values and key values are never part
/// of a message or of the `Debug` form. Nor is the text of a server's answer, which can hold such values:
/// DynamoDB's code and the request's identifier are, and [`server_message`](Error::server_message) has the
/// text. An SDK's error at the end of the chain of `source()` shows it, so the sources are not to be logged
/// where values are not.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no item of that key, or one of another entity, where the operation needs one.
    #[error("{entity}: there is no item with this key")]
    NotFound {
        /// The entity.
        entity: &'static str,
    },
    /// There is an item of that key already: for an upsert, one of another entity.
    #[error("{entity}: an item with this key exists already, of this entity or of another")]
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
    /// A stored item does not fit its entity. Where a write was to answer the item, the write has
    /// happened: see [`Error::write_happened`].
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
    /// An option of zero that nothing can be done with, such as `page_size(0)`. No request was made.
    #[error("{entity}: `{option}(0)` leaves nothing to be done; give 1 or more, or leave it out")]
    ZeroOption {
        /// The entity; `table` for what reads any.
        entity: &'static str,
        /// The option's method.
        option: &'static str,
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
        source: ServiceError,
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
    #[error(transparent)]
    Service(#[from] ServiceError),
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
            if matches!(error.sdk(), aws_sdk_dynamodb::Error::ResourceInUseException(_)))
    }

    /// Whether the operation was a write that has happened, and only the item that it was to answer
    /// could not be read: a `return_new`, a `return_old` or a `save` of an item that does not fit
    /// its entity. The message says so too. Such a write is not to be sent again.
    ///
    /// `false` says that no item was answered; after a lost connection, for one, the write can have
    /// happened all the same.
    ///
    /// ```
    /// # use singletable_core::Error;
    /// /// A write whose answer is welcome, but not needed.
    /// fn accept<T>(answer: Result<T, Error>) -> Result<Option<T>, Error> {
    ///     match answer {
    ///         Ok(item) => Ok(Some(item)),
    ///         Err(error) if error.write_happened() => Ok(None),
    ///         Err(error) => Err(error),
    ///     }
    /// }
    /// ```
    pub fn write_happened(&self) -> bool {
        matches!(self, Self::Decode(error) if error.is_after_write())
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

    /// What DynamoDB says of the error; `None` where it did not answer, or was not asked. It can hold
    /// values of items, so it is not to be logged where they are not.
    ///
    /// Of a transaction that was canceled, each operation's is in
    /// [`CancellationReason::server_message`].
    pub fn server_message(&self) -> Option<&str> {
        match self {
            Self::Service(error) | Self::MissingDocument { source: error, .. } => {
                error.server_message()
            }
            Self::TransactionCanceled(canceled) => canceled.source.server_message(),
            Self::Unprocessed(unprocessed) => unprocessed.failure()?.server_message(),
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
            Self::ZeroOption { .. } => "ZeroOption",
            Self::Transaction(_) => "Transaction",
            Self::Batch(_) => "Batch",
            Self::Collection(_) => "Collection",
            Self::Unprocessed(_) => "Unprocessed",
            Self::MissingDocument { .. } => "MissingDocument",
            Self::TableNotReady { .. } => "TableNotReady",
            Self::Service(error) => error.code().unwrap_or("Service"),
        }
    }

    pub(crate) fn expression(entity: &'static str, source: ExpressionError) -> Self {
        Self::Expression { entity, source }
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
