//! Deleting one item.

use super::get::built;
use super::{Returning, returning};
use crate::entity::{Entity, EntityKey};
use crate::error::Error;
use crate::exec::{self, Subject, absent_is_not_found};
use crate::expr::Condition;
use crate::expr::names::Placeholders;
use crate::expr::node::{Expression, Node};
use crate::item::ItemKey;
use crate::table::Table;
use crate::ttl;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemInput;
use aws_sdk_dynamodb::operation::delete_item::builders::DeleteItemInputBuilder;
use aws_sdk_dynamodb::types::{
    Delete as TransactDelete, ReturnValue, ReturnValuesOnConditionCheckFailure,
};
use std::fmt;
use std::marker::PhantomData;

/// Deletes one item by its key; made by a repository's `delete`. Without a condition, deleting
/// what is not there succeeds.
#[must_use = "an operation does nothing until `.send().await`"]
pub struct Delete<E: Entity, R = returning::Nothing> {
    pub(super) table: Table<E::Table>,
    key: E::Key,
    conditions: Vec<Node>,
    returning: PhantomData<fn() -> R>,
}

impl<E: Entity> Delete<E> {
    pub(crate) fn new(table: Table<E::Table>, key: E::Key) -> Self {
        Self {
            table,
            key,
            conditions: Vec::new(),
            returning: PhantomData,
        }
    }

    /// Answers the item that was deleted.
    pub fn return_old(self) -> Delete<E, returning::Old> {
        Delete {
            table: self.table,
            key: self.key,
            conditions: self.conditions,
            returning: PhantomData,
        }
    }
}

impl<E: Entity, R: Returning<E>> Delete<E, R> {
    /// Deletes only if the condition holds for the stored item. Several conditions must all hold.
    pub fn condition(mut self, condition: Condition<E>) -> Self {
        self.conditions.push(condition.node);
        self
    }

    fn builder(self) -> Result<(ItemKey, DeleteItemInputBuilder), Error> {
        let mut placeholders = Placeholders::default();
        let conditions = ttl::seen_through::<E>(self.conditions, self.table.clock().now());
        let condition =
            Expression::all(conditions, &mut placeholders).map_err(Error::expression::<E>)?;
        let on_failure = condition
            .is_some()
            .then_some(ReturnValuesOnConditionCheckFailure::AllOld);
        let (names, values) = placeholders.into_maps();
        let key = self.key.item_key()?;
        let builder = DeleteItemInput::builder()
            .table_name(self.table.name())
            .set_key(Some(key.attributes().clone()))
            .set_condition_expression(condition)
            .set_expression_attribute_names(names)
            .set_expression_attribute_values(values)
            .set_return_values(Some(R::VALUES).filter(|v| *v != ReturnValue::None))
            .set_return_values_on_condition_check_failure(on_failure);
        Ok((key, builder))
    }

    /// The SDK input that it stands for. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When the key cannot be built or the condition breaks a limit.
    pub fn into_input(self) -> Result<DeleteItemInput, Error> {
        built(self.builder()?.1.build())
    }

    /// The write as a part of a transaction.
    pub(super) fn into_transact(self) -> Result<(ItemKey, TransactDelete), Error> {
        let (key, builder) = self.builder()?;
        let input = built(builder.build())?;
        let delete = TransactDelete::builder()
            .set_table_name(input.table_name)
            .set_key(input.key)
            .set_condition_expression(input.condition_expression)
            .set_expression_attribute_names(input.expression_attribute_names)
            .set_expression_attribute_values(input.expression_attribute_values)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build();
        Ok((key, built(delete)?))
    }

    /// Deletes the item.
    ///
    /// # Errors
    ///
    /// `ConditionFailed` when a condition does not hold, `NotFound` when it was to hold for an
    /// item that is not there; besides, when the key cannot be built or the request fails.
    pub async fn send(self) -> Result<R::Answer, Error> {
        let table = self.table.clone();
        let (_, builder) = self.builder()?;
        let subject = Subject {
            operation: "delete",
            table: table.name(),
            entity: E::SCHEMA.name,
            index: None,
        };
        let now = table.clock().now();
        let answer = exec::run(subject, builder.send_with(table.client())).await;
        let answer =
            answer.map_err(|error| absent_is_not_found(ttl::hide_expired::<E>(error, now)))?;
        let deleted = answer.attributes;
        R::read(deleted.filter(|item| !ttl::is_expired::<E>(item, now)))
    }
}

impl<E: Entity, R> fmt::Debug for Delete<E, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delete")
            .field("entity", &E::SCHEMA.name)
            .finish_non_exhaustive()
    }
}
