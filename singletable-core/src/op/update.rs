//! Changing one item.

use super::get::built;
use super::{Returning, returning};
use crate::Timestamp;
use crate::attr::Attr;
use crate::entity::{Entity, EntityKey, index_halves, layout, type_index_sort_key};
use crate::error::Error;
use crate::exec::{self, Subject, absent_is_not_found};
use crate::expr::names::Placeholders;
use crate::expr::node::{Expression, Node};
use crate::expr::roles::{AnyVersion, Given, Keyed};
use crate::expr::update::{Changes, still_holds};
use crate::expr::{
    Arithmetic, Condition, ExpressionError, InsertOnly, KeyGroup, KeyGroupAttrs, ListValue,
    NotInKey, NumberValue, Removable, SetValue, Settable, Unguarded, UpdateMode,
};
use crate::generate::Generate;
use crate::item::codec::{Codec, NumberCodec, Serde, Set};
use crate::item::{Item, ItemKey, ItemWriter};
use crate::key::{DynKeyField, KeyValues};
use crate::listing;
use crate::table::Table;
use crate::ttl::{self, Lifetime};
use crate::value::IntoValue;
use crate::version;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemInput;
use aws_sdk_dynamodb::operation::update_item::UpdateItemInput;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemInputBuilder;
use aws_sdk_dynamodb::types::{
    AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure, Update as TransactUpdate,
};
use std::fmt;
use std::marker::PhantomData;

/// Changes the item of one key; made by a repository's `update`.
///
/// It needs an item, and fails with `NotFound` where there is none, unless
/// [`upsert`](Update::upsert) asks for one to be made. The keys of indexes follow by themselves:
/// setting a field that is all that varies in an index key rewrites that key; a field that shares
/// one with others has no plain `set` (see [`set_key`](Update::set_key) and
/// [`given`](Update::given)); setting an optional field to nothing takes the item out of the index.
///
/// Each path may be changed once, and the expression is at most 4 KB.
#[must_use = "an operation does nothing until `.send().await`"]
pub struct Update<E: Entity, M = Keyed, R = returning::Nothing> {
    pub(super) table: Table<E::Table>,
    key: E::Key,
    changes: Changes,
    conditions: Vec<Node>,
    loaded: Option<Loaded>,
    upsert: bool,
    now: Timestamp,
    /// The version that is changed, if one was given.
    pub(super) replaces: Option<u64>,
    error: Option<Error>,
    types: PhantomData<fn() -> (M, R)>,
}

/// What `given` keeps of the loaded item.
pub(super) struct Loaded {
    values: Vec<(usize, Box<dyn DynKeyField>)>,
    pub(super) attributes: Item,
}

impl<E: Entity> Update<E> {
    pub(crate) fn new(table: Table<E::Table>, key: E::Key) -> Self {
        Self {
            now: table.clock().now(),
            table,
            key,
            changes: Changes::default(),
            conditions: Vec::new(),
            loaded: None,
            upsert: false,
            replaces: None,
            error: None,
            types: PhantomData,
        }
    }

    /// Changes the item as it was loaded. Fields that share an index key with others can be set
    /// alone: the others are taken from the loaded item, on the condition that the stored item
    /// still has them. Of an entity with a version, the stored item must have the loaded one.
    pub fn given(mut self, item: &E) -> Update<E, Given> {
        match load::<E>(item) {
            Ok((key, loaded)) => {
                if self.key.item_key().is_ok_and(|own| own != key) {
                    let other = Error::expression::<E>(ExpressionError::OtherItem);
                    self.error.get_or_insert(other);
                }
                self.loaded = Some(loaded);
                self.replaces = item.version();
            }
            Err(error) => {
                self.error.get_or_insert(error);
            }
        }
        self.with_types()
    }

    /// Changes the item whichever its version is, and advances it.
    pub fn any_version(self) -> Update<E, AnyVersion> {
        self.with_types()
    }
}

/// The key and the stored attributes of a loaded item, and its values that stand in index keys.
pub(super) fn load<E: Entity>(item: &E) -> Result<(ItemKey, Loaded), Error> {
    let mut writer = ItemWriter::new(E::SCHEMA.name, E::SCHEMA.attributes.len());
    item.write_attributes(&mut writer)?;
    let slots = E::SCHEMA.attributes.iter().map(|attribute| attribute.slot);
    let values = slots
        .filter_map(|slot| Some((slot, item.key_value(slot)?.boxed())))
        .collect();
    let loaded = Loaded {
        values,
        attributes: writer.into_item(),
    };
    Ok((item.item_key()?, loaded))
}

