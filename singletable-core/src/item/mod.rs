//! Items: conversion between the fields of an entity and attributes.

mod buffered;
mod check;
pub(crate) mod choice;
pub mod codec;
mod encoded;
mod error;
mod flatten;
pub(crate) mod foreign_time;
pub(crate) mod formed;
mod key;
pub(crate) mod key_only;
mod map;
#[cfg(test)]
mod numbers;
pub(crate) mod orders;
pub(crate) mod prefix;
#[cfg(test)]
pub(crate) mod properties;
mod reader;
#[cfg(test)]
mod shapes;
pub(crate) mod unset;

pub(crate) use check::check_item;
pub(crate) use encoded::{Encoded, EncodedItem};
pub(crate) use error::WriteError;
pub use error::{DecodeError, EncodeError};
pub use key::ItemKey;
pub(crate) use key::{KeyIdentity, identity_of, owned};
pub use map::{ExtraAttributes, ItemWriter};
pub(crate) use map::{Unwritable, WrittenAttributes};
pub use reader::ItemReader;
pub(crate) use reader::Stored;
