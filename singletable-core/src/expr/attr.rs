//! Typed attribute paths: what conditions, updates and projections are written with.

use crate::expr::ExpressionError;
use crate::item::codec::{Codec, Parts, Serde};
use crate::value::{MapKey, ValueError};
use aws_sdk_dynamodb::types::AttributeValue;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Write as _};
use std::marker::PhantomData;

/// An attribute of the entity `E` with values of type `T`, or a path into one.
///
/// The derives make one constant for each field, such as `User::EMAIL`. `R` is the
/// [role](crate::expr::role) of the field, which decides which updates compile; `C` is how its values
/// are stored. For a field of type `Option<X>` the value type is `X`: a missing attribute is
/// asked for by [`exists`](Attr::exists) and made by [`remove`](crate::op::Update::remove). No null is
/// written for it; one that another writer has stored counts as missing.
///
/// A path goes deeper by [`then`](Attr::then) for nested structs, [`at`](Attr::at) for lists and
/// [`key`](Attr::key) for maps. Names always go through placeholders, so reserved words, dots and
/// spaces are safe.
#[must_use = "an attribute does nothing by itself"]
pub struct Attr<E, T, R = role::Plain, C = Serde> {
    name: &'static str,
    of: Of,
    tail: Vec<Step>,
    types: PhantomData<Types<E, T, R, C>>,
}

/// What an attribute is of.
#[derive(Clone, Copy)]
enum Of {
    /// Of an entity: the field in that place. Its constants need no slice in a place of its own,
    /// which the compiler would evaluate and store for each of them.
    Field(usize),
    /// Of a nested type, or a path: the names behind the first one.
    Inside(&'static [&'static str]),
}

impl Of {
    /// The names behind the first one.
    fn inside(self) -> &'static [&'static str] {
        match self {
            Self::Field(_) => &[],
            Self::Inside(names) => names,
        }
    }
}

/// No steps. What is a constant here is no call in each constant of an attribute.
const NO_STEPS: Vec<Step> = Vec::new();

/// Names the types without owning values of them, so that an attribute is always `Send`.
type Types<E, T, R, C> = fn() -> (E, T, R, C);