impl<E: Entity, M, R> Update<E, M, R> {
    pub(super) fn key(&self) -> &E::Key {
        &self.key
    }

    pub(super) fn is_upsert(&self) -> bool {
        self.upsert
    }

    /// Changes an attribute whose stored form is known.
    pub(super) fn change_stored(
        &mut self,
        attribute: &str,
        value: Option<AttributeValue>,
        slot: Option<usize>,
        key: Option<Box<dyn DynKeyField>>,
    ) {
        self.changes.change_stored(attribute, value, slot, key);
    }

    pub(super) fn expect(&mut self, condition: Node) {
        self.conditions.push(condition);
    }

    fn with_types<N, S>(self) -> Update<E, N, S> {
        Update {
            table: self.table,
            key: self.key,
            changes: self.changes,
            conditions: self.conditions,
            loaded: self.loaded,
            upsert: self.upsert,
            now: self.now,
            replaces: self.replaces,
            error: self.error,
            types: PhantomData,
        }
    }

    /// Sets the attribute to the value.
    pub fn set<T, K, C>(mut self, attr: Attr<E, T, K, C>, value: impl IntoValue<T>) -> Self
    where
        K: Settable<E, T, M>,
        C: Codec<T>,
    {
        self.changes
            .set::<E, T, K, C, M>(&attr, &value.into_value());
        self
    }

    /// Sets the attribute to the value, or removes it where there is none.
    pub fn set_or_remove<T, K, C>(mut self, attr: Attr<E, T, K, C>, value: Option<T>) -> Self
    where
        K: Settable<E, T, M> + Removable<E>,
        C: Codec<T>,
    {
        match value {
            Some(value) => self.changes.set::<E, T, K, C, M>(&attr, &value),
            None => self.changes.remove(&attr),
        }
        self
    }

    /// Sets all fields that share keys of an index, and rewrites those keys:
    /// `.set_key(Post::BY_STATUS_KEY, (status, created_at))`.
    pub fn set_key<A, V>(mut self, group: KeyGroup<E, A>, values: V) -> Self
    where
        A: KeyGroupAttrs<E, V>,
    {
        self.changes.set_key(group, values, false);
        self
    }

    /// Like [`set_key`](Self::set_key), for an item that does not have the fields yet; one that
    /// has them keeps them. An item with some of the fields only is `ConditionFailed`: its key
    /// would be made of old values and new ones.
    pub fn set_key_if_absent<A, V>(mut self, group: KeyGroup<E, A>, values: V) -> Self
    where
        A: KeyGroupAttrs<E, V>,
    {
        self.changes.set_key(group, values, true);
        self
    }

    /// Sets the attribute to the value where the item does not have it. Of a field of an index
    /// key, an item has both the field and the key, or neither: with just one of them the update
    /// is `ConditionFailed`.
    pub fn set_if_absent<T, K, C>(
        mut self,
        attr: Attr<E, T, K, C>,
        value: impl IntoValue<T>,
    ) -> Self
    where
        K: InsertOnly<E, T>,
        C: Codec<T>,
    {
        self.changes.set_if_absent(&attr, &value.into_value());
        self
    }

    /// Sets the attribute to what another attribute holds, which is stored in the same way, or to
    /// the value where the item does not have that one.
    pub fn set_from<T, K, C, L>(
        mut self,
        attr: Attr<E, T, K, C>,
        reference: Attr<E, T, L, C>,
        or: impl IntoValue<T>,
    ) -> Self
    where
        K: NotInKey<E>,
        C: Codec<T>,
    {
        self.changes.set_from(&attr, &reference, &or.into_value());
        self
    }

    /// Removes the attribute. If it stands in an index, the item leaves that index.
    pub fn remove<T, K, C>(mut self, attr: Attr<E, T, K, C>) -> Self
    where
        K: Removable<E>,
    {
        self.changes.remove(&attr);
        self
    }

    /// Adds to a number; a missing one counts as 0. Atomic: concurrent additions all count.
    pub fn add<T, K, C>(mut self, attr: Attr<E, T, K, C>, value: impl IntoValue<T>) -> Self
    where
        T: NumberValue,
        K: Arithmetic<E>,
        C: NumberCodec<T>,
    {
        self.changes.add(&attr, &value.into_value(), false);
        self
    }

    /// Subtracts from a number; a missing one counts as 0. Atomic.
    pub fn subtract<T, K, C>(mut self, attr: Attr<E, T, K, C>, value: impl IntoValue<T>) -> Self
    where
        T: NumberValue,
        K: Arithmetic<E>,
        C: NumberCodec<T>,
    {
        self.changes.add(&attr, &value.into_value(), true);
        self
    }

