//! The runtime of [`singletable`](https://docs.rs/singletable): keys, typed expressions and
//! operations on one DynamoDB table. Users depend on `singletable`, which re-exports all of it
//! with the derive macros.

#![warn(unreachable_pub)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod collection;
mod cursor;
mod entity;
mod error;
mod exec;
pub mod expr;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
mod generate;
mod item;
pub mod key;
mod life;
pub mod op;
mod repository;
pub mod schema;
#[cfg(any(feature = "streams", feature = "lambda"))]
#[cfg_attr(docsrs, doc(cfg(any(feature = "streams", feature = "lambda"))))]
pub mod stream;
mod table;
mod value;
mod wire;

#[doc(hidden)]
pub mod __private;

#[cfg(feature = "lambda")]
#[cfg_attr(docsrs, doc(cfg(feature = "lambda")))]
pub use aws_lambda_events;
pub use aws_sdk_dynamodb;
#[cfg(feature = "streams")]
#[cfg_attr(docsrs, doc(cfg(feature = "streams")))]
pub use aws_sdk_dynamodbstreams;
pub use collection::Collection;
pub use cursor::{Cursor, CursorError};
pub use entity::{
    AccessPattern, AlwaysRead, ByType, ConsistentReads, Contents, DefaultTable, Entity, EntityKey,
    FieldOf, FitsIn, HasTypeIndex, HeldBy, Listed, Locality, NewItem, Place, Projected, Projection,
    Selection, TableItem, TableModel, TypeIndex,
};
pub use error::{
    BatchError, CancellationReason, Cause, CollectionError, Error, TransactionCanceled,
    TransactionError,
};
pub use exec::Mapping;
pub use exec::meter::{Consumed, ConsumedPart, Meter};
pub use expr::attr::{Attr, role};
pub use expr::roles::Checks;
pub use expr::{AttributeType, Condition, ExpressionError};
pub use generate::{Generator, Ids, Sources};
pub use item::codec;
pub use item::{DecodeError, EncodeError, ExtraAttributes, ItemKey, ItemReader, ItemWriter};
pub use key::{KeyError, KeyField};
pub use life::ttl::Lifetime;
pub use life::version::VersionNumber;
pub use op::batch::{BatchRead, Unprocessed};
pub use repository::Repository;
pub use table::Table;
pub use value::{
    Clock, IntoValue, Item, MAX_ITEM_BYTES, OldItem, ParseTimestampError, Timestamp, ValueError,
};
