//! What an operation has of its own beside fixed words: an item or a key, and what the placeholders of its
//! expressions stand for. An SDK input has it as maps; a request that is sent has it as text, which is
//! filled in where the input's maps are empty.

use crate::error::Error;
use crate::exec::Mapping;
use crate::exec::{Call, Request};
use crate::expr::names::{NameMap, Placeholders, ValueMap};
use crate::item::{ItemKey, Written};
use crate::value::Item;
use crate::wire::Pieces;
use aws_sdk_dynamodb::error::{BuildError, SdkError};
use aws_sdk_dynamodb::operation::delete_item::builders::DeleteItemInputBuilder;
use aws_sdk_dynamodb::operation::get_item::builders::GetItemInputBuilder;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemInputBuilder;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemInputBuilder;
use aws_sdk_dynamodb::types::TransactWriteItem;
use aws_sdk_dynamodb::types::builders::{
    ConditionCheckBuilder, DeleteBuilder, PutBuilder, UpdateBuilder,
};

/// What a write has of its own.
#[derive(Clone)]
pub(crate) struct Content {
    pub(crate) subject: Subject,
    pub(crate) placeholders: Placeholders,
}

/// What a write is about.
#[derive(Clone)]
pub(crate) enum Subject {
    Item(Written),
    Key(ItemKey),
}

/// The same as the SDK has it.
pub(crate) struct Members {
    /// The item or the key.
    subject: Item,
    names: NameMap,
    values: ValueMap,
}

/// The SDK's inputs, and parts of one, that have such members.
pub(crate) trait HasMembers {
    fn with_members(self, members: Members) -> Self;
}

macro_rules! has_members {
    ($($builder:ty: $set_subject:ident,)+) => {$(
        impl HasMembers for $builder {
            fn with_members(self, members: Members) -> Self {
                self.$set_subject(Some(members.subject))
                    .set_expression_attribute_names(members.names)
                    .set_expression_attribute_values(members.values)
            }
        }
    )+};
}

/// A read has no values.
impl HasMembers for GetItemInputBuilder {
    fn with_members(self, members: Members) -> Self {
        self.set_key(Some(members.subject))
            .set_expression_attribute_names(members.names)
    }
}

has_members! {
    PutItemInputBuilder: set_item,
    UpdateItemInputBuilder: set_key,
    DeleteItemInputBuilder: set_key,
    PutBuilder: set_item,
    UpdateBuilder: set_key,
    DeleteBuilder: set_key,
    ConditionCheckBuilder: set_key,
}

impl Content {
    pub(crate) fn of_key(key: ItemKey, placeholders: Placeholders) -> Self {
        Self {
            subject: Subject::Key(key),
            placeholders,
        }
    }

    pub(crate) fn of_item(item: Written, placeholders: Placeholders) -> Self {
        Self {
            subject: Subject::Item(item),
            placeholders,
        }
    }

    /// The key of the item that it is about.
    pub(crate) fn item_key(&self) -> &ItemKey {
        match &self.subject {
            Subject::Item(item) => &item.key,
            Subject::Key(key) => key,
        }
    }

    /// The item, of a write that has one.
    pub(crate) fn item(&self) -> Option<Item> {
        match &self.subject {
            Subject::Item(item) => Some(item.to_item()),
            Subject::Key(_) => None,
        }
    }

    /// All of it as the SDK has it.
    pub(crate) fn to_members(&self) -> Members {
        let (names, values) = self.placeholders.to_maps();
        Members {
            subject: match &self.subject {
                Subject::Item(item) => item.to_item(),
                Subject::Key(key) => key.to_attributes(),
            },
            names,
            values,
        }
    }

    /// The same of a write that is sent no more.
    pub(crate) fn into_members(self) -> Members {
        let (names, values) = self.placeholders.into_maps();
        Members {
            subject: match self.subject {
                Subject::Item(item) => item.into_item(),
                Subject::Key(key) => key.into_attributes(),
            },
            names,
            values,
        }
    }

    /// What the input of a request by itself has, and the pieces beside it.
    pub(crate) fn sent(self, mapping: Mapping) -> (Members, Pieces) {
        let mut pieces = Pieces::default();
        let members = match mapping {
            Mapping::Maps => self.into_members(),
            Mapping::Direct => self.beside(mapping, &mut pieces),
        };
        (members, pieces)
    }

    /// What an input has where all that can be is added to the pieces.
    pub(crate) fn beside(&self, mapping: Mapping, pieces: &mut Pieces) -> Members {
        if mapping == Mapping::Maps {
            return self.to_members();
        }
        let subject = match &self.subject {
            Subject::Item(item) => item.beside(pieces),
            Subject::Key(key) => key.beside(pieces),
        };
        let (names, values) = self.placeholders.beside(pieces);
        Members {
            subject,
            names,
            values,
        }
    }
}

/// An operation of a transaction, and its content.
#[derive(Clone)]
pub(crate) struct Part {
    operation: Operation,
    content: Content,
}

/// An operation of a transaction without its content.
#[derive(Clone)]
pub(crate) enum Operation {
    Put(PutBuilder),
    Update(UpdateBuilder),
    Delete(DeleteBuilder),
    Check(ConditionCheckBuilder),
}

impl Operation {
    fn with(self, members: Members) -> Result<TransactWriteItem, BuildError> {
        let item = TransactWriteItem::builder();
        let item = match self {
            Self::Put(put) => item.put(put.with_members(members).build()?),
            Self::Update(update) => item.update(update.with_members(members).build()?),
            Self::Delete(delete) => item.delete(delete.with_members(members).build()?),
            Self::Check(check) => item.condition_check(check.with_members(members).build()?),
        };
        Ok(item.build())
    }
}

impl Part {
    pub(crate) fn new(operation: Operation, content: Content) -> Self {
        Self { operation, content }
    }

    /// The key of the item that it is about.
    pub(crate) fn key(&self) -> &ItemKey {
        self.content.item_key()
    }

    /// The operation as the SDK has it.
    pub(crate) fn into_whole(self) -> Result<TransactWriteItem, BuildError> {
        self.operation.with(self.content.into_members())
    }

    /// The operation without what can be added to the pieces.
    pub(crate) fn beside(
        &self,
        mapping: Mapping,
        pieces: &mut Pieces,
    ) -> Result<TransactWriteItem, BuildError> {
        let members = self.content.beside(mapping, pieces);
        self.operation.clone().with(members)
    }
}

impl Call {
    /// Makes one request that writes.
    pub(crate) fn write<R: Request + HasMembers>(
        &self,
        request: R,
        content: Content,
    ) -> impl Future<Output = Result<R::Output, Error>> + Send + use<R>
    where
        aws_sdk_dynamodb::Error: From<SdkError<R::Error>>,
    {
        let (members, pieces) = content.sent(self.mapping());
        self.filled(request.with_members(members), pieces)
    }
}
