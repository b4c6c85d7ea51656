//! Saving the difference between two values of one item.

use super::transact::{GuardWrite, Owner, send_alone};
use super::update::load;
use super::{TransactWrite, Update, WriteOperation, read_written};
use crate::entity::{Entity, index_halves, layout};
use crate::error::Error;
use crate::exec::{Call, Subject};
use crate::expr::roles::Given;
use crate::expr::{ExpressionError, Unguarded};
use crate::item::{ItemKey, ItemWriter, Unwritable};
use crate::key::{DynKeyField, KeyError};
use crate::life::loaded::is_same;
use crate::life::ttl::Lifetime;
use crate::life::unique::Guard;
use crate::life::{ttl, unique, version};
use crate::op::debug::debug_fields;
use crate::table::Table;
use crate::value::Item;
use std::collections::BTreeSet;

/// Writes what differs between a loaded value and a changed one; made by a repository's `save`.
///
/// Only attributes that differ are written, with the index keys that follow from them, on the
/// condition that the stored item still has the loaded values of those attributes and of those that
/// are unique together with them, or the loaded version where the entity has one. Without a
/// difference there is no request.
///
/// What does not differ is left as it is stored, also where a write of it would be refused or would
/// write another text: a time with finer digits than its field's `precision`, for example. An index key
/// that is written with such a time has it rounded down to the digits of its template. What else an index
/// key is made of is asked for in the form that is stored, which takes a second request where that is not
/// the form of a write. A transaction with other operations has no second request: such a save is
/// `ConditionFailed` there.
///
/// Where unique values differ, or the time to live of an item that has some, their guards are
/// written in the same transaction: two for each value that changes. A declared lifetime then
/// begins again.
#[must_use = "an operation does nothing until `.send().await`"]
pub struct Save<E: Entity> {
    difference: Result<Difference<E>, Error>,
}

/// What is to be written.
struct Difference<E: Entity> {
    table: Table<E::Table>,
    update: Update<E, Given>,
    changed: bool,
    key: ItemKey,
    /// The guards of the unique values, before and after.
    guards: (Vec<Guard>, Vec<Guard>),
    /// Why unique values that do not differ have no guard, where some have none.
    unguarded: Option<KeyError>,
    /// Whether guards are written that stay as they are.
    all_guards: bool,
    ttl_changed: bool,
    /// The attributes of the loaded value.
    loaded: Item,
    /// The attributes of the changed value.
    after: Item,
    /// Why some of them cannot be written.
    unwritable: Unwritable,
}

impl<E: Entity> Save<E> {
    pub(crate) fn new(table: Table<E::Table>, before: &E, after: &E) -> Self {
        Self {
            difference: Difference::between(table, before, after),
        }
    }

    /// Begins the item's declared lifetime again, and that of its guards.
    pub fn refresh_ttl(mut self) -> Self
    where
        E: Lifetime,
    {
        if let Ok(difference) = &mut self.difference {
            difference.refresh();
        }
        self
    }

    /// Writes the guards of all unique values, also of those that do not differ. That is how an item
    /// gets them that was stored before its entity had unique values; where another item has one
    /// of the values, it is a `UniqueViolation`. Guards as another library makes them do not name their owner,
    /// so those of values that do not differ are left as they are.
    pub fn with_all_guards(mut self) -> Self {
        let unguarded = self.difference.as_mut().ok();
        if let Some(error) = unguarded.and_then(|difference| difference.unguarded.take()) {
            self.difference = Err(error.into());
        }
        if let Ok(difference) = &mut self.difference {
            difference.guard_all();
        }
        self
    }

    /// Writes the keys of all indexes as they follow from the fields, also of those that do not
    /// differ, and takes the item out of the sparse ones that it does not belong to. That is how an
    /// item gets them that was stored before its entity had the index, or with another template:
    /// `users.save(&user, &user).with_all_keys()`. It is a request even where they are right
    /// already; [`lacking_keys`](crate::op::Scan::lacking_keys) and
    /// [`stale_keys`](crate::op::Scan::stale_keys) find the items that need it.
    ///
    /// It happens on the condition that the fields which the keys are made of still have the loaded
    /// values. The version advances, as in every write; what an update generates stays as it is
    /// unless a field differs.
    ///
    /// An item without a type, as other programs store items, gets its type, and so does one with a former
    /// type, a `type_alias`. Of a type index it writes
    /// the shard and the key of `type_sk`. A time of creation that is not stored is not known, so lists
    /// by that time do not have the item until a `put` writes it anew.
    pub fn with_all_keys(mut self) -> Self {
        if let Ok(difference) = &mut self.difference {
            difference.key_all();
        }
        self
    }

    /// The update that it stands for; `None` when nothing differs.
    ///
    /// # Errors
    ///
    /// When the two values have different primary keys, a read-only field differs, or a value
    /// cannot be stored.
    pub fn into_update(self) -> Result<Option<Update<E, Given>>, Error>
    where
        E::Checks: Unguarded,
    {
        let difference = self.difference?;
        Ok(difference.changed.then_some(difference.update))
    }

