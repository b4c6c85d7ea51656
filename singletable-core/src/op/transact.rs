//! Transactions of writes.

use super::get::built;
use super::put::PutWrite;
use super::{Create, Delete, Put, Update};
use crate::Timestamp;
use crate::entity::{Entity, EntityKey, layout};
use crate::error::{
    CancellationReason, Cause, Error, TransactionCanceled, TransactionError, old_item,
};
use crate::exec::{self, Subject};
use crate::expr::names::Placeholders;
use crate::expr::node::{Expression, Node};
use crate::expr::{Condition, DeleteMode, Unguarded, UpdateMode};
use crate::item::{Item, ItemKey};
use crate::table::Table;
use crate::ttl;
use crate::unique::GuardWrite;
use crate::version;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsInput;
use aws_sdk_dynamodb::operation::transact_write_items::builders::TransactWriteItemsInputBuilder;
use aws_sdk_dynamodb::types::{
    CancellationReason as SdkReason, ConditionCheck as TransactCheck, Delete as TransactDelete,
    ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

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
    client: Client,
    table: String,
    token: String,
    operations: Vec<WriteOperation>,
    /// The first operation that cannot be part of it. It is sent never, so the error is given once.
    error: Mutex<Option<Error>>,
    refused: bool,
}

/// One operation of a transaction.
pub struct WriteOperation {
    item: TransactWriteItem,
    key: ItemKey,
    table: String,
    entity: &'static str,
    operation: &'static str,
    needs_item: bool,
    /// Whether an item has expired, and so counts as none.
    is_expired: fn(&Item, Timestamp) -> bool,
    now: Timestamp,
    /// The version that is changed, and how a stored item tells its own.
    replaces: Option<u64>,
    version_of: fn(&Item) -> Option<u64>,
    /// What keeps its values unique.
    guards: Vec<GuardWrite>,
    sort: (&'static str, &'static str),
}

/// Operations that can be part of a write transaction. `None` of an `Option` adds nothing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be part of a write transaction",
    note = "a transaction takes `create`, `put`, `update`, `delete` and `check` operations, which \
            answer nothing: `return_old` and `return_new` do not go with it"
)]
pub trait TransactWrite {
    /// The operation as a part of a transaction.
    ///
    /// # Errors
    ///
    /// What the operation's own `into_input` refuses.
    fn into_write(self) -> Result<Option<WriteOperation>, Error>;
}

/// A condition on an item that a transaction does not write; made by a repository's `check`.
#[must_use = "an operation does nothing until it is sent in a transaction"]
pub struct ConditionCheck<E: Entity> {
    table: Table<E::Table>,
    key: E::Key,
    conditions: Vec<Node>,
}

impl<E: Entity> ConditionCheck<E> {
    pub(crate) fn new(table: Table<E::Table>, key: E::Key) -> Self {
        Self {
            table,
            key,
            conditions: Vec::new(),
        }
    }

    /// The condition that must hold for the item. Without any, the item must exist. Several must
    /// all hold.
    pub fn condition(mut self, condition: Condition<E>) -> Self {
        self.conditions.push(condition.node);
        self
    }

    /// The item must not exist.
    pub fn absent(mut self) -> Self {
        self.conditions.push(Node::not_exists(layout::<E>().pk));
        self
    }

    /// The SDK type that it stands for. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When the key cannot be built or the condition breaks a limit.
    pub fn into_input(self) -> Result<TransactCheck, Error> {
        Ok(self.into_transact()?.1)
    }

    fn into_transact(mut self) -> Result<(ItemKey, TransactCheck), Error> {
        if self.conditions.is_empty() {
            self.conditions.push(Node::exists(layout::<E>().pk));
        }
        let mut placeholders = Placeholders::default();
        let conditions = ttl::seen_through::<E>(self.conditions, self.table.clock().now());
        let condition =
            Expression::all(conditions, &mut placeholders).map_err(Error::expression::<E>)?;
        let (names, values) = placeholders.into_maps();
        let key = self.key.item_key()?;
        let check = TransactCheck::builder()
            .table_name(self.table.name())
            .set_key(Some(key.attributes().clone()))
            .set_condition_expression(condition)
            .set_expression_attribute_names(names)
            .set_expression_attribute_values(values)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build();
        Ok((key, built(check)?))
    }
}

