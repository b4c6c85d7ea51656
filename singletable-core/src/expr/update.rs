//! Update expressions: typed actions, and the index keys that follow them.

use super::condition::{Node, encode_operand};
use super::names::{Placeholders, check_length};
use super::roles::{Arithmetic, InsertOnly, NotInKey, Removable, Settable, Shared};
use super::{ExpressionError, MAX_OPERATORS};
use crate::attr::{Attr, Path, Step};
use crate::entity::{Entity, IndexHalf, index_halves, layout, render_half};
use crate::item::codec::{Codec, Serde, Set};
use crate::key::{DynKeyField, KeyError, KeyField, KeyValues};
use crate::value::IntoValue;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::{BTreeSet, HashSet};
use std::marker::PhantomData;

/// What an update does to one path.
#[derive(Debug, Clone, PartialEq)]
enum Action {
    Set(Path, Source),
    Remove(Path),
    Add(Path, AttributeValue),
    Delete(Path, AttributeValue),
}

/// What a path is set to.
#[derive(Debug, Clone, PartialEq)]
enum Source {
    Value(AttributeValue),
    /// The reference's value where it exists, else the value.
    IfNotExists(Path, AttributeValue),
    /// The old number, or the start where one is given, with the delta added.
    Sum {
        start: Option<AttributeValue>,
        delta: AttributeValue,
    },
    /// The old list, or an empty one, with the elements behind it or before it.
    Join {
        elements: AttributeValue,
        before: bool,
    },
}

/// What happens to a field that stands in an index key.
enum Touch {
    Set(Box<dyn DynKeyField>),
    SetIfAbsent(Box<dyn DynKeyField>),
    Remove,
    Add { number: String, must_exist: bool },
}

/// The changes of one update, before they are text.
#[derive(Default)]
pub struct Changes {
    actions: Vec<Action>,
    touched: Vec<(usize, Touch)>,
    error: Option<ExpressionError>,
}

/// The fields that share keys of an index: they are set together, by
/// [`set_key`](crate::op::Update::set_key). Generated as a constant such as `Post::BY_STATUS_KEY`.
#[derive(Debug)]
pub struct KeyGroup<E, A> {
    attrs: A,
    entity: PhantomData<fn() -> E>,
}

impl<E, A> KeyGroup<E, A> {
    /// For generated code: the group of those attributes.
    #[doc(hidden)]
    pub const fn new(attrs: A) -> Self {
        Self {
            attrs,
            entity: PhantomData,
        }
    }
}

/// The attributes of a [`KeyGroup`] and the tuple of values that they take.
#[diagnostic::on_unimplemented(
    message = "these values do not fit the fields of the key",
    label = "give one value for each field, in the order of the key; an optional field takes an `Option`"
)]
pub trait KeyGroupAttrs<E, V> {
    #[doc(hidden)]
    fn apply(self, values: V, changes: &mut Changes, if_absent: bool);
}

/// How one field of a group takes its value.
trait GroupField<V> {
    fn apply_field(self, value: V, changes: &mut Changes, if_absent: bool);
}

impl<E, T, M, C, V> GroupField<V> for Attr<E, T, Shared<M, false>, C>
where
    T: KeyField,
    C: Codec<T>,
    V: IntoValue<T>,
{
    fn apply_field(self, value: V, changes: &mut Changes, if_absent: bool) {
        let value = value.into_value();
        let key = Box::new(value.clone());
        changes.set_field(&self, &value, Some(key), if_absent);
    }
}

impl<E, T, M, C, V> GroupField<V> for Attr<E, T, Shared<M, true>, C>
where
    T: KeyField,
    C: Codec<T>,
    V: IntoValue<Option<T>>,
{
    fn apply_field(self, value: V, changes: &mut Changes, if_absent: bool) {
        match value.into_value() {
            Some(value) => {
                let key = Box::new(value.clone());
                changes.set_field(&self, &value, Some(key), if_absent);
            }
            // Only a value can be withheld from an item that has one.
            None if if_absent => {}
            None => changes.remove_field(&self),
        }
    }
}

