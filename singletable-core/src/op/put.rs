//! Writing whole items.

use super::transact::{GuardWrite, Owner, send_alone};
use super::{Returning, TransactWrite, WriteOperation, returning};
use crate::entity::{Entity, NewItem, WholeItem, layout};
use crate::error::Error;
use crate::exec::{Call, Draft, Payload, Subject, ToRequest as _};
use crate::expr::node::Node;
use crate::expr::{Condition, Unguarded};
use crate::item::EncodedItem;
use crate::key::KeyError;
use crate::life::unique::Guard;
use crate::life::{ttl, unique, version};
use crate::op::condition::{condition, condition_on_own};
use crate::op::debug::debug_fields;
use crate::op::transact::{Meets, TransactKind, TransactPart};
use crate::op::whose::{others_exist, shares_on_purpose};
use crate::table::Table;
use crate::value::{Item, Timestamp, is_same_item};
use aws_sdk_dynamodb::operation::put_item::PutItemInput;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemInputBuilder;
use aws_sdk_dynamodb::types::{
    AttributeValue, Put as TransactPut, ReturnValue, ReturnValuesOnConditionCheckFailure,
};
use std::marker::PhantomData;

/// Writes a whole item, in place of one with the same key, whichever entity's that is; made by a
/// repository's `put`.
///
/// Where the table's type index has a sort key and the entity no `type_sk`, that key is the time of
/// this write. Of an entity with a version, the stored item must have the version of the one given
/// (0: there is none), and gets the next.
#[must_use = "an operation does nothing until `.send().await`"]
pub struct Put<E: Entity, R = returning::Nothing> {
    pub(super) write: PutWrite<E>,
    returning: PhantomData<fn() -> R>,
}

/// Writes a new item; made by a repository's `create`. `N` is what it answers: nothing, or the
/// whole entity where values were generated.
#[must_use = "an operation does nothing until `.send().await`"]
pub struct Create<E: Entity, N = ()> {
    write: PutWrite<E>,
    created: N,
}

/// What both have in common: the item, encoded, and the conditions on the one it replaces.
pub(super) struct PutWrite<E: Entity> {
    pub(super) table: Table<E::Table>,
    item: Result<EncodedItem, Error>,
    conditions: Vec<Node>,
    now: Timestamp,
    /// The version that is replaced, of an entity that has one.
    replaces: Option<u64>,
    /// The guards of a new item's unique values.
    guards: Result<Vec<Guard>, KeyError>,
    /// Whether the key has an identifier that no other operation has made.
    has_own_key: bool,
    /// Whether an item of another entity stays, also where it has expired.
    leaves_others: bool,
}

impl<E: Entity> PutWrite<E> {
    /// A write in place of the version that the entity has.
    fn replacing(table: Table<E::Table>, entity: &E) -> Self {
        let replaces = entity.version();
        let now = table.clock().now();
        let mut write = Self::new(table, entity, version::next(replaces.unwrap_or(0)), now);
        write.replaces = replaces;
        let condition = replaces.zip(version::attribute::<E>());
        let condition = condition.map(|(replaced, name)| version::equals(name, replaced));
        write.conditions.extend(condition);
        write.leaves_others = shares_on_purpose::<E>();
        write
    }

    /// A write where there is no item.
    fn creating(table: Table<E::Table>, entity: &E, now: Timestamp) -> Self {
        let mut write = Self::new(table, entity, version::next(0), now);
        write
            .conditions
            .push(Node::not_exists(layout::<E>().pk.name));
        write.guards = unique::guards::<E>(entity);
        write.leaves_others = ttl::attribute::<E>().is_some();
        write
    }

    fn new(table: Table<E::Table>, entity: &E, version: AttributeValue, now: Timestamp) -> Self {
        let as_text = table.connection().encodes_text();
        let item = entity.visit(WholeItem {
            now,
            version: &version,
            as_text,
        });
        let item = item.map_err(Error::from);
        Self {
            table,
            now,
            item,
            conditions: Vec::new(),
            replaces: None,
            guards: Ok(Vec::new()),
            has_own_key: false,
            leaves_others: false,
        }
    }

    /// The writes of the guards, which belong into one transaction with the item.
    fn take_guards(&mut self) -> Result<Vec<GuardWrite>, Error> {
        let guards = std::mem::replace(&mut self.guards, Ok(Vec::new()))?;
        let Ok(item) = &self.item else {
            // What is wrong with the item is said where it is written.
            return Ok(Vec::new());
        };
        let owner = Owner {
            table: self.table.name(),
            key: &item.key,
            ttl: item.ttl.clone(),
            now: self.now,
        };
        let writes = guards.into_iter().map(|guard| owner.create::<E>(guard));
        writes.collect()
    }

