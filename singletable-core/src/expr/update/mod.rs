//! Update expressions: typed actions, and the text that they become.

pub(crate) mod action;
mod group;
mod none;
mod value;

pub use group::{KeyGroup, KeyGroupAttrs};
pub use value::{ListValue, SetValue};

use super::attr::{Attr, Path, Step};
use super::condition::{encode_operand, operand};
use super::held::PathValues;
use super::names::{Placeholders, check_length};
use super::node::Node;
use super::roles::{Arithmetic, InsertOnly, NotInKey, Removable, Settable};
use super::{ExpressionError, MAX_OPERATORS};
use crate::item::codec::{Codec, NumberCodec, Parts, SetCodec};
use crate::key::DynKeyField;
use crate::schema::AttributeSchema;
use crate::value::{Item, ValueError, check_value};
use action::check_overlap;
pub(crate) use action::{Action, Source};
use aws_sdk_dynamodb::types::AttributeValue;
use std::borrow::Cow;

/// The changes of one update, before they are text.
#[derive(Clone, Default)]
pub struct Changes {
    /// The attributes of the entity, which say how `None` is stored.
    attributes: &'static [AttributeSchema],
    pub(crate) actions: Vec<Action>,
    /// The fields of index keys that change, by their slots.
    pub(crate) touched: Vec<(usize, Touch)>,
    conditions: Vec<Node>,
    /// Boxed: changes are handed on with every step of a chain, and few have one.
    error: Option<Box<ExpressionError>>,
}

/// What happens to a field that stands in an index key.
#[derive(Clone)]
pub(crate) enum Touch {
    Set(Box<dyn DynKeyField>),
    SetIfAbsent(Box<dyn DynKeyField>),
    Remove,
    Add { number: String, must_exist: bool },
}

impl Changes {
    /// No changes yet, of an entity with those attributes.
    pub(crate) fn of(attributes: &'static [AttributeSchema]) -> Self {
        Self {
            attributes,
            ..Self::default()
        }
    }

    fn fail(&mut self, error: ExpressionError) {
        self.error.get_or_insert_with(|| Box::new(error));
    }

    fn keep<T>(&mut self, result: Result<T, ExpressionError>) -> Option<T> {
        result.map_err(|error| self.fail(error)).ok()
    }

    fn touch<E, T, R, C>(&mut self, attr: &Attr<E, T, R, C>, touch: Touch) {
        if let Some(slot) = attr.slot() {
            self.touched.push((slot, touch));
        }
    }

    /// The value at the end of a path into a field that is changed; `None` where there is none.
    pub(crate) fn touch_path(
        &mut self,
        slot: usize,
        value: Option<Box<dyn DynKeyField>>,
        if_absent: bool,
    ) {
        let touch = match value {
            Some(value) if if_absent => Touch::SetIfAbsent(value),
            Some(value) => Touch::Set(value),
            // A field that is there already keeps what it has.
            None if if_absent => return,
            None => Touch::Remove,
        };
        self.touched.push((slot, touch));
    }

    /// The values at the ends of all paths into a field that is changed.
    pub(crate) fn touch_paths(&mut self, paths: PathValues, if_absent: bool) {
        for (slot, value) in paths.0 {
            self.touch_path(slot, value, if_absent);
        }
    }

    pub(crate) fn set_field<E, T, R, C: Codec<T>>(
        &mut self,
        attr: &Attr<E, T, R, C>,
        value: &T,
        key: Option<Box<dyn DynKeyField>>,
        if_absent: bool,
    ) {
        self.set_encoded(attr, attr.path().encode::<T, C>(value), key, if_absent);
    }

    fn set_encoded<E, T, R, C>(
        &mut self,
        attr: &Attr<E, T, R, C>,
        encoded: Result<Option<AttributeValue>, ValueError>,
        key: Option<Box<dyn DynKeyField>>,
        if_absent: bool,
    ) {
        let path = attr.path();
        let Some(value) = self.keep(operand(&path, encoded)) else {
            return;
        };
        let source = if if_absent {
            Source::IfNotExists(path.clone(), value)
        } else {
            Source::Value(value)
        };
        self.actions.push(Action::Set(path, source));
        if let Some(key) = key {
            let touch = if if_absent {
                Touch::SetIfAbsent(key)
            } else {
                Touch::Set(key)
            };
            self.touch(attr, touch);
        }
    }

