//! Operations: each a value that does nothing until it is sent, shown as the SDK input it stands
//! for, or made a part of a transaction or of a batch.

pub(crate) mod batch;
mod condition;
mod create_table;
mod debug;
mod delete;
mod get;
mod guard;
mod not_sent;
mod once;
mod options;
mod put;
pub(crate) mod query;
mod relocate;
mod save;
mod scan;
mod sealed;
mod table;
mod transact;
mod unique;
mod update;
mod whose;

pub use crate::entity::{ByType, Misplaced, MisplacedOnly, Projected, StaleOnly};
pub use crate::exec::meter::{Consumed, ConsumedPart};
pub use crate::value::MAX_ITEM_BYTES;
pub use batch::{
    BatchGet, BatchGetStream, BatchKeys, BatchOperation, BatchWrite, MAX_BATCH_READS,
    MAX_BATCH_WRITES, WriteBatch,
};
pub use create_table::{CreateTable, DeleteTable};
pub use delete::Delete;
pub use get::Get;
#[doc(hidden)]
pub use not_sent::{SentAloneByAwait, SentByAwait};
pub use once::Once;
pub use put::{Create, Put};
pub use query::{GetCollection, Partition, Query};
pub use save::Save;
pub use scan::{Every, Filtered, MAX_SCAN_SEGMENTS, Only, Scan, ScanProgress, ScanStream, Scanned};
pub use transact::{
    ConditionCheck, MAX_TRANSACTION_OPERATIONS, ReadTransaction, TransactRead, TransactWrite,
    WriteOperation, WriteTransaction,
};
pub use unique::GetUnique;
pub use update::Update;

/// What a write answers besides that it happened.
pub mod returning {
    /// Nothing more.
    #[derive(Debug, Clone, Copy)]
    pub enum Nothing {}
    /// The item as it was before.
    #[derive(Debug, Clone, Copy)]
    pub enum Old {}
    /// The item as it is now.
    #[derive(Debug, Clone, Copy)]
    pub enum New {}
}

pub(crate) use condition::condition;

use crate::entity::{Entity, is_others};
use crate::error::Error;
use crate::value::Item;
use aws_sdk_dynamodb::types::ReturnValue;

/// What a write asks to be answered, and how the answer is read.
pub trait Returning<E: Entity>: sealed::Answer + Send + Sync {
    /// The answer.
    type Answer: Send;
    #[doc(hidden)]
    const VALUES: ReturnValue;
    #[doc(hidden)]
    fn read(attributes: Option<Item>) -> Result<Self::Answer, Error>;
}

impl<E: Entity> Returning<E> for returning::Nothing {
    type Answer = ();
    const VALUES: ReturnValue = ReturnValue::None;

    fn read(_: Option<Item>) -> Result<(), Error> {
        Ok(())
    }
}

impl<E: Entity> Returning<E> for returning::Old {
    type Answer = Option<E>;
    const VALUES: ReturnValue = ReturnValue::AllOld;

    fn read(attributes: Option<Item>) -> Result<Option<E>, Error> {
        // A put replaces the item of another entity too.
        let item = attributes.filter(|item| !item.is_empty() && !is_others::<E>(item));
        item.map(read_written).transpose()
    }
}

impl<E: Entity> Returning<E> for returning::New {
    type Answer = E;
    const VALUES: ReturnValue = ReturnValue::AllNew;

    fn read(attributes: Option<Item>) -> Result<E, Error> {
        read_written(attributes.unwrap_or_default())
    }
}

/// The entity of an item that a write answered. Where the item is none, the error says that the write
/// has happened.
fn read_written<E: Entity>(item: Item) -> Result<E, Error> {
    E::from_item(item).map_err(|error| Error::Decode(error.after_write()))
}
