//! Deleting one item.

use super::transact::{GuardWrite, Owner, send_alone};
use super::update::load;
use super::{Returning, TransactWrite, WriteOperation, returning};
use crate::entity::{Entity, EntityKey};
use crate::error::Error;
use crate::exec::{Call, Draft, Payload, Subject, ToRequest as _, absent_is_not_found};
use crate::expr::node::Node;
use crate::expr::roles::{AnyVersion, Given, Keyed};
use crate::expr::{Condition, DeleteMode, ExpressionError, Unguarded};
use crate::item::ItemKey;
use crate::life::loaded::still_holds;
use crate::life::unique::Guard;
use crate::life::{ttl, unique, version};
use crate::op::condition::condition_on_own;
use crate::op::debug::debug_fields;
use crate::op::transact::{TransactKind, TransactPart};
use crate::op::whose::hide_others;
use crate::table::Table;
use crate::value::Timestamp;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemInput;
use aws_sdk_dynamodb::operation::delete_item::builders::DeleteItemInputBuilder;
use aws_sdk_dynamodb::types::{
    Delete as TransactDelete, ReturnValue, ReturnValuesOnConditionCheckFailure,
};
use std::marker::PhantomData;

/// Deletes one item by its key; made by a repository's `delete`. Without a condition, deleting
/// what is not there succeeds.
///
/// An item of another entity with the same key is not there, and stays. Where the table's enum shows that
/// no other entity has such keys, its type is not asked for. A transaction of several operations cannot
/// pass over such a delete: it is canceled, with the cause `NotFound`.
#[must_use = "an operation does nothing until `.send().await`"]
pub struct Delete<E: Entity, M = Keyed, R = returning::Nothing> {
    pub(super) table: Table<E::Table>,
    key: E::Key,
    conditions: Vec<Node>,
    /// The version that is deleted, if one was given.
    deletes: Option<u64>,
    /// The guards of the loaded item's unique values.
    guards: Vec<Guard>,
    error: Option<Error>,
    types: PhantomData<fn() -> (M, R)>,
}

impl<E: Entity> Delete<E> {
    pub(crate) fn new(table: Table<E::Table>, key: E::Key) -> Self {
        Self {
            table,
            key,
            conditions: Vec::new(),
            deletes: None,
            guards: Vec::new(),
            error: None,
            types: PhantomData,
        }
    }

    /// Deletes the item as it was loaded: the version that it had, with what keeps its values
    /// unique.
    pub fn given(mut self, item: &E) -> Delete<E, Given> {
        match item.item_key() {
            Ok(key) if self.key.item_key().is_ok_and(|own| own != key) => {
                self.error = Some(Error::expression(
                    E::SCHEMA.name,
                    ExpressionError::OtherItem,
                ));
            }
            Ok(_) => {}
            Err(error) => self.error = Some(error.into()),
        }
        self.deletes = item.version();
        let condition = self.deletes.zip(version::attribute::<E>());
        let condition = condition.map(|(deleted, name)| version::equals(name, deleted));
        self.conditions.extend(condition);
        if let Err(error) = self.expect(item) {
            self.error.get_or_insert(error);
        }
        self.with_types()
    }

    /// The item is the loaded one, and none that was made anew under its key. The guards go with it.
    fn expect(&mut self, item: &E) -> Result<(), Error> {
        let is_guarded = unique::is_guarded::<E>();
        if !is_guarded && self.deletes.is_none() {
            return Ok(());
        }
        let (_, loaded) = load(item)?;
        let mut names = version::identity::<E>(&loaded.attributes);
        if is_guarded {
            self.guards = unique::guards_of_stored::<E>(item);
            // Also those that the loaded item lacks: it would have guards with them.
            let unique = unique::attributes::<E>().into_iter();
            let missing: Vec<_> = unique
                .map(|attribute| attribute.name)
                .filter(|name| !names.contains(name))
                .collect();
            names.extend(missing);
        }
        let conditions = names.into_iter();
        let conditions = conditions.map(|name| still_holds::<E>(name, &loaded.forms));
        self.conditions.extend(conditions);
        Ok(())
    }

    /// Deletes the item whichever its version is.
    pub fn any_version(self) -> Delete<E, AnyVersion> {
        self.with_types()
    }
}

impl<E: Entity, M, R> Delete<E, M, R> {
    fn with_types<N, S>(self) -> Delete<E, N, S> {
        Delete {
            table: self.table,
            key: self.key,
            conditions: self.conditions,
            deletes: self.deletes,
            guards: self.guards,
            error: self.error,
            types: PhantomData,
        }
    }

    /// Answers the item that was deleted. If it does not fit the entity, the answer is an
    /// `Error::Decode`, of which [`Error::write_happened`] is true: the item is gone.
    pub fn return_old(self) -> Delete<E, M, returning::Old>
    where
        E::Checks: Unguarded,
    {
        self.with_types()
    }

    /// Deletes only if the condition holds for the stored item. Several conditions must all hold.
    pub fn condition(mut self, condition: Condition<E>) -> Self {
        self.conditions.push(condition.node);
        self
    }
}

