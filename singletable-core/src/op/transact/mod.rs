//! Transactions of writes.

mod alone;
mod check;
mod guards;
mod operation;
mod part;
mod read;

pub(super) use alone::send_alone;
pub use check::ConditionCheck;
pub(crate) use guards::{GuardWrite, Owner};
pub(crate) use operation::Meets;
pub use operation::{TransactWrite, WriteOperation};
pub(crate) use part::{TransactKind, TransactPart};
pub use read::{ReadTransaction, TransactRead};

use crate::error::{Error, ServiceError, TransactionCanceled, TransactionError};
use crate::exec::{Call, Connection, Lower as _, Lowering, Subject, ToRequest, built};
use crate::op::debug::debug_fields;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsInput;
use aws_sdk_dynamodb::operation::transact_write_items::builders::TransactWriteItemsInputBuilder;
use aws_sdk_dynamodb::types::TransactWriteItem;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The most operations that DynamoDB accepts in one transaction.
pub const MAX_TRANSACTION_OPERATIONS: usize = 100;

/// A transaction of writes: all of them happen, or none; made by
/// [`Table::write_transaction`](crate::Table::write_transaction).
///
/// Up to 100 operations, each about another item, in one table or in several. More, or one item
/// twice, is an error before the request: a transaction is never split.
///
/// It has one client token for its life, which makes a second delivery within ten minutes do
/// nothing: `send` it again after a timeout, and what it counts is counted once.
#[must_use = "an operation does nothing until `.send().await`"]
pub struct WriteTransaction {
    connection: Arc<Connection>,
    token: String,
    operations: Vec<WriteOperation>,
    /// The operations as maps, once they were sent as such: maps that are made anew have another order,
    /// and a request that is sent again is the same, byte for byte.
    sent_as_maps: OnceLock<Vec<TransactWriteItem>>,
    /// The first operation that cannot be part of it. It is sent never, so the error is given once.
    error: Mutex<Option<Error>>,
    refused: bool,
}

impl WriteTransaction {
    pub(crate) fn new(connection: &Arc<Connection>, token: String) -> Self {
        Self {
            connection: Arc::clone(connection),
            token,
            operations: Vec::new(),
            sent_as_maps: OnceLock::new(),
            error: Mutex::new(None),
            refused: false,
        }
    }