    /// Asks that the stored item has the value, which an index key is made of.
    pub(super) fn keep_field<E, T, R, C: Codec<T>>(
        &mut self,
        attr: &Attr<E, T, R, C>,
        value: Option<&T>,
        key: Option<Box<dyn DynKeyField>>,
    ) {
        let name = attr.name();
        match (key, value) {
            (Some(key), _) => self.touch(attr, Touch::Set(key)),
            (None, None) => self.touch(attr, Touch::Remove),
            // It only holds what the key is made of.
            (None, Some(_)) => {}
        }
        let Some(value) = value else {
            self.conditions.push(Node::is_none(name));
            return;
        };
        let encoded = encode_operand::<T, C>(&attr.path(), value);
        if let Some(value) = self.keep(encoded) {
            self.conditions.push(Node::equals(name, value));
        }
    }

    /// Sets a field that an update leaves as it is, where the item is to lack it, or asks that the item has
    /// the value.
    pub(super) fn set_or_keep<E, T, R, C: Codec<T>>(
        &mut self,
        attr: &Attr<E, T, R, C>,
        value: &T,
        if_absent: bool,
    ) {
        if if_absent {
            self.set_field(attr, value, None, true);
        } else {
            self.keep_field(attr, Some(value), None);
        }
    }

    /// What the changes ask of the stored item.
    pub(crate) fn take_conditions(&mut self) -> Vec<Node> {
        std::mem::take(&mut self.conditions)
    }

    /// Adds to a number of the table's own, such as a version.
    pub(crate) fn count_up(&mut self, attribute: &'static str) {
        self.actions.push(Action::Set(
            Path::attribute(attribute),
            Source::Sum {
                start: Some(AttributeValue::N("0".into())),
                delta: AttributeValue::N("1".into()),
            },
        ));
    }

    /// Sets or removes a whole attribute, of which only the stored forms are known.
    pub(crate) fn change_stored(
        &mut self,
        attribute: impl Into<Cow<'static, str>>,
        value: Option<AttributeValue>,
        slot: Option<usize>,
        key: Option<Box<dyn DynKeyField>>,
    ) {
        let path = Path::attribute(attribute);
        let is_none = value.as_ref().is_none_or(AttributeValue::is_null);
        if let Some(Err(error)) = value.as_ref().map(check_value) {
            self.fail(ExpressionError::Value {
                attribute: path.to_string(),
                message: error.to_string(),
            });
        }
        self.actions.push(match value {
            Some(value) => Action::Set(path, Source::Value(value)),
            None => Action::Remove(path),
        });
        // A value that serde skips stands in keys all the same.
        match (slot, key) {
            (Some(slot), Some(key)) => self.touched.push((slot, Touch::Set(key))),
            (Some(slot), None) if is_none => self.touched.push((slot, Touch::Remove)),
            _ => {}
        }
    }

    /// Stores `None`: as a null, or as no attribute.
    pub(super) fn store_none<E, T, R, C>(&mut self, attr: &Attr<E, T, R, C>) {
        let path = attr.path();
        self.actions.push(if none::is_null(self.attributes, &path) {
            Action::Set(path, Source::Value(AttributeValue::Null(true)))
        } else {
            Action::Remove(path)
        });
        self.touch(attr, Touch::Remove);
    }

    pub(crate) fn set<E, T, R, C, M>(&mut self, attr: &Attr<E, T, R, C>, value: &T)
    where
        R: Settable<E, T, M>,
        C: Codec<T>,
    {
        // A set that has become empty is stored as no attribute at all, and so may be the `None` of an alias.
        match attr.path().encode::<T, C>(value) {
            Ok(None) if C::missing().is_some() => self.store_none(attr),
            encoded => {
                self.set_encoded(attr, encoded, R::key_value(value), false);
                self.touch_paths(R::paths(value), false);
            }
        }
    }

    pub(crate) fn set_if_absent<E, T, R, C>(&mut self, attr: &Attr<E, T, R, C>, value: &T)
    where
        R: InsertOnly<E, T>,
        C: Codec<T>,
    {
        // An empty set is an absent attribute: where there is none, there is nothing to do.
        match attr.path().encode::<T, C>(value) {
            Ok(None) if C::missing().is_some() => {}
            encoded => {
                self.set_encoded(attr, encoded, R::key_value(value), true);
                self.touch_paths(R::paths(value), true);
            }
        }
    }

