//! Conversion of a field's value to an attribute value and back.

use super::{DecodeError, ItemReader, ItemWriter};
use crate::value::de::from_attribute_value;
use crate::value::number::{by_another, parse_exact};
use crate::value::ser::{to_attribute_value, to_set};
use crate::value::{Refused, ValueError, describe};
use crate::wire::{RawValue, ValueText};
use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::{DeserializeOwned, Visitor};
use serde::{Deserializer, Serialize};
use std::str::FromStr;

pub use super::buffered::Buffered;
pub use super::foreign_time::Rfc3339;
pub use super::formed::{Binary, Formed, Parts, SetCodec};
pub use super::orders::Orders;
pub use super::prefix::Begins;
pub use crate::value::Value;

/// The stored form of values of type `T` in an attribute.
///
/// The derive chooses a codec for each field. Users see it only as the last type parameter of
/// [`Attr`](crate::Attr).
#[diagnostic::on_unimplemented(
    message = "`{T}` cannot be stored as an attribute",
    label = "lacks serde's traits",
    note = "add `#[derive(serde::Serialize, serde::Deserialize)]` to the type; types of other crates often \
            have them with a feature `serde`",
    note = "a field that is not to be stored has `#[serde(skip)]`; for another form of it there is \
            `#[serde(with = \"…\")]`"
)]
pub trait Codec<T> {
    /// Returns the stored form; `None` if the attribute is to be absent.
    fn encode(value: &T) -> Result<Option<AttributeValue>, ValueError>;

    /// Writes the result of [`encode`](Codec::encode) as text, without the SDK's value between if that
    /// is faster. Returns whether it is an attribute. `encode`, or the check of limits, says why a value
    /// is refused.
    #[doc(hidden)]
    fn encode_raw(value: &T, text: &mut ValueText) -> Result<bool, Refused> {
        match Self::encode(value).map_err(|_| Refused)? {
            Some(value) => text.value(&value),
            None => Ok(false),
        }
    }

    /// Returns the form of a loaded value: that of [`encode`](Codec::encode), or a form that reads as
    /// the value if it cannot be written, such as a time with finer digits. It is compared, and never
    /// stored.
    #[doc(hidden)]
    fn encode_loaded(value: &T) -> Result<Option<AttributeValue>, ValueError> {
        Self::encode(value)
    }

    /// Returns the stored form inside an enum with a tag. Serde reads such an enum from a buffer, from
    /// which it takes no binaries as lists of bytes, so bytes are lists.
    #[doc(hidden)]
    fn encode_buffered(value: &T) -> Result<Option<AttributeValue>, ValueError> {
        Self::encode(value)
    }

    /// Returns the value of a stored attribute.
    fn decode(value: AttributeValue) -> Result<T, ValueError>;

    /// Returns the result of [`decode`](Codec::decode) from text, without the SDK's value between if
    /// that is faster.
    #[doc(hidden)]
    fn decode_raw(value: RawValue<'_>) -> Result<T, ValueError> {
        Self::decode(value.to_attribute_value())
    }

    /// Returns the value of a missing attribute, if it has one.
    fn missing() -> Option<T> {
        None
    }

    // For generated code: the methods of the writer and the reader by a path, so that a type that no codec
    // stores is the same error wherever it is asked for, which the compiler shows once.

