//! The runtime of [`singletable`](https://docs.rs/singletable): keys, typed expressions and
//! operations on one DynamoDB table. Users depend on `singletable`, which re-exports all of it
//! with the derive macros.

#![warn(unreachable_pub)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod access;
mod attr;
mod clock;
mod collection;
mod collision;
mod connection;
mod cursor;
mod entity;
mod error;
mod exec;
pub mod expr;
mod foreign_time;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
mod generate;
mod item;
pub mod key;
mod listing;
mod meter;
mod number;
pub mod op;
mod repository;
pub mod schema;
mod schema_check;
mod slots;
#[cfg(any(feature = "streams", feature = "lambda"))]
#[cfg_attr(docsrs, doc(cfg(any(feature = "streams", feature = "lambda"))))]
pub mod stream;
mod table;
mod timestamp;
mod ttl;
mod unique;
mod unprocessed;
mod value;
mod version;
mod wire;

#[doc(hidden)]
pub mod __private;

pub use attr::{Attr, role};
#[cfg(feature = "lambda")]
#[cfg_attr(docsrs, doc(cfg(feature = "lambda")))]
pub use aws_lambda_events;
pub use aws_sdk_dynamodb;
#[cfg(feature = "streams")]
#[cfg_attr(docsrs, doc(cfg(feature = "streams")))]
pub use aws_sdk_dynamodbstreams;
pub use clock::Clock;
pub use collection::{Collection, CollectionError};
pub use connection::Mapping;
pub use cursor::{Cursor, CursorError};
pub use entity::{
    AccessPattern, Checks, ConsistentReads, Contents, DefaultTable, Entity, EntityKey, Locality,
    NewItem, Place, TableItem, TableModel,
};
pub use error::{
    BatchError, CancellationReason, Cause, Error, TransactionCanceled, TransactionError,
};

pub use expr::{AttributeType, Condition, ExpressionError, Projection};
pub use generate::{Generator, Ids, Sources};
pub use item::codec;
pub use item::{
    DecodeError, EncodeError, ExtraAttributes, Item, ItemKey, ItemReader, ItemWriter,
    MAX_ITEM_BYTES, OldItem, ValueError,
};
pub use key::{KeyError, KeyField};
pub use listing::{ByType, HasTypeIndex, Listed, TypeIndex};
pub use meter::{Consumed, ConsumedPart, Meter};
pub use repository::Repository;
pub use table::Table;
pub use timestamp::{ParseTimestampError, Timestamp};
pub use ttl::Lifetime;
pub use unprocessed::{BatchRead, Unprocessed};
pub use value::IntoValue;
pub use version::VersionNumber;