    /// Adds to a number that must be there: without it the update is `ConditionFailed`.
    pub fn increment<T, K, C>(mut self, attr: Attr<E, T, K, C>, value: impl IntoValue<T>) -> Self
    where
        T: NumberValue,
        K: Arithmetic<E>,
        C: Codec<T> + NumberCodec<T>,
    {
        self.changes.increment(&attr, &value.into_value(), false);
        self.conditions.push(attr.exists().node);
        self
    }

    /// Subtracts from a number that must be there: without it the update is `ConditionFailed`.
    pub fn decrement<T, K, C>(mut self, attr: Attr<E, T, K, C>, value: impl IntoValue<T>) -> Self
    where
        T: NumberValue,
        K: Arithmetic<E>,
        C: Codec<T> + NumberCodec<T>,
    {
        self.changes.increment(&attr, &value.into_value(), true);
        self.conditions.push(attr.exists().node);
        self
    }

    /// Appends elements to a list; a missing list counts as empty.
    pub fn append<T, K, V>(
        mut self,
        attr: Attr<E, T, K, Serde>,
        elements: impl IntoIterator<Item = V>,
    ) -> Self
    where
        T: ListValue,
        V: IntoValue<T::Element>,
        K: NotInKey<E>,
        Serde: Codec<Vec<T::Element>>,
    {
        let elements = elements.into_iter().map(IntoValue::into_value).collect();
        self.changes.join(&attr, &elements, false);
        self
    }

    /// Puts elements before a list; a missing list counts as empty.
    pub fn prepend<T, K, V>(
        mut self,
        attr: Attr<E, T, K, Serde>,
        elements: impl IntoIterator<Item = V>,
    ) -> Self
    where
        T: ListValue,
        V: IntoValue<T::Element>,
        K: NotInKey<E>,
        Serde: Codec<Vec<T::Element>>,
    {
        let elements = elements.into_iter().map(IntoValue::into_value).collect();
        self.changes.join(&attr, &elements, true);
        self
    }

    /// Inserts elements into a set; a missing set counts as empty. Without elements it is no
    /// change, and an update without any change is an error.
    pub fn insert_into<T, K, V>(
        mut self,
        attr: Attr<E, T, K, Set>,
        elements: impl IntoIterator<Item = V>,
    ) -> Self
    where
        T: SetValue,
        V: IntoValue<T::Element>,
        K: NotInKey<E>,
        Set: Codec<T>,
    {
        let elements = elements.into_iter().map(IntoValue::into_value);
        self.changes.change_set(&attr, elements, true);
        self
    }

    /// Deletes elements from a set. Without elements it is no change, and an update without any
    /// change is an error.
    pub fn delete_from<T, K, V>(
        mut self,
        attr: Attr<E, T, K, Set>,
        elements: impl IntoIterator<Item = V>,
    ) -> Self
    where
        T: SetValue,
        V: IntoValue<T::Element>,
        K: NotInKey<E>,
        Set: Codec<T>,
    {
        let elements = elements.into_iter().map(IntoValue::into_value);
        self.changes.change_set(&attr, elements, false);
        self
    }

    /// Changes the item only if the condition holds for it. Several conditions must all hold.
    pub fn condition(mut self, condition: Condition<E>) -> Self {
        self.conditions.push(condition.node);
        self
    }

    /// Makes the item where there is none, or an expired one, with the key's own fields and the
    /// type. An expired item is deleted first, which takes two requests more; in a transaction it
    /// makes the upsert `ConditionFailed`. Every required
    /// attribute must then be among the changes: [`set_if_absent`](Self::set_if_absent) gives
    /// values of a new item without overwriting those of an old one. Conditions are asked of an
    /// absent item too.
    pub fn upsert(mut self) -> Self
    where
        E::Checks: Unguarded,
    {
        self.upsert = true;
        self
    }

    /// Begins the item's declared lifetime again: it expires that long after this operation was
    /// made.
    pub fn refresh_ttl(mut self) -> Self
    where
        E: Lifetime,
        E::Checks: Unguarded,
    {
        if let Some((attribute, expires)) = ttl::fresh::<E>(self.now) {
            self.changes.set_attribute(attribute, expires, false);
        }
        self
    }

    /// Answers the item as it is after the update. If it does not fit the entity, the answer is an
    /// `Error::Decode`, and the update has happened.
    pub fn return_new(self) -> Update<E, M, returning::New> {
        self.with_types()
    }

