//! Deserialization of attribute values by serde, by the rules of `serde_dynamo`: what it accepts means
//! the same here, and what it refuses is refused.
//!
//! The walk through a value is implemented once, here. A [`Source`] provides the value: one of the
//! SDK's, or one in the text of an answer.

mod any;
mod attribute_value;
mod entry;
pub(crate) mod error;
mod scalar;
mod source;
mod variant;

pub(crate) use attribute_value::from_attribute_value;
pub(crate) use scalar::{Leaf, Scalar};
pub(crate) use source::{Fault, Sequence, Source};

use super::any::VALUE;
use super::decimal;
use super::kind::Kind;
use super::number::{NUMBER, exactly};
use any::AnyAccess;
use entry::EntryAccess;
use error::Step;
use scalar::{Element, parse, visit_bytes, visit_decimal, visit_number};
use serde::de::{self, DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use std::cell::Cell;
use std::marker::PhantomData;
use variant::{Unit, Variant};

/// Deserializes the value of a source.
#[inline]
pub(crate) fn from_source<'de, T, S>(source: S, names: &'de TakenNames) -> Result<T, S::Error>
where
    T: DeserializeOwned,
    S: Source<'de>,
{
    exactly(|| T::deserialize(Deserializer { source, names }))
}

/// Copies of names that visitors have taken, from the maps around a value, one after the other. They are
/// part of the path to a value that does not fit.
#[derive(Default)]
pub(crate) struct TakenNames(Cell<String>);

impl TakenNames {
    /// Calls a function with the names.
    fn with<R>(&self, apply: impl FnOnce(&mut String) -> R) -> R {
        let mut names = self.0.take();
        let result = apply(&mut names);
        self.0.set(names);
        result
    }
}

/// Deserializes one value of a source.
struct Deserializer<'n, S> {
    source: S,
    names: &'n TakenNames,
}

macro_rules! numbers {
    ($($method:ident $visit:ident)+) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
            match self.source.into_number() {
                Some(digits) => visitor.$visit(parse(digits.as_ref())?),
                None => Err(S::Error::expected("num")),
            }
        }
    )+};
}