    /// The condition, and the data.
    fn parts(self) -> Result<(Option<String>, Payload), Error> {
        let conditions = self.conditions;
        let (condition, placeholders) = if self.leaves_others {
            condition_on_own::<E>(conditions, self.now)?
        } else {
            condition::<E>(conditions, self.now)?
        };
        Ok((condition, Payload::of_item(self.item?, placeholders)))
    }

    /// The request, which answers the item before it if so said.
    fn draft(self, returning: ReturnValue) -> Result<Draft<PutItemInputBuilder>, Error> {
        let table = self.table.clone();
        let (condition, payload) = self.parts()?;
        let on_failure = condition
            .is_some()
            .then_some(ReturnValuesOnConditionCheckFailure::AllOld);
        // DynamoDB answers no item that a put has written.
        let old = Some(returning).filter(|returning| *returning == ReturnValue::AllOld);
        let builder = PutItemInput::builder()
            .table_name(table.name())
            .set_condition_expression(condition)
            .set_return_values(old)
            .set_return_values_on_condition_check_failure(on_failure)
            .set_return_consumed_capacity(table.connection().capacity());
        Ok(Draft::new(builder, payload))
    }

    /// The write as a part of a transaction.
    fn into_operation(mut self, operation: &'static str) -> Result<WriteOperation, Error> {
        let guards = self.take_guards()?;
        let (table, now, replaces) = (self.table.clone(), self.now, self.replaces);
        let (condition, payload) = self.parts()?;
        let put = TransactPut::builder()
            .table_name(table.name())
            .set_condition_expression(condition)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let part = TransactPart::new(TransactKind::Put(put), payload);
        let operation = WriteOperation::new::<E>(operation, &table, part, now);
        let operation = operation.meeting(Meets::None);
        Ok(operation.replacing(replaces).with_guards(guards))
    }

    /// The write without conditions; `None` where it has some.
    pub(super) fn into_plain(self) -> Result<Option<EncodedItem>, Error> {
        let plain = self.item?;
        Ok(self.conditions.is_empty().then_some(plain))
    }

    /// The sending of it, or of what it is a part of.
    fn call(&self, operation: &'static str) -> Call {
        let subject = Subject::new(operation, E::SCHEMA.name);
        let key = || self.item.as_ref().ok().map(|item| item.key.clone());
        Call::new(self.table.connection(), subject).about(key)
    }

    async fn send(self, call: &Call, returning: ReturnValue) -> Result<Option<Item>, Error> {
        let (now, replaces) = (self.now, self.replaces);
        let draft = self.draft(returning.clone())?;
        let written = (returning == ReturnValue::AllNew)
            .then(|| draft.payload.item())
            .flatten();
        let answer = call.send(&draft).await.map_err(Error::from);
        let answer = answer.map_err(|error| {
            let error = if shares_on_purpose::<E>() {
                others_exist::<E>(error)
            } else {
                error
            };
            version::conflict::<E>(ttl::hide_expired::<E>(error, now), replaces)
        })?;
        let old = answer.output.attributes;
        Ok(written.or(old.filter(|item| !ttl::is_expired::<E>(item, now))))
    }
}

impl<E: Entity> PutWrite<E> {
    /// Writes a new item, with its guards if it has some.
    async fn create(self, call: &Call) -> Result<(), Error> {
        if unique::is_guarded::<E>() {
            let table = self.table.clone();
            return send_alone::<E>(self.into_operation("create")?, &table, call).await;
        }
        let (now, has_own_key) = (self.now, self.has_own_key);
        let draft = self.draft(ReturnValue::None)?;
        let Err(failed) = call.send(&draft).await else {
            return Ok(());
        };
        match ttl::hide_expired::<E>(failed.error, now) {
            Error::ConditionFailed { entity, item } => {
                // The answer to an earlier try was lost: the item that is there is the one that was sent.
                let sent = draft.payload.item().filter(|_| has_own_key);
                let is_own = sent
                    .zip(item)
                    .is_some_and(|(sent, stored)| is_same_item(&sent, &stored.0));
                if is_own {
                    return Ok(());
                }
                Err(Error::AlreadyExists { entity })
            }
            error => Err(error),
        }
    }
}

/// Whether the primary key has a random identifier of this operation's own.
fn has_own_key<E: Entity, N: NewItem<E>>(table: &Table<E::Table>) -> bool {
    let schema = E::SCHEMA;
    let mut random = schema
        .attributes
        .iter()
        .filter(|attribute| attribute.random);
    let in_key = |slot| schema.is_in_key(slot);
    N::GENERATES
        && table.sources().ids.are_random()
        && (random.any(|attribute| in_key(attribute.slot))
            || schema.key_only.iter().any(|field| field.random))
}

