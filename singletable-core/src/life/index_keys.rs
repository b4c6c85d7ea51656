//! The index keys that follow the fields that an update changes.

use crate::entity::{Entity, IndexHalf, index_halves, is_field, render_half};
use crate::expr::attr::Path;
use crate::expr::node::{Joint, Node};
use crate::expr::update::{Action, Changes, Source, Touch};
use crate::key::{DynKeyField, KeyError, KeyValues};
use crate::value::Item;
use aws_sdk_dynamodb::types::AttributeValue;
use std::marker::PhantomData;

/// Whose keys an update writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Indexes {
    /// Of indexes that a change touches.
    Touched,
    /// Of those, and of all others whose fields are known.
    Known,
    /// Of all: every field is known, and the item leaves an index that one of them is missing of.
    All,
}

/// What following the indexes came to.
#[derive(Default)]
pub(crate) struct Followed {
    /// The places of the fields that were taken from the rest.
    pub(crate) taken: Vec<usize>,
    /// What the stored item must be like for the new keys to be true.
    pub(crate) conditions: Vec<Node>,
}

impl Changes {
    fn touch_of<E: Entity>(&self, slot: usize) -> Option<&Touch> {
        let of = |slot| self.touched.iter().find(|(place, _)| *place == slot);
        let of_holder = |slot| match of(E::SCHEMA.field_of(slot)) {
            // Without the value there is nothing in it.
            Some(removed @ (_, Touch::Remove)) => Some(removed),
            _ => None,
        };
        let found = of(slot).or_else(|| of_holder(slot));
        found.map(|(_, touch)| touch)
    }

    /// Adds what the changed fields mean for the keys of the indexes they stand in. `rest` has the
    /// fields that the update itself does not give, `loaded` the attributes of the loaded item.
    pub(crate) fn follow_indexes<E: Entity>(
        &mut self,
        rest: &dyn KeyValues,
        loaded: Option<&Item>,
        indexes: Indexes,
    ) -> Result<Followed, KeyError> {
        let every = indexes != Indexes::Touched;
        if !every && self.touched.is_empty() {
            return Ok(Followed::default());
        }
        let mut more = Vec::new();
        let Followed {
            mut taken,
            mut conditions,
        } = Followed::default();
        for halves in index_halves::<E>() {
            let places = || halves.iter().flat_map(|half| half.template.fields());
            let touched = places().any(|field| self.touch_of::<E>(field.slot).is_some());
            if !touched && !every {
                continue;
            }
            let removed =
                places().any(|field| matches!(self.touch_of::<E>(field.slot), Some(Touch::Remove)));
            let optional = places().any(|field| {
                let attribute = E::SCHEMA.attribute(field.slot);
                E::SCHEMA.is_path(field.slot)
                    || attribute.is_some_and(|attribute| attribute.optional)
            });
            let mut writes = Vec::new();
            let mut complete = !removed;
            for half in &halves {
                let own = half
                    .template
                    .fields()
                    .any(|field| self.touch_of::<E>(field.slot).is_some());
                // Of an index that every item stands in, only the half that changes is written.
                if removed || !(own || optional || every) {
                    continue;
                }
                match self.half_action::<E>(half, rest)? {
                    Some(action) if is_of_loaded::<E>(&action, half, loaded, indexes) => {}
                    Some(action) => writes.push(action),
                    None => complete = false,
                }
                taken.extend(half.template.fields().map(|field| field.slot));
            }
            if !removed {
                conditions.extend(self.whole_or_absent::<E>(&halves, &writes, complete, rest));
            }
            if complete {
                more.extend(writes);
            } else if removed || indexes == Indexes::All {
                // Only a field that is not there takes the item out of the index: a part that is
                // merely not known says nothing about the stored keys.
                // What is a field besides is not lost: without the other half the item is in no index.
                let attributes = halves.iter().map(|half| half.attribute);
                let attributes = attributes.filter(|name| !is_field::<E>(name));
                more.extend(attributes.map(|name| Action::Remove(Path::attribute(name))));
            }
        }
        taken.sort_unstable();
        taken.dedup();
        taken.retain(|slot| self.touch_of::<E>(*slot).is_none());
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
        Ok(Followed { taken, conditions })
    }