/// A step of a document path.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// An attribute, or a field of a nested struct.
    Name(Cow<'static, str>),
    /// A key of a map, which is data.
    Key(Cow<'static, str>),
    /// A key that no entry of a map has, because it has no name.
    NoKey,
    /// An element of a list.
    Index(usize),
}

/// A document path: an attribute and the steps into it. It is printed without the keys of maps,
/// which may be personal data.
#[derive(Clone)]
pub struct Path(Steps);

/// Most paths are an attribute, which needs no vector.
#[derive(Clone)]
enum Steps {
    One(Step),
    Several(Vec<Step>),
}

/// The roles that a field can have for updates. They are never named by hand.
pub mod role {
    /// An attribute that every item has, and that stands in no key.
    #[derive(Debug, Clone, Copy)]
    pub enum Plain {}
    /// An attribute that an item may lack, and that stands in no key.
    #[derive(Debug, Clone, Copy)]
    pub enum Optional {}
    /// An element of a list or a map.
    #[derive(Debug, Clone, Copy)]
    pub enum Element {}
    /// A field of the table's primary key: it never changes.
    #[derive(Debug, Clone, Copy)]
    pub enum PrimaryKey {}
    /// A field that is all that varies in the index keys it stands in. `NUMBER`: those keys are
    /// numbers. `OPTIONAL`: an item may lack it.
    #[derive(Debug, Clone, Copy)]
    pub enum IndexKey<const NUMBER: bool, const OPTIONAL: bool> {}
    /// A part of a value that stands in a key as a whole: it is not changed by itself.
    #[derive(Debug, Clone, Copy)]
    pub enum InsideKey {}
    /// A field that updates leave as it is: one that is read only; `GUARDED`: a unique value or the
    /// time to live of one, which changes with its guards. `R` is the role that it has besides.
    #[derive(Debug, Clone, Copy)]
    pub struct ReadOnly<R, const GUARDED: bool>(std::marker::PhantomData<R>);
    /// The version: no update gives it, every write advances it.
    #[derive(Debug, Clone, Copy)]
    pub enum Version {}
    /// What tells which variant of an enum an attribute holds: it is not changed by itself.
    #[derive(Debug, Clone, Copy)]
    pub enum Tag {}
    pub use crate::expr::roles::Shared;

    /// The role of what lies inside an attribute of this role.
    pub trait Container: crate::expr::sealed::Role {
        /// The role of a part that has the role `S` by itself.
        type Inner<S>;
    }

    macro_rules! container {
        ($($role:ty),*) => {$(
            impl Container for $role {
                type Inner<S> = S;
            }
        )*};
    }

    container!(Plain, Optional, Element, Tag, Version);

    impl<R: Container, const GUARDED: bool> Container for ReadOnly<R, GUARDED> {
        type Inner<S> = InsideKey;
    }

    impl Container for InsideKey {
        type Inner<S> = InsideKey;
    }

    impl Container for PrimaryKey {
        type Inner<S> = InsideKey;
    }

    impl<const NUMBER: bool, const OPTIONAL: bool> Container for IndexKey<NUMBER, OPTIONAL> {
        type Inner<S> = InsideKey;
    }

    impl<M, const OPTIONAL: bool> Container for Shared<M, OPTIONAL> {
        type Inner<S> = InsideKey;
    }
}

impl<E, T, R, C> Attr<E, T, R, C> {
    /// For generated code: the value at that path, which has one name at least.
    #[doc(hidden)]
    pub const fn new(path: &'static [&'static str]) -> Self {
        Self {
            name: path[0],
            of: Of::Inside(path.split_at(1).1),
            tail: NO_STEPS,
            types: PhantomData,
        }
    }

    /// For generated code: the attribute of the field in that place.
    #[doc(hidden)]
    pub const fn field(name: &'static str, slot: usize) -> Self {
        Self {
            name,
            of: Of::Field(slot),
            tail: NO_STEPS,
            types: PhantomData,
        }
    }

    /// The attribute's own name in the stored item (not the path into it).
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whether it is a whole attribute, and no path into one.
    pub(crate) fn is_whole(&self) -> bool {
        self.of.inside().is_empty() && self.tail.is_empty()
    }

    /// The same path with another role.
    pub(crate) fn with_role<S>(self) -> Attr<E, T, S, C> {
        self.of_item()
    }

    /// The same path of an item, in which the struct `E` is flattened where it is another entity's.
    pub(super) fn of_item<F, S>(self) -> Attr<F, T, S, C> {
        Attr {
            name: self.name,
            of: self.of,
            tail: self.tail,
            types: PhantomData,
        }
    }

    /// [`name`](Attr::name) in constant evaluation, which cannot drop an attribute.
    pub(crate) const fn into_name(self) -> &'static str {
        let name = self.name;
        std::mem::forget(self);
        name
    }

    pub(crate) fn slot(&self) -> Option<usize> {
        match self.of {
            Of::Field(slot) => Some(slot),
            Of::Inside(_) => None,
        }
    }

    pub(crate) fn path(&self) -> Path {
        if self.is_whole() {
            return Path::attribute(self.name());
        }
        let names = std::iter::once(&self.name).chain(self.of.inside());
        let names = names.map(|name| Step::Name((*name).into()));
        names.chain(self.tail.iter().cloned()).collect()
    }

    fn deeper<U, S, D>(self, steps: impl IntoIterator<Item = Step>) -> Attr<E, U, S, D> {
        let mut tail = self.tail;
        tail.extend(steps);
        Attr {
            name: self.name,
            of: Of::Inside(self.of.inside()),
            tail,
            types: PhantomData,
        }
    }

    /// An attribute inside this one, where `T` derives `Attributes`:
    /// `User::ADDRESS.then(Address::CITY)`.
    pub fn then<U, S, D, I>(self, inner: Attr<T, U, S, D>) -> Attr<E, U, R::Inner<S>, I>
    where
        R: role::Container,
        C: Parts<Inside<D> = I>,
    {
        self.deeper(inner.path().steps().iter().cloned())
    }
}

impl<E, X, R: role::Container, C> Attr<E, Vec<X>, R, C> {
    /// The element of the list at that place, counted from 0. Of a list of `Option`s, an element that is
    /// set to `None` is a null, as the list has it; `remove` takes the element away.
    pub fn at<D>(self, index: usize) -> Attr<E, X, R::Inner<role::Element>, D>
    where
        C: Parts<Part = D>,
    {
        self.deeper([Step::Index(index)])
    }
}

impl<E, K, X, R: role::Container, C, S> Attr<E, HashMap<K, X, S>, R, C> {
    /// The value of that key of the map. The key is of the map's own type, or a reference to one; for
    /// text, a string slice does.
    ///
    /// ```
    /// # use singletable_core as singletable;
    /// use serde::{Deserialize, Serialize};
    /// use singletable::{Attr, Condition};
    /// use std::collections::HashMap;
    ///
    /// #[derive(PartialEq, Eq, Hash, Serialize, Deserialize)]
    /// struct UserId(String);
    ///
    /// /// Whether the user has points.
    /// fn has_points<E>(points: Attr<E, HashMap<UserId, u32>>, user: &UserId) -> Condition<E> {
    ///     points.key(user).gt(0)
    /// }
    /// ```
    ///
    /// A key that cannot be the name of an entry, such as a tuple or an empty text, is an error before
    /// the request.
    pub fn key<D>(self, key: impl MapKey<K>) -> Attr<E, X, R::Inner<role::Element>, D>
    where
        C: Parts<Part = D>,
    {
        self.deeper([Step::of_key(key)])
    }
}

