//! The values that updates count, extend and fill: numbers, lists and sets.

use std::collections::{BTreeSet, HashSet};

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
    u8,
    u16,
    u32,
    u64,
    u128,
    usize,
    i8,
    i16,
    i32,
    i64,
    i128,
    isize,
    f32,
    f64,
    crate::value::Number
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
