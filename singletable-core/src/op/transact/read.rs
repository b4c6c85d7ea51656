//! Transactions of reads.

use super::MAX_TRANSACTION_OPERATIONS;
use crate::entity::{Entity, Selection, layout};
use crate::error::{
    CancellationReason, Cause, Error, ServiceError, TransactionCanceled, TransactionError,
};
use crate::exec::{
    Call, Connection, HasMembers as _, Lower as _, Lowering, Payload, Subject, ToRequest, built,
};
use crate::item::KeyIdentity;
use crate::op::Get;
use crate::op::debug::debug_fields;
use crate::op::sealed::Operation;
use crate::schema::TableLayout;
use crate::wire::Row;
use aws_sdk_dynamodb::operation::transact_get_items::TransactGetItemsInput;
use aws_sdk_dynamodb::operation::transact_get_items::builders::TransactGetItemsInputBuilder;
use aws_sdk_dynamodb::types::builders::GetBuilder;
use aws_sdk_dynamodb::types::{Get as TransactGet, TransactGetItem};
use std::collections::HashMap;
use std::sync::Arc;

/// A transaction of reads: all items as they are at one moment; made by
/// [`Table::read_transaction`](crate::Table::read_transaction).
///
/// Up to 100 reads, each of another item, of one table or of several; together up to 4 MB. It costs
/// twice the read units of consistent reads.
#[must_use = "an operation does nothing until `.send().await`"]
pub struct ReadTransaction<R> {
    connection: Arc<Connection>,
    reads: R,
}

/// What a transaction of reads takes: a `get`, or a tuple or a `Vec` of such, also of each other. The
/// answer has the same shape.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read in a transaction",
    note = "a transaction reads `get` operations: one, or a tuple or a `Vec` of them"
)]
pub trait TransactRead: Operation {
    /// The answer: for a `get` an `Option`, for a tuple a tuple, for a `Vec` a `Vec`.
    type Answer: Send;
    #[doc(hidden)]
    fn add_to(&self, reads: &mut Vec<ReadOperation>) -> Result<(), Error>;
    #[doc(hidden)]
    fn answer(self, items: &mut dyn Iterator<Item = Option<Row>>) -> Result<Self::Answer, Error>;
}

/// One read of a transaction.
#[doc(hidden)]
pub struct ReadOperation {
    get: GetBuilder,
    payload: Payload,
    table: String,
    entity: &'static str,
    layout: &'static TableLayout,
}

impl<E: Entity, S: Selection<E>> TransactRead for Get<E, S> {
    type Answer = Option<S::Value>;

    fn add_to(&self, reads: &mut Vec<ReadOperation>) -> Result<(), Error> {
        let (projection, payload) = self.parts()?;
        let layout = layout::<E>();
        reads.push(ReadOperation {
            get: TransactGet::builder()
                .table_name(self.table().name())
                .set_projection_expression(projection),
            payload,
            table: self.table().name().to_owned(),
            entity: E::SCHEMA.name,
            layout,
        });
        Ok(())
    }

    fn answer(self, items: &mut dyn Iterator<Item = Option<Row>>) -> Result<Self::Answer, Error> {
        self.read(items.next().flatten())
    }
}

impl<R: TransactRead> TransactRead for Vec<R> {
    type Answer = Vec<R::Answer>;

    fn add_to(&self, reads: &mut Vec<ReadOperation>) -> Result<(), Error> {
        self.iter().try_for_each(|read| read.add_to(reads))
    }

    fn answer(self, items: &mut dyn Iterator<Item = Option<Row>>) -> Result<Self::Answer, Error> {
        self.into_iter().map(|read| read.answer(items)).collect()
    }
}

macro_rules! tuples {
    ($($read:ident $place:tt),+) => {
        impl<$($read: TransactRead),+> TransactRead for ($($read,)+) {
            type Answer = ($($read::Answer,)+);

            fn add_to(&self, reads: &mut Vec<ReadOperation>) -> Result<(), Error> {
                $(self.$place.add_to(reads)?;)+
                Ok(())
            }

            fn answer(
                self,
                items: &mut dyn Iterator<Item = Option<Row>>,
            ) -> Result<Self::Answer, Error> {
                Ok(($(self.$place.answer(items)?,)+))
            }
        }
    };
}

