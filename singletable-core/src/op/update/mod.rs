//! Changing one item.

mod forms;
mod request;
mod upsert;

use super::returning;
use crate::entity::{Entity, EntityKey};
use crate::error::Error;
use crate::expr::attr::Attr;
use crate::expr::node::{Node, Operand};
use crate::expr::roles::{AnyVersion, Given, Keyed};
use crate::expr::update::Changes;
use crate::expr::{
    Arithmetic, Condition, ExpressionError, InsertOnly, KeyGroup, KeyGroupAttrs, ListValue,
    NotInKey, Removable, SetValue, Settable, Unguarded,
};
use crate::item::codec::{Codec, NumberCodec, Parts, SetCodec};
use crate::item::{ItemKey, ItemWriter};
use crate::key::DynKeyField;
use crate::life::ttl::Lifetime;
use crate::life::{ttl, version};
use crate::op::debug::debug_fields;
use crate::schema::sharing::is_one_entity;
use crate::table::Table;
use crate::value::{IntoValue, Item, Timestamp};
use aws_sdk_dynamodb::types::AttributeValue;
use std::borrow::Cow;
use std::marker::PhantomData;

/// Changes the item of one key; made by a repository's `update`.
///
/// It needs an item, and fails with `NotFound` where there is none, unless
/// [`upsert`](Update::upsert) asks for one to be made. An item of another entity with the same key counts
/// as none, and stays as it is. The keys of indexes follow by themselves:
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
    loaded: Option<Box<Loaded>>,
    /// Attributes that the stored item is to have as the loaded one has them.
    expected: Vec<Cow<'static, str>>,
    upsert: bool,
    /// Whether the keys of all indexes are written, also of those that no change touches.
    all_keys: bool,
    /// Whether an upsert has met an item, and goes on as an update of that.
    meets_item: bool,
    now: Timestamp,
    /// The version that is changed, if one was given.
    pub(super) replaces: Option<u64>,
    /// Boxed, as the update is handed on with every step of a chain.
    error: Option<Box<Error>>,
    types: PhantomData<fn() -> (M, R)>,
}

/// What `given` keeps of the loaded item.
#[derive(Clone)]
pub(super) struct Loaded {
    values: Vec<(usize, Box<dyn DynKeyField>)>,
    pub(super) attributes: Item,
    /// The forms that conditions ask for: those that the attributes are written in, or those that
    /// are stored. The primary key is among them.
    pub(super) forms: Item,
}

impl<E: Entity> Update<E> {
    pub(crate) fn new(table: Table<E::Table>, key: E::Key) -> Self {
        const { is_one_entity(E::SCHEMA) };
        Self {
            now: table.clock().now(),
            table,
            key,
            changes: Changes::of(E::SCHEMA.attributes),
            conditions: Vec::new(),
            loaded: None,
            expected: Vec::new(),
            upsert: false,
            all_keys: false,
            meets_item: false,
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
                    let other = Error::expression(E::SCHEMA.name, ExpressionError::OtherItem);
                    self.error.get_or_insert_with(|| Box::new(other));
                }
                for name in version::identity::<E>(&loaded.attributes) {
                    self.expect(name);
                }
                self.loaded = Some(Box::new(loaded));
                self.replaces = item.version();
            }
            Err(error) => {
                self.error.get_or_insert_with(|| Box::new(error));
            }
        }
        self.with_types()
    }

    /// Changes the item whichever its version is, and advances it.
    pub fn any_version(self) -> Update<E, AnyVersion> {
        self.with_types()
    }
}

impl<E: Entity, M, R> Update<E, M, R> {
    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    /// Changes an attribute whose stored form is known.
    pub(super) fn change_stored(
        &mut self,
        attribute: impl Into<Cow<'static, str>>,
        value: Option<AttributeValue>,
        slot: Option<usize>,
        key: Option<Box<dyn DynKeyField>>,
    ) {
        self.changes.change_stored(attribute, value, slot, key);
    }

    /// Changes the value at the end of a path into an attribute that is changed.
    pub(super) fn change_path(&mut self, slot: usize, value: Option<Box<dyn DynKeyField>>) {
        self.changes.touch_path(slot, value, false);
    }

    /// Asks that the stored item has the attribute as the loaded one has it.
    pub(super) fn expect(&mut self, attribute: impl Into<Cow<'static, str>>) {
        let attribute = attribute.into();
        if !self.expected.contains(&attribute) {
            self.expected.push(attribute);
        }
    }

