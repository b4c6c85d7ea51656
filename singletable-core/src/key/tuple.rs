//! Tuples of sort-key fields, whole or from the left: what a range is written with.

use super::field::{DynKeyField, KeyField};
use crate::value::IntoValue;

/// The types of a sort key's fields, as a tuple.
pub trait SortKey: sealed::Tuple + Send + Sync + 'static {}

/// The first values of a sort key's fields, from the left: `()`, `(a,)`, `(a, b)` and so on.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the beginning of a sort key with the fields `{K}`",
    label = "not a tuple of this sort key's fields, from the left",
    note = "ranges take tuples: `(value,)` for the first field, `(first, second)` for two, each with the \
            field's type; none before the last is left out",
    note = "the docs of the method that makes the query show the names of the fields"
)]
pub trait SortPrefix<K: SortKey>: sealed::Tuple {
    #[doc(hidden)]
    fn into_key_values(self) -> Vec<Box<dyn DynKeyField>>;
}

#[diagnostic::do_not_recommend]
impl<K: SortKey> SortPrefix<K> for () {
    fn into_key_values(self) -> Vec<Box<dyn DynKeyField>> {
        Vec::new()
    }
}

impl SortKey for () {}

/// Ranges are written with tuples only.
pub(super) mod sealed {
    pub trait Tuple {}
    impl Tuple for () {}
}

macro_rules! sort_key {
    ($($field:ident)+) => {
        impl<$($field),+> sealed::Tuple for ($($field,)+) {}
        // Whether the fields can be part of a key, `KeyType` asks: here it would be one more error.
        impl<$($field: Send + Sync + 'static),+> SortKey for ($($field,)+) {}
    };
}

sort_key!(A);
sort_key!(A B);
sort_key!(A B C);
sort_key!(A B C D);
sort_key!(A B C D E);

macro_rules! sort_prefix {
    ([$($all:ident)+] $($field:ident $value:ident $name:ident),+) => {
        #[diagnostic::do_not_recommend]
        impl<$($all: KeyField,)+ $($value: IntoValue<$field>),+> SortPrefix<($($all,)+)> for ($($value,)+) {
            fn into_key_values(self) -> Vec<Box<dyn DynKeyField>> {
                let ($($name,)+) = self;
                vec![$(Box::new($name.into_value())),+]
            }
        }
    };
}

sort_prefix!([A] A VA a);
sort_prefix!([A B] A VA a);
sort_prefix!([A B] A VA a, B VB b);
sort_prefix!([A B C] A VA a);
sort_prefix!([A B C] A VA a, B VB b);
sort_prefix!([A B C] A VA a, B VB b, C VC c);
sort_prefix!([A B C D] A VA a);
sort_prefix!([A B C D] A VA a, B VB b);
sort_prefix!([A B C D] A VA a, B VB b, C VC c);
sort_prefix!([A B C D] A VA a, B VB b, C VC c, D VD d);
sort_prefix!([A B C D E] A VA a);
sort_prefix!([A B C D E] A VA a, B VB b);
sort_prefix!([A B C D E] A VA a, B VB b, C VC c);
sort_prefix!([A B C D E] A VA a, B VB b, C VC c, D VD d);
sort_prefix!([A B C D E] A VA a, B VB b, C VC c, D VD d, E VE e);
