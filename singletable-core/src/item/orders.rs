//! Types whose stored form sorts as their values do, so that comparisons by order are right.

use super::codec::{EpochSeconds, Number, Rfc3339, Serde};
use crate::value::Timestamp;
use std::borrow::Cow;
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize, NonZeroU8,
    NonZeroU16, NonZeroU32, NonZeroU64, NonZeroU128, NonZeroUsize, Saturating, Wrapping,
};
use std::rc::Rc;
use std::sync::Arc;

/// Types whose values sort in the form in which serde stores them: numbers, which DynamoDB compares by
/// value, and text, which it compares by bytes, if that is the order of the values.
///
/// Attributes of such types have `lt`, `le`, `gt`, `ge` and `between`. The trait is implemented for
/// text, `char`, all integers, floats and [`Timestamp`](crate::Timestamp), and with features for
/// `uuid::Uuid`, `rust_decimal::Decimal`, and the dates and times without a time zone of `chrono` and
/// `jiff`, which sort from the year 0 to 9999. It is not implemented for `bool`, lists, sets, maps,
/// structs, tuples and enums, which DynamoDB does not sort, or not as Rust does.
///
/// Date-times of other crates sort only as fields of an entity, which are stored with a fixed number of
/// digits. Inside other values, serde writes them in their own form: `05.5Z` sorts before `05Z`.
///
/// # Implementing it
///
/// `#[derive(KeyField)]` implements the trait for a newtype of an ordered type, but not for an enum,
/// because the texts of its variants sort alphabetically. For other types it can be implemented by hand
/// if the stored form sorts as the values do:
///
/// ```
/// # use singletable_core as singletable;
/// use serde::{Deserialize, Serialize};
/// use singletable::expr::Ordered;
///
/// /// A day as text of a fixed form, such as `2026-01-31`.
/// #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
/// struct Day(String);
///
/// impl Ordered for Day {}
/// ```
#[diagnostic::on_unimplemented(
    message = "values of type `{Self}` do not sort in the form that DynamoDB stores",
    label = "has no `lt`, `le`, `gt`, `ge` and `between`",
    note = "text, numbers and `Timestamp` sort; `bool`, lists, sets, maps, structs and enums do not, nor \
            do date-times of other crates inside a list, a map or a newtype",
    note = "compare with `eq`, `ne` or `is_in`",
    note = "a newtype of text or of a number sorts with `#[derive(KeyField)]`; any type whose stored form \
            sorts as its values do, with `impl singletable::expr::Ordered for … {{}}`"
)]
pub trait Ordered {}

/// Codecs that store values of type `T` in a form that sorts as the values do.
#[diagnostic::on_unimplemented(
    message = "this attribute is stored in a form that does not sort as its values do",
    label = "has no `lt`, `le`, `gt`, `ge` and `between`",
    note = "compare with `eq`, `ne` or `is_in`",
    note = "of a date-time inside a struct, serde stores as many digits as it has: a `Timestamp` sorts",
    note = "a field with serde's `with` is stored in a form of its own: a newtype that implements \
            `Serialize` and `singletable::expr::Ordered` sorts"
)]
pub trait Orders<T: ?Sized> {}

impl<T: Ordered + ?Sized> Orders<T> for Serde {}
impl<T: ?Sized> Orders<T> for Number {}
impl<T: ?Sized> Orders<T> for EpochSeconds {}
impl<T: ?Sized, const DIGITS: u8> Orders<T> for Rfc3339<DIGITS> {}

macro_rules! ordered {
    ($($type:ty),* $(,)?) => {$(
        impl Ordered for $type {}
    )*};
}

ordered! {
    str, String, char, Timestamp, f32, f64,
    u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize,
    NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroU128, NonZeroUsize,
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize,
}

macro_rules! ordered_as_inside {
    ($($wrapper:ident),*) => {$(
        impl<T: Ordered + ?Sized> Ordered for $wrapper<T> {}
    )*};
}

ordered_as_inside!(Box, Rc, Arc);

impl<T: Ordered + ?Sized> Ordered for &T {}
impl<T: Ordered + ToOwned + ?Sized> Ordered for Cow<'_, T> {}
impl<T: Ordered> Ordered for Wrapping<T> {}
impl<T: Ordered> Ordered for Saturating<T> {}

/// The hyphenated form in lower case.
#[cfg(feature = "uuid")]
impl Ordered for uuid::Uuid {}

#[cfg(feature = "rust_decimal")]
impl Ordered for rust_decimal::Decimal {}

impl Ordered for crate::value::Number {}

#[cfg(feature = "chrono")]
ordered!(chrono::NaiveDate, chrono::NaiveDateTime, chrono::NaiveTime);

#[cfg(feature = "jiff")]
ordered!(jiff::civil::Date, jiff::civil::DateTime, jiff::civil::Time);

#[cfg(test)]
mod tests;