    /// Answers the item as it was before the update; `None` where an upsert made it. If it does
    /// not fit the entity, the answer is an `Error::Decode`, and the update has happened.
    pub fn return_old(self) -> Update<E, M, returning::Old> {
        self.with_types()
    }
}

impl<E: Entity, M: Send + Sync, R: Returning<E>> Update<E, M, R> {
    /// Adds what is generated, beside what the caller changes. Without such a change there is
    /// nothing to do, and an empty update stays one.
    fn generate(&mut self) {
        if self.changes.is_empty() && !self.upsert {
            return;
        }
        let mut generate = Generate {
            changes: &mut self.changes,
            sources: self.table.sources(),
        };
        E::on_update(&mut generate);
        if self.upsert {
            E::on_upsert(&mut generate);
        }
    }

    /// Of an entity with a version: the item gets the next one, and must have the one that was
    /// loaded.
    fn advance_version(&mut self) {
        let Some(name) = version::attribute::<E>() else {
            return;
        };
        if self.changes.is_empty() && !self.upsert {
            return;
        }
        match self.replaces {
            Some(replaced) => {
                self.conditions.push(version::is(name, replaced));
                self.changes
                    .set_attribute(name, version::next(replaced), false);
            }
            None => self.changes.count_up(name),
        }
    }

    fn builder(mut self) -> Result<(ItemKey, UpdateItemInputBuilder), Error> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        let key = self.key.item_key()?;
        self.generate();
        self.advance_version();
        let rest = Rest {
            key: &self.key,
            loaded: self.loaded.as_ref(),
        };
        let followed = self.changes.follow_indexes::<E>(&rest, self.upsert)?;
        self.conditions.extend(followed.conditions);
        self.conditions.extend(self.changes.take_conditions());
        if let Some(loaded) = &self.loaded {
            let taken = followed.taken.into_iter();
            let taken = taken.filter(|slot| self.key.key_value(*slot).is_none());
            for attribute in taken.filter_map(|slot| E::SCHEMA.attribute(slot)) {
                self.conditions.push(still_holds::<E>(
                    attribute.name,
                    Some(attribute),
                    &loaded.attributes,
                ));
            }
        }
        if self.upsert {
            complete_upsert::<E>(&self.key, &mut self.changes, self.now)?;
            // An expired item is not there; what is left of it must not become part of a new one.
            self.conditions.extend(ttl::not_expired::<E>(self.now));
        } else {
            self.conditions.insert(0, Node::exists(layout::<E>().pk));
            self.conditions = ttl::seen_through::<E>(self.conditions, self.now);
        }
        let fail = Error::expression::<E>;
        let mut placeholders = Placeholders::default();
        let update = self.changes.render::<E>(&mut placeholders).map_err(fail)?;
        let condition = Expression::all(self.conditions, &mut placeholders).map_err(fail)?;
        let on_failure = condition
            .is_some()
            .then_some(ReturnValuesOnConditionCheckFailure::AllOld);
        let (names, values) = placeholders.into_maps();
        let builder = UpdateItemInput::builder()
            .table_name(self.table.name())
            .set_key(Some(key.attributes().clone()))
            .update_expression(update)
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
    /// When the key or an index key cannot be built, a value cannot be stored, the update is empty
    /// or touches a path twice, or an expression breaks a limit.
    pub fn into_input(self) -> Result<UpdateItemInput, Error>
    where
        M: UpdateMode<E::Checks>,
    {
        built(self.builder()?.1.build())
    }

    /// The write as a part of a transaction.
    pub(super) fn into_transact(self) -> Result<(ItemKey, TransactUpdate), Error> {
        let (key, builder) = self.builder()?;
        let input = built(builder.build())?;
        let update = TransactUpdate::builder()
            .set_table_name(input.table_name)
            .set_key(input.key)
            .set_update_expression(input.update_expression)
            .set_condition_expression(input.condition_expression)
            .set_expression_attribute_names(input.expression_attribute_names)
            .set_expression_attribute_values(input.expression_attribute_values)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build();
        Ok((key, built(update)?))
    }

    /// Changes the item.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is no item, `VersionConflict` when it has another version than the
    /// loaded one, `ConditionFailed` when a condition does not hold,
    /// `MissingDocument` when a path leads into a map or a list that the item does not have;
    /// besides, what [`into_input`](Self::into_input) refuses, and failed requests.
    pub fn send(self) -> impl Future<Output = Result<R::Answer, Error>> + Send
    where
        M: UpdateMode<E::Checks>,
    {
        self.run()
    }

