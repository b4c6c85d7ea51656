//! Fields that hold what a key is made of: keys have paths into their values, such as `<source.owner>`. An
//! update sets such a field as a whole, and the keys follow.

use super::attr::role::{Container, IndexKey, InsideKey};
use super::roles::{
    AnyVersion, Filled, Given, InKey, InsertOnly, Keyed, Removable, SetAlone, Settable, Shared,
};
use super::sealed::Role;
use crate::key::{DynKeyField, KeyField, KeyValue};

/// The role of a field whose value holds what keys are made of. `R` is the role that it would have as a key
/// value itself, `SLOT` is its index in the struct
/// `E`.
#[derive(Debug)]
pub struct Holds<R, E, const SLOT: usize>(std::marker::PhantomData<fn() -> (R, E)>);

/// The values at the ends of paths, by slot.
#[derive(Default)]
#[doc(hidden)]
pub struct PathValues(pub(super) Vec<(usize, Option<Box<dyn DynKeyField>>)>);

impl PathValues {
    /// No values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the value of the path with that slot.
    #[must_use]
    pub fn with(mut self, slot: usize, value: KeyValue<'_>) -> Self {
        self.0.push((slot, value.map(DynKeyField::boxed)));
        self
    }
}

/// Entities whose keys have paths into the values `T` of the field in the slot.
#[doc(hidden)]
pub trait HasPaths<const SLOT: usize, T> {
    /// The values at their ends.
    fn paths(value: &T) -> PathValues;
}

/// Types at the end of a path whose values are of the type `T`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the value at the end of a key's path is of type `{Self}`, and the key takes it for `{T}`",
    label = "ends at another type",
    note = "a path ends at a `String`, unless the entity says its type: `#[entity(paths(source.number: u64))]`",
    note = "in a primary key nothing on the way is an `Option`"
)]
pub trait EndsPath<T> {
    /// The value.
    fn end(&self) -> &T;
}

impl<T: KeyField> EndsPath<T> for T {
    fn end(&self) -> &T {
        self
    }
}

/// A value on the way to the end of a path: generated code goes on with what is there, whether or not that is
/// an `Option`, which it cannot know.
#[doc(hidden)]
pub struct OnTheWay<'a, T>(pub &'a T);

impl<'a, T> OnTheWay<'a, Option<T>> {
    /// The value in the `Option`.
    pub fn there(&self) -> Option<&'a T> {
        self.0.as_ref()
    }
}

/// A value on the way that is always there.
#[doc(hidden)]
pub trait AlwaysThere<'a, T> {
    /// The value.
    fn there(&self) -> Option<&'a T>;
}

impl<'a, T> AlwaysThere<'a, T> for OnTheWay<'a, T> {
    fn there(&self) -> Option<&'a T> {
        Some(self.0)
    }
}

impl<R: Role, E, const SLOT: usize> Role for Holds<R, E, SLOT> {
    const OPTIONAL: bool = R::OPTIONAL;
}

impl<R: Role, E, const SLOT: usize> Container for Holds<R, E, SLOT> {
    type Inner<S> = InsideKey;
}

/// The field is set alone: it is all that varies in the keys.
impl<E, T, M, const OPTIONAL: bool, const SLOT: usize> Settable<E, T, M>
    for Holds<IndexKey<false, OPTIONAL>, E, SLOT>
where
    E: HasPaths<SLOT, T>,
{
    fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
        None
    }

    fn paths(value: &T) -> PathValues {
        E::paths(value)
    }
}

impl<E, T, const OPTIONAL: bool, const SLOT: usize> InsertOnly<E, T>
    for Holds<IndexKey<false, OPTIONAL>, E, SLOT>
where
    E: HasPaths<SLOT, T>,
{
    fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
        None
    }

    fn paths(value: &T) -> PathValues {
        E::paths(value)
    }
}

impl<E, X, const SLOT: usize> Removable<E> for Holds<IndexKey<false, true>, X, SLOT> {}
impl<E, M, const SLOT: usize> Removable<E> for Holds<Shared<M, true>, E, SLOT> {}

macro_rules! set_alone {
    ($($mode:ty),*) => {$(
        impl<E, T, F, K, G, const OPTIONAL: bool, const SLOT: usize> Settable<E, T, $mode>
            for Holds<Shared<InKey<F, K, G>, OPTIONAL>, E, SLOT>
        where
            E: SetAlone<F, K, G> + HasPaths<SLOT, T>,
        {
            fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
                None
            }

            fn paths(value: &T) -> PathValues {
                E::paths(value)
            }
        }
    )*};
}

set_alone!(Keyed, AnyVersion);

impl<E, T, M, const OPTIONAL: bool, const SLOT: usize> Settable<E, T, Given>
    for Holds<Shared<M, OPTIONAL>, E, SLOT>
where
    E: HasPaths<SLOT, T>,
{
    fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
        None
    }

    fn paths(value: &T) -> PathValues {
        E::paths(value)
    }
}

impl<T, R: Role, E, const SLOT: usize> Filled<T> for Holds<R, E, SLOT>
where
    E: HasPaths<SLOT, T>,
{
    fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
        None
    }

    fn paths(value: &T) -> PathValues {
        E::paths(value)
    }
}
