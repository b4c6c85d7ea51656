//! One write of a batch, and which operations can be one.

use super::size;
use crate::entity::{Entity, TableModel, layout};
use crate::error::{BatchError, Error};
use crate::exec::{Connection, Lower, Lowering, built};
use crate::expr::{BatchCreate, BatchUpdate, Unchecked};
use crate::item::{Encoded, EncodedItem, ItemKey, KeyIdentity, identity_of};
use crate::op::sealed::Operation;
use crate::op::{Create, Delete, Put, Save, Update};
use crate::schema::TableLayout;
use crate::schema::sharing::writes_need_no_condition;
use crate::table::Table;
use crate::value::Item;
use aws_sdk_dynamodb::types::{DeleteRequest, PutRequest, WriteRequest};
use std::fmt;
use std::sync::Arc;

/// One write of a batch: it can be put into another one.
#[derive(Clone)]
pub struct BatchOperation {
    connection: Arc<Connection>,
    entity: &'static str,
    key: ItemKey,
    /// The item to put; `None` is a delete.
    item: Option<EncodedItem>,
    layout: &'static TableLayout,
    bytes: usize,
}

/// Operations that can be part of a batch write. `None` of an `Option` adds nothing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be part of a batch write",
    note = "a batch takes `put` and `delete` operations, which answer nothing: `return_old` and \
            `return_new` do not go with it"
)]
pub trait BatchWrite: Operation {
    /// The operation as a part of a batch.
    ///
    /// # Errors
    ///
    /// `Error::Batch` when it has a condition; besides, when its key cannot be built or a value
    /// cannot be stored.
    fn into_batch(self) -> Result<Option<BatchOperation>, Error>;
}

impl BatchOperation {
    fn new<E: Entity>(table: &Table<E::Table>, key: ItemKey, item: Option<EncodedItem>) -> Self {
        let layout = layout::<E>();
        Self {
            connection: Arc::clone(table.connection()),
            entity: E::SCHEMA.name,
            bytes: match item.as_ref().map(|item| &item.encoded) {
                Some(Encoded::Text(text)) => text.len(),
                Some(Encoded::Map(item)) => size::of_item(item),
                None => size::of_item(key.attributes()),
            },
            key,
            item,
            layout,
        }
    }

    /// The Rust type that it is about.
    pub fn entity(&self) -> &'static str {
        self.entity
    }

    /// `put` or `delete`.
    pub fn operation(&self) -> &'static str {
        match self.item {
            Some(_) => "put",
            None => "delete",
        }
    }

    /// The key of the item that it writes.
    pub fn key(&self) -> &ItemKey {
        &self.key
    }

    /// The name of the table that it writes to.
    pub fn table(&self) -> &str {
        &self.connection.table
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// What no other write of a request may have: its table and its key.
    pub(super) fn identity(&self) -> (&str, KeyIdentity<'_>) {
        (self.table(), self.key.identity(self.layout))
    }

    /// The identity of one of the table's writes, as an answer has it.
    pub(super) fn identity_of<'a>(&'a self, write: &'a WriteRequest) -> (&'a str, KeyIdentity<'a>) {
        let put = write.put_request.as_ref().map(|put| &put.item);
        let key = put.or(write.delete_request.as_ref().map(|delete| &delete.key));
        let identity = key.map(|key| identity_of(self.layout, key));
        (self.table(), identity.unwrap_or_default())
    }
}

impl Lower for BatchOperation {
    type Lowered = Result<WriteRequest, Error>;

    fn lower(&self, to: &mut Lowering) -> Self::Lowered {
        match &self.item {
            Some(item) => put(item.lower(to)),
            None => delete(self.key.lower(to)),
        }
    }
}

fn put(item: Item) -> Result<WriteRequest, Error> {
    let put = built(PutRequest::builder().set_item(Some(item)).build())?;
    Ok(WriteRequest::builder().put_request(put).build())
}

fn delete(key: Item) -> Result<WriteRequest, Error> {
    let delete = built(DeleteRequest::builder().set_key(Some(key)).build())?;
    Ok(WriteRequest::builder().delete_request(delete).build())
}

impl<E: Entity> BatchWrite for Put<E>
where
    E::Checks: Unchecked,
{
    fn into_batch(self) -> Result<Option<BatchOperation>, Error> {
        let table = self.write.table.clone();
        const { writes_need_no_condition(<E::Table as TableModel>::SCHEMA, E::SCHEMA) };
        let plain = self.write.into_plain()?;
        let item = plain.ok_or_else(conditional::<E>)?;
        let key = item.key.clone();
        Ok(Some(BatchOperation::new::<E>(&table, key, Some(item))))
    }
}

impl<E: Entity, M> BatchWrite for Delete<E, M>
where
    E::Checks: Unchecked,
{
    fn into_batch(self) -> Result<Option<BatchOperation>, Error> {
        const { writes_need_no_condition(<E::Table as TableModel>::SCHEMA, E::SCHEMA) };
        let table = self.table.clone();
        let key = self.into_plain()?.ok_or_else(conditional::<E>)?;
        Ok(Some(BatchOperation::new::<E>(&table, key, None)))
    }
}

fn conditional<E: Entity>() -> Error {
    let entity = E::SCHEMA.name;
    BatchError::Condition { entity }.into()
}

impl<E: Entity + BatchCreate, N> BatchWrite for Create<E, N> {
    fn into_batch(self) -> Result<Option<BatchOperation>, Error> {
        Err(conditional::<E>())
    }
}

impl<E: Entity + BatchUpdate, M, R> BatchWrite for Update<E, M, R> {
    fn into_batch(self) -> Result<Option<BatchOperation>, Error> {
        Err(conditional::<E>())
    }
}

impl<E: Entity + BatchUpdate> BatchWrite for Save<E> {
    fn into_batch(self) -> Result<Option<BatchOperation>, Error> {
        Err(conditional::<E>())
    }
}

/// A failure, such as that of the stream the items come from, is what ends the batch.
impl<W: BatchWrite> BatchWrite for Result<W, Error> {
    fn into_batch(self) -> Result<Option<BatchOperation>, Error> {
        self?.into_batch()
    }
}

impl<W: BatchWrite> BatchWrite for Option<W> {
    fn into_batch(self) -> Result<Option<BatchOperation>, Error> {
        self.map_or(Ok(None), BatchWrite::into_batch)
    }
}

impl BatchWrite for BatchOperation {
    fn into_batch(self) -> Result<Option<BatchOperation>, Error> {
        Ok(Some(self))
    }
}

impl fmt::Debug for BatchOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.operation(), self.entity)
    }
}