macro_rules! key_group {
    ($($attr:ident $value:ident $place:tt),+) => {
        impl<E, $($attr, $value),+> KeyGroupAttrs<E, ($($value,)+)> for ($($attr,)+)
        where
            $($attr: GroupField<$value>),+
        {
            fn apply(self, values: ($($value,)+), changes: &mut Changes, if_absent: bool) {
                $(self.$place.apply_field(values.$place, changes, if_absent);)+
            }
        }
    };
}

key_group!(A0 V0 0, A1 V1 1);
key_group!(A0 V0 0, A1 V1 1, A2 V2 2);
key_group!(A0 V0 0, A1 V1 1, A2 V2 2, A3 V3 3);
key_group!(A0 V0 0, A1 V1 1, A2 V2 2, A3 V3 3, A4 V4 4);

/// Numbers that updates can add to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number that DynamoDB can add to",
    label = "not a number"
)]
pub trait NumberValue {
    /// The number as DynamoDB takes it.
    #[doc(hidden)]
    fn to_number(&self) -> String;
}

macro_rules! number_value {
    ($($type:ty),*) => {$(
        impl NumberValue for $type {
            fn to_number(&self) -> String {
                self.to_string()
            }
        }
    )*};
}

number_value!(
    u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, f32, f64
);
#[cfg(feature = "rust_decimal")]
number_value!(rust_decimal::Decimal);

/// Lists that updates can append to.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a list", label = "not a `Vec`")]
pub trait ListValue {
    /// What the list holds.
    type Element;
}

impl<X> ListValue for Vec<X> {
    type Element = X;
}

/// Sets that updates can insert into.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a set", label = "not a set")]
pub trait SetValue: FromIterator<Self::Element> {
    /// What the set holds.
    type Element;
}

impl<X: Eq + std::hash::Hash, S: std::hash::BuildHasher + Default> SetValue for HashSet<X, S> {
    type Element = X;
}

impl<X: Ord> SetValue for BTreeSet<X> {
    type Element = X;
}

impl Changes {
    fn fail(&mut self, error: ExpressionError) {
        self.error.get_or_insert(error);
    }

    fn keep<T>(&mut self, result: Result<T, ExpressionError>) -> Option<T> {
        result.map_err(|error| self.fail(error)).ok()
    }

    fn touch<E, T, R, C>(&mut self, attr: &Attr<E, T, R, C>, touch: Touch) {
        if let Some(slot) = attr.slot() {
            self.touched.push((slot, touch));
        }
    }