impl WriteOperation {
    fn new<E: Entity>(operation: &'static str, table: &Table<E::Table>, key: ItemKey) -> Self {
        let layout = layout::<E>();
        Self {
            item: TransactWriteItem::builder().build(),
            key,
            table: table.name().to_owned(),
            entity: E::SCHEMA.name,
            operation,
            needs_item: true,
            is_expired: ttl::is_expired::<E>,
            now: table.clock().now(),
            replaces: None,
            version_of: version::of_item::<E>,
            guards: Vec::new(),
            sort: (layout.pk, layout.sk),
        }
    }

    /// The items that it writes, by table and key: its own, and its guards.
    fn identities(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let (pk, sk) = self.sort;
        let guards = self.guards.iter().map(|guard| &guard.key);
        std::iter::once(&self.key)
            .chain(guards)
            .map(move |key| (self.table.as_str(), key.text(pk), key.text(sk)))
    }

    /// How many of the transaction's places it takes.
    fn len(&self) -> usize {
        1 + self.guards.len()
    }

    fn items(&self) -> impl Iterator<Item = TransactWriteItem> {
        let guards = self.guards.iter().map(|guard| guard.item.clone());
        std::iter::once(self.item.clone()).chain(guards)
    }

    /// The reason for the operation, of those for its own item and for its guards.
    fn reason_of(&self, reasons: &[SdkReason]) -> CancellationReason {
        let mut reason = match reasons.first() {
            Some(first) => self.reason(first),
            None => self.reason(&SdkReason::builder().build()),
        };
        if reason.cause != Cause::None {
            return reason;
        }
        for (guard, sdk) in self.guards.iter().zip(reasons.iter().skip(1)) {
            match self.reason(sdk).cause {
                Cause::None => {}
                Cause::AlreadyExists | Cause::NotFound | Cause::ConditionFailed(_) => {
                    reason.cause = Cause::UniqueViolation(guard.constraint);
                    break;
                }
                other => {
                    reason.cause = other;
                    break;
                }
            }
        }
        reason
    }

    fn reason(&self, reason: &SdkReason) -> CancellationReason {
        let item = old_item(reason.item.clone());
        let item = item.filter(|item| !(self.is_expired)(&item.0, self.now));
        let cause = match reason.code.as_deref() {
            None | Some("None") => Cause::None,
            Some("ConditionalCheckFailed") => match (self.operation, item) {
                ("create", _) => Cause::AlreadyExists,
                (_, None) if self.needs_item => Cause::NotFound,
                (_, item) => {
                    let stored = item.as_ref().and_then(|item| (self.version_of)(&item.0));
                    match self.replaces {
                        Some(expected) if expected != stored.unwrap_or(0) => {
                            Cause::VersionConflict {
                                expected,
                                stored,
                                item,
                            }
                        }
                        _ => Cause::ConditionFailed(item),
                    }
                }
            },
            Some("TransactionConflict") => Cause::Conflict,
            Some("ThrottlingError" | "ProvisionedThroughputExceeded") => Cause::Throttled,
            Some("ValidationError") => Cause::Invalid,
            Some(other) => Cause::Other(other.to_owned()),
        };
        CancellationReason {
            entity: self.entity,
            operation: self.operation,
            key: self.key.clone(),
            cause,
        }
    }
}

impl<E: Entity, N> TransactWrite for Create<E, N> {
    fn into_write(self) -> Result<Option<WriteOperation>, Error> {
        self.write.into_create().map(Some)
    }
}

impl<E: Entity> PutWrite<E> {
    /// The creation of the item with its guards.
    pub(super) fn into_create(mut self) -> Result<WriteOperation, Error> {
        let table = self.table.clone();
        let guards = self.take_guards()?;
        let (key, put) = self.into_transact()?;
        let mut operation = WriteOperation::new::<E>("create", &table, key);
        operation.guards = guards;
        operation.item = TransactWriteItem::builder().put(put).build();
        Ok(operation)
    }
}

