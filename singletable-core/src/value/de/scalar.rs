//! Values without others inside.

use super::source::{Fault, Source};
use super::variant::Unit;
use crate::value::decimal;
use crate::value::kind::Kind;
use crate::value::number::{NUMBER, Number, note_rounding};
use aws_sdk_dynamodb::primitives::Blob;
use serde::de::value::SeqDeserializer;
use serde::de::{self, Visitor};
use serde::forward_to_deserialize_any;

/// A text or a binary that is given to visitors, owned or borrowed.
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

/// Number types of Rust that can be read from DynamoDB's digits.
pub(super) trait Digits: Sized {
    /// Reads the number; `None` if the type cannot hold it.
    fn read(digits: &str) -> Option<Self>;
}

macro_rules! integers {
    ($($type:ty)+) => {$(
        impl Digits for $type {
            #[inline]
            fn read(digits: &str) -> Option<Self> {
                digits.parse().ok().or_else(|| whole(digits))
            }
        }
    )+};
}

integers! { i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 }

/// Reads a whole number in another notation, such as `5.0` or `1E2`.
#[cold]
fn whole<T: TryFrom<Number>>(digits: &str) -> Option<T> {
    T::try_from(digits.parse().ok()?).ok()
}

macro_rules! floats {
    ($($type:ty)+) => {$(
        impl Digits for $type {
            /// The nearest number. Infinity is not near to any.
            #[inline]
            fn read(digits: &str) -> Option<Self> {
                digits.parse().ok().filter(|number: &Self| number.is_finite())
            }
        }
    )+};
}

floats! { f32 f64 }

/// Reads a number from its digits.
#[inline]
pub(super) fn parse<T: Digits, E: Fault>(digits: &str) -> Result<T, E> {
    T::read(digits).ok_or_else(E::unparsable)
}

/// Visits a number as the first of `i64`, `u64` and the nearest `f64` that can hold it.
pub(super) fn visit_number<'de, V: Visitor<'de>, E: Fault>(
    digits: &str,
    visitor: V,
) -> Result<V::Value, E> {
    if let Ok(number) = digits.parse() {
        return visitor.visit_i64(number);
    }
    match digits.parse() {
        Ok(number) => visitor.visit_u64(number),
        Err(_) => visit_other(digits, visitor),
    }
}

/// Visits a decimal number with all of its digits. It is an error if the type cannot hold them.
pub(super) fn visit_decimal<'de, V: Visitor<'de>, E: Fault>(
    digits: &str,
    visitor: V,
) -> Result<V::Value, E> {
    match decimal::exact(digits) {
        Some(exact) => visitor.visit_str(&exact),
        None => Err(E::unparsable()),
    }
}

/// Visits the bytes one by one. It is an error if the visitor leaves some out.
pub(super) fn visit_bytes<'de, V: Visitor<'de>, E: Fault>(
    bytes: &[u8],
    visitor: V,
) -> Result<V::Value, E> {
    let mut bytes = SeqDeserializer::new(bytes.iter().copied());
    let read = visitor.visit_seq(&mut bytes)?;
    bytes.end()?;
    Ok(read)
}

/// Visits a number that is not an integer of 64 bits.
fn visit_other<'de, V: Visitor<'de>, E: Fault>(digits: &str, visitor: V) -> Result<V::Value, E> {
    let exact: Option<Number> = digits.parse().ok();
    if let Some(number) = exact.and_then(|exact| exact.try_into().ok()) {
        return visitor.visit_i64(number);
    }
    if let Some(number) = exact.and_then(|exact| exact.try_into().ok()) {
        return visitor.visit_u64(number);
    }
    let nearest = parse(digits)?;
    note_rounding(exact, nearest);
    visitor.visit_f64(nearest)
}

/// An element of a set.
pub(crate) enum Scalar<T, B> {
    Text(T),
    Number(T),
    Binary(B),
}

impl<T, B> Scalar<T, B> {
    /// The kind of the element.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Number(_) => Kind::Number,
            Self::Binary(_) => Kind::Binary,
        }
    }
}

/// Deserializes an element of a set.
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
        deserialize_i128 visit_i128 deserialize_u128 visit_u128
        deserialize_f32 visit_f32 deserialize_f64 visit_f64
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, S::Error> {
        match self.0 {
            Scalar::Number(digits) if name == NUMBER => digits.visit(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

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
