//! The error of all operations, and the types that its variants contain.

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

/// An error of an operation.
///
/// Messages name the entity, the index and the shape of a key. Stored values and key values are never
/// part of a message or of the `Debug` form. Nor is the text of a server's answer, which can contain
/// such values: DynamoDB's code and the request's identifier are shown, and
/// [`server_message`](Error::server_message) returns the text. The SDK's error at the end of the
/// `source()` chain does show it, so do not log sources where values must not be logged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no item with that key, or one of another entity, and the operation needs one.
    #[error("{entity}: there is no item with this key")]
    NotFound {
        /// The entity.
        entity: &'static str,
    },
    /// There is already an item with that key: for an upsert, one of another entity.
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
    /// The stored item has another version than the one that was to be changed, because another write
    /// came in between. Read the item again.
    #[error("{entity}: version {expected} was to be changed, and {}", StoredVersion(*.stored))]
    VersionConflict {
        /// The entity.
        entity: &'static str,
        /// The version that was to be changed; 0 if there was to be no item.
        expected: u64,
        /// The stored version; `None` if there is no item.
        stored: Option<u64>,
        /// The stored item; [`Error::stored`] decodes it.
        item: Option<Box<OldItem>>,
    },
    /// Another item has the same unique value. Nothing was written.
    #[error("{entity}: another item has the same value of `{constraint}`, which is unique")]
    UniqueViolation {
        /// The entity.
        entity: &'static str,
        /// The constraint.
        constraint: &'static str,
    },
    /// A transaction was canceled. Nothing of it was written.
    #[error(transparent)]
    TransactionCanceled(#[from] TransactionCanceled),
    /// A key cannot be built. No request was made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A value cannot be stored, or the item is too large. No request was made.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// A stored item does not fit its entity. If a write was to return the item, the write has happened:
    /// see [`Error::write_happened`].
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The items of a partition do not make up the collection.
    #[error(transparent)]
    Collection(#[from] CollectionError),
    /// DynamoDB would refuse an expression. No request was made.
    #[error("{entity}: {source}")]
    Expression {
        /// The entity.
        entity: &'static str,
        /// What is wrong.
        source: ExpressionError,
    },
    /// A cursor does not belong to its query or scan. No request was made.
    #[error("{entity}: the cursor is not one of {}: {source}", CursorSubject(*.index))]
    InvalidCursor {
        /// The entity; `table` for a scan of the whole table.
        entity: &'static str,
        /// The index that was queried; `None` for the table itself.
        index: Option<&'static str>,
        /// What is wrong.
        source: CursorError,
    },
    /// An option has the value 0, which leaves nothing to be done, such as `page_size(0)`. No request
    /// was made.
    #[error("{entity}: `{option}(0)` leaves nothing to be done; give 1 or more, or leave it out")]
    ZeroOption {
        /// The entity; `table` for operations on the whole table.
        entity: &'static str,
        /// The name of the option's method.
        option: &'static str,
    },
    /// DynamoDB would refuse the transaction. No request was made.
    #[error(transparent)]
    Transaction(#[from] TransactionError),
    /// A batch that cannot be sent. No request was made.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// A batch ended early. The error contains what is left of it.
    #[error(transparent)]
    Unprocessed(Box<Unprocessed>),
    /// An update goes into a map or a list that the item does not have.
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
        /// The state that was waited for: `ACTIVE` or `deleted`.
        state: &'static str,
        /// The waiting time in seconds.
        seconds: u64,
    },
    /// Any other error of DynamoDB, or a failure on the way there: throttling, timeouts, credentials, a
    /// missing table.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl Error {
    /// Whether there was no item with that key.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }

    /// Whether there was already an item with that key.
    pub fn is_already_exists(&self) -> bool {
        matches!(self, Self::AlreadyExists { .. })
    }

    /// Whether the stored item has another version than the one that was to be changed.
    pub fn is_version_conflict(&self) -> bool {
        matches!(self, Self::VersionConflict { .. })
    }

    /// Whether another item has the same unique value.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::UniqueViolation { .. })
    }

    /// Whether a condition did not hold.
    pub fn is_condition_failed(&self) -> bool {
        matches!(self, Self::ConditionFailed { .. })
    }

    /// Whether DynamoDB throttled the request, or the request met another transaction: the same request
    /// can succeed later.
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

    /// Whether a cursor is damaged or does not belong to its query or scan. In an HTTP interface, that
    /// is the caller's mistake.
    pub fn is_invalid_cursor(&self) -> bool {
        matches!(self, Self::InvalidCursor { .. })
    }

    /// Whether a table could not be created or changed because it exists or is being changed.
    pub fn is_table_in_use(&self) -> bool {
        matches!(self, Self::Service(error)
            if matches!(error.sdk(), aws_sdk_dynamodb::Error::ResourceInUseException(_)))
    }

    /// Whether the operation was a write that has happened, and only the item that it was to return
    /// could not be read: a `return_new`, a `return_old` or a `save` whose item does not fit its entity.
    /// The message says so too. Do not send such a write again.
    ///
    /// `false` means that no item was returned. The write can have happened even so, for example before
    /// a connection was lost.
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

    /// What is left of a batch that ended early.
    pub fn unprocessed(&self) -> Option<&Unprocessed> {
        match self {
            Self::Unprocessed(unprocessed) => Some(unprocessed),
            _ => None,
        }
    }

    /// The reasons of a canceled transaction, if the error is one.
    pub fn canceled(&self) -> Option<&TransactionCanceled> {
        match self {
            Self::TransactionCanceled(canceled) => Some(canceled),
            _ => None,
        }
    }

    /// DynamoDB's message; `None` if DynamoDB did not answer or was not asked. It can contain values of
    /// items, so do not log it where values must not be logged.
    ///
    /// For a canceled transaction, each operation has its own message:
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

    /// The name of the error in spans: the variant's name, or DynamoDB's code.
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
