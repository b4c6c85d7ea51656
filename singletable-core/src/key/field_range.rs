//! Ranges of one field of a sort key, which follows the fields that are given.

use super::field::{DynKeyField, KeyField};
use super::tuple::{SortKey, SortPrefix};
use std::ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo, RangeToInclusive};

/// The first values of a sort key's fields, which leave a field to follow.
#[diagnostic::on_unimplemented(
    message = "no field follows `{Self}` in a sort key with the fields `{K}`",
    label = "not a tuple of this sort key's fields from the left, with one more to follow",
    note = "`within` takes the values before the ranged field: `()` for a range of the first field, \
            `(value,)` for one of the second"
)]
pub trait NextField<K: SortKey>: SortPrefix<K> {
    /// The type of the field that follows.
    type Next: KeyField;

    #[doc(hidden)]
    fn boxed(value: Self::Next) -> Box<dyn DynKeyField> {
        Box::new(value)
    }
}

/// A range of values of one field: one of Rust's that has an end, or a pair of [`Bound`]s.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a range of values",
    label = "not a range with an end",
    note = "ranges are `low..`, `low..high`, `low..=high`, `..high`, `..=high`, or a pair of \
            `std::ops::Bound`s; without an end, use `prefix`"
)]
pub trait FieldRange: sealed::Range {
    /// The type of its ends.
    type Value;

    #[doc(hidden)]
    fn into_bounds(self) -> (Bound<Self::Value>, Bound<Self::Value>);
}

mod sealed {
    pub trait Range {}
}

macro_rules! field_range {
    ($($range:ty, $self:ident => $bounds:expr;)+) => {$(
        impl<V> sealed::Range for $range {}

        impl<V> FieldRange for $range {
            type Value = V;

            fn into_bounds($self) -> (Bound<V>, Bound<V>) {
                $bounds
            }
        }
    )+};
}

field_range! {
    RangeFrom<V>, self => (Bound::Included(self.start), Bound::Unbounded);
    Range<V>, self => (Bound::Included(self.start), Bound::Excluded(self.end));
    RangeInclusive<V>, self => {
        let (low, high) = self.into_inner();
        (Bound::Included(low), Bound::Included(high))
    };
    RangeTo<V>, self => (Bound::Unbounded, Bound::Excluded(self.end));
    RangeToInclusive<V>, self => (Bound::Unbounded, Bound::Included(self.end));
    (Bound<V>, Bound<V>), self => self;
}

macro_rules! next_field {
    ([$($all:ident)+] $($value:ident)* => $next:ident) => {
        impl<$($all: KeyField,)+ $($value),*> NextField<($($all,)+)> for ($($value,)*)
        where
            ($($value,)*): SortPrefix<($($all,)+)>,
        {
            type Next = $next;
        }
    };
}

next_field!([A] => A);
next_field!([A B] => A);
next_field!([A B] VA => B);
next_field!([A B C] => A);
next_field!([A B C] VA => B);
next_field!([A B C] VA VB => C);
next_field!([A B C D] => A);
next_field!([A B C D] VA => B);
next_field!([A B C D] VA VB => C);
next_field!([A B C D] VA VB VC => D);
next_field!([A B C D E] => A);
next_field!([A B C D E] VA => B);
next_field!([A B C D E] VA VB => C);
next_field!([A B C D E] VA VB VC => D);
next_field!([A B C D E] VA VB VC VD => E);
