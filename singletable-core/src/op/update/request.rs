//! An update on its way into a request.

use super::upsert::{complete_upsert, delete_expired, expired_item};
use super::{Loaded, Update};
use crate::entity::{Entity, EntityKey, check_plain_keys, layout, shard};
use crate::error::Error;
use crate::exec::{Call, Draft, Payload, Subject, ToRequest as _, absent_is_not_found};
use crate::expr::names::Placeholders;
use crate::expr::node::{Expression, Node};
use crate::expr::{ExpressionError, UpdateMode};
use crate::generate::Generate;
use crate::item::ItemKey;
use crate::key::{DynKeyField, KeyValues};
use crate::life::index_keys::Indexes;
use crate::life::loaded::still_holds;
use crate::life::{ttl, version};
use crate::op::transact::{Meets, TransactKind, TransactPart};
use crate::op::whose::{hide_others, not_others, others_exist};
use crate::op::{Returning, TransactWrite, WriteOperation};
use crate::value::Item;
use aws_sdk_dynamodb::operation::update_item::UpdateItemInput;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemInputBuilder;
use aws_sdk_dynamodb::types::{
    ReturnValue, ReturnValuesOnConditionCheckFailure, Update as TransactUpdate,
};

impl<E: Entity, M: Send + Sync, R: Returning<E>> Update<E, M, R> {
    /// Adds what is generated, beside what the caller changes. Without such a change there is
    /// nothing to do, and an empty update stays one.
    fn generate(&mut self) {
        if self.changes.is_empty() && !self.fills_in() {
            return;
        }
        let fills_in = self.fills_in();
        let mut generate = Generate {
            changes: &mut self.changes,
            sources: &self.table.sources().at(self.now),
            loaded: self.loaded.as_ref().map(|loaded| &loaded.attributes),
        };
        E::on_update(&mut generate);
        if fills_in {
            E::on_upsert(&mut generate);
        }
    }

    /// Whether what a new item has is filled in where the item lacks it.
    fn fills_in(&self) -> bool {
        self.upsert || self.meets_item
    }

    /// A loaded item as the changes leave it, without the type and the keys. All changes are whole
    /// attributes.
    pub(in crate::op) fn applied_to(&mut self, mut item: Item) -> Item {
        self.generate();
        self.changes.apply_to(&mut item);
        if let Some((name, replaced)) = version::attribute::<E>().zip(self.replaces) {
            item.insert(name.to_owned(), version::next(replaced));
        }
        item
    }

    /// Of an entity with a version: the item gets the next one, and must have the one that was
    /// loaded.
    fn advance_version(&mut self) {
        let Some(name) = version::attribute::<E>() else {
            return;
        };
        if self.changes.is_empty() && !self.fills_in() && !self.all_keys {
            return;
        }
        match self.replaces {
            Some(replaced) => {
                self.conditions.push(version::equals(name, replaced));
                self.changes
                    .set_attribute(name, version::next(replaced), false);
            }
            None => self.changes.count_up(name),
        }
    }

    /// Writes the item's type, where it has none or a former one, and its shard of the type index. A time of
    /// creation that is not stored is not known.
    fn write_type_keys(&mut self, key: &ItemKey) {
        // A former name is replaced.
        let if_absent = E::SCHEMA.type_aliases.is_empty();
        for (attribute, value) in E::SCHEMA.type_values(layout::<E>()) {
            self.changes.set_attribute(attribute, value, if_absent);
        }
        if let Some((attribute, shard)) = shard::<E>(key) {
            self.changes.set_attribute(attribute, shard, false);
        }
    }

    /// Whether an upsert asks how the item stands in indexes, because it does not know every field that
    /// their keys are made of.
    pub(super) fn asks_for_keys(mut self) -> bool {
        self.generate();
        let rest = Rest {
            key: &self.key,
            loaded: None,
        };
        let followed = self
            .changes
            .follow_indexes::<E>(&rest, None, Indexes::Known);
        followed.is_ok_and(|followed| !followed.conditions.is_empty())
    }

