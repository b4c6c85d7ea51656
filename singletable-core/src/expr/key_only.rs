//! The constants of fields that the primary key alone has.

use super::condition::Condition;
use super::flattened::Names;
use std::fmt;
use std::marker::PhantomData;

/// A field of the entity `E` with `#[entity(key_only)]`, with values of type `T`: it is a part of the primary
/// key, and no attribute. The derive makes one constant for each such field.
///
/// Only a projection reads it. Conditions, updates and `select` are about attributes, so they do not take it;
/// a query or `get` gives its value as a part of the key.
#[must_use = "a field does nothing by itself"]
pub struct KeyOnly<E, T> {
    field: &'static str,
    slot: usize,
    types: PhantomData<fn() -> (E, T)>,
}

impl<E, T> KeyOnly<E, T> {
    /// For generated code: the constant of the field with that name, in that place.
    #[doc(hidden)]
    pub const fn new(field: &'static str, slot: usize) -> Self {
        let types = PhantomData;
        Self { field, slot, types }
    }

    /// The field's name and its place.
    pub(crate) fn field(&self) -> (&'static str, usize) {
        (self.field, self.slot)
    }

    /// For generated code: the attributes that an index must hold for a projection of the field. Every index
    /// holds the primary key.
    #[doc(hidden)]
    pub const fn names(self) -> Names {
        Names::Several(&[])
    }

    /// For generated code: says nothing, because there is such a field.
    #[doc(hidden)]
    pub const fn must_exist(self) {}
}

/// Nothing implements it: without it, the compiler would say that there is no such method.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this field is in the primary key only, and conditions are about attributes",
    label = "there is no attribute of it: it is `key_only`",
    note = "give its value as a part of the key, to `get` or to a query",
    note = "without `#[entity(key_only)]` the field is an attribute too"
)]
pub trait HasAttribute {
    #[doc(hidden)]
    fn compare<E>(self) -> Condition<E>;
}

macro_rules! compared {
    ($($method:ident($($value:ident),*))+) => {
        impl<E, T> KeyOnly<E, T> {$(
            #[doc(hidden)]
            #[allow(non_camel_case_types, reason = "a parameter and its type have one name")]
            pub fn $method<$($value),*>(self, $(_: $value),*) -> Condition<E>
            where
                Self: HasAttribute,
            {
                self.compare()
            }
        )+}
    };
}

compared! {
    eq(value) ne(value) lt(value) le(value) gt(value) ge(value) between(from, to) begins_with(text)
    is_in(values) contains(text) exists() not_exists() size() attribute_type(kind)
    eq_attr(other) ne_attr(other) lt_attr(other) le_attr(other)
}

impl<E, T> Clone for KeyOnly<E, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E, T> Copy for KeyOnly<E, T> {}

impl<E, T> fmt::Debug for KeyOnly<E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyOnly({})", self.field)
    }
}
