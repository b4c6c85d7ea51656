//! Whole items in the form in which they are written.

use super::ItemKey;
use crate::value::Item;
use crate::wire::Row;
use aws_sdk_dynamodb::types::AttributeValue;
use std::sync::Arc;

/// A whole item that is to be written.
#[derive(Clone)]
pub(crate) struct EncodedItem {
    pub(crate) key: ItemKey,
    /// The time of expiry.
    pub(crate) ttl: Option<AttributeValue>,
    pub(crate) encoded: Encoded,
}

/// The attributes of an item, as the SDK's map or as the text of a request.
#[derive(Clone)]
pub(crate) enum Encoded {
    Map(Item),
    Text(Arc<str>),
}

impl Encoded {
    /// Converts to the SDK's map.
    pub(crate) fn into_item(self) -> Item {
        match self {
            Self::Map(item) => item,
            Self::Text(text) => Row::of_text(&text).into_item(),
        }
    }
}

impl EncodedItem {
    /// The item as the SDK's map.
    pub(crate) fn to_item(&self) -> Item {
        self.encoded.clone().into_item()
    }
}