impl<E: Entity> TransactWrite for Put<E>
where
    E::Checks: Unguarded,
{
    fn into_write(self) -> Result<Option<WriteOperation>, Error> {
        let (table, replaces) = (self.write.table.clone(), self.write.replaces);
        let (key, put) = self.write.into_transact()?;
        let mut operation = WriteOperation::new::<E>("put", &table, key);
        operation.replaces = replaces;
        operation.item = TransactWriteItem::builder().put(put).build();
        operation.needs_item = false;
        Ok(Some(operation))
    }
}

impl<E: Entity, M: Send + Sync + UpdateMode<E::Checks>> TransactWrite for Update<E, M> {
    fn into_write(self) -> Result<Option<WriteOperation>, Error> {
        self.into_operation().map(Some)
    }
}

impl<E: Entity, M: Send + Sync> Update<E, M> {
    /// The update as a part of a transaction.
    pub(super) fn into_operation(self) -> Result<WriteOperation, Error> {
        let (table, replaces) = (self.table.clone(), self.replaces);
        let needs_item = !self.is_upsert();
        let (key, update) = self.into_transact()?;
        let mut operation = WriteOperation::new::<E>("update", &table, key);
        operation.item = TransactWriteItem::builder().update(update).build();
        operation.needs_item = needs_item;
        operation.replaces = replaces;
        Ok(operation)
    }
}

impl<E: Entity, M: DeleteMode<E::Checks>> TransactWrite for Delete<E, M> {
    fn into_write(mut self) -> Result<Option<WriteOperation>, Error> {
        let (table, deletes) = (self.table.clone(), self.deletes);
        let guards = self.take_guards()?;
        let (key, delete) = self.into_transact()?;
        let operation = WriteOperation::delete::<E>(&table, key, delete, deletes);
        Ok(Some(operation.with_guards(guards)))
    }
}

impl<E: Entity> TransactWrite for ConditionCheck<E> {
    fn into_write(self) -> Result<Option<WriteOperation>, Error> {
        let table = self.table.clone();
        let (key, check) = self.into_transact()?;
        let mut operation = WriteOperation::new::<E>("check", &table, key);
        operation.item = TransactWriteItem::builder().condition_check(check).build();
        Ok(Some(operation))
    }
}

impl WriteOperation {
    pub(super) fn delete<E: Entity>(
        table: &Table<E::Table>,
        key: ItemKey,
        delete: TransactDelete,
        deletes: Option<u64>,
    ) -> Self {
        let mut operation = Self::new::<E>("delete", table, key);
        operation.item = TransactWriteItem::builder().delete(delete).build();
        operation.replaces = deletes;
        operation
    }

    /// The same with guards.
    pub(super) fn with_guards(mut self, guards: Vec<GuardWrite>) -> Self {
        self.guards = guards;
        self
    }

    /// Writes it with its guards, as a transaction of its own. What the transaction was canceled
    /// for is the operation's error. Another request under way, or too many of them, is met again
    /// a few times, later and later.
    pub(super) async fn send_alone<E: Entity>(self, table: &Table<E::Table>) -> Result<(), Error> {
        let transaction = table.write_transaction().with(self);
        let mut pause = FIRST_PAUSE;
        for _ in 0..PAUSES {
            match transaction.send().await {
                Err(error) if error.is_throttling() && error.canceled().is_some() => {
                    tokio::time::sleep(pause.mul_f64(table.sources().fraction())).await;
                    pause *= 2;
                }
                result => return result.map_err(alone),
            }
        }
        transaction.send().await.map_err(alone)
    }
}

/// The longest first pause before a transaction of one operation is sent again.
const FIRST_PAUSE: Duration = Duration::from_millis(40);
/// How often it is sent again.
const PAUSES: u32 = 6;

