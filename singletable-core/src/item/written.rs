//! A whole item that is to be written.

use super::{Item, ItemKey};
use crate::wire::Row;
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
    /// What an SDK input has in its place, and what is filled in there: a map is given as it is, a
    /// text leaves an empty one.
    pub(crate) fn input(&self) -> (Item, Option<Arc<str>>) {
        match &self.form {
            Form::Map(item) => (item.clone(), None),
            Form::Text(text) => (Item::new(), Some(Arc::clone(text))),
        }
    }

    /// The same, of an item that is sent once.
    pub(crate) fn into_input(self) -> (Item, Option<Arc<str>>) {
        match self.form {
            Form::Map(item) => (item, None),
            Form::Text(text) => (Item::new(), Some(text)),
        }
    }

    /// The item as the SDK has it.
    pub(crate) fn to_item(&self) -> Item {
        self.row().into_item()
    }

    /// The item as one that was read.
    pub(crate) fn row(&self) -> Row {
        match &self.form {
            Form::Map(item) => Row::from(item.clone()),
            Form::Text(text) => Row::of_text(text),
        }
    }
}
