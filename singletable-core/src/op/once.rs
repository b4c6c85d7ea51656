//! A write that counts once, however often it is sent.

use super::debug::debug_fields;
use super::transact::send_alone;
use super::{Delete, Put, TransactWrite, Update, WriteOperation, returning};
use crate::entity::Entity;
use crate::error::Error;
use crate::exec::{Call, Subject};
use crate::expr::{DeleteMode, Unguarded, UpdateMode};
use crate::table::Table;

/// A write that takes effect once, also where the SDK sends it again because an answer was lost; made by
/// `once` of a put, an update or a delete.
///
/// It goes as a transaction of one operation, which DynamoDB knows by its token for ten minutes. That takes
/// twice the write units, and answers nothing.
#[must_use = "an operation does nothing until `.send().await`"]
pub struct Once<E: Entity> {
    name: &'static str,
    table: Table<E::Table>,
    operation: Result<Option<WriteOperation>, Error>,
}

impl<E: Entity> Once<E> {
    fn new(name: &'static str, table: Table<E::Table>, write: impl TransactWrite) -> Self {
        Self {
            name,
            table,
            operation: write.into_write(),
        }
    }

    /// Writes it.
    ///
    /// # Errors
    ///
    /// Those of the operation by itself, and `TransactionCanceled` where other writes of the item are still
    /// under way after some tries.
    pub async fn send(self) -> Result<(), Error> {
        let Some(operation) = self.operation? else {
            return Ok(());
        };
        let subject = Subject::new(self.name, E::SCHEMA.name);
        let call = Call::new(self.table.connection(), subject).about(|| Some(operation.key()));
        call.end(send_alone::<E>(operation, &self.table, &call).await)
    }
}

debug_fields!([E: Entity] Once<E>, |this| entity: E::SCHEMA.name, operation: this.name);

impl<E: Entity, M: Send + Sync + UpdateMode<E::Checks>> Update<E, M, returning::Nothing> {
    /// The same update, which takes effect once: where the SDK sends a request again because its answer was
    /// lost, `add` counts twice otherwise. It takes twice the write units.
    pub fn once(self) -> Once<E> {
        Once::new("update", self.table.clone(), self)
    }
}

impl<E: Entity, M: DeleteMode<E::Checks>> Delete<E, M, returning::Nothing> {
    /// The same delete, which takes effect once: sent again, it does not meet its own work. It takes twice
    /// the write units.
    pub fn once(self) -> Once<E> {
        Once::new("delete", self.table.clone(), self)
    }
}

impl<E: Entity> Put<E, returning::Nothing>
where
    E::Checks: Unguarded,
{
    /// The same put, which takes effect once: sent again, it does not meet its own work as a version
    /// conflict. It takes twice the write units.
    pub fn once(self) -> Once<E> {
        Once::new("put", self.write.table.clone(), self)
    }
}