    pub(crate) fn set_from<E, T, R, C, S>(
        &mut self,
        attr: &Attr<E, T, R, C>,
        reference: &Attr<E, T, S, C>,
        value: &T,
    ) where
        R: NotInKey<E>,
        C: Codec<T>,
    {
        let path = attr.path();
        let encoded = encode_operand::<T, C>(&path, value);
        if let Some(value) = self.keep(encoded) {
            let source = Source::IfNotExists(reference.path(), value);
            self.actions.push(Action::Set(path, source));
        }
    }

    pub(crate) fn set_key<E, A, V>(&mut self, group: KeyGroup<E, A>, values: V, if_absent: bool)
    where
        A: KeyGroupAttrs<E, V>,
    {
        group.attrs.apply(values, self, if_absent);
    }

    pub(crate) fn set_none<E, T, R: Removable<E>, C>(&mut self, attr: &Attr<E, T, R, C>) {
        self.store_none(attr);
    }

    pub(crate) fn remove<E, T, R: Removable<E>, C>(&mut self, attr: &Attr<E, T, R, C>) {
        self.actions.push(Action::Remove(attr.path()));
        self.touch(attr, Touch::Remove);
    }

    /// `ADD`, where a missing number counts as 0.
    pub(crate) fn add<E, T, R, C>(&mut self, attr: &Attr<E, T, R, C>, value: &T, negative: bool)
    where
        R: Arithmetic<E>,
        C: NumberCodec<T>,
    {
        let path = attr.path();
        let Some(number) = self.delta(&path, C::number(value), negative) else {
            return;
        };
        self.touch_number::<E, T, R, C>(attr, &number, false);
        let delta = AttributeValue::N(number);
        // `ADD` works on attributes of the item itself only.
        self.actions.push(if path.steps().len() == 1 {
            Action::Add(path, delta)
        } else {
            let start = Some(AttributeValue::N("0".into()));
            Action::Set(path, Source::Sum { start, delta })
        });
    }

    /// `SET a = a + :v`; the condition that the attribute exists is the caller's to add.
    pub(crate) fn increment<E, T, R, C>(
        &mut self,
        attr: &Attr<E, T, R, C>,
        value: &T,
        negative: bool,
    ) where
        R: Arithmetic<E>,
        C: NumberCodec<T>,
    {
        let path = attr.path();
        let Some(number) = self.delta(&path, C::number(value), negative) else {
            return;
        };
        self.touch_number::<E, T, R, C>(attr, &number, true);
        let delta = AttributeValue::N(number);
        let start = None;
        self.actions
            .push(Action::Set(path, Source::Sum { start, delta }));
    }

    fn touch_number<E, T, R, C>(&mut self, attr: &Attr<E, T, R, C>, number: &str, must_exist: bool)
    where
        R: Arithmetic<E>,
    {
        if R::IN_KEYS {
            let number = number.to_owned();
            self.touch(attr, Touch::Add { number, must_exist });
        }
    }

    fn delta(&mut self, path: &Path, number: String, negative: bool) -> Option<String> {
        let number = match (negative, number.strip_prefix('-')) {
            (false, _) => number,
            (true, Some(positive)) => positive.to_owned(),
            (true, None) => format!("-{number}"),
        };
        let checked = crate::value::number::check_number(&number);
        let checked = checked.map_err(|error| ExpressionError::Value {
            attribute: path.to_string(),
            message: error.to_string(),
        });
        self.keep(checked).map(|()| number)
    }

    pub(crate) fn join<E, T, R, C>(
        &mut self,
        attr: &Attr<E, T, R, C>,
        elements: &Vec<T::Element>,
        before: bool,
    ) where
        T: ListValue,
        R: NotInKey<E>,
        C: Parts + Codec<Vec<T::Element>>,
    {
        let path = attr.path();
        let encoded = encode_operand::<Vec<T::Element>, C>(&path, elements);
        if let Some(elements) = self.keep(encoded) {
            let source = Source::Join { elements, before };
            self.actions.push(Action::Set(path, source));
        }
    }