    /// Of an index whose fields are only filled in: the condition that the item has all of them
    /// with the key, and keeps them, or none. Otherwise the key would be made of values that the
    /// fields do not have.
    fn whole_or_absent<E: Entity>(
        &self,
        halves: &[IndexHalf],
        writes: &[Action],
        complete: bool,
        rest: &dyn KeyValues,
    ) -> Option<Node> {
        let (mut given, mut unknown) = (Vec::new(), Vec::new());
        for field in halves.iter().flat_map(|half| half.template.fields()) {
            let Some(attribute) = E::SCHEMA.attribute(field.slot) else {
                continue;
            };
            let names = match self.touch_of::<E>(field.slot) {
                Some(Touch::SetIfAbsent(_)) => &mut given,
                None if rest.key_value(field.slot).is_none() => &mut unknown,
                _ => continue,
            };
            if !names.contains(&attribute.name) {
                names.push(attribute.name);
            }
        }
        if given.is_empty() {
            return None;
        }
        let all = |names: &[&'static str], node: fn(&'static str) -> Node| {
            Node::join(Joint::And, names.iter().map(|name| node(name)))
        };
        if !complete {
            // Without the fields that are not known, the item stands in no index, whatever the
            // others are.
            let known = all(&given, Node::exists);
            let outside = all(&unknown, Node::is_none);
            return Some(Node::join(Joint::Or, [known, outside]));
        }
        for half in halves {
            let filled = writes.iter().any(|action| {
                matches!(action, Action::Set(path, Source::IfNotExists(..)) if path.as_attribute() == Some(half.attribute))
            });
            if filled && !given.contains(&half.attribute) {
                given.push(half.attribute);
            }
        }
        if given.len() == 1 {
            return None;
        }
        let whole = all(&given, Node::exists);
        let absent = all(&given, Node::not_exists);
        Some(Node::join(Joint::Or, [whole, absent]))
    }

    fn half_action<E: Entity>(
        &self,
        half: &IndexHalf,
        rest: &dyn KeyValues,
    ) -> Result<Option<Action>, KeyError> {
        let path = Path::attribute(half.attribute);
        let mut if_absent = false;
        for field in half.template.fields() {
            match self.touch_of::<E>(field.slot) {
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
        let values = Updated::<E> {
            changes: self,
            rest,
            entity: PhantomData,
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

/// Whether the action writes the loaded value of a field that is mapped onto the key attribute itself. It
/// is the key already, perhaps in another form. Only where all keys are written it gets the form that
/// sorts, unless digits would be lost.
fn is_of_loaded<E: Entity>(
    action: &Action,
    half: &IndexHalf,
    loaded: Option<&Item>,
    indexes: Indexes,
) -> bool {
    let mut attributes = E::SCHEMA.attributes.iter();
    let is_field = attributes.any(|attribute| attribute.name == half.attribute);
    match action {
        Action::Set(_, Source::Value(value)) if is_field => loaded
            .and_then(|loaded| loaded.get(half.attribute))
            .is_some_and(|stored| indexes != Indexes::All || stored != value),
        _ => false,
    }
}

/// The fields as they are after the update.
struct Updated<'a, E> {
    changes: &'a Changes,
    rest: &'a dyn KeyValues,
    entity: PhantomData<E>,
}

impl<E: Entity> KeyValues for Updated<'_, E> {
    fn key_value(&self, slot: usize) -> Option<&dyn DynKeyField> {
        match self.changes.touch_of::<E>(slot) {
            Some(Touch::Set(value) | Touch::SetIfAbsent(value)) => Some(value.as_ref()),
            Some(Touch::Remove | Touch::Add { .. }) => None,
            None => self.rest.key_value(slot),
        }
    }
}
