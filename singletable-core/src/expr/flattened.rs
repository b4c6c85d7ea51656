//! The constants of flattened fields, and the names of the attributes that they are.

use super::attr::{Attr, Path, role};
use super::condition::Condition;
use super::sealed::Role;
use crate::value::flatten::{Flat, Flattens};
use crate::value::form::FieldForm;
use std::fmt;
use std::marker::PhantomData;

/// A field of the entity `E` with `#[serde(flatten)]`: the fields of the struct `T` are attributes of the
/// item. The derive makes one constant for each such field, such as `User::AUDIT`.
///
/// The field is several attributes, so conditions and updates name one of them:
/// `User::AUDIT.then(Audit::CREATED_BY)` is the [`Attr`] of the attribute `created_by`.
///
/// ```
/// # use singletable_core as singletable;
/// use singletable::expr::Flattened;
/// use singletable::{Attr, Condition};
///
/// struct Audit;
///
/// /// Whether that user made the item.
/// fn made_by<E>(audit: Flattened<E, Audit>, by: Attr<Audit, String>, user: &str) -> Condition<E> {
///     audit.then(by).eq(user)
/// }
/// ```
#[must_use = "a field does nothing by itself"]
pub struct Flattened<E, T, R = role::Plain> {
    field: &'static str,
    types: PhantomData<Types<E, T, R>>,
}

/// Names the types without owning values of them.
type Types<E, T, R> = fn() -> (E, T, R);

impl<E, T, R> Flattened<E, T, R> {
    /// For generated code: the constant of the field with that name.
    #[doc(hidden)]
    pub const fn new(field: &'static str) -> Self {
        let types = PhantomData;
        Self { field, types }
    }

    /// The name of the field.
    pub(crate) fn field(&self) -> &'static str {
        self.field
    }

    /// An attribute of the item, by the constant that the struct has for it:
    /// `User::AUDIT.then(Audit::CREATED_BY)`.
    pub fn then<U, S, C>(self, inner: Attr<T, U, S, C>) -> Attr<E, U, R::Of<S>, C>
    where
        R: FlattenedRole,
    {
        inner.of_item()
    }

    /// For generated code: the attributes that a projection of the field reads.
    #[doc(hidden)]
    pub const fn names(self) -> Names
    where
        T: Flattens,
    {
        Names::Several(Flat::of::<T>().fields)
    }

    /// For generated code: says nothing, because there is such a field.
    #[doc(hidden)]
    pub const fn must_exist(self) {}

    /// For generated code: adds the paths that a projection of the field asks for.
    #[doc(hidden)]
    pub fn ask(&self, paths: &mut Vec<Path>)
    where
        T: Flattens,
    {
        let fields = Flat::of::<T>().fields.iter();
        paths.extend(fields.map(|field| Path::attribute(field.name())));
    }
}

/// What a flattened field makes of the role of an attribute in it.
#[doc(hidden)]
pub trait FlattenedRole: Role {
    /// The role in the item.
    type Of<S>;
}

impl FlattenedRole for role::Plain {
    type Of<S> = S;
}

impl FlattenedRole for role::ReadOnly<role::Plain, false> {
    type Of<S> = role::ReadOnly<S, false>;
}

/// Nothing implements it: without it, the compiler would take a comparison for one of iterators.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a flattened field is several attributes, and a comparison is of one",
    label = "name the attribute before: `.then(…)`",
    note = "such as `User::AUDIT.then(Audit::CREATED_BY)`"
)]
pub trait ComparesAsOne {
    #[doc(hidden)]
    fn compare<E>(self) -> Condition<E>;
}

macro_rules! compared {
    ($($method:ident)+) => {
        impl<E, T, R> Flattened<E, T, R> {$(
            #[doc(hidden)]
            pub fn $method<V>(self, _: V) -> Condition<E>
            where
                Self: ComparesAsOne,
            {
                self.compare()
            }
        )+}
    };
}

compared! { eq ne lt le gt ge }

impl<E, T, R> Clone for Flattened<E, T, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E, T, R> Copy for Flattened<E, T, R> {}

impl<E, T, R> fmt::Debug for Flattened<E, T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flattened({})", self.field)
    }
}

/// For generated code: the attributes that a constant names.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum Names {
    /// One attribute.
    One(&'static str),
    /// Those of a flattened field.
    Several(&'static [FieldForm]),
}

impl Names {
    /// Those that a path names which goes on so.
    pub const fn then(self, inner: Self) -> Self {
        match self {
            Self::One(_) => self,
            Self::Several(_) => inner,
        }
    }

    /// How many they are.
    pub(crate) const fn count(self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Several(fields) => fields.len(),
        }
    }

    /// The one at that index.
    pub(crate) const fn at(self, index: usize) -> &'static str {
        match self {
            Self::One(name) => name,
            Self::Several(fields) => fields[index].name(),
        }
    }
}

impl<E, T, R, C> Attr<E, T, R, C> {
    /// For generated code: the attribute, of a path the one that it begins with.
    #[doc(hidden)]
    pub const fn names(self) -> Names {
        Names::One(self.into_name())
    }

    /// For generated code: says nothing, because there is such a field.
    #[doc(hidden)]
    pub const fn must_exist(self) {
        // Constant evaluation drops no attribute.
        std::mem::forget(self);
    }

    /// For generated code: adds the path that a projection asks for.
    #[doc(hidden)]
    pub fn ask(&self, paths: &mut Vec<Path>) {
        paths.push(self.path());
    }
}