    fn parts(mut self) -> Result<Parts, Error> {
        if let Some(error) = self.error.take() {
            return Err(*error);
        }
        if self.upsert && self.loaded.is_some() {
            return Err(Error::expression(
                E::SCHEMA.name,
                ExpressionError::UpsertGiven,
            ));
        }
        let key = self.key.item_key()?;
        if let Some((name, expires)) = ttl::new_expiry::<E>(self.now) {
            // As when the item is made, no time of its own begins the declared lifetime.
            self.changes.set_instead_of_removing(name, &expires);
        }
        self.generate();
        self.advance_version();
        let rest = Rest {
            key: &self.key,
            loaded: self.loaded.as_deref(),
        };
        let indexes = match (self.all_keys, self.upsert) {
            (true, _) => Indexes::All,
            (false, true) => Indexes::Known,
            (false, false) => Indexes::Touched,
        };
        let loaded = self.loaded.as_ref().map(|loaded| &loaded.attributes);
        let followed = self.changes.follow_indexes::<E>(&rest, loaded, indexes)?;
        if self.all_keys {
            self.write_type_keys(&key);
        }
        self.conditions.extend(followed.conditions);
        self.conditions.extend(self.changes.take_conditions());
        if let Some(loaded) = self.loaded.take() {
            let taken = followed.taken.into_iter();
            let taken = taken.filter(|slot| self.key.key_value(*slot).is_none());
            let taken = taken.filter_map(|slot| E::SCHEMA.attribute(slot));
            let taken: Vec<_> = taken.map(|attribute| attribute.name).collect();
            for name in taken {
                self.expect(name);
            }
            let expected = self.expected.into_iter();
            let conditions = expected.map(|name| still_holds::<E>(name, &loaded.forms));
            self.conditions.extend(conditions);
        }
        if self.upsert {
            complete_upsert::<E>(&self.key, &mut self.changes, self.now)?;
            // An expired item is not there; what is left of it must not become part of a new one.
            self.conditions.extend(ttl::not_expired::<E>(self.now));
        } else {
            self.conditions
                .insert(0, Node::exists(layout::<E>().pk.name));
            self.conditions = ttl::treat_expired_as_absent::<E>(self.conditions, self.now);
        }
        self.conditions.extend(not_others::<E>());
        check_plain_keys::<E>(|name| self.changes.value_of(name))?;
        let fail = |source| Error::expression(E::SCHEMA.name, source);
        let layout = layout::<E>();
        let mut placeholders = Placeholders::default();
        let update = self
            .changes
            .render(layout.key_names(), &mut placeholders)
            .map_err(fail)?;
        let condition = Expression::all(self.conditions, &mut placeholders).map_err(fail)?;
        Ok(Parts {
            payload: Payload::of_key(key, placeholders),
            update,
            condition,
        })
    }

    /// The request of this update by itself.
    fn draft(self) -> Result<Draft<UpdateItemInputBuilder>, Error> {
        let table = self.table.clone();
        let parts = self.parts()?;
        let on_failure = parts
            .condition
            .is_some()
            .then_some(ReturnValuesOnConditionCheckFailure::AllOld);
        let builder = UpdateItemInput::builder()
            .table_name(table.name())
            .update_expression(parts.update)
            .set_condition_expression(parts.condition)
            .set_return_values(Some(R::VALUES).filter(|v| *v != ReturnValue::None))
            .set_return_values_on_condition_check_failure(on_failure)
            .set_return_consumed_capacity(table.connection().capacity());
        Ok(Draft::new(builder, parts.payload))
    }

    /// The SDK input that it stands for. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When the key or an index key cannot be built, a value cannot be stored, the update is empty
    /// or touches a path twice, or an expression breaks a limit.
    pub fn into_input(self) -> Result<UpdateItemInput, Error>
    where
        M: UpdateMode<E::Checks>,
    {
        self.draft()?.into_input()
    }