impl<'de, S: Source<'de>> de::Deserializer<'de> for Deserializer<'de, S> {
    type Error = S::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        if decimal::is::<V::Value>() {
            return self.deserialize_decimal(visitor);
        }
        match self.source.kind() {
            Some(Kind::Text) => self.deserialize_str(visitor),
            Some(Kind::Number) => match self.source.into_number() {
                Some(digits) => visit_number(digits.as_ref(), visitor),
                None => Err(S::Error::expected("num")),
            },
            Some(Kind::Binary) => self.deserialize_bytes(visitor),
            Some(Kind::True) => visitor.visit_bool(true),
            Some(Kind::False) => visitor.visit_bool(false),
            Some(Kind::Null) => self.deserialize_unit(visitor),
            Some(Kind::Map) => self.deserialize_entries(visitor),
            // That method refuses a value of an unknown type.
            Some(Kind::List | Kind::Texts | Kind::Numbers | Kind::Binaries) | None => {
                self.deserialize_seq(visitor)
            }
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

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        if decimal::is::<V::Value>() {
            return self.deserialize_decimal(visitor);
        }
        match self.source.into_text() {
            Some(text) => text.visit(visitor),
            None => Err(S::Error::expected("string")),
        }
    }

    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        let expected = || S::Error::expected("char");
        let text = self.source.into_text().ok_or_else(expected)?;
        let mut characters = text.as_ref().chars();
        let character = characters.next().ok_or_else(expected)?;
        let read = visitor.visit_char(character)?;
        match characters.next() {
            None => Ok(read),
            Some(_) => Err(expected()),
        }
    }

    #[inline]
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        match self.source.kind() {
            Some(Kind::True) => visitor.visit_bool(true),
            Some(Kind::False) => visitor.visit_bool(false),
            _ => Err(S::Error::expected("bool")),
        }
    }

    #[inline]
    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        match self.source.kind() {
            // Plain serde types store a `Vec<u8>` so inside other values.
            Some(Kind::List | Kind::Numbers | Kind::Null) => self.deserialize_seq(visitor),
            _ => match self.source.into_binary() {
                Some(binary) => binary.visit(visitor),
                None => Err(S::Error::expected("binary data")),
            },
        }
    }

    #[inline]
    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        self.deserialize_bytes(visitor)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        if self.source.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        if self.source.is_null() {
            visitor.visit_unit()
        } else {
            Err(S::Error::expected("unit"))
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, S::Error> {
        if self.source.is_null() {
            visitor.visit_unit()
        } else {
            Err(S::Error::expected("unit struct"))
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, S::Error> {
        if name == NUMBER && self.source.kind() == Some(Kind::Number) {
            let digits = self.source.into_number();
            return digits
                .ok_or_else(|| S::Error::expected("num"))?
                .visit(visitor);
        }
        if name == VALUE
            && let Some(kind) = self.source.kind()
        {
            return visitor.visit_enum(AnyAccess { kind, value: self });
        }
        visitor.visit_newtype_struct(self)
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        match self.source.kind() {
            // Other writers store a null for an empty list or set.
            Some(Kind::Null) if self.source.is_null() => return visitor.visit_seq(Empty::new()),
            Some(Kind::Binary) => return self.deserialize_byte_seq(visitor),
            _ => {}
        }
        match self.source.into_sequence() {
            Some(Sequence::List(values)) => visitor.visit_seq(ListAccess::<S> {
                length: values.len(),
                values,
                names: self.names,
            }),
            Some(Sequence::Set(elements)) => visitor.visit_seq(SetAccess::<S> {
                length: elements.len(),
                elements,
            }),
            None => Err(S::Error::expected("seq")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, S::Error> {
        if self.source.is_null() {
            return Err(S::Error::expected("seq"));
        }
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, S::Error> {
        self.deserialize_tuple(length, visitor)
    }

    #[inline]
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        // Other writers store a null for an empty map.
        if self.source.is_null() {
            return visitor.visit_map(Empty::new());
        }
        self.deserialize_entries(visitor)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, S::Error> {
        match self.source.kind() {
            Some(Kind::List) => self.deserialize_seq(visitor),
            _ => self.deserialize_entries(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, S::Error> {
        let expected = || S::Error::expected("enum");
        if let Some(Kind::Text) = self.source.kind() {
            let variant = self.source.into_text().ok_or_else(expected)?;
            return visitor.visit_enum(Unit::<S>::new(variant));
        }
        let entries = self.source.into_entries().ok_or_else(expected)?;
        visitor.visit_enum(Variant::<S> {
            entries,
            names: self.names,
        })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        // `serde_dynamo` checks each number, also of a value that is ignored.
        self.deserialize_any(visitor)
    }
}

impl<'de, S: Source<'de>> Deserializer<'de, S> {
    /// Deserializes a value that must be a map.
    #[inline]
    fn deserialize_entries<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        match self.source.into_entries() {
            Some(entries) => visitor.visit_map(EntryAccess::<S>::new(entries, self.names)),
            None => Err(S::Error::expected("map")),
        }
    }

    /// Deserializes a binary byte by byte.
    fn deserialize_byte_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        match self.source.into_binary() {
            Some(binary) => visit_bytes(binary.as_ref(), visitor),
            None => Err(S::Error::expected("binary data")),
        }
    }

    /// Deserializes a decimal number exactly, from its digits or from the text that other writers store.
    fn deserialize_decimal<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        let digits = match self.source.kind() {
            Some(Kind::Number) => self.source.into_number(),
            Some(Kind::Text) => self.source.into_text(),
            _ => None,
        };
        match digits {
            Some(digits) => visit_decimal(digits.as_ref(), visitor),
            None => Err(S::Error::expected("num")),
        }
    }
}

/// An empty list or map.
struct Empty<E>(PhantomData<E>);

impl<E> Empty<E> {
    fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, E: de::Error> SeqAccess<'de> for Empty<E> {
    type Error = E;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, _: T) -> Result<Option<T::Value>, E> {
        Ok(None)
    }
}

impl<'de, E: de::Error> MapAccess<'de> for Empty<E> {
    type Error = E;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, _: K) -> Result<Option<K::Value>, E> {
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, _: V) -> Result<V::Value, E> {
        Err(E::custom("a value without a name"))
    }
}

/// Access to the elements of a list.
struct ListAccess<'de, S: Source<'de>> {
    length: usize,
    values: S::Elements,
    names: &'de TakenNames,
}

impl<'de, S: Source<'de>> SeqAccess<'de> for ListAccess<'de, S> {
    type Error = S::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, S::Error> {
        let Some(source) = self.values.next() else {
            return Ok(None);
        };
        let names = self.names;
        let found = source.kind();
        match seed.deserialize(Deserializer { source, names }) {
            Ok(read) => Ok(Some(read)),
            Err(error) => {
                let step = || element(self.length, self.values.len());
                Err(error.inside(found, step))
            }
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.values.len())
    }
}

/// The step to the element that was taken last, given the length and the number of elements left.
fn element(length: usize, left: usize) -> Step {
    Step::Element(length.saturating_sub(left + 1))
}

/// Access to the elements of a set.
struct SetAccess<'de, S: Source<'de>> {
    length: usize,
    elements: S::Scalars,
}

impl<'de, S: Source<'de>> SeqAccess<'de> for SetAccess<'de, S> {
    type Error = S::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, S::Error> {
        let Some(one) = self.elements.next() else {
            return Ok(None);
        };
        let found = one.kind();
        match seed.deserialize(Element::<S>(one)) {
            Ok(read) => Ok(Some(read)),
            Err(error) => {
                let step = || element(self.length, self.elements.len());
                Err(error.inside(Some(found), step))
            }
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.elements.len())
    }
}
