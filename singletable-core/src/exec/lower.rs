//! Conversion of an operation's data to the members of an SDK input.
//!
//! A request consists of a builder with fixed words, and of an item or a key, names and values. The
//! SDK's input has these as maps. A request that is written as text has them as texts, and empty maps in
//! the input. [`Lowering`] says which, and [`Lower`] makes the members; no other code distinguishes the
//! two.

use super::built;
use super::request::Request;
use crate::error::Error;
use crate::expr::names::{NameMap, Placeholders, ValueMap};
use crate::item::{Encoded, EncodedItem, ItemKey};
use crate::value::{Item, ScalarValue};
use crate::wire::RawMembers;
use aws_sdk_dynamodb::operation::delete_item::builders::DeleteItemInputBuilder;
use aws_sdk_dynamodb::operation::get_item::builders::GetItemInputBuilder;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemInputBuilder;
use aws_sdk_dynamodb::operation::query::builders::QueryInputBuilder;
use aws_sdk_dynamodb::operation::scan::builders::ScanInputBuilder;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemInputBuilder;
use aws_sdk_dynamodb::types::builders::{
    ConditionCheckBuilder, DeleteBuilder, GetBuilder, PutBuilder, UpdateBuilder,
};
use std::collections::HashMap;

/// The form of a request's members.
#[derive(Debug)]
pub(crate) enum Lowering {
    /// The SDK's maps.
    Maps,
    /// Texts in the order of the members, with empty maps in the input.
    Text(RawMembers),
}

impl Lowering {
    /// Reserves room for that many items or keys.
    pub(crate) fn reserve(&mut self, targets: usize) {
        if let Self::Text(members) = self {
            members.reserve(targets);
        }
    }

    /// Reserves room for that many operations, each with its names and values.
    pub(crate) fn reserve_operations(&mut self, operations: usize) {
        if let Self::Text(members) = self {
            members.reserve_operations(operations);
        }
    }
}

/// Data of a request.
pub(crate) trait Lower {
    /// The form that the data has in an SDK input.
    type Lowered;

    fn lower(&self, to: &mut Lowering) -> Self::Lowered;

    /// Converts to maps, and takes the data.
    fn into_maps(self) -> Self::Lowered
    where
        Self: Sized,
    {
        self.lower(&mut Lowering::Maps)
    }
}

impl Lower for ItemKey {
    type Lowered = Item;

    fn lower(&self, to: &mut Lowering) -> Item {
        match (to, self.made()) {
            (Lowering::Text(members), Some(halves)) => {
                members.write(|out| {
                    out.members(halves.map(|(name, value)| (name, value)), |out, value| {
                        match value {
                            ScalarValue::String(text) => out.text(text),
                            other => {
                                out.value(&other.clone().into_value()).ok()?;
                            }
                        }
                        Some(())
                    })
                });
                Item::new()
            }
            _ => self.to_attributes(),
        }
    }
}

impl Lower for EncodedItem {
    type Lowered = Item;

    fn lower(&self, to: &mut Lowering) -> Item {
        match (to, &self.encoded) {
            (Lowering::Text(members), Encoded::Text(text)) => {
                members.push(text);
                Item::new()
            }
            _ => self.to_item(),
        }
    }
}

impl Lower for Placeholders {
    type Lowered = InputMembers;

    fn lower(&self, to: &mut Lowering) -> InputMembers {
        let Lowering::Text(members) = to else {
            let (names, values) = self.to_maps();
            return InputMembers {
                target: None,
                names,
                values,
            };
        };
        let names = self.has_names().then(|| {
            members.write(|out| self.write_names(out));
            HashMap::new()
        });
        let values = self.has_values().then(|| {
            match members.write(|out| self.write_values(out)) {
                Some(()) => HashMap::new(),
                // DynamoDB rejects a value that has no text, and says why.
                None => self.to_maps().1.unwrap_or_default(),
            }
        });
        InputMembers {
            target: None,
            names,
            values,
        }
    }

    fn into_maps(self) -> InputMembers {
        let (names, values) = self.into_name_and_value_maps();
        InputMembers {
            target: None,
            names,
            values,
        }
    }
}

/// The data of a request: its item or key, and its names and values.
#[derive(Clone)]
pub(crate) struct Payload {
    pub(crate) target: Target,
    pub(crate) placeholders: Placeholders,
}

/// The item or key of a request.
#[derive(Clone)]
pub(crate) enum Target {
    Item(EncodedItem),
    Key(ItemKey),
}

/// The data of a request in the form of an SDK input.
pub(crate) struct InputMembers {
    /// The item or the key.
    target: Option<Item>,
    names: NameMap,
    values: ValueMap,
}

