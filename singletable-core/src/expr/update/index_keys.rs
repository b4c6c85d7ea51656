//! The index keys that follow the fields that an update changes.

use super::Changes;
use super::action::{Action, Source, top};
use crate::entity::{Entity, IndexHalf, index_halves, render_half};
use crate::expr::node::Node;
use crate::key::{DynKeyField, KeyError, KeyValues};
use aws_sdk_dynamodb::types::AttributeValue;

/// What happens to a field that stands in an index key.
pub(super) enum Touch {
    Set(Box<dyn DynKeyField>),
    SetIfAbsent(Box<dyn DynKeyField>),
    Remove,
    Add { number: String, must_exist: bool },
}

impl Changes {
    fn touch_of(&self, slot: usize) -> Option<&Touch> {
        let found = self.touched.iter().find(|(place, _)| *place == slot);
        found.map(|(_, touch)| touch)
    }

    /// Adds what the changed fields mean for the keys of the indexes they stand in. `rest` has the
    /// fields that the update itself does not give; `every` writes indexes too that no change
    /// touches, as far as their fields are known. Gives the places of the fields that were taken
    /// from `rest`.
    pub(crate) fn follow_indexes<E: Entity>(
        &mut self,
        rest: &dyn KeyValues,
        every: bool,
    ) -> Result<Vec<usize>, KeyError> {
        let mut more = Vec::new();
        let mut taken = Vec::new();
        for halves in index_halves::<E>() {
            let places = || halves.iter().flat_map(|half| half.template.fields());
            let touched = places().any(|field| self.touch_of(field.slot).is_some());
            if !touched && !every {
                continue;
            }
            let removed =
                places().any(|field| matches!(self.touch_of(field.slot), Some(Touch::Remove)));
            let optional = places().any(|field| {
                E::SCHEMA
                    .attribute(field.slot)
                    .is_some_and(|attribute| attribute.optional)
            });
            let mut writes = Vec::new();
            let mut complete = !removed;
            for half in &halves {
                let own = half
                    .template
                    .fields()
                    .any(|field| self.touch_of(field.slot).is_some());
                // Of an index that every item stands in, only the half that changes is written.
                if removed || !(own || optional || every) {
                    continue;
                }
                match self.half_action::<E>(half, rest)? {
                    Some(action) => writes.push(action),
                    None => complete = false,
                }
                taken.extend(half.template.fields().map(|field| field.slot));
            }
            if complete {
                more.extend(writes);
            } else if removed {
                // Only a field that is taken away takes the item out of the index: a part that is
                // merely not known says nothing about the stored keys.
                let attributes = halves.iter().map(|half| half.attribute);
                more.extend(attributes.map(|name| Action::Remove(top(name))));
            }
        }
        taken.sort_unstable();
        taken.dedup();
        taken.retain(|slot| self.touch_of(*slot).is_none());
        for action in more {
            // A field that is mapped onto the key attribute itself has changed it already.
            if !self
                .actions
                .iter()
                .any(|known| known.path() == action.path())
            {
                self.actions.push(action);
            }
        }
        Ok(taken)
    }

    fn half_action<E: Entity>(
        &self,
        half: &IndexHalf,
        rest: &dyn KeyValues,
    ) -> Result<Option<Action>, KeyError> {
        let path = top(half.attribute);
        let mut if_absent = false;
        for field in half.template.fields() {
            match self.touch_of(field.slot) {
                Some(Touch::Add { number, must_exist }) => {
                    let delta = AttributeValue::N(number.clone());
                    return Ok(Some(if *must_exist {
                        Action::Set(path, Source::Sum { start: None, delta })
                    } else {
                        Action::Add(path, delta)
                    }));
                }
                Some(Touch::SetIfAbsent(_)) => if_absent = true,
                _ => {}
            }
        }
        let values = Updated {
            changes: self,
            rest,
        };
        let value = render_half::<E>(half, &values)?;
        Ok(value.map(|value| {
            let source = if if_absent {
                Source::IfNotExists(path.clone(), value)
            } else {
                Source::Value(value)
            };
            Action::Set(path, source)
        }))
    }
}

/// The condition that the fields taken from a loaded item still hold.
pub(crate) fn still_holds(attribute: &'static str, stored: Option<AttributeValue>) -> Node {
    match stored {
        Some(value) => Node::equals(attribute, value),
        None => Node::not_exists(attribute),
    }
}

/// The fields as they are after the update.
struct Updated<'a> {
    changes: &'a Changes,
    rest: &'a dyn KeyValues,
}

impl KeyValues for Updated<'_> {
    fn key_value(&self, slot: usize) -> Option<&dyn DynKeyField> {
        match self.changes.touch_of(slot) {
            Some(Touch::Set(value) | Touch::SetIfAbsent(value)) => Some(value.as_ref()),
            Some(Touch::Remove | Touch::Add { .. }) => None,
            None => self.rest.key_value(slot),
        }
    }
}