impl<E, K, X, R: role::Container, C> Attr<E, BTreeMap<K, X>, R, C> {
    /// The value of that key of the map. The key is of the map's own type, or a reference to one; for
    /// text, a string slice does.
    ///
    /// A key that cannot be the name of an entry, such as a tuple or an empty text, is an error before
    /// the request.
    pub fn key<D>(self, key: impl MapKey<K>) -> Attr<E, X, R::Inner<role::Element>, D>
    where
        C: Parts<Part = D>,
    {
        self.deeper([Step::of_key(key)])
    }
}

impl Step {
    fn of_key<K>(key: impl MapKey<K>) -> Self {
        match key.entry_name() {
            Ok(name) if !name.is_empty() => Self::Key(name),
            _ => Self::NoKey,
        }
    }
}

impl<E, T, R, C> Clone for Attr<E, T, R, C> {
    fn clone(&self) -> Self {
        Self {
            name: self.name,
            of: self.of,
            tail: self.tail.clone(),
            types: PhantomData,
        }
    }
}

impl<E, T, R, C: Codec<T>> fmt::Debug for Attr<E, T, R, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attr({})", self.path())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.steps().iter().enumerate() {
            match step {
                Step::Name(name) if i == 0 => f.write_str(name)?,
                Step::Name(name) => write!(f, ".{name}")?,
                Step::Key(_) | Step::NoKey => f.write_str(".…")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Path({self})")
    }
}

impl PartialEq for Path {
    fn eq(&self, other: &Self) -> bool {
        self.steps() == other.steps()
    }
}

impl FromIterator<Step> for Path {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        Self(Steps::Several(steps.into_iter().collect()))
    }
}

impl Path {
    /// The path of an attribute of the item.
    pub(crate) fn attribute(name: impl Into<Cow<'static, str>>) -> Self {
        Self(Steps::One(Step::Name(name.into())))
    }

    pub(crate) fn steps(&self) -> &[Step] {
        match &self.0 {
            Steps::One(step) => std::slice::from_ref(step),
            Steps::Several(steps) => steps,
        }
    }

    /// The attribute of the item that it is, or leads into.
    pub(crate) fn first_name(&self) -> Option<&str> {
        match self.steps().first() {
            Some(Step::Name(name)) => Some(name),
            _ => None,
        }
    }

    /// Whether DynamoDB has such a path.
    pub(crate) fn check(&self) -> Result<(), ExpressionError> {
        if !self.steps().contains(&Step::NoKey) {
            return Ok(());
        }
        Err(ExpressionError::Value {
            attribute: self.to_string(),
            message: "the key cannot be the name of a map's entry: a name is not empty, and is made of text, `char`, `bool`, \
                      integers, unit variants, and newtypes of those"
                .into(),
        })
    }

    /// Whether both are one path to DynamoDB, to which a field of a struct and a key of a map are one.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.steps().len() == other.steps().len() && self.overlaps(other)
    }

    /// Whether one of them is the other or leads into it.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        if let (Steps::One(own), Steps::One(other)) = (&self.0, &other.0) {
            return own == other;
        }
        let same = |(own, other): (&Step, &Step)| match (own, other) {
            (Step::Name(own) | Step::Key(own), Step::Name(other) | Step::Key(other)) => {
                own == other
            }
            (own, other) => own == other,
        };
        self.steps().iter().zip(other.steps()).all(same)
    }

    /// Whether it ends at an element of a list or an entry of a map.
    fn is_element(&self) -> bool {
        matches!(
            self.steps().last(),
            Some(Step::Key(_) | Step::NoKey | Step::Index(_))
        )
    }

    /// The stored form of a value at the end of the path; `None` where the value is no attribute. An
    /// element of a list and an entry of a map are nulls then, as a list and a map have them: taken
    /// away, the element would move those after it.
    pub(crate) fn encode<T, C: Codec<T>>(
        &self,
        value: &T,
    ) -> Result<Option<AttributeValue>, ValueError> {
        let encoded = C::encode(value)?;
        Ok(encoded.or_else(|| self.is_element().then_some(AttributeValue::Null(true))))
    }

    /// The name, of a path that is an attribute of the item.
    pub(crate) fn as_attribute(&self) -> Option<&str> {
        match self.steps() {
            [Step::Name(name)] => Some(name),
            _ => None,
        }
    }

    /// The whole path, keys of maps included.
    pub(crate) fn to_full_string(&self) -> String {
        let mut full = String::new();
        for (i, step) in self.steps().iter().enumerate() {
            match step {
                Step::Name(name) | Step::Key(name) => {
                    full.push_str(if i == 0 { "" } else { "." });
                    full.push_str(name);
                }
                Step::NoKey => full.push_str(".…"),
                // Writing to a `String` does not fail.
                Step::Index(index) => drop(write!(full, "[{index}]")),
            }
        }
        full
    }
}