    /// Writes the difference, and answers the item as it is now. Where guards are written too,
    /// DynamoDB answers no item, and the answer is the changed value as it was saved: with what every
    /// update generates, and its version advanced.
    ///
    /// # Errors
    ///
    /// `VersionConflict` or `ConditionFailed` when the stored item is no longer what was loaded,
    /// `NotFound` when there is none, `UniqueViolation` when another item has a value that is
    /// unique; besides, when the two values have different primary keys, a read-only field differs,
    /// a value cannot be stored, or a request fails. If the item does not fit the entity, the answer is
    /// an `Error::Decode`, of which [`Error::write_happened`] is true unless nothing differed.
    pub async fn send(self) -> Result<E, Error> {
        let mut difference = self.difference?;
        if !difference.changed {
            difference.key.complete(&mut difference.after);
            return Ok(E::from_item(difference.after)?);
        }
        let guards = difference.guard_writes()?;
        let subject = Subject::new("save", E::SCHEMA.name);
        let call = Call::new(difference.table.connection(), subject)
            .about(|| Some(difference.key.clone()));
        call.end(difference.send(guards, &call).await)
    }
}

impl<E: Entity> Difference<E> {
    async fn send(self, guards: Vec<GuardWrite>, call: &Call) -> Result<E, Error> {
        let Self {
            table,
            mut update,
            after,
            key,
            ..
        } = self;
        if guards.is_empty() {
            return update.return_new().run_in(call).await;
        }
        let mut saved = update.applied_to(after);
        key.complete(&mut saved);
        let again = update.copy();
        let operation = update.into_operation()?.with_guards(guards.clone());
        let sent = send_alone::<E>(operation, &table, call).await;
        if let Err(Error::ConditionFailed {
            item: Some(item), ..
        }) = &sent
            && let Some(again) = again.and_then(|again| again.in_forms_of(&item.0))
        {
            let operation = again.into_operation()?.with_guards(guards);
            send_alone::<E>(operation, &table, call).await?;
        } else {
            sent?;
        }
        read_written(saved)
    }

    fn between(table: Table<E::Table>, before: &E, after: &E) -> Result<Self, Error> {
        let (key, loaded) = load(before)?;
        if after.item_key()? != key {
            return Err(Error::expression(E::SCHEMA.name, ExpressionError::Moved));
        }
        let (attributes, unwritable) = attributes(after)?;
        // What is in the primary key alone has not changed: the keys are the same.
        let is_changed = |slot| {
            E::SCHEMA.attribute(slot).is_some_and(|attribute| {
                let of = |item: &Item| item.get(attribute.name).cloned();
                let [before, after] = [of(&loaded.attributes), of(&attributes)];
                !is_same(Some(attribute), before.as_ref(), after.as_ref())
            })
        };
        let (guards, unguarded) = unique::guards_of_changed::<E>(after, is_changed)?;
        let mut difference = Self {
            update: Update::new(table.clone(), before.to_key()).given(before),
            table,
            changed: false,
            key,
            guards: (unique::guards_of_stored::<E>(before), guards),
            unguarded,
            all_guards: false,
            ttl_changed: false,
            loaded: loaded.attributes,
            after: attributes,
            unwritable,
        };
        let names = difference.loaded.keys().chain(difference.after.keys());
        let names: BTreeSet<_> = names.cloned().collect();
        for name in names {
            difference.compare(&name, after)?;
        }
        if difference.guards.0 != difference.guards.1 {
            difference.begin_lifetime();
        }
        if E::SCHEMA.version.is_some() {
            difference.keep_version();
        }
        Ok(difference)
    }

    /// Without a version: guards are true only of the values and the time to live that the stored item
    /// has, also where those are not what is changed.
    fn expect_what_guards_are_made_of(&mut self) {
        for attribute in unique::attributes::<E>() {
            self.update.expect(attribute.name);
        }
        let ttl = ttl::attribute::<E>().filter(|_| !self.ttl_changed);
        if let Some(name) = ttl {
            self.update.expect(name);
        }
    }

