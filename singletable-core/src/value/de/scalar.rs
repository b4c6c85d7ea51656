//! Values that have no others inside.

use super::source::{Fault, Source};
use super::variant::Unit;
use crate::value::decimal;
use crate::value::kind::Kind;
use aws_sdk_dynamodb::primitives::Blob;
use serde::de::value::SeqDeserializer;
use serde::de::{self, Visitor};
use serde::forward_to_deserialize_any;
use std::str::FromStr;

/// A text or a binary, which visitors take as it is: owned or borrowed.
pub(crate) trait Leaf<'de> {
    fn visit<V: Visitor<'de>, E: de::Error>(self, visitor: V) -> Result<V::Value, E>;
}

impl<'de> Leaf<'de> for String {
    #[inline]
    fn visit<V: Visitor<'de>, E: de::Error>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_string(self)
    }
}

impl<'de> Leaf<'de> for &'de str {
    #[inline]
    fn visit<V: Visitor<'de>, E: de::Error>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_borrowed_str(self)
    }
}

impl<'de> Leaf<'de> for Blob {
    #[inline]
    fn visit<V: Visitor<'de>, E: de::Error>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_byte_buf(self.into_inner())
    }
}

impl<'de> Leaf<'de> for &'de [u8] {
    #[inline]
    fn visit<V: Visitor<'de>, E: de::Error>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_bytes(self)
    }
}

/// The number that digits are.
#[inline]
pub(super) fn parse<T: FromStr, E: Fault>(digits: &str) -> Result<T, E> {
    digits.parse().map_err(|_| E::unparsable())
}

/// Visits a number as the first of these that can hold it: `i64`, `u64`, `f64`.
pub(super) fn visit_number<'de, V: Visitor<'de>, E: Fault>(
    digits: &str,
    visitor: V,
) -> Result<V::Value, E> {
    if let Ok(number) = digits.parse() {
        return visitor.visit_i64(number);
    }
    match digits.parse() {
        Ok(number) => visitor.visit_u64(number),
        Err(_) => visitor.visit_f64(parse(digits)?),
    }
}

/// Visits a decimal number: all of its digits, or none.
pub(super) fn visit_decimal<'de, V: Visitor<'de>, E: Fault>(
    digits: &str,
    visitor: V,
) -> Result<V::Value, E> {
    match decimal::exact(digits) {
        Some(exact) => visitor.visit_str(&exact),
        None => Err(E::unparsable()),
    }
}

/// Visits the bytes one by one, and refuses to leave some out.
pub(super) fn visit_bytes<'de, V: Visitor<'de>, E: Fault>(
    bytes: &[u8],
    visitor: V,
) -> Result<V::Value, E> {
    let mut bytes = SeqDeserializer::new(bytes.iter().copied());
    let read = visitor.visit_seq(&mut bytes)?;
    bytes.end()?;
    Ok(read)
}

/// The element of a set.
pub(crate) enum Scalar<T, B> {
    Text(T),
    Number(T),
    Binary(B),
}

impl<T, B> Scalar<T, B> {
    /// What the element is.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Number(_) => Kind::Number,
            Self::Binary(_) => Kind::Binary,
        }
    }
}

/// Deserializes the element of a set.
pub(super) struct Element<'de, S: Source<'de>>(pub(super) Scalar<S::Text, S::Binary>);

macro_rules! numbers {
    ($($method:ident $visit:ident)+) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
            match self.0 {
                Scalar::Number(digits) => visitor.$visit(parse(digits.as_ref())?),
                _ => self.deserialize_any(visitor),
            }
        }
    )+};
}

macro_rules! wide_numbers {
    ($($method:ident $name:literal)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
            match self.0 {
                Scalar::Text(text) => text.visit(visitor),
                // Not in `serde_dynamo`'s sets.
                _ => Err(de::Error::custom(concat!($name, " is not supported"))),
            }
        }
    )+};
}

impl<'de, S: Source<'de>> de::Deserializer<'de> for Element<'de, S> {
    type Error = S::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        match self.0 {
            Scalar::Text(digits) | Scalar::Number(digits) if decimal::is::<V::Value>() => {
                visit_decimal(digits.as_ref(), visitor)
            }
            Scalar::Text(text) => text.visit(visitor),
            Scalar::Number(digits) => visit_number(digits.as_ref(), visitor),
            Scalar::Binary(binary) => binary.visit(visitor),
        }
    }

    numbers! {
        deserialize_i8 visit_i8 deserialize_i16 visit_i16
        deserialize_i32 visit_i32 deserialize_i64 visit_i64
        deserialize_u8 visit_u8 deserialize_u16 visit_u16
        deserialize_u32 visit_u32 deserialize_u64 visit_u64
        deserialize_f32 visit_f32 deserialize_f64 visit_f64
    }

    wide_numbers! { deserialize_i128 "i128" deserialize_u128 "u128" }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, S::Error> {
        match self.0 {
            Scalar::Text(variant) => visitor.visit_enum(Unit::<S>::new(variant)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, S::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        match self.0 {
            Scalar::Binary(binary) => visit_bytes(binary.as_ref(), visitor),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, S::Error> {
        self.deserialize_seq(visitor)
    }

    forward_to_deserialize_any! {
        bool char str string bytes byte_buf unit unit_struct tuple_struct map struct identifier
        ignored_any
    }
}
