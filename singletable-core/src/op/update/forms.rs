//! One value in several stored forms: what an item was loaded from is not always what it is written
//! as. Other programs write `2026-01-01T00:00:05Z` or `NULL`, and a `HashSet` has no order.

use super::{Loaded, Update, load};
use crate::entity::Entity;
use crate::key::DynKeyField;
use crate::life::loaded::is_same;
use crate::op::Returning;
use crate::value::Item;

impl<E: Entity, M, R> Update<E, M, R> {
    /// The same update once more, for the stored item that it may meet. `None` of one that knows
    /// nothing which the stored item could contradict.
    pub(in crate::op) fn copy(&self) -> Option<Self> {
        if self.error.is_some() || !(self.upsert || self.loaded.is_some()) {
            return None;
        }
        Some(Self {
            table: self.table.clone(),
            key: self.key.clone(),
            changes: self.changes.clone(),
            conditions: self.conditions.clone(),
            loaded: self.loaded.clone(),
            expected: self.expected.clone(),
            upsert: self.upsert,
            all_keys: self.all_keys,
            meets_item: self.meets_item,
            now: self.now,
            replaces: self.replaces,
            error: None,
            types: self.types,
        })
    }
}

impl<E: Entity, M: Send + Sync, R: Returning<E>> Update<E, M, R> {
    /// The update of the stored item that has kept it from happening, where that can help.
    pub(super) fn meeting(self, stored: &Item) -> Option<Self> {
        if self.upsert {
            self.updating(stored)
        } else {
            self.in_forms_of(stored)
        }
    }

    /// An upsert as an update of the item that is there: the fields that share an index key with
    /// generated ones are taken from it. `None` where it has no such fields: then a condition of the
    /// caller's has failed, and would again.
    fn updating(mut self, stored: &Item) -> Option<Self> {
        if !self.copy()?.asks_for_keys() {
            return None;
        }
        let entity = E::from_item(stored.clone()).ok()?;
        let (_, mut loaded) = load(&entity).ok()?;
        loaded.forms.extend(stored.clone());
        self.loaded = Some(Box::new(loaded));
        (self.upsert, self.meets_item) = (false, true);
        Some(self)
    }
}

impl<E: Entity, M, R> Update<E, M, R> {
    /// The update on the condition that the attributes are as the stored item has them, where that is
    /// the loaded value in another form. `None` where it is another value, or the forms are the
    /// same: then another condition has failed.
    pub(in crate::op) fn in_forms_of(mut self, stored: &Item) -> Option<Self> {
        let loaded = self.loaded.as_mut()?;
        let entity = E::from_item(stored.clone()).ok()?;
        let (_, read) = load(&entity).ok()?;
        let mut other_forms = false;
        let attributes = E::SCHEMA.attributes.iter();
        for attribute in attributes {
            let name = attribute.name;
            let of = |item: &Loaded| item.attributes.get(name).cloned();
            if !is_same(Some(attribute), of(&read).as_ref(), of(loaded).as_ref()) {
                continue;
            }
            if let Some(form) = stored.get(name) {
                other_forms |= loaded.forms.get(name) != Some(form);
                loaded.forms.insert(name.to_owned(), form.clone());
            }
        }
        other_forms.then_some(self)
    }
}

impl Clone for Box<dyn DynKeyField> {
    fn clone(&self) -> Self {
        self.boxed()
    }
}
