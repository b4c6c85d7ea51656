//! Conditions on items that a transaction does not write.

use super::part::{TransactKind, TransactPart};
use super::{Meets, TransactWrite, WriteOperation};
use crate::entity::{Entity, EntityKey, layout};
use crate::error::Error;
use crate::exec::{HasMembers as _, Lower as _, Lowering, Payload, built};
use crate::expr::Condition;
use crate::expr::node::Node;
use crate::op::condition::condition_on_own;
use crate::op::debug::debug_fields;
use crate::table::Table;
use crate::value::Timestamp;
use aws_sdk_dynamodb::types::builders::ConditionCheckBuilder;
use aws_sdk_dynamodb::types::{
    ConditionCheck as TransactCheck, ReturnValuesOnConditionCheckFailure,
};

/// A condition on an item that a transaction does not write; made by a repository's `check`.
///
/// An item of another entity with the same key does not meet it.
#[must_use = "an operation does nothing until it is sent in a transaction"]
pub struct ConditionCheck<E: Entity> {
    table: Table<E::Table>,
    key: E::Key,
    conditions: Vec<Node>,
}

impl<E: Entity> ConditionCheck<E> {
    pub(crate) fn new(table: Table<E::Table>, key: E::Key) -> Self {
        Self {
            table,
            key,
            conditions: Vec::new(),
        }
    }

    /// The condition that must hold for the item. Without any, the item must exist. Several must
    /// all hold.
    pub fn condition(mut self, condition: Condition<E>) -> Self {
        self.conditions.push(condition.node);
        self
    }

    /// The item must not exist, nor one of another entity with its key.
    pub fn absent(mut self) -> Self {
        self.conditions
            .push(Node::not_exists(layout::<E>().pk.name));
        self
    }

    /// The SDK type that it stands for. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When the key cannot be built or the condition breaks a limit.
    pub fn into_input(self) -> Result<TransactCheck, Error> {
        let now = self.table.clock().now();
        let (check, payload) = self.into_parts(now)?;
        built(
            check
                .with_members(payload.lower(&mut Lowering::Maps))
                .build(),
        )
    }

    /// What the check asks of the item that has the key.
    fn meets(&self) -> Meets {
        let needs_item =
            self.conditions.is_empty() || !self.conditions.iter().all(Node::holds_for_absent);
        if needs_item { Meets::Own } else { Meets::Any }
    }

    fn into_parts(mut self, now: Timestamp) -> Result<(ConditionCheckBuilder, Payload), Error> {
        if self.conditions.is_empty() {
            self.conditions.push(Node::exists(layout::<E>().pk.name));
        }
        let (condition, placeholders) = condition_on_own::<E>(self.conditions, now)?;
        let check = TransactCheck::builder()
            .table_name(self.table.name())
            .set_condition_expression(condition)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let key = self.key.item_key()?;
        Ok((check, Payload::of_key(key, placeholders)))
    }
}

impl<E: Entity> TransactWrite for ConditionCheck<E> {
    fn into_write(self) -> Result<Option<WriteOperation>, Error> {
        let (table, now) = (self.table.clone(), self.table.clock().now());
        let meets = self.meets();
        let (check, payload) = self.into_parts(now)?;
        let part = TransactPart::new(TransactKind::Check(check), payload);
        let operation = WriteOperation::new::<E>("check", &table, part, now);
        Ok(Some(operation.meeting(meets)))
    }
}

debug_fields!([E: Entity] ConditionCheck<E>, |_| entity: E::SCHEMA.name);