    /// [`ItemWriter::field_as`].
    #[doc(hidden)]
    fn put(name: &'static str, value: &T, writer: &mut ItemWriter)
    where
        Self: Sized,
    {
        writer.field_as::<Self, T>(name, value);
    }

    /// [`ItemWriter::optional_as`].
    #[doc(hidden)]
    #[allow(clippy::ref_option, reason = "what generated code has")]
    fn put_optional(name: &'static str, value: &Option<T>, writer: &mut ItemWriter)
    where
        Self: Sized,
    {
        writer.optional_as::<Self, T>(name, value);
    }

    /// [`ItemReader::required_as`].
    #[doc(hidden)]
    fn take(name: &'static str, reader: &mut ItemReader) -> Result<T, DecodeError>
    where
        Self: Sized,
    {
        reader.required_as::<Self, T>(name)
    }

    /// [`ItemReader::optional_as`].
    #[doc(hidden)]
    fn take_optional(name: &'static str, reader: &mut ItemReader) -> Result<Option<T>, DecodeError>
    where
        Self: Sized,
    {
        reader.optional_as::<Self, T>(name)
    }

    /// [`ItemReader::or_else`].
    #[doc(hidden)]
    fn take_or_else(
        name: &'static str,
        default: impl FnOnce() -> T,
        reader: &mut ItemReader,
    ) -> Result<T, DecodeError>
    where
        Self: Sized,
    {
        reader.or_else::<Self, T>(name, default)
    }
}

/// Stores values through serde, by the rules of `serde_dynamo`.
#[derive(Debug, Clone, Copy)]
pub enum Serde {}

/// Stores a DynamoDB set, whose elements are strings, numbers or binaries. An empty set is an absent
/// attribute, and a missing attribute is an empty set, because DynamoDB has no empty sets. Lists, in
/// which plain serde stores such types, are read too.
#[derive(Debug, Clone, Copy)]
pub enum Set {}

/// Stores a number of up to 38 digits, for number types that serde has no number for: integers of 128
/// bits and `Decimal`. A stored number is read exactly, or is an error.
#[derive(Debug, Clone, Copy)]
pub enum Number {}

/// Stores values as [`Serde`] does, for types whose stored text does not sort as the values do.
#[derive(Debug, Clone, Copy)]
pub enum Unordered {}

/// Stores the whole seconds since 1970-01-01T00:00:00Z as a number, the form of DynamoDB's time to live.
/// A fraction, which other programs may store, is rounded down.
#[derive(Debug, Clone, Copy)]
pub enum EpochSeconds {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> Codec<T> for Serde {
    #[inline]
    fn encode(value: &T) -> Result<Option<AttributeValue>, ValueError> {
        match to_attribute_value(value).map_err(|Refused| ValueError::not_storable())? {
            // A null is not an attribute if a missing attribute means the same.
            AttributeValue::Null(_) if absent_is::<T, Self>() => Ok(None),
            value => Ok(Some(value)),
        }
    }

    fn encode_raw(value: &T, text: &mut ValueText) -> Result<bool, Refused> {
        Ok(text.serialize(value)? || !absent_is::<T, Self>())
    }

    #[inline]
    fn decode(value: AttributeValue) -> Result<T, ValueError> {
        let found = describe(&value);
        from_attribute_value(value).map_err(|error| ValueError::from_de(&error, found))
    }

    fn decode_raw(value: RawValue<'_>) -> Result<T, ValueError> {
        // `decode` says what is wrong with a value.
        value
            .deserialize()
            .or_else(|_| Self::decode(value.to_attribute_value()))
    }

    /// As in serde's own derive, a missing `Option` is `None`, also behind an alias.
    fn missing() -> Option<T> {
        T::deserialize(Missing).ok()
    }
}

/// Whether an absent attribute has a value.
#[cold]
pub(super) fn absent_is<T, C: Codec<T>>() -> bool {
    C::missing().is_some()
}

/// A missing field.
struct Missing;

impl<'de> Deserializer<'de> for Missing {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(serde::de::Error::custom("missing"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_none()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[diagnostic::do_not_recommend]
impl<T> Codec<T> for Unordered
where
    Serde: Codec<T>,
{
    fn encode(value: &T) -> Result<Option<AttributeValue>, ValueError> {
        Serde::encode(value)
    }

    fn encode_raw(value: &T, text: &mut ValueText) -> Result<bool, Refused> {
        Serde::encode_raw(value, text)
    }

    fn encode_loaded(value: &T) -> Result<Option<AttributeValue>, ValueError> {
        Serde::encode_loaded(value)
    }

    fn decode(value: AttributeValue) -> Result<T, ValueError> {
        Serde::decode(value)
    }

    fn decode_raw(value: RawValue<'_>) -> Result<T, ValueError> {
        Serde::decode_raw(value)
    }

    fn missing() -> Option<T> {
        Serde::missing()
    }
}

/// Codecs that store values of type `T` as DynamoDB numbers, to which updates can add.
#[diagnostic::on_unimplemented(
    message = "this attribute is not stored as a number that DynamoDB can add to",
    label = "`{T}` is not stored as a number here",
    note = "`set` replaces a value, `append` adds to a list, and `insert_into` to a set",
    note = "a field with serde's `with` is stored in a form of its own: read it, and `set` it"
)]
pub trait NumberCodec<T>: sealed::Sealed {
    /// The number as DynamoDB takes it.
    #[doc(hidden)]
    fn number(value: &T) -> String;
}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl NumberCodec<$type> for Serde {
            fn number(value: &$type) -> String {
                value.to_string()
            }
        }
    )*};
}

numbers!(
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
numbers!(rust_decimal::Decimal);

#[diagnostic::do_not_recommend]
impl<T: FromStr + ToString> NumberCodec<T> for Number {
    fn number(value: &T) -> String {
        value.to_string()
    }
}

#[doc(hidden)]
pub mod sealed {
    use super::{Number, Serde, Set, Unordered};

    /// Codecs of this crate that declare how they store parts and numbers, and generated ones that store
    /// what [`Serde`] stores.
    pub trait Sealed {}

    impl Sealed for Serde {}
    impl Sealed for Number {}
    impl Sealed for Set {}
    impl Sealed for Unordered {}
}

/// For generated code: calls a `#[serde(serialize_with)]` function with a value.
#[doc(hidden)]
pub fn encode_with(
    serialize: impl FnOnce(
        serde_dynamo::Serializer,
    ) -> Result<serde_dynamo::AttributeValue, serde_dynamo::Error>,
) -> Result<AttributeValue, ValueError> {
    let value = serialize(serde_dynamo::Serializer).map_err(|_| ValueError::not_storable())?;
    Ok(value.into())
}

/// For generated code: the attribute of an `Option`; `None` has none.
#[doc(hidden)]
pub fn unless_null(value: AttributeValue) -> Option<AttributeValue> {
    (!value.is_null()).then_some(value)
}

/// For generated code: calls a `#[serde(deserialize_with)]` function with an attribute.
#[doc(hidden)]
pub fn decode_with<T>(
    value: AttributeValue,
    deserialize: impl FnOnce(serde_dynamo::Deserializer) -> Result<T, serde_dynamo::Error>,
) -> Result<T, ValueError> {
    let found = describe(&value);
    let deserializer = serde_dynamo::Deserializer::from_attribute_value(value.into());
    by_another(|| deserialize(deserializer))
        .map_err(|error| ValueError::from_serde(&error.to_string(), found))
}

#[diagnostic::do_not_recommend]
impl<T> Codec<T> for Set
where
    T: Serialize + DeserializeOwned + Default,
{
    fn encode(value: &T) -> Result<Option<AttributeValue>, ValueError> {
        match to_set(value) {
            Ok(AttributeValue::L(elements)) if elements.is_empty() => Ok(None),
            Ok(AttributeValue::Null(_)) => Ok(None),
            Ok(value) => Ok(Some(value)),
            Err(Refused) => match <Serde as Codec<T>>::encode(value)? {
                Some(AttributeValue::L(elements)) => Err(no_set(&elements)),
                other => Ok(other),
            },
        }
    }

    fn decode(value: AttributeValue) -> Result<T, ValueError> {
        <Serde as Codec<T>>::decode(value)
    }

    fn decode_raw(value: RawValue<'_>) -> Result<T, ValueError> {
        <Serde as Codec<T>>::decode_raw(value)
    }

    fn missing() -> Option<T> {
        Some(T::default())
    }
}

/// The reason why the elements are not a set.
pub(super) fn no_set(elements: &[AttributeValue]) -> ValueError {
    let is_element = |value: &&AttributeValue| value.is_s() || value.is_n() || value.is_b();
    ValueError::new(match elements.iter().find(|value| !is_element(value)) {
        Some(other) => format!(
            "a DynamoDB set holds strings, numbers or binaries, not {}",
            describe(other)
        ),
        None => "the elements of a DynamoDB set are all of one type".into(),
    })
}

#[diagnostic::do_not_recommend]
impl<T: FromStr + ToString> Codec<T> for Number {
    fn encode(value: &T) -> Result<Option<AttributeValue>, ValueError> {
        Ok(Some(AttributeValue::N(value.to_string())))
    }

    fn decode(value: AttributeValue) -> Result<T, ValueError> {
        match &value {
            AttributeValue::N(number) => parse_exact(number),
            other => Err(no_number(other)),
        }
    }

    fn decode_raw(value: RawValue<'_>) -> Result<T, ValueError> {
        match value.as_number() {
            Some(number) => parse_exact(number),
            None => Self::decode(value.to_attribute_value()),
        }
    }
}

fn no_number(found: &AttributeValue) -> ValueError {
    ValueError::new(format!("expected a number, found {}", describe(found)))
}

/// Times that can be stored as whole epoch seconds.
#[diagnostic::on_unimplemented(
    message = "the time to live is a point in time, and `{Self}` is none",
    label = "no point in time",
    note = "make the field a `Timestamp`, or a date-time of `chrono`, `time` or `jiff` with the feature \
            of that name; a time from a write on is declared with `#[entity(ttl = \"24h\")]`"
)]
pub trait ExpiryTime: Sized {
    /// Returns the whole seconds since 1970-01-01T00:00:00Z, rounded down.
    fn to_epoch_seconds(&self) -> i64;
    /// Returns the time of these seconds; `None` if the type cannot hold it.
    fn from_epoch_seconds(seconds: i64) -> Option<Self>;
}

impl ExpiryTime for crate::value::Timestamp {
    fn to_epoch_seconds(&self) -> i64 {
        self.epoch_seconds()
    }

    fn from_epoch_seconds(seconds: i64) -> Option<Self> {
        Self::from_epoch_seconds(seconds).ok()
    }
}

#[diagnostic::do_not_recommend]
impl<T: ExpiryTime> Codec<T> for EpochSeconds {
    fn encode(value: &T) -> Result<Option<AttributeValue>, ValueError> {
        Ok(Some(AttributeValue::N(
            value.to_epoch_seconds().to_string(),
        )))
    }

    fn decode(value: AttributeValue) -> Result<T, ValueError> {
        match &value {
            AttributeValue::N(number) => time_of(number),
            other => Err(no_number(other)),
        }
    }

    fn decode_raw(value: RawValue<'_>) -> Result<T, ValueError> {
        match value.as_number() {
            Some(number) => time_of(number),
            None => Self::decode(value.to_attribute_value()),
        }
    }
}

/// The time of these seconds, which are rounded down.
fn time_of<T: ExpiryTime>(seconds: &str) -> Result<T, ValueError> {
    let whole = match seconds.parse() {
        Ok(whole) => Some(whole),
        Err(_) => seconds.parse::<crate::value::Number>()?.floor(),
    };
    whole
        .and_then(T::from_epoch_seconds)
        .ok_or_else(|| ValueError::new("the time does not fit the field's type".into()))
}