/// The error of a transaction of one operation, as that operation's.
fn alone(error: Error) -> Error {
    let Error::TransactionCanceled(canceled) = &error else {
        return error;
    };
    let [reason] = canceled.reasons() else {
        return error;
    };
    let entity = reason.entity;
    match reason.cause.clone() {
        Cause::AlreadyExists => Error::AlreadyExists { entity },
        Cause::NotFound => Error::NotFound { entity },
        Cause::ConditionFailed(item) => Error::ConditionFailed {
            entity,
            item: item.map(Box::new),
        },
        Cause::VersionConflict {
            expected,
            stored,
            item,
        } => Error::VersionConflict {
            entity,
            expected,
            stored,
            item: item.map(Box::new),
        },
        Cause::UniqueViolation(constraint) => Error::UniqueViolation { entity, constraint },
        Cause::None | Cause::Conflict | Cause::Throttled | Cause::Invalid | Cause::Other(_) => {
            error
        }
    }
}

impl<W: TransactWrite> TransactWrite for Option<W> {
    fn into_write(self) -> Result<Option<WriteOperation>, Error> {
        self.map_or(Ok(None), TransactWrite::into_write)
    }
}

impl TransactWrite for WriteOperation {
    fn into_write(self) -> Result<Option<WriteOperation>, Error> {
        Ok(Some(self))
    }
}

impl WriteTransaction {
    pub(crate) fn new(client: Client, table: String, token: String) -> Self {
        Self {
            client,
            table,
            token,
            operations: Vec::new(),
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
    pub fn with(mut self, operation: impl TransactWrite) -> Self {
        match operation.into_write() {
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
        if self.len() > MAX_TRANSACTION_OPERATIONS {
            return Err(TransactionError::TooManyOperations(self.len()).into());
        }
        let mut places = HashMap::new();
        for (second, operation) in self.operations.iter().enumerate() {
            for identity in operation.identities() {
                if let Some(first) = places.insert(identity, second) {
                    return Err(TransactionError::SameItem {
                        first,
                        second,
                        entity: operation.entity,
                    }
                    .into());
                }
            }
        }
        Ok(())
    }

    fn builder(&self) -> TransactWriteItemsInputBuilder {
        let items = self.operations.iter().flat_map(WriteOperation::items);
        TransactWriteItemsInput::builder()
            .client_request_token(&self.token)
            .set_transact_items(Some(items.collect()))
    }

    /// The SDK input that it stands for. Nothing is sent.
    ///
    /// # Errors
    ///
    /// What the operations refuse, more than 100 of them, or one item twice.
    pub fn into_input(self) -> Result<TransactWriteItemsInput, Error> {
        self.check()?;
        built(self.builder().build())
    }

    /// Writes all of it. Without operations there is nothing to send, and it succeeds. Sent again,
    /// it is the same request, byte for byte.
    ///
    /// # Errors
    ///
    /// `TransactionCanceled` with one reason for each operation; besides, what
    /// [`into_input`](Self::into_input) refuses, and failed requests.
    pub async fn send(&self) -> Result<(), Error> {
        self.check()?;
        if self.operations.is_empty() {
            return Ok(());
        }
        let subject = Subject {
            operation: "write_transaction",
            table: &self.table,
            entity: "",
            index: None,
        };
        let request = self.builder().send_with(&self.client);
        match exec::run(subject, request).await {
            Ok(_) => Ok(()),
            Err(Error::Service(source)) => Err(self.canceled(source)),
            Err(error) => Err(error),
        }
    }

    /// The reasons of a cancellation, each with its operation.
    fn canceled(&self, source: Box<aws_sdk_dynamodb::Error>) -> Error {
        let aws_sdk_dynamodb::Error::TransactionCanceledException(canceled) = source.as_ref()
        else {
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

impl fmt::Debug for WriteTransaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteTransaction")
            .field("operations", &self.operations)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for WriteOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.operation, self.entity)
    }
}

impl<E: Entity> fmt::Debug for ConditionCheck<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConditionCheck")
            .field("entity", &E::SCHEMA.name)
            .finish_non_exhaustive()
    }
}
