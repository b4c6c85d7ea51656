//! Items: entities to DynamoDB's attribute maps and back.

pub(crate) mod check;
pub mod codec;
pub(crate) mod error;
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
pub use map::{ExtraAttributes, ItemWriter};
pub use reader::ItemReader;
pub(crate) use reader::Stored;
pub(crate) use written::{Form as WrittenForm, Written};

use crate::schema::TableLayout;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;
use std::fmt;

/// A stored item: attribute names and values, as the SDK has them.
pub type Item = HashMap<String, AttributeValue>;

/// The most bytes that DynamoDB accepts in one item, names and values together.
pub const MAX_ITEM_BYTES: usize = 400 * 1024;

/// The primary key of an item as it is stored. Its `Debug` form shows the attributes' names only,
/// because keys often hold personal data.
#[derive(Clone, PartialEq, Default)]
pub struct ItemKey(Item);

impl ItemKey {
    pub(crate) fn new(layout: &TableLayout, pk: String, sk: String) -> Self {
        Self(HashMap::from([
            (layout.pk.to_owned(), AttributeValue::S(pk)),
            (layout.sk.to_owned(), AttributeValue::S(sk)),
        ]))
    }

    /// The key of those attributes, and of no others.
    #[cfg(any(feature = "streams", feature = "lambda"))]
    pub(crate) fn from_attributes(attributes: Item) -> Self {
        Self(attributes)
    }

    /// The key of a stored item.
    pub(crate) fn of(layout: &TableLayout, item: &impl Stored) -> Self {
        let entry = |name: &str| Some((name.to_owned(), item.attribute(name)?));
        Self(
            [layout.pk, layout.sk]
                .into_iter()
                .filter_map(entry)
                .collect(),
        )
    }

    /// The key's attributes.
    pub fn attributes(&self) -> &Item {
        &self.0
    }

    /// The key as the SDK takes it.
    pub fn into_attributes(self) -> Item {
        self.0
    }

    pub(crate) fn text(&self, attribute: &str) -> &str {
        match self.0.get(attribute) {
            Some(AttributeValue::S(text)) => text,
            _ => "",
        }
    }
}

impl fmt::Debug for ItemKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redacted(f, "ItemKey", &self.0)
    }
}

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
