//! The index keys that follow the fields that an update changes.

use super::Changes;
use super::action::{Action, Source};
use crate::attr::Path;
use crate::cursor::write_value;
use crate::entity::{Entity, IndexHalf, index_halves, render_half};
use crate::expr::node::{Joint, Node};
use crate::item::{Item, ItemWriter};
use crate::key::{DynKeyField, KeyError, KeyValues};
use crate::schema::AttributeSchema;
use aws_sdk_dynamodb::types::AttributeValue;
use std::borrow::Cow;
use std::mem::discriminant;

/// What happens to a field that stands in an index key.
#[derive(Clone)]
pub(super) enum Touch {
    Set(Box<dyn DynKeyField>),
    SetIfAbsent(Box<dyn DynKeyField>),
    Remove,
    Add { number: String, must_exist: bool },
}

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
    fn touch_of(&self, slot: usize) -> Option<&Touch> {
        let found = self.touched.iter().find(|(place, _)| *place == slot);
        found.map(|(_, touch)| touch)
    }

    /// Adds what the changed fields mean for the keys of the indexes they stand in. `rest` has the
    /// fields that the update itself does not give.
    pub(crate) fn follow_indexes<E: Entity>(
        &mut self,
        rest: &dyn KeyValues,
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
            if !removed {
                conditions.extend(self.whole_or_absent::<E>(&halves, &writes, complete, rest));
            }
            if complete {
                more.extend(writes);
            } else if removed || indexes == Indexes::All {
                // Only a field that is not there takes the item out of the index: a part that is
                // merely not known says nothing about the stored keys.
                let attributes = halves.iter().map(|half| half.attribute);
                more.extend(attributes.map(|name| Action::Remove(Path::attribute(name))));
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
            let names = match self.touch_of(field.slot) {
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
            let outside = all(&unknown, Node::not_exists);
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

/// The condition that a field taken from a loaded item is still the same. What an item can be read
/// from in several ways is asked for in all of them.
pub(crate) fn still_holds<E: Entity>(name: impl Into<Cow<'static, str>>, loaded: &Item) -> Node {
    let name = name.into();
    let attribute = E::SCHEMA.attributes.iter().find(|known| known.name == name);
    let either = |one, other| Node::join(Joint::Or, [one, other]);
    match loaded.get(name.as_ref()) {
        Some(value) => {
            let same = Node::equals(name.clone(), value.clone());
            if attribute.is_some_and(|attribute| is_default::<E>(attribute, loaded)) {
                either(same, Node::not_exists(name.clone()))
            } else {
                same
            }
        }
        // What no field has is read as it is stored, a null too.
        None if attribute.is_none() => Node::not_exists(name.clone()),
        None => either(Node::not_exists(name.clone()), Node::is_null(name.clone())),
    }
}

/// Whether two stored forms of an attribute are the same value: of sets in any order.
pub(crate) fn is_same(
    attribute: Option<&AttributeSchema>,
    one: Option<&AttributeValue>,
    other: Option<&AttributeValue>,
) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return one == other;
    };
    let is_set = attribute.is_some_and(|attribute| attribute.set);
    one == other
        || discriminant(one) == discriminant(other)
            && in_order(one, is_set) == in_order(other, is_set)
}

/// A value as bytes that are equal where values are, whatever the order of a set. A list may be the
/// stored form of a set.
fn in_order(value: &AttributeValue, is_set: bool) -> Vec<Vec<u8>> {
    let bytes = |value| {
        let mut bytes = Vec::new();
        write_value(&mut bytes, value);
        bytes
    };
    match value {
        AttributeValue::L(elements) if is_set => {
            let mut elements: Vec<_> = elements.iter().map(bytes).collect();
            elements.sort_unstable();
            elements
        }
        value => vec![bytes(value)],
    }
}

/// Whether the field has the value that it would have without its attribute.
fn is_default<E: Entity>(attribute: &AttributeSchema, loaded: &Item) -> bool {
    if attribute.required || attribute.optional {
        return false;
    }
    let mut without = loaded.clone();
    let value = without.remove(attribute.name);
    let mut writer = ItemWriter::map(E::SCHEMA.name, loaded.len());
    let written =
        E::from_item(without).map(|read| writer.fields(|writer| read.write_attributes(writer)));
    matches!(written, Ok(Ok(()))) && writer.into_item().get(attribute.name) == value.as_ref()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_the_same_in_any_order_and_lists_where_they_are_stored_sets() {
        let text = |text: &str| AttributeValue::S(text.into());
        let texts =
            |all: &[&str]| AttributeValue::Ss(all.iter().map(|one| (*one).into()).collect());
        let list = |all: &[&str]| AttributeValue::L(all.iter().map(|one| text(one)).collect());
        let set = AttributeSchema {
            field: "field",
            name: "name",
            required: true,
            optional: false,
            read_only: false,
            set: true,
            slot: 0,
        };
        let same = |attribute, one, other| is_same(attribute, Some(&one), Some(&other));
        assert!(same(None, texts(&["a", "b"]), texts(&["b", "a"])));
        assert!(!same(None, texts(&["a"]), texts(&["b"])));
        assert!(!same(Some(&set), texts(&["a"]), list(&["a"])));
        assert!(same(Some(&set), list(&["a", "b"]), list(&["b", "a"])));
        assert!(!same(None, list(&["a", "b"]), list(&["b", "a"])));
        // As often on one side as on the other.
        assert!(!same(Some(&set), list(&["a", "a"]), list(&["a", "b"])));
        assert!(!is_same(Some(&set), Some(&list(&[])), None));
        assert!(is_same(None, None, None));
    }
}