    /// Changes the item.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is no item of the entity, `VersionConflict` when it has another version than the
    /// loaded one, `ConditionFailed` when a condition does not hold, `AlreadyExists` when an
    /// [`upsert`](Update::upsert) meets an item of another entity,
    /// `MissingDocument` when a path leads into a map or a list that the item does not have;
    /// besides, what [`into_input`](Self::into_input) refuses, and failed requests.
    pub fn send(self) -> impl Future<Output = Result<R::Answer, Error>> + Send
    where
        M: UpdateMode<E::Checks>,
    {
        self.run()
    }

    async fn run(self) -> Result<R::Answer, Error> {
        let operation = if self.upsert { "upsert" } else { "update" };
        let subject = Subject::new(operation, E::SCHEMA.name);
        let call = Call::new(self.table.connection(), subject).about(|| self.key.item_key().ok());
        call.end(self.run_in(&call).await)
    }

    pub(in crate::op) async fn run_in(self, call: &Call) -> Result<R::Answer, Error> {
        let (again, upsert) = (self.copy(), self.upsert);
        let answer = self.run_once(call).await;
        let Err(Error::ConditionFailed {
            item: Some(item), ..
        }) = &answer
        else {
            return answer;
        };
        let Some(again) = again.and_then(|again| again.meeting(&item.0)) else {
            return answer;
        };
        match again.run_once(call).await {
            // What an upsert has met may be gone by now; that an item is missing is no answer to one.
            Err(Error::NotFound { .. }) if upsert => answer,
            answer => answer,
        }
    }

    async fn run_once(self, call: &Call) -> Result<R::Answer, Error> {
        let (table, now, upsert) = (self.table.clone(), self.now, self.upsert);
        let replaces = self.replaces;
        let draft = self.draft()?;
        let mut answer = call.send(&draft).await.map_err(Error::from);
        if upsert
            && let Err(error) = &answer
            && let Some(expired) = expired_item::<E>(error, now)
        {
            let key = draft.payload.key().clone();
            delete_expired::<E>(&table, key, expired, call).await?;
            answer = call.send(&draft).await.map_err(Error::from);
        }
        let answer = answer.map_err(|error| {
            let error = if upsert {
                ttl::hide_expired::<E>(others_exist::<E>(error), now)
            } else {
                absent_is_not_found(ttl::hide_expired::<E>(hide_others::<E>(error), now))
            };
            version::conflict::<E>(error, replaces)
        })?;
        let old = R::VALUES == ReturnValue::AllOld;
        let attributes = answer.output.attributes;
        R::read(attributes.filter(|item| !(old && ttl::is_expired::<E>(item, now))))
    }
}

impl<E: Entity, M: Send + Sync> Update<E, M> {
    /// The update as a part of a transaction.
    pub(in crate::op) fn into_operation(self) -> Result<WriteOperation, Error> {
        let (table, now) = (self.table.clone(), self.now);
        let (upsert, replaces) = (self.upsert, self.replaces);
        let parts = self.parts()?;
        let update = TransactUpdate::builder()
            .table_name(table.name())
            .update_expression(parts.update)
            .set_condition_expression(parts.condition)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let part = TransactPart::new(TransactKind::Update(update), parts.payload);
        let operation = WriteOperation::new::<E>("update", &table, part, now);
        let operation = operation.replacing(replaces);
        Ok(if upsert {
            operation.meeting(Meets::OwnOrNone)
        } else {
            operation
        })
    }
}

impl<E: Entity, M: Send + Sync + UpdateMode<E::Checks>> TransactWrite for Update<E, M> {
    fn into_write(self) -> Result<Option<WriteOperation>, Error> {
        self.into_operation().map(Some)
    }
}

/// What an update is made of.
struct Parts {
    payload: Payload,
    update: String,
    condition: Option<String>,
}

/// The fields that the update itself does not give.
struct Rest<'a, K> {
    key: &'a K,
    loaded: Option<&'a Loaded>,
}

impl<K: EntityKey> KeyValues for Rest<'_, K> {
    fn key_value(&self, slot: usize) -> Option<&dyn DynKeyField> {
        self.key.key_value(slot).or_else(|| {
            let values = &self.loaded?.values;
            let found = values.iter().find(|(place, _)| *place == slot);
            found.map(|(_, value)| value.as_ref())
        })
    }
}