    pub(super) async fn run(self) -> Result<R::Answer, Error> {
        let (table, now, upsert) = (self.table.clone(), self.now, self.upsert);
        let replaces = self.replaces;
        let (key, builder) = self.builder()?;
        let subject = Subject {
            operation: if upsert { "upsert" } else { "update" },
            table: table.name(),
            entity: E::SCHEMA.name,
            index: None,
        };
        let mut answer = exec::run(subject, builder.clone().send_with(table.client())).await;
        if upsert
            && let Err(error) = &answer
            && let Some(expired) = expired_item::<E>(error, now)
        {
            delete_expired::<E>(&table, key, expired).await?;
            answer = exec::run(subject, builder.send_with(table.client())).await;
        }
        let answer = answer.map_err(|error| {
            let error = ttl::hide_expired::<E>(error, now);
            let error = if upsert {
                error
            } else {
                absent_is_not_found(error)
            };
            version::conflict::<E>(error, replaces)
        })?;
        let old = R::VALUES == ReturnValue::AllOld;
        let attributes = answer.attributes;
        R::read(attributes.filter(|item| !(old && ttl::is_expired::<E>(item, now))))
    }
}

/// The item that kept an upsert from happening because it has expired.
fn expired_item<E: Entity>(error: &Error, now: Timestamp) -> Option<&Item> {
    match error {
        Error::ConditionFailed {
            item: Some(item), ..
        } if ttl::is_expired::<E>(&item.0, now) => Some(&item.0),
        _ => None,
    }
}

/// Deletes an expired item, unless another request has given it more time since.
async fn delete_expired<E: Entity>(
    table: &Table<E::Table>,
    key: ItemKey,
    item: &Item,
) -> Result<(), Error> {
    let Some(name) = ttl::attribute::<E>() else {
        return Ok(());
    };
    let same = item
        .get(name)
        .map(|expires| Node::equals(name, expires.clone()));
    let mut placeholders = Placeholders::default();
    let condition = Expression::all(same.into_iter().collect(), &mut placeholders)
        .map_err(Error::expression::<E>)?;
    let (names, values) = placeholders.into_maps();
    let delete = DeleteItemInput::builder()
        .table_name(table.name())
        .set_key(Some(key.into_attributes()))
        .set_condition_expression(condition)
        .set_expression_attribute_names(names)
        .set_expression_attribute_values(values);
    let subject = Subject {
        operation: "delete",
        table: table.name(),
        entity: E::SCHEMA.name,
        index: None,
    };
    match exec::run(subject, delete.send_with(table.client())).await {
        // The other request's item is what the upsert now meets.
        Ok(_) | Err(Error::ConditionFailed { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Adds what a new item needs besides the changes: the key's fields and the type.
fn complete_upsert<E: Entity>(
    key: &E::Key,
    changes: &mut Changes,
    now: Timestamp,
) -> Result<(), Error> {
    let layout = layout::<E>();
    let mut writer = ItemWriter::new(E::SCHEMA.name, 2);
    key.write_attributes(&mut writer)?;
    for (attribute, value) in writer.into_item() {
        changes.set_attribute(&attribute, value, false);
    }
    let type_name = AttributeValue::S(E::SCHEMA.type_name.to_owned());
    changes.set_attribute(layout.type_attribute, type_name, false);
    if let Some((attribute, shard)) = listing::shard::<E>(&key.item_key()?) {
        changes.set_attribute(attribute, shard, true);
    }
    if let Some((attribute, _)) = type_index_sort_key::<E>()
        && E::SCHEMA.type_sk.is_none()
    {
        changes.set_attribute(attribute, AttributeValue::S(now.to_string()), true);
    }
    if let Some((attribute, expires)) = ttl::fresh::<E>(now)
        && !changes.gives(attribute)
    {
        changes.set_attribute(attribute, expires, true);
    }
    let missing: Vec<_> = E::SCHEMA
        .attributes
        .iter()
        .filter(|attribute| {
            let needed =
                attribute.required || (!attribute.optional && in_index::<E>(attribute.slot));
            needed && !changes.gives(attribute.name)
        })
        .map(|attribute| attribute.name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::expression::<E>(ExpressionError::UpsertIncomplete {
        entity: E::SCHEMA.name,
        attributes: missing,
    }))
}

/// Whether the field stands in a key of an index. Such a key of a new item cannot be written
/// without it, whatever default the field is read with.
fn in_index<E: Entity>(slot: usize) -> bool {
    index_halves::<E>()
        .flatten()
        .any(|half| half.template.mentions(slot))
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

impl<E: Entity, M, R> fmt::Debug for Update<E, M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Update")
            .field("entity", &E::SCHEMA.name)
            .field("upsert", &self.upsert)
            .finish_non_exhaustive()
    }
}