    fn set_field<E, T, R, C: Codec<T>>(
        &mut self,
        attr: &Attr<E, T, R, C>,
        value: &T,
        key: Option<Box<dyn DynKeyField>>,
        if_absent: bool,
    ) {
        let path = attr.path();
        let encoded = encode_operand::<T, C>(&path, value);
        let Some(value) = self.keep(encoded) else {
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

    fn remove_field<E, T, R, C>(&mut self, attr: &Attr<E, T, R, C>) {
        self.actions.push(Action::Remove(attr.path()));
        self.touch(attr, Touch::Remove);
    }

    pub(crate) fn set<E, T, R, C, M>(&mut self, attr: &Attr<E, T, R, C>, value: &T)
    where
        R: Settable<E, T, M>,
        C: Codec<T>,
    {
        // A set that has become empty is stored as no attribute at all.
        match C::encode(value) {
            Ok(None) if C::missing().is_some() => self.actions.push(Action::Remove(attr.path())),
            _ => self.set_field(attr, value, R::key_value(value), false),
        }
    }

    pub(crate) fn set_if_absent<E, T, R, C>(&mut self, attr: &Attr<E, T, R, C>, value: &T)
    where
        R: InsertOnly<E, T>,
        C: Codec<T>,
    {
        self.set_field(attr, value, R::key_value(value), true);
    }

    pub(crate) fn set_from<E, T, R, C, S, D>(
        &mut self,
        attr: &Attr<E, T, R, C>,
        reference: &Attr<E, T, S, D>,
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

    pub(crate) fn remove<E, T, R: Removable<E>, C>(&mut self, attr: &Attr<E, T, R, C>) {
        self.remove_field(attr);
    }

    /// `ADD`, where a missing number counts as 0.
    pub(crate) fn add<E, T, R, C>(&mut self, attr: &Attr<E, T, R, C>, value: &T, negative: bool)
    where
        T: NumberValue,
        R: Arithmetic<E>,
    {
        let path = attr.path();
        let Some(number) = self.delta(&path, value, negative) else {
            return;
        };
        let delta = AttributeValue::N(number.clone());
        // `ADD` works on attributes of the item itself only.
        self.actions.push(if path.0.len() == 1 {
            Action::Add(path, delta)
        } else {
            let start = Some(AttributeValue::N("0".into()));
            Action::Set(path, Source::Sum { start, delta })
        });
        let must_exist = false;
        self.touch(attr, Touch::Add { number, must_exist });
    }

    /// `SET a = a + :v`; the condition that the attribute exists is the caller's to add.
    pub(crate) fn increment<E, T, R, C>(
        &mut self,
        attr: &Attr<E, T, R, C>,
        value: &T,
        negative: bool,
    ) where
        T: NumberValue,
        R: Arithmetic<E>,
    {
        let path = attr.path();
        let Some(number) = self.delta(&path, value, negative) else {
            return;
        };
        let delta = AttributeValue::N(number.clone());
        let start = None;
        self.actions
            .push(Action::Set(path, Source::Sum { start, delta }));
        let must_exist = true;
        self.touch(attr, Touch::Add { number, must_exist });
    }

    fn delta(&mut self, path: &Path, value: &impl NumberValue, negative: bool) -> Option<String> {
        let number = value.to_number();
        let number = match (negative, number.strip_prefix('-')) {
            (false, _) => number,
            (true, Some(positive)) => positive.to_owned(),
            (true, None) => format!("-{number}"),
        };
        let checked = crate::item::check::check_number(&number);
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
        Serde: Codec<Vec<T::Element>>,
    {
        let path = attr.path();
        let encoded = encode_operand::<Vec<T::Element>, Serde>(&path, elements);
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
        Set: Codec<T>,
    {
        let path = attr.path();
        if path.0.len() > 1 {
            self.fail(ExpressionError::NestedSet {
                attribute: path.to_string(),
            });
            return;
        }
        let elements: T = elements.into_iter().collect();
        // Without elements there is nothing to do, and DynamoDB has no empty sets to do it with.
        if <Set as Codec<T>>::encode(&elements) == Ok(None) {
            return;
        }
        let encoded = encode_operand::<T, Set>(&path, &elements);
        if let Some(elements) = self.keep(encoded) {
            self.actions.push(if insert {
                Action::Add(path, elements)
            } else {
                Action::Delete(path, elements)
            });
        }
    }

    /// Whether the update gives the attribute a value.
    pub(crate) fn gives(&self, attribute: &str) -> bool {
        self.actions.iter().any(|action| match action {
            Action::Set(path, _) | Action::Add(path, _) => {
                matches!(path.0.as_slice(), [Step::Name(name)] if name == attribute)
            }
            Action::Remove(_) | Action::Delete(..) => false,
        })
    }

    /// Sets an attribute that the table or the primary key gives.
    pub(crate) fn set_attribute(
        &mut self,
        attribute: &str,
        value: AttributeValue,
        if_absent: bool,
    ) {
        let path = Path(vec![Step::Name(attribute.to_owned().into())]);
        let source = if if_absent {
            Source::IfNotExists(path.clone(), value)
        } else {
            Source::Value(value)
        };
        self.actions.push(Action::Set(path, source));
    }

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
            } else if touched {
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

    /// The text of the whole update.
    pub(crate) fn render<E: Entity>(
        mut self,
        placeholders: &mut Placeholders,
    ) -> Result<String, ExpressionError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let layout = layout::<E>();
        // Key attributes that a field is mapped onto are given by the request's key.
        self.actions.retain(|action| {
            let path = action.path();
            *path != top(layout.pk) && *path != top(layout.sk)
        });
        if self.actions.is_empty() {
            return Err(ExpressionError::EmptyUpdate);
        }
        check_overlap(&self.actions)?;
        if self.actions.iter().map(Action::operators).sum::<usize>() > MAX_OPERATORS {
            return Err(ExpressionError::TooManyOperators);
        }
        let mut text = String::new();
        for clause in [Clause::Set, Clause::Remove, Clause::Add, Clause::Delete] {
            let mut between = if text.is_empty() { "" } else { " " };
            let mut word = clause.word();
            for action in self.actions.iter().filter(|a| a.clause() == clause) {
                text.push_str(between);
                text.push_str(word);
                action.clone().render(&mut text, placeholders);
                (between, word) = (", ", "");
            }
        }
        check_length(text)
    }
}

/// The condition that the fields taken from a loaded item still hold.
pub(crate) fn still_holds(attribute: &'static str, stored: Option<AttributeValue>) -> Node {
    match stored {
        Some(value) => Node::equals(attribute, value),
        None => Node::not_exists(attribute),
    }
}

fn top(attribute: &'static str) -> Path {
    Path(vec![Step::Name(attribute.into())])
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clause {
    Set,
    Remove,
    Add,
    Delete,
}

impl Clause {
    fn word(self) -> &'static str {
        match self {
            Self::Set => "SET ",
            Self::Remove => "REMOVE ",
            Self::Add => "ADD ",
            Self::Delete => "DELETE ",
        }
    }
}

impl Action {
    fn path(&self) -> &Path {
        match self {
            Self::Set(path, _)
            | Self::Remove(path)
            | Self::Add(path, _)
            | Self::Delete(path, _) => path,
        }
    }

    fn clause(&self) -> Clause {
        match self {
            Self::Set(..) => Clause::Set,
            Self::Remove(_) => Clause::Remove,
            Self::Add(..) => Clause::Add,
            Self::Delete(..) => Clause::Delete,
        }
    }

    fn operators(&self) -> usize {
        match self {
            Self::Set(_, Source::Value(_)) | Self::Remove(_) => 0,
            Self::Set(_, Source::IfNotExists(..)) | Self::Add(..) | Self::Delete(..) => 1,
            Self::Set(_, Source::Sum { .. } | Source::Join { .. }) => 2,
        }
    }

    fn render(self, out: &mut String, placeholders: &mut Placeholders) {
        match self {
            Self::Set(path, source) => {
                placeholders.push_path(out, &path);
                out.push_str(" = ");
                source.render(&path, out, placeholders);
            }
            Self::Remove(path) => placeholders.push_path(out, &path),
            Self::Add(path, value) | Self::Delete(path, value) => {
                placeholders.push_path(out, &path);
                out.push(' ');
                placeholders.push_value(out, value);
            }
        }
    }
}

impl Source {
    fn render(self, path: &Path, out: &mut String, placeholders: &mut Placeholders) {
        match self {
            Self::Value(value) => placeholders.push_value(out, value),
            Self::IfNotExists(reference, value) => {
                push_if_not_exists(&reference, value, out, placeholders);
            }
            Self::Sum { start, delta } => {
                match start {
                    Some(start) => push_if_not_exists(path, start, out, placeholders),
                    None => placeholders.push_path(out, path),
                }
                out.push_str(" + ");
                placeholders.push_value(out, delta);
            }
            Self::Join { elements, before } => {
                out.push_str("list_append(");
                let empty = AttributeValue::L(Vec::new());
                if before {
                    placeholders.push_value(out, elements);
                    out.push_str(", ");
                    push_if_not_exists(path, empty, out, placeholders);
                } else {
                    push_if_not_exists(path, empty, out, placeholders);
                    out.push_str(", ");
                    placeholders.push_value(out, elements);
                }
                out.push(')');
            }
        }
    }
}

fn push_if_not_exists(
    path: &Path,
    value: AttributeValue,
    out: &mut String,
    placeholders: &mut Placeholders,
) {
    out.push_str("if_not_exists(");
    placeholders.push_path(out, path);
    out.push_str(", ");
    placeholders.push_value(out, value);
    out.push(')');
}

fn check_overlap(actions: &[Action]) -> Result<(), ExpressionError> {
    for (i, first) in actions.iter().enumerate() {
        for second in &actions[i + 1..] {
            let (a, b) = (&first.path().0, &second.path().0);
            if a.starts_with(b) || b.starts_with(a) {
                return Err(ExpressionError::OverlappingPaths {
                    first: first.path().to_string(),
                    second: second.path().to_string(),
                });
            }
        }
    }
    Ok(())
}
