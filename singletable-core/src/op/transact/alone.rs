//! An operation that is a transaction of its own, because guards belong to it.

use super::{WriteOperation, WriteTransaction};
use crate::entity::{Entity, TableModel};
use crate::error::{Cause, Error};
use crate::exec::Call;
use crate::table::Table;
use aws_sdk_dynamodb::types::CancellationReason as SdkReason;
use std::time::Duration;

/// The longest first pause before the transaction is sent again.
const FIRST_PAUSE: Duration = Duration::from_millis(40);
/// How often it is sent again.
const PAUSES: u32 = 6;

/// Writes the operation with its guards. What the transaction was canceled for is the operation's
/// error.
///
/// An item from before its entity had unique values may give up a guard that another item holds:
/// that guard stays as it is, and the rest is written.
pub(in crate::op) async fn send_alone<E: Entity>(
    mut operation: WriteOperation,
    table: &Table<E::Table>,
    call: &Call,
) -> Result<(), Error> {
    loop {
        let transaction = table.write_transaction().with(operation);
        let error = match send_patiently(&transaction, table, call).await {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        let Some(mut sent) = transaction.into_only() else {
            return Err(error);
        };
        if !sent.leave_others_guards(reasons(&error)) {
            return match as_operation(error) {
                // The item that is there is another entity's.
                Error::NotFound { .. } if sent.is_done_without_item => Ok(()),
                error => Err(error),
            };
        }
        operation = sent;
    }
}

/// Sends the transaction. Where another request is under way, or there are too many of them, it is
/// sent again a few times, after pauses that grow.
async fn send_patiently<T: TableModel>(
    transaction: &WriteTransaction,
    table: &Table<T>,
    call: &Call,
) -> Result<(), Error> {
    let pauses = table.connection().pauses();
    let mut pause = FIRST_PAUSE;
    for _ in 0..PAUSES {
        match transaction.send_in(call).await {
            Err(error) if error.is_throttling() && error.canceled().is_some() => {
                let fraction = table.sources().fraction();
                pauses.sleep(pause.mul_f64(fraction)).await;
                pause *= 2;
            }
            result => return result,
        }
    }
    transaction.send_in(call).await
}

/// DynamoDB's reasons of a cancellation.
fn reasons(error: &Error) -> &[SdkReason] {
    match error.canceled().map(|canceled| canceled.source.sdk()) {
        Some(aws_sdk_dynamodb::Error::TransactionCanceledException(canceled)) => {
            canceled.cancellation_reasons()
        }
        _ => &[],
    }
}

/// The error of a transaction of one operation, as that operation's.
fn as_operation(error: Error) -> Error {
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
