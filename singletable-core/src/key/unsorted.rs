//! Sort keys with fields that have no order, such as integers of `:plain`: ranges of them do not compile.

use super::field::DynKeyField;
use super::field_range::NextField;
use super::tuple::{SortKey, SortPrefix, sealed};
use std::marker::PhantomData;

/// A sort key with the fields `K`, some of which have no order: `O` is a tuple that says of each whether
/// it has, [`ByValue`] or [`ByDigits`].
#[derive(Debug)]
pub struct Unsorted<K, O>(PhantomData<fn() -> (K, O)>);

/// The texts of a field sort as its values do.
#[derive(Debug, Clone, Copy)]
pub enum ByValue {}

/// The texts of a field sort digit by digit: `10` before `9`.
#[derive(Debug, Clone, Copy)]
pub enum ByDigits {}

/// A sort key that has ranges of such values, from the left.
///
/// All have, but those with `:plain`: an integer without padding has no order, so there is no range of
/// values with it, and no range of it.
pub trait RangedBy<P>: SortKey {}

/// The fields that a tuple has values of are in order.
#[diagnostic::on_unimplemented(
    message = "there is no range of an integer that is `:plain` in a sort key",
    label = "these are values of a field without an order",
    note = "as text, \"10\" sorts before \"9\": in the template, `<field:010>` pads it to 10 digits, \
            `<field:ordered>` keeps negative numbers in order too",
    note = "`prefix` finds the keys that have given values, and `within` takes them before its range"
)]
pub trait OrdersUpTo<P> {}

/// The field after those that a tuple has values of is in order.
#[diagnostic::on_unimplemented(
    message = "there is no range of an integer that is `:plain` in a sort key",
    label = "the field that follows these has no order",
    note = "as text, \"10\" sorts before \"9\": in the template, `<field:010>` pads it to 10 digits, \
            `<field:ordered>` keeps negative numbers in order too",
    note = "`prefix` finds the keys that have given values"
)]
pub trait OrdersNext<P> {}

impl<K, O> sealed::Tuple for Unsorted<K, O> {}

impl<K: SortKey, O: 'static> SortKey for Unsorted<K, O> {}

impl<K: SortKey, O: OrdersUpTo<P> + 'static, P> RangedBy<P> for Unsorted<K, O> {}

impl<K: SortKey, O: OrdersNext<P> + 'static, P> NextField<Unsorted<K, O>> for P
where
    P: NextField<K> + SortPrefix<Unsorted<K, O>>,
{
    type Next = <P as NextField<K>>::Next;
}

macro_rules! prefix {
    ($($value:ident)+) => {
        #[diagnostic::do_not_recommend]
        impl<KEY: SortKey, O: 'static, $($value),+> SortPrefix<Unsorted<KEY, O>> for ($($value,)+)
        where
            Self: SortPrefix<KEY>,
        {
            fn into_key_values(self) -> Vec<Box<dyn DynKeyField>> {
                SortPrefix::<KEY>::into_key_values(self)
            }
        }
    };
}

prefix!(VA);
prefix!(VA VB);
prefix!(VA VB VC);
prefix!(VA VB VC VD);
prefix!(VA VB VC VD VE);

macro_rules! ranged {
    ($($field:ident)*) => {
        impl<P, $($field: Send + Sync + 'static),*> RangedBy<P> for ($($field,)*) {}
    };
}

ranged!();
ranged!(A);
ranged!(A B);
ranged!(A B C);
ranged!(A B C D);
ranged!(A B C D E);

/// No tuple of values. With it, more than one type could be meant, so that the compiler takes the one that
/// is written, and says what is wrong with it.
#[derive(Debug)]
pub enum NoValues {}

impl<O> OrdersUpTo<NoValues> for O {}

macro_rules! up_to {
    ([$($open:ident)*] [$($value:ident)*] $orders:ty) => {
        #[diagnostic::do_not_recommend]
        impl<$($open,)* $($value),*> OrdersUpTo<($($value,)*)> for $orders {}
    };
}

up_to!([O0] [] (O0,));
up_to!([][VA](ByValue,));
up_to!([O0 O1] [] (O0, O1,));
up_to!([O1][VA](ByValue, O1,));
up_to!([] [VA VB] (ByValue, ByValue,));
up_to!([O0 O1 O2] [] (O0, O1, O2,));
up_to!([O1 O2] [VA] (ByValue, O1, O2,));
up_to!([O2] [VA VB] (ByValue, ByValue, O2,));
up_to!([] [VA VB VC] (ByValue, ByValue, ByValue,));
up_to!([O0 O1 O2 O3] [] (O0, O1, O2, O3,));
up_to!([O1 O2 O3] [VA] (ByValue, O1, O2, O3,));
up_to!([O2 O3] [VA VB] (ByValue, ByValue, O2, O3,));
up_to!([O3] [VA VB VC] (ByValue, ByValue, ByValue, O3,));
up_to!([] [VA VB VC VD] (ByValue, ByValue, ByValue, ByValue,));
up_to!([O0 O1 O2 O3 O4] [] (O0, O1, O2, O3, O4,));
up_to!([O1 O2 O3 O4] [VA] (ByValue, O1, O2, O3, O4,));
up_to!([O2 O3 O4] [VA VB] (ByValue, ByValue, O2, O3, O4,));
up_to!([O3 O4] [VA VB VC] (ByValue, ByValue, ByValue, O3, O4,));
up_to!([O4] [VA VB VC VD] (ByValue, ByValue, ByValue, ByValue, O4,));
up_to!([] [VA VB VC VD VE] (ByValue, ByValue, ByValue, ByValue, ByValue,));

macro_rules! next {
    ([$($open:ident)*] [$($value:ident)*] $orders:ty) => {
        #[diagnostic::do_not_recommend]
        impl<$($open,)* $($value),*> OrdersNext<($($value,)*)> for $orders {}
    };
}

next!([] [] (ByValue,));
next!([O1] [] (ByValue, O1,));
next!([O0][VA](O0, ByValue,));
next!([O1 O2] [] (ByValue, O1, O2,));
next!([O0 O2] [VA] (O0, ByValue, O2,));
next!([O0 O1] [VA VB] (O0, O1, ByValue,));
next!([O1 O2 O3] [] (ByValue, O1, O2, O3,));
next!([O0 O2 O3] [VA] (O0, ByValue, O2, O3,));
next!([O0 O1 O3] [VA VB] (O0, O1, ByValue, O3,));
next!([O0 O1 O2] [VA VB VC] (O0, O1, O2, ByValue,));
next!([O1 O2 O3 O4] [] (ByValue, O1, O2, O3, O4,));
next!([O0 O2 O3 O4] [VA] (O0, ByValue, O2, O3, O4,));
next!([O0 O1 O3 O4] [VA VB] (O0, O1, ByValue, O3, O4,));
next!([O0 O1 O2 O4] [VA VB VC] (O0, O1, O2, ByValue, O4,));
next!([O0 O1 O2 O3] [VA VB VC VD] (O0, O1, O2, O3, ByValue,));