tuples!(R0 0);
tuples!(R0 0, R1 1);
tuples!(R0 0, R1 1, R2 2);
tuples!(R0 0, R1 1, R2 2, R3 3);
tuples!(R0 0, R1 1, R2 2, R3 3, R4 4);
tuples!(R0 0, R1 1, R2 2, R3 3, R4 4, R5 5);
tuples!(R0 0, R1 1, R2 2, R3 3, R4 4, R5 5, R6 6);
tuples!(R0 0, R1 1, R2 2, R3 3, R4 4, R5 5, R6 6, R7 7);

impl<R: TransactRead> ReadTransaction<R> {
    pub(crate) fn new(connection: &Arc<Connection>, reads: R) -> Self {
        Self {
            connection: Arc::clone(connection),
            reads,
        }
    }

    fn operations(&self) -> Result<Vec<ReadOperation>, Error> {
        let mut reads = Vec::new();
        self.reads.add_to(&mut reads)?;
        if reads.len() > MAX_TRANSACTION_OPERATIONS {
            return Err(TransactionError::TooManyOperations(reads.len()).into());
        }
        let mut places = HashMap::new();
        for (second, read) in reads.iter().enumerate() {
            if let Some(first) = places.insert(read.identity(), second) {
                return Err(TransactionError::SameItem {
                    first,
                    second,
                    entity: read.entity,
                }
                .into());
            }
        }
        Ok(reads)
    }

    /// The SDK input that it stands for. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When a key cannot be built, there are more than 100 reads, or one item is read twice.
    pub fn into_input(self) -> Result<TransactGetItemsInput, Error> {
        let operations = self.operations()?;
        let connection = self.connection;
        Reads {
            connection,
            operations,
        }
        .into_input()
    }

    /// Reads all of it. Without reads there is nothing to send, and the answer is empty. An item that
    /// is missing or has expired is `None`.
    ///
    /// # Errors
    ///
    /// `TransactionCanceled` when another request was writing one of the items; besides, when an
    /// item does not fit its entity, what [`into_input`](Self::into_input) refuses, and failed
    /// requests.
    pub async fn send(self) -> Result<R::Answer, Error> {
        let operations = self.operations()?;
        if operations.is_empty() {
            return self.reads.answer(&mut std::iter::empty());
        }
        let call = Call::new(&self.connection, Subject::new("read_transaction", ""));
        let reads = Reads {
            connection: Arc::clone(&self.connection),
            operations,
        };
        let answer = call.send(&reads).await;
        let answer = answer.map_err(|failed| match failed.error {
            Error::Service(source) => canceled(&reads.operations, source),
            error => error,
        });
        call.end(answer.and_then(|answer| self.reads.answer(&mut answer.rows.0.into_iter())))
    }
}

/// The request of a transaction of reads.
struct Reads {
    connection: Arc<Connection>,
    operations: Vec<ReadOperation>,
}

impl ToRequest for Reads {
    type Request = TransactGetItemsInputBuilder;

    fn to_request(&self, to: &mut Lowering) -> Result<TransactGetItemsInputBuilder, Error> {
        to.reserve(self.operations.len());
        let items = self.operations.iter().map(|read| {
            let get = read.get.clone().with_members(read.payload.lower(to));
            Ok(TransactGetItem::builder().get(built(get.build())?).build())
        });
        Ok(TransactGetItemsInput::builder()
            .set_transact_items(Some(items.collect::<Result<_, Error>>()?))
            .set_return_consumed_capacity(self.connection.capacity()))
    }
}

impl ReadOperation {
    /// The item: its table and its key.
    fn identity(&self) -> (&str, KeyIdentity<'_>) {
        (&self.table, self.payload.key().identity(self.layout))
    }
}

/// The reasons of a cancellation, each with its read.
fn canceled(operations: &[ReadOperation], source: ServiceError) -> Error {
    let aws_sdk_dynamodb::Error::TransactionCanceledException(canceled) = source.sdk() else {
        return Error::Service(source);
    };
    let mut codes = canceled.cancellation_reasons().iter();
    let reasons = operations.iter().map(|read| {
        let reason = codes.next();
        CancellationReason {
            entity: read.entity,
            operation: "get",
            key: read.payload.key().clone(),
            cause: Cause::of_code(reason.and_then(|reason| reason.code.as_deref())),
            message: reason.and_then(|reason| reason.message.clone()),
        }
    });
    TransactionCanceled {
        reasons: reasons.collect(),
        source,
    }
    .into()
}

debug_fields!([R] ReadTransaction<R>, |_| );