    pub(crate) fn change_set<E, T, R, C>(
        &mut self,
        attr: &Attr<E, T, R, C>,
        elements: impl IntoIterator<Item = T::Element>,
        insert: bool,
    ) where
        T: SetValue,
        R: NotInKey<E>,
        C: SetCodec<T>,
    {
        let path = attr.path();
        if path.steps().len() > 1 {
            self.fail(ExpressionError::NestedSet {
                attribute: path.to_string(),
            });
            return;
        }
        let elements: T = elements.into_iter().collect();
        // Without elements there is nothing to do, and DynamoDB has no empty sets to do it with.
        if C::encode(&elements) == Ok(None) {
            return;
        }
        let encoded = encode_operand::<T, C>(&path, &elements);
        if let Some(elements) = self.keep(encoded) {
            self.actions.push(if insert {
                Action::Add(path, elements)
            } else {
                Action::Delete(path, elements)
            });
        }
    }

    /// Makes the changes in an item that is at hand, as far as they set and remove whole attributes.
    pub(crate) fn apply_to(&self, item: &mut Item) {
        for action in &self.actions {
            let Some(name) = action.path().as_attribute() else {
                continue;
            };
            match action {
                Action::Set(_, Source::Value(value)) => {
                    item.insert(name.to_owned(), value.clone());
                }
                Action::Remove(_) => {
                    item.remove(name);
                }
                _ => {}
            }
        }
    }

    /// Sets the attribute to the value where it was to be removed.
    pub(crate) fn set_instead_of_removing(
        &mut self,
        attribute: &'static str,
        value: &AttributeValue,
    ) {
        for action in &mut self.actions {
            if matches!(action, Action::Remove(path) if path.as_attribute() == Some(attribute)) {
                let source = Source::Value(value.clone());
                *action = Action::Set(Path::attribute(attribute), source);
            }
        }
    }

    /// Whether it changes nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.actions.is_empty() && self.error.is_none()
    }

    /// Whether the update changes the attribute, or something in it.
    pub(crate) fn changes(&self, attribute: &str) -> bool {
        self.actions.iter().any(
            |action| matches!(action.path().steps(), [Step::Name(name), ..] if name == attribute),
        )
    }

    /// The value that the update sets the whole attribute to, as far as it says one.
    pub(crate) fn value_of(&self, attribute: &str) -> Option<&AttributeValue> {
        self.actions.iter().find_map(|action| match action {
            Action::Set(path, Source::Value(value) | Source::IfNotExists(_, value))
                if path.as_attribute() == Some(attribute) =>
            {
                Some(value)
            }
            _ => None,
        })
    }

    /// Whether the update gives the attribute a value.
    pub(crate) fn gives(&self, attribute: &str) -> bool {
        self.actions.iter().any(|action| match action {
            Action::Set(path, _) | Action::Add(path, _) => path.as_attribute() == Some(attribute),
            Action::Remove(_) | Action::Delete(..) => false,
        })
    }

    /// Sets an attribute that the table or the primary key gives.
    pub(crate) fn set_attribute(
        &mut self,
        attribute: impl Into<Cow<'static, str>>,
        value: AttributeValue,
        if_absent: bool,
    ) {
        let path = Path::attribute(attribute);
        let source = if if_absent {
            Source::IfNotExists(path.clone(), value)
        } else {
            Source::Value(value)
        };
        self.actions.push(Action::Set(path, source));
    }

    /// The text of the whole update of an item whose primary key has those attributes.
    pub(crate) fn render(
        mut self,
        keys: impl Iterator<Item = &'static str>,
        placeholders: &mut Placeholders,
    ) -> Result<String, ExpressionError> {
        if let Some(error) = self.error {
            return Err(*error);
        }
        // Key attributes that a field is mapped onto are given by the request's key.
        for key in keys {
            self.actions
                .retain(|action| action.path().as_attribute() != Some(key));
        }
        if self.actions.is_empty() {
            return Err(ExpressionError::EmptyUpdate);
        }
        check_overlap(&self.actions)?;
        if self.actions.iter().map(Action::operators).sum::<usize>() > MAX_OPERATORS {
            return Err(ExpressionError::TooManyOperators);
        }
        self.actions.sort_by_key(Action::clause);
        let mut text = String::with_capacity(16 + 16 * self.actions.len());
        let mut last = None;
        for action in self.actions {
            let clause = Some(action.clause());
            if clause == last {
                text.push_str(", ");
            } else {
                text.push_str(if last.is_some() { " " } else { "" });
                text.push_str(action.clause().word());
                last = clause;
            }
            action.render(&mut text, placeholders)?;
        }
        check_length(text)
    }
}
