//! Items: entities to DynamoDB's attribute maps and back.

pub(crate) mod check;
pub mod codec;
pub(crate) mod error;
mod key;
#[cfg(test)]
pub(crate) mod laws;
mod map;
mod misfit;
mod reader;
mod value_reader;
mod value_writer;
mod written;

pub(crate) use check::MAX_DEPTH;
pub(crate) use error::describe;
pub use error::{DecodeError, EncodeError, ValueError};
pub use key::ItemKey;
pub use map::{ExtraAttributes, ItemWriter};
pub use reader::ItemReader;
pub(crate) use reader::Stored;
pub(crate) use written::{Form as WrittenForm, Written};

use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;
use std::fmt;

/// A stored item: attribute names and values, as the SDK has them.
pub type Item = HashMap<String, AttributeValue>;

/// The most bytes that DynamoDB accepts in one item, names and values together.
pub const MAX_ITEM_BYTES: usize = 400 * 1024;

/// A stored item that came back with an error. Its `Debug` form shows the attributes' names only.
#[derive(Clone, PartialEq)]
pub struct OldItem(pub Item);

impl fmt::Debug for OldItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redacted(f, "OldItem", &self.0)
    }
}

fn redacted(f: &mut fmt::Formatter<'_>, name: &str, item: &Item) -> fmt::Result {
    let mut names: Vec<_> = item.keys().collect();
    names.sort();
    f.debug_tuple(name).field(&names).finish()
}
