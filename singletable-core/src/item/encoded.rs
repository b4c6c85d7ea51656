//! A whole item that is to be written.

use super::ItemKey;
use crate::value::Item;
use crate::wire::{Pieces, Row};
use aws_sdk_dynamodb::types::AttributeValue;
use std::sync::Arc;

/// A whole item that is to be written: as the SDK's map, or as the text of a request.
#[derive(Clone)]
pub(crate) struct Written {
    pub(crate) key: ItemKey,
    /// When it expires.
    pub(crate) ttl: Option<AttributeValue>,
    pub(crate) form: Form,
}

#[derive(Clone)]
pub(crate) enum Form {
    Map(Item),
    Text(Arc<str>),
}

impl Written {
    /// What an SDK input has in its place: a text is added to the pieces and leaves an empty map.
    pub(crate) fn beside(&self, pieces: &mut Pieces) -> Item {
        match &self.form {
            Form::Map(item) => item.clone(),
            Form::Text(text) => {
                pieces.push(text);
                Item::new()
            }
        }
    }

    /// The item as the SDK has it.
    pub(crate) fn to_item(&self) -> Item {
        self.row().into_item()
    }

    /// The same of an item that is needed no more.
    pub(crate) fn into_item(self) -> Item {
        match self.form {
            Form::Map(item) => item,
            Form::Text(text) => Row::of_text(&text).into_item(),
        }
    }

    /// The item as one that was read.
    pub(crate) fn row(&self) -> Row {
        match &self.form {
            Form::Map(item) => Row::from(item.clone()),
            Form::Text(text) => Row::of_text(text),
        }
    }
}