impl<E: Entity, M, R: Returning<E>> Delete<E, M, R> {
    /// Whether there is nothing to do where there is no item.
    fn is_done_without_item(&self) -> bool {
        self.conditions.iter().all(Node::holds_for_absent)
    }

    /// The condition, and the data.
    fn parts(self, now: Timestamp) -> Result<(Option<String>, Payload), Error> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let (condition, placeholders) = condition_on_own::<E>(self.conditions, now)?;
        let key = self.key.item_key()?;
        Ok((condition, Payload::of_key(key, placeholders)))
    }

    /// The request of this delete by itself.
    fn draft(self, now: Timestamp) -> Result<Draft<DeleteItemInputBuilder>, Error> {
        let table = self.table.clone();
        let (condition, payload) = self.parts(now)?;
        let on_failure = condition
            .is_some()
            .then_some(ReturnValuesOnConditionCheckFailure::AllOld);
        let builder = DeleteItemInput::builder()
            .table_name(table.name())
            .set_condition_expression(condition)
            .set_return_values(Some(R::VALUES).filter(|v| *v != ReturnValue::None))
            .set_return_values_on_condition_check_failure(on_failure)
            .set_return_consumed_capacity(table.connection().capacity());
        Ok(Draft::new(builder, payload))
    }

    /// The SDK input that it stands for. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When the key cannot be built or the condition breaks a limit.
    pub fn into_input(self) -> Result<DeleteItemInput, Error>
    where
        M: DeleteMode<E::Checks>,
        E::Checks: Unguarded,
    {
        let now = self.table.clock().now();
        self.draft(now)?.into_input()
    }

    /// The key of a delete without conditions; `None` where it has some.
    pub(super) fn into_plain(self) -> Result<Option<ItemKey>, Error> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let key = self.key.item_key()?;
        Ok(self.conditions.is_empty().then_some(key))
    }

    /// The write as a part of a transaction, with those of the guards.
    fn into_operation(mut self) -> Result<WriteOperation, Error> {
        let (table, deletes) = (self.table.clone(), self.deletes);
        let now = table.clock().now();
        let guards = self.take_guards(now)?;
        let is_done = self.is_done_without_item();
        let (condition, payload) = self.parts(now)?;
        let delete = TransactDelete::builder()
            .table_name(table.name())
            .set_condition_expression(condition)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let part = TransactPart::new(TransactKind::Delete(delete), payload);
        let operation = WriteOperation::new::<E>("delete", &table, part, now);
        let operation = operation.replacing(deletes).with_guards(guards);
        Ok(if is_done {
            operation.done_without_item()
        } else {
            operation
        })
    }

    /// Deletes the item.
    ///
    /// # Errors
    ///
    /// `ConditionFailed` when a condition does not hold, `VersionConflict` when another version is
    /// stored, `NotFound` when either was to hold for an item that is not there; besides, when the key
    /// cannot be built or the request fails.
    pub fn send(self) -> impl Future<Output = Result<R::Answer, Error>> + Send
    where
        M: DeleteMode<E::Checks>,
    {
        self.run()
    }

    /// The writes of the guards, which belong into one transaction with the item.
    fn take_guards(&mut self, now: Timestamp) -> Result<Vec<GuardWrite>, Error> {
        let guards = std::mem::take(&mut self.guards);
        let owner = Owner {
            table: self.table.name(),
            key: &self.key.item_key()?,
            ttl: None,
            now,
        };
        let writes = guards.into_iter().map(|guard| owner.delete::<E>(guard));
        writes.collect()
    }

    async fn run(self) -> Result<R::Answer, Error> {
        let subject = Subject::new("delete", E::SCHEMA.name);
        let call = Call::new(self.table.connection(), subject).about(|| self.key.item_key().ok());
        call.end(self.run_in(&call).await)
    }

    async fn run_in(self, call: &Call) -> Result<R::Answer, Error> {
        let (table, deletes) = (self.table.clone(), self.deletes);
        if unique::is_guarded::<E>() {
            send_alone::<E>(self.into_operation()?, &table, call).await?;
            return R::read(None);
        }
        let now = table.clock().now();
        let is_done_without_item = self.is_done_without_item();
        let draft = self.draft(now)?;
        let answer = call.send(&draft).await.map_err(|failed| {
            let error = hide_others::<E>(failed.error);
            let error = absent_is_not_found(ttl::hide_expired::<E>(error, now));
            version::conflict::<E>(error, deletes)
        });
        let answer = match answer {
            // The item that is there is another entity's.
            Err(Error::NotFound { .. }) if is_done_without_item => return R::read(None),
            answer => answer?,
        };
        let old = answer.output.attributes;
        R::read(old.filter(|item| !ttl::is_expired::<E>(item, now)))
    }
}

impl<E: Entity, M: DeleteMode<E::Checks>> TransactWrite for Delete<E, M> {
    fn into_write(self) -> Result<Option<WriteOperation>, Error> {
        self.into_operation().map(Some)
    }
}

debug_fields!([E: Entity, M, R] Delete<E, M, R>, |_| entity: E::SCHEMA.name);