    /// Writes the keys of all indexes, as they follow from the loaded item and the changes.
    pub(super) fn write_all_keys(&mut self) {
        self.all_keys = true;
    }

    fn with_types<N, S>(self) -> Update<E, N, S> {
        Update {
            table: self.table,
            key: self.key,
            changes: self.changes,
            conditions: self.conditions,
            loaded: self.loaded,
            expected: self.expected,
            upsert: self.upsert,
            all_keys: self.all_keys,
            meets_item: self.meets_item,
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
        let changes = &mut self.changes;
        value.with_value(|value| changes.set::<E, T, K, C, M>(&attr, value));
        self
    }

    /// Sets the attribute to the value, or to `None`, in the form in which a put of the whole item stores it.
    ///
    /// That form is usually no attribute: it is removed. It is a null for a field with `#[entity(null)]`, and
    /// for one of a nested struct whose default for the field is another value than `None`.
    /// [`remove`](Self::remove) removes the attribute in any case.
    pub fn set_or_remove<T, K, C>(mut self, attr: Attr<E, T, K, C>, value: Option<T>) -> Self
    where
        K: Settable<E, T, M> + Removable<E>,
        C: Codec<T>,
    {
        match value {
            Some(value) => self.changes.set::<E, T, K, C, M>(&attr, &value),
            None => self.changes.set_none(&attr),
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
    ///
    /// To DynamoDB, a null that is stored for `None` is a value, be it that of another writer or that of
    /// `#[entity(null)]`. Where there may be one, use [`set`](Self::set) with
    /// `.condition(FIELD.not_exists())`.
    pub fn set_if_absent<T, K, C>(
        mut self,
        attr: Attr<E, T, K, C>,
        value: impl IntoValue<T>,
    ) -> Self
    where
        K: InsertOnly<E, T>,
        C: Codec<T>,
    {
        let changes = &mut self.changes;
        value.with_value(|value| changes.set_if_absent(&attr, value));
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
        let changes = &mut self.changes;
        or.with_value(|or| changes.set_from(&attr, &reference, or));
        self
    }

    /// Removes the attribute, also where `None` is stored as a null. If it stands in an index, the item leaves
    /// that index.
    pub fn remove<T, K, C>(mut self, attr: Attr<E, T, K, C>) -> Self
    where
        K: Removable<E>,
    {
        self.changes.remove(&attr);
        self
    }

    /// Adds to a number; a missing one counts as 0. Atomic: concurrent additions all count.
    ///
    /// Where an answer is lost, the SDK sends the request again, and it may count twice:
    /// [`once`](Self::once) keeps it from that.
    ///
    /// DynamoDB refuses to add to a null, which other writers and `#[entity(null)]` store for `None`: where
    /// there may be one, use
    /// [`set`](Self::set) with `.condition(FIELD.not_exists())` first.
    pub fn add<T, K, C>(mut self, attr: Attr<E, T, K, C>, value: impl IntoValue<T>) -> Self
    where
        K: Arithmetic<E>,
        C: NumberCodec<T>,
    {
        self.changes.add(&attr, &value.into_value(), false);
        self
    }

    /// Subtracts from a number; a missing one counts as 0. Atomic.
    pub fn subtract<T, K, C>(mut self, attr: Attr<E, T, K, C>, value: impl IntoValue<T>) -> Self
    where
        K: Arithmetic<E>,
        C: NumberCodec<T>,
    {
        self.changes.add(&attr, &value.into_value(), true);
        self
    }

    /// Adds to a number that must be there: without it the update is `ConditionFailed`.
    pub fn increment<T, K, C>(mut self, attr: Attr<E, T, K, C>, value: impl IntoValue<T>) -> Self
    where
        K: Arithmetic<E>,
        C: Codec<T> + NumberCodec<T>,
    {
        self.changes.increment(&attr, &value.into_value(), false);
        self.conditions
            .push(Node::exists(Operand::Path(attr.path())));
        self
    }

    /// Subtracts from a number that must be there: without it the update is `ConditionFailed`.
    pub fn decrement<T, K, C>(mut self, attr: Attr<E, T, K, C>, value: impl IntoValue<T>) -> Self
    where
        K: Arithmetic<E>,
        C: Codec<T> + NumberCodec<T>,
    {
        self.changes.increment(&attr, &value.into_value(), true);
        self.conditions
            .push(Node::exists(Operand::Path(attr.path())));
        self
    }

    /// Appends elements to a list; a missing list counts as empty.
    ///
    /// DynamoDB refuses to append to a null, which `#[entity(null)]` stores for `None`, and other writers also
    /// for a list without elements: where there may be one, use [`set`](Self::set) with `.condition(FIELD.not_exists())` first.
    pub fn append<T, K, V, C>(
        mut self,
        attr: Attr<E, T, K, C>,
        elements: impl IntoIterator<Item = V>,
    ) -> Self
    where
        T: ListValue,
        V: IntoValue<T::Element>,
        K: NotInKey<E>,
        C: Parts + Codec<Vec<T::Element>>,
    {
        let elements = elements.into_iter().map(IntoValue::into_value).collect();
        self.changes.join(&attr, &elements, false);
        self
    }

    /// Puts elements before a list; a missing list counts as empty.
    pub fn prepend<T, K, V, C>(
        mut self,
        attr: Attr<E, T, K, C>,
        elements: impl IntoIterator<Item = V>,
    ) -> Self
    where
        T: ListValue,
        V: IntoValue<T::Element>,
        K: NotInKey<E>,
        C: Parts + Codec<Vec<T::Element>>,
    {
        let elements = elements.into_iter().map(IntoValue::into_value).collect();
        self.changes.join(&attr, &elements, true);
        self
    }

    /// Inserts elements into a set; a missing set counts as empty. Without elements it is no
    /// change, and an update without any change is an error.
    pub fn insert_into<T, K, V, C>(
        mut self,
        attr: Attr<E, T, K, C>,
        elements: impl IntoIterator<Item = V>,
    ) -> Self
    where
        T: SetValue,
        V: IntoValue<T::Element>,
        K: NotInKey<E>,
        C: SetCodec<T>,
    {
        let elements = elements.into_iter().map(IntoValue::into_value);
        self.changes.change_set(&attr, elements, true);
        self
    }

    /// Deletes elements from a set. Without elements it is no change, and an update without any
    /// change is an error.
    pub fn delete_from<T, K, V, C>(
        mut self,
        attr: Attr<E, T, K, C>,
        elements: impl IntoIterator<Item = V>,
    ) -> Self
    where
        T: SetValue,
        V: IntoValue<T::Element>,
        K: NotInKey<E>,
        C: SetCodec<T>,
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
    ///
    /// Where an item of another entity has the key, it is an
    /// [`AlreadyExists`](crate::Error::AlreadyExists).
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
        if let Some((attribute, expires)) = ttl::new_expiry::<E>(self.now) {
            self.changes.set_attribute(attribute, expires, false);
        }
        self
    }

    /// Answers the item as it is after the update. If it does not fit the entity, the answer is an
    /// `Error::Decode`, of which [`Error::write_happened`] is true.
    pub fn return_new(self) -> Update<E, M, returning::New> {
        self.with_types()
    }

    /// Answers the item as it was before the update; `None` where an upsert made it. If it does
    /// not fit the entity, the answer is an `Error::Decode`, of which [`Error::write_happened`] is
    /// true.
    pub fn return_old(self) -> Update<E, M, returning::Old> {
        self.with_types()
    }
}

/// The key and the stored attributes of a loaded item, and its values that stand in index keys.
pub(super) fn load<E: Entity>(item: &E) -> Result<(ItemKey, Loaded), Error> {
    let mut writer = ItemWriter::loaded(E::SCHEMA.name, E::SCHEMA.attributes.len());
    writer.fields(|writer| item.write_attributes(writer))?;
    let values = E::SCHEMA
        .slots()
        .filter_map(|slot| Some((slot, item.key_value(slot)?.boxed_loaded())))
        .collect();
    let attributes = writer.into_item()?;
    let key = item.item_key()?;
    // Fields may be read from the key alone.
    let mut forms = attributes.clone();
    key.complete(&mut forms);
    let loaded = Loaded {
        values,
        attributes,
        forms,
    };
    Ok((key, loaded))
}

debug_fields! {
    [E: Entity, M, R] Update<E, M, R>, |this|
    entity: E::SCHEMA.name,
    upsert: this.upsert,
}