    /// Adds the change of one attribute, if it differs.
    fn compare(&mut self, name: &str, after: &E) -> Result<(), Error> {
        let attribute = E::SCHEMA.attributes.iter().find(|known| known.name == name);
        let (value, loaded) = (self.after.get(name), self.loaded.get(name));
        if is_same(attribute, value, loaded) || E::SCHEMA.version == Some(name) {
            return Ok(());
        }
        let mut value = value.cloned();
        if let Some(attribute) = attribute.filter(|attribute| attribute.read_only) {
            return Err(Error::expression(
                E::SCHEMA.name,
                ExpressionError::ReadOnly {
                    attribute: attribute.name,
                },
            ));
        }
        let mut unwritable = self.unwritable.iter();
        if let Some((_, error)) = unwritable.find(|(attribute, _)| *attribute == name) {
            return Err(error.clone().into());
        }
        self.changed = true;
        if ttl::attribute::<E>() == Some(name) {
            self.ttl_changed = true;
            // As when the item is made, no time of its own begins the declared lifetime.
            if let Some((_, expires)) =
                ttl::new_expiry::<E>(self.update.now()).filter(|_| value.is_none())
            {
                self.after.insert(name.to_owned(), expires.clone());
                value = Some(expires);
            }
        }
        let slot = attribute.map(|attribute| attribute.slot);
        let key_value = slot.and_then(|slot| after.key_value(slot));
        let key_value = key_value.map(DynKeyField::boxed);
        self.update
            .change_stored(name.to_owned(), value, slot, key_value);
        for path in slot.into_iter().flat_map(|slot| E::SCHEMA.paths_of(slot)) {
            let value = after.key_value(path).map(DynKeyField::boxed);
            self.update.change_path(path, value);
        }
        if E::SCHEMA.version.is_none() || slot.is_some_and(unique::is_foreign::<E>) {
            self.update.expect(name.to_owned());
            // Whether a change has a guard is decided by the other values of its constraint too.
            for other in slot.map_or_else(Vec::new, unique::attributes_with::<E>) {
                self.update.expect(other.name);
            }
        }
        Ok(())
    }

    /// The answer has the stored version, whichever the changed value was given.
    fn keep_version(&mut self) {
        let version = version::attribute::<E>().and_then(|name| self.loaded.get_key_value(name));
        if let Some((name, version)) = version {
            self.after.insert(name.clone(), version.clone());
        }
    }

    /// Begins a declared lifetime, so that new guards can have it: what the stored one is, is not
    /// known. A time that the changed value gives itself stays.
    fn begin_lifetime(&mut self) {
        if ttl::attribute::<E>().is_none_or(|name| !self.after.contains_key(name)) {
            self.refresh();
        }
    }

    /// Begins the declared lifetime again, unless the changed value gives another time.
    fn refresh(&mut self) {
        if self.ttl_changed {
            return;
        }
        if let Some((name, expires)) = ttl::new_expiry::<E>(self.update.now()) {
            let stored = Some(expires.clone());
            self.update.change_stored(name, stored, None, None);
            self.after.insert(name.to_owned(), expires);
            self.ttl_changed = true;
            self.changed = true;
        }
    }

    /// Writes the unique values again, so that their guards can be written with them.
    fn guard_all(&mut self) {
        if !unique::is_guarded::<E>() || std::mem::replace(&mut self.all_guards, true) {
            return;
        }
        self.begin_lifetime();
        self.changed = true;
        for attribute in unique::attributes::<E>() {
            let (name, value) = (attribute.name, self.after.get(attribute.name));
            if is_same(Some(attribute), value, self.loaded.get(name)) {
                self.update.change_stored(name, value.cloned(), None, None);
            }
        }
    }

    /// Writes all keys that the item has in indexes, and its type.
    fn key_all(&mut self) {
        let has_keys = index_halves::<E>().any(|halves| !halves.is_empty());
        if !has_keys && !E::SCHEMA.is_typed(layout::<E>()) {
            // There is nothing to write.
            return;
        }
        self.update.write_all_keys();
        self.changed = true;
    }

    /// The writes of the guards: of those that differ, or that get another time to live.
    fn guard_writes(&mut self) -> Result<Vec<GuardWrite>, Error> {
        let (old, new) = std::mem::take(&mut self.guards);
        let all = self.ttl_changed || self.all_guards;
        if (all || old != new) && E::SCHEMA.version.is_none() {
            self.expect_what_guards_are_made_of();
        }
        let owner = Owner {
            table: self.table.name(),
            key: &self.key,
            ttl: ttl::attribute::<E>().and_then(|name| self.after.get(name).cloned()),
            now: self.update.now(),
        };
        let mut writes = Vec::new();
        for guard in &old {
            if !new.contains(guard) {
                writes.push(owner.delete::<E>(guard.clone())?);
            }
        }
        for guard in new {
            if !old.contains(&guard) {
                writes.push(owner.create::<E>(guard)?);
            } else if all {
                writes.extend(owner.keep::<E>(guard)?);
            }
        }
        Ok(writes)
    }
}

/// The attributes of a value, and why some of them cannot be written.
fn attributes<E: Entity>(entity: &E) -> Result<(Item, Unwritable), Error> {
    let mut writer = ItemWriter::loaded(E::SCHEMA.name, E::SCHEMA.attributes.len());
    writer.fields(|writer| entity.write_attributes(writer))?;
    let unwritable = writer.take_unwritable();
    Ok((writer.into_item()?, unwritable))
}

impl<E: Entity> TransactWrite for Save<E> {
    fn into_write(self) -> Result<Option<WriteOperation>, Error> {
        let mut difference = self.difference?;
        if !difference.changed {
            return Ok(None);
        }
        let guards = difference.guard_writes()?;
        let operation = difference.update.into_operation()?;
        Ok(Some(operation.with_guards(guards)))
    }
}

debug_fields!([E: Entity] Save<E>, |_| entity: E::SCHEMA.name);