impl Payload {
    pub(crate) fn of_key(key: ItemKey, placeholders: Placeholders) -> Self {
        let target = Target::Key(key);
        Self {
            target,
            placeholders,
        }
    }

    pub(crate) fn of_item(item: EncodedItem, placeholders: Placeholders) -> Self {
        let target = Target::Item(item);
        Self {
            target,
            placeholders,
        }
    }

    /// The key of the request's item.
    pub(crate) fn key(&self) -> &ItemKey {
        match &self.target {
            Target::Item(item) => &item.key,
            Target::Key(key) => key,
        }
    }

    /// The item, if a write has one.
    pub(crate) fn item(&self) -> Option<Item> {
        match &self.target {
            Target::Item(item) => Some(item.to_item()),
            Target::Key(_) => None,
        }
    }
}

impl Lower for Payload {
    type Lowered = InputMembers;

    fn lower(&self, to: &mut Lowering) -> InputMembers {
        // The order is that of all inputs of the SDK.
        let target = match &self.target {
            Target::Item(item) => item.lower(to),
            Target::Key(key) => key.lower(to),
        };
        InputMembers {
            target: Some(target),
            ..self.placeholders.lower(to)
        }
    }

    fn into_maps(self) -> InputMembers {
        let target = match self.target {
            Target::Item(item) => item.encoded.into_item(),
            Target::Key(key) => key.into_attributes(),
        };
        InputMembers {
            target: Some(target),
            ..self.placeholders.into_maps()
        }
    }
}

/// Builders of the SDK that have such members.
pub(crate) trait HasMembers {
    fn with_members(self, members: InputMembers) -> Self;
}

macro_rules! has_members {
    ($($builder:ty: [$($target:ident)?] [$($values:ident)?];)+) => {$(
        impl HasMembers for $builder {
            fn with_members(self, members: InputMembers) -> Self {
                self.set_expression_attribute_names(members.names)
                    $(.$target(members.target))?
                    $(.$values(members.values))?
            }
        }
    )+};
}

has_members! {
    GetItemInputBuilder: [set_key] [];
    QueryInputBuilder: [] [set_expression_attribute_values];
    ScanInputBuilder: [] [set_expression_attribute_values];
    PutItemInputBuilder: [set_item] [set_expression_attribute_values];
    UpdateItemInputBuilder: [set_key] [set_expression_attribute_values];
    DeleteItemInputBuilder: [set_key] [set_expression_attribute_values];
    GetBuilder: [set_key] [];
    PutBuilder: [set_item] [set_expression_attribute_values];
    UpdateBuilder: [set_key] [set_expression_attribute_values];
    DeleteBuilder: [set_key] [set_expression_attribute_values];
    ConditionCheckBuilder: [set_key] [set_expression_attribute_values];
}

/// A request that can be built any number of times, in either form.
pub(crate) trait ToRequest: Sync {
    /// The builder of the input.
    type Request: Request;

    /// Builds the request in that form.
    ///
    /// # Errors
    ///
    /// When a required member is missing.
    fn to_request(&self, to: &mut Lowering) -> Result<Self::Request, Error>;

    /// Builds the SDK's input.
    ///
    /// # Errors
    ///
    /// When a required member is missing.
    fn into_input(self) -> Result<<Self::Request as Request>::Input, Error>
    where
        Self: Sized,
    {
        built(self.to_request(&mut Lowering::Maps)?.build())
    }
}

/// The request of an operation on one item, or of one page: a builder with the fixed words, and the
/// data.
#[derive(Clone)]
pub(crate) struct Draft<B, P = Payload> {
    pub(crate) builder: B,
    pub(crate) payload: P,
}

impl<B, P> Draft<B, P> {
    pub(crate) fn new(builder: B, payload: P) -> Self {
        Self { builder, payload }
    }
}

impl<B, P> ToRequest for Draft<B, P>
where
    B: Request + HasMembers + Clone,
    P: Lower<Lowered = InputMembers> + Sync,
{
    type Request = B;

    fn to_request(&self, to: &mut Lowering) -> Result<B, Error> {
        let members = self.payload.lower(to);
        Ok(self.builder.clone().with_members(members))
    }

    fn into_input(self) -> Result<B::Input, Error> {
        let members = self.payload.into_maps();
        built(self.builder.with_members(members).build())
    }
}

/// A request without data, such as that of a table.
#[derive(Clone)]
pub(crate) struct Plain<B>(pub(crate) B);

impl<B: Request + Clone> ToRequest for Plain<B> {
    type Request = B;

    fn to_request(&self, _: &mut Lowering) -> Result<B, Error> {
        Ok(self.0.clone())
    }
}