impl<E: Entity> Put<E> {
    pub(crate) fn new(table: Table<E::Table>, entity: &E) -> Self {
        Self {
            write: PutWrite::replacing(table, entity),
            returning: PhantomData,
        }
    }

    /// Answers the item as it is now: as it was given, with its version advanced and its time to
    /// live begun. If it cannot be read back, [`Error::write_happened`] is true of the error.
    pub fn return_new(self) -> Put<E, returning::New> {
        Put {
            write: self.write,
            returning: PhantomData,
        }
    }

    /// Answers the item that was replaced; `None` where there was none, or one of another entity. If it
    /// does not fit the entity, the answer is an `Error::Decode`, of which [`Error::write_happened`] is
    /// true.
    pub fn return_old(self) -> Put<E, returning::Old> {
        Put {
            write: self.write,
            returning: PhantomData,
        }
    }
}

impl<E: Entity, R: Returning<E>> Put<E, R> {
    /// Writes only if the condition holds for the stored item (an absent one has no attributes).
    /// Several conditions must all hold.
    pub fn condition(mut self, condition: Condition<E>) -> Self {
        self.write.conditions.push(condition.node);
        self
    }

    /// The SDK input that it stands for. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When a key cannot be built, a value cannot be stored, or the condition breaks a limit.
    pub fn into_input(self) -> Result<PutItemInput, Error> {
        self.write.draft(R::VALUES)?.into_input()
    }

    /// Writes the item.
    ///
    /// # Errors
    ///
    /// `VersionConflict` when the stored item has another version, `ConditionFailed` when a
    /// condition does not hold, `AlreadyExists` where the entity shares its keys on purpose and an item of
    /// the other has this one; besides, when a key cannot be built, a value cannot be stored, a
    /// limit is broken, or the request fails.
    pub async fn send(self) -> Result<R::Answer, Error> {
        let call = self.write.call("put");
        let answer = self.write.send(&call, R::VALUES).await;
        call.end(answer.and_then(R::read))
    }
}

impl<E: Entity, N> Create<E, N> {
    pub(crate) fn new<I: NewItem<E, Created = N>>(table: Table<E::Table>, new: I) -> Self {
        let now = table.clock().now();
        let sources = table.sources().at(now);
        let has_own_key = has_own_key::<E, I>(&table);
        let (created, mut write) =
            new.build(&sources, |entity| PutWrite::creating(table, entity, now));
        write.has_own_key = has_own_key;
        Self { write, created }
    }

    /// What the creation will answer: the whole entity, with the values that were generated when
    /// this operation was made. They do not change when it is sent, alone or in a transaction.
    pub fn created(&self) -> &N {
        &self.created
    }

    /// The SDK input that it stands for. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When a key cannot be built or a value cannot be stored.
    pub fn into_input(self) -> Result<PutItemInput, Error>
    where
        E::Checks: Unguarded,
    {
        self.write.draft(ReturnValue::None)?.into_input()
    }

    /// Writes the item.
    ///
    /// Where the SDK sends the request again because an answer was lost, an item whose key has an
    /// identifier that this operation made (`uuid`, `uuid_v7` or `ksuid`, not from
    /// [`with_ids`](crate::Table::with_ids)) is known as its own, and is no `AlreadyExists`.
    ///
    /// # Errors
    ///
    /// `AlreadyExists` when the key is taken, by an item of whichever entity; `UniqueViolation` when another item has a value that
    /// is unique; besides, when a key cannot be built, a value cannot be stored, a limit is broken,
    /// or the request fails.
    pub async fn send(self) -> Result<N, Error> {
        let call = self.write.call("create");
        call.end(self.write.create(&call).await)?;
        Ok(self.created)
    }
}

impl<E: Entity, N> TransactWrite for Create<E, N> {
    fn into_write(self) -> Result<Option<WriteOperation>, Error> {
        self.write.into_operation("create").map(Some)
    }
}

impl<E: Entity> TransactWrite for Put<E>
where
    E::Checks: Unguarded,
{
    fn into_write(self) -> Result<Option<WriteOperation>, Error> {
        let operation = self.write.into_operation("put")?;
        Ok(Some(operation.meeting(Meets::Any)))
    }
}

debug_fields!([E: Entity, R] Put<E, R>, |_| entity: E::SCHEMA.name);

debug_fields!([E: Entity, N] Create<E, N>, |_| entity: E::SCHEMA.name);