    /// The client token by which DynamoDB knows a second delivery of the same transaction.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The same transaction with another client token, such as one that outlives this process: 1 to
    /// 36 characters.
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = token.into();
        self
    }

    /// Adds an operation; `None` adds nothing.
    pub fn with(self, operation: impl TransactWrite) -> Self {
        self.with_result(operation.into_write())
    }

    /// Adds an operation, or the reason why it cannot be one.
    pub(super) fn with_result(mut self, operation: Result<Option<WriteOperation>, Error>) -> Self {
        self.sent_as_maps = OnceLock::new();
        match operation {
            Ok(operation) => self.operations.extend(operation),
            Err(error) if !self.refused => {
                self.refused = true;
                self.error = Mutex::new(Some(error));
            }
            Err(_) => {}
        }
        self
    }

    /// Adds operations.
    pub fn with_all<W: TransactWrite>(self, operations: impl IntoIterator<Item = W>) -> Self {
        operations.into_iter().fold(self, Self::with)
    }

    /// How many of the 100 operations it has, those that keep values unique among them.
    pub fn len(&self) -> usize {
        self.operations.iter().map(WriteOperation::len).sum()
    }

    /// Whether it has no operations.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    fn check(&self) -> Result<(), Error> {
        if self.refused {
            let mut error = self.error.lock().unwrap_or_else(PoisonError::into_inner);
            return Err(error.take().unwrap_or(TransactionError::Refused.into()));
        }
        let characters = self.token.chars().count();
        if !(1..=36).contains(&characters) {
            return Err(TransactionError::Token(characters).into());
        }
        if self.len() > MAX_TRANSACTION_OPERATIONS {
            return Err(TransactionError::TooManyOperations(self.len()).into());
        }
        let mut places = HashMap::new();
        for (second, operation) in self.operations.iter().enumerate() {
            for identity in operation.identities() {
                if let Some(first) = places.insert(identity.item, second) {
                    return Err(same(first, second, operation.entity, identity.constraint).into());
                }
            }
        }
        Ok(())
    }

    /// The operation, of a transaction that has just one.
    fn into_only(mut self) -> Option<WriteOperation> {
        self.operations.pop().filter(|_| self.operations.is_empty())
    }

    /// The SDK input that it stands for. Nothing is sent.
    ///
    /// # Errors
    ///
    /// What the operations refuse, more than 100 of them, or one item twice.
    pub fn into_input(self) -> Result<TransactWriteItemsInput, Error> {
        self.check()?;
        ToRequest::into_input(self)
    }

    /// Writes all of it. Without operations there is nothing to send, and it succeeds. Sent again,
    /// it is the same request, byte for byte.
    ///
    /// # Errors
    ///
    /// `TransactionCanceled` with one reason for each operation; besides, what
    /// [`into_input`](Self::into_input) refuses, and failed requests.
    pub async fn send(&self) -> Result<(), Error> {
        let call = Call::new(&self.connection, Subject::new("write_transaction", ""));
        call.end(self.send_in(&call).await)
    }

    async fn send_in(&self, call: &Call) -> Result<(), Error> {
        self.check()?;
        if self.operations.is_empty() {
            return Ok(());
        }
        match call.send(self).await.map_err(Error::from) {
            Ok(_) => Ok(()),
            Err(Error::Service(source)) => Err(self.canceled(source)),
            Err(error) => Err(error),
        }
    }

    fn items(&self, to: &mut Lowering) -> Result<Vec<TransactWriteItem>, Error> {
        let as_maps = matches!(to, Lowering::Maps);
        if as_maps && let Some(items) = self.sent_as_maps.get() {
            return Ok(items.clone());
        }
        to.reserve_operations(self.operations.len());
        let parts = self.operations.iter().flat_map(WriteOperation::parts);
        let items = built(parts.map(|part| part.lower(to)).collect())?;
        if as_maps {
            return Ok(self.sent_as_maps.get_or_init(|| items).clone());
        }
        Ok(items)
    }

    /// The reasons of a cancellation, each with its operation.
    fn canceled(&self, source: ServiceError) -> Error {
        let aws_sdk_dynamodb::Error::TransactionCanceledException(canceled) = source.sdk() else {
            return Error::Service(source);
        };
        let mut rest = canceled.cancellation_reasons();
        let reasons = self.operations.iter().map(|operation| {
            let (own, behind) = rest.split_at(operation.len().min(rest.len()));
            rest = behind;
            operation.reason_of(own)
        });
        TransactionCanceled {
            reasons: reasons.collect(),
            source,
        }
        .into()
    }
}

impl ToRequest for WriteTransaction {
    type Request = TransactWriteItemsInputBuilder;

    fn to_request(&self, to: &mut Lowering) -> Result<TransactWriteItemsInputBuilder, Error> {
        Ok(TransactWriteItemsInput::builder()
            .client_request_token(&self.token)
            .set_transact_items(Some(self.items(to)?))
            .set_return_consumed_capacity(self.connection.capacity()))
    }
}

/// Two operations that write one item, or the guard of one unique value.
fn same(
    first: usize,
    second: usize,
    entity: &'static str,
    constraint: Option<&'static str>,
) -> TransactionError {
    match constraint {
        Some(constraint) => TransactionError::SameUniqueValue {
            first,
            second,
            entity,
            constraint,
        },
        None => TransactionError::SameItem {
            first,
            second,
            entity,
        },
    }
}

debug_fields!([] WriteTransaction, |this| operations: this.operations);
