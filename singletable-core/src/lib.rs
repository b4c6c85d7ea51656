//! The runtime of [`singletable`](https://docs.rs/singletable): keys, typed expressions and
//! operations on one DynamoDB table. Users depend on `singletable`, which re-exports all of it
//! with the derive macros.

#![warn(unreachable_pub)]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod bounds;
mod collection;
mod cursor;
mod entity;
pub mod error;
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
#[doc(no_inline)]
pub use aws_lambda_events;
#[doc(no_inline)]
pub use aws_sdk_dynamodb;
#[cfg(feature = "streams")]
#[doc(no_inline)]
pub use aws_sdk_dynamodbstreams;
pub use collection::Collection;
pub use cursor::Cursor;
#[doc(hidden)]
pub use entity::DefaultTable;
pub use entity::{Entity, Projection};
pub use error::Error;
pub use exec::connection::Mapping;
pub use exec::meter::Meter;
pub use expr::Condition;
pub use expr::attr::Attr;
pub use generate::Ids;
pub use item::{ItemKey, codec};
pub use key::KeyField;
pub use op::query::Page;
pub use repository::Repository;
pub use table::Table;
pub use value::{Clock, Item, Number, Timestamp};
