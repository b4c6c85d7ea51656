//! Types with a prefix that DynamoDB can compare: texts and binaries.

use super::codec::{Rfc3339, Serde};
use crate::value::Timestamp;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

/// Types whose values serde stores as text or as a binary, which
/// [`begins_with`](crate::Attr::begins_with) can compare.
///
/// The trait is implemented for text and [`Timestamp`](crate::Timestamp), and with features for
/// `uuid::Uuid`, and the dates and times without a time zone of `chrono` and `jiff`.
/// `#[derive(KeyField)]` implements it for a newtype that is stored as text; for other types it can be
/// implemented by hand:
///
/// ```
/// # use singletable_core as singletable;
/// use serde::{Deserialize, Serialize};
/// use singletable::expr::Prefixed;
///
/// #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
/// struct Slug(String);
///
/// impl Prefixed for Slug {
///     type Prefix = str;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`begins_with` asks a text or a binary, and `{Self}` is not known to be stored as one",
    label = "has no `begins_with`",
    note = "a newtype of text has it with `#[derive(KeyField)]`; any type that is stored as text, with \
            `impl singletable::expr::Prefixed for … {{ type Prefix = str; }}`"
)]
pub trait Prefixed {
    /// The type of a prefix: `str` for text, `[u8]` for a binary.
    type Prefix: Prefix + ?Sized;
}

/// Codecs that store values of type `T` as text or as a binary.
#[diagnostic::on_unimplemented(
    message = "`begins_with` asks a text or a binary, and this attribute is not known to be stored as one",
    label = "has no `begins_with`",
    note = "a field with serde's `with` is stored in a form of its own: compare the whole value with \
            `eq`, `ne` or `is_in`"
)]
pub trait Begins<T: ?Sized> {
    /// The type of a prefix.
    type Prefix: Prefix + ?Sized;
}

impl<T: Prefixed + ?Sized> Begins<T> for Serde {
    type Prefix = T::Prefix;
}

impl<T: ?Sized, const DIGITS: u8> Begins<T> for Rfc3339<DIGITS> {
    type Prefix = str;
}

/// Prefixes: `str` and `[u8]`.
pub trait Prefix: sealed::Sealed {
    /// The operand of a condition.
    #[doc(hidden)]
    fn to_operand(&self) -> AttributeValue;
}

impl Prefix for str {
    fn to_operand(&self) -> AttributeValue {
        AttributeValue::S(self.to_owned())
    }
}

impl Prefix for [u8] {
    fn to_operand(&self) -> AttributeValue {
        AttributeValue::B(Blob::new(self))
    }
}

mod sealed {
    /// Types of which DynamoDB has prefixes.
    pub trait Sealed {}

    impl Sealed for str {}
    impl Sealed for [u8] {}
}

macro_rules! texts {
    ($($type:ty),* $(,)?) => {$(
        impl Prefixed for $type {
            type Prefix = str;
        }
    )*};
}

texts!(str, String, Timestamp);

#[cfg(feature = "uuid")]
texts!(uuid::Uuid);

#[cfg(feature = "chrono")]
texts!(chrono::NaiveDate, chrono::NaiveDateTime, chrono::NaiveTime);

#[cfg(feature = "jiff")]
texts!(jiff::civil::Date, jiff::civil::DateTime, jiff::civil::Time);

macro_rules! as_inside {
    ($($wrapper:ident),*) => {$(
        impl<T: Prefixed + ?Sized> Prefixed for $wrapper<T> {
            type Prefix = T::Prefix;
        }
    )*};
}

as_inside!(Box, Rc, Arc);

impl<T: Prefixed + ?Sized> Prefixed for &T {
    type Prefix = T::Prefix;
}

impl<T: Prefixed + ToOwned + ?Sized> Prefixed for Cow<'_, T> {
    type Prefix = T::Prefix;
}
