//! The SDK's values for serde, by the rules of `serde_dynamo`: what it accepts means the same here, and
//! what it refuses is refused with the same message, and with the path to it. Texts and binaries are
//! moved out of the value.

use crate::value::de_error::{DeError, Step};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::value::StringDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, EnumAccess, Error as _, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use std::collections::hash_map;
use std::ops::Range;
use std::vec;

/// Reads a value.
#[inline]
pub(super) fn read<T: DeserializeOwned>(value: AttributeValue) -> Result<T, DeError> {
    let mut names = String::new();
    let names = &mut names;
    T::deserialize(Value { value, names })
}

/// A value. `names` has those names of the maps around it that were given away: where the value does
/// not fit, the path to it is made of them.
struct Value<'n> {
    value: AttributeValue,
    names: &'n mut String,
}

macro_rules! numbers {
    ($($method:ident)+) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
            match self.value {
                AttributeValue::N(number) => Number(number).$method(visitor),
                _ => Err(DeError::expected("num")),
            }
        }
    )+};
}

impl<'de> de::Deserializer<'de> for Value<'_> {
    type Error = DeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.value {
            AttributeValue::S(text) => visitor.visit_string(text),
            AttributeValue::N(number) => Number(number).deserialize_any(visitor),
            AttributeValue::B(binary) => visitor.visit_byte_buf(binary.into_inner()),
            AttributeValue::Bool(flag) => visitor.visit_bool(flag),
            AttributeValue::Null(_) => self.deserialize_unit(visitor),
            AttributeValue::M(_) => self.deserialize_map(visitor),
            // A value of an unknown type is refused there.
            _ => self.deserialize_seq(visitor),
        }
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_f32 deserialize_f64
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.value {
            AttributeValue::S(text) => visitor.visit_string(text),
            _ => Err(DeError::expected("string")),
        }
    }

    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        let AttributeValue::S(text) = self.value else {
            return Err(DeError::expected("char"));
        };
        let mut characters = text.chars();
        let character = characters.next().ok_or_else(|| DeError::expected("char"))?;
        let read = visitor.visit_char(character)?;
        match characters.next() {
            None => Ok(read),
            Some(_) => Err(DeError::expected("char")),
        }
    }

    #[inline]
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.value {
            AttributeValue::Bool(flag) => visitor.visit_bool(flag),
            _ => Err(DeError::expected("bool")),
        }
    }

    #[inline]
    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.value {
            AttributeValue::B(binary) => visitor.visit_byte_buf(binary.into_inner()),
            _ => Err(DeError::expected("binary data")),
        }
    }

    #[inline]
    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.deserialize_bytes(visitor)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.value {
            AttributeValue::Null(true) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.value {
            AttributeValue::Null(true) => visitor.visit_unit(),
            _ => Err(DeError::expected("unit")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DeError> {
        match self.value {
            AttributeValue::Null(true) => visitor.visit_unit(),
            _ => Err(DeError::expected("unit struct")),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DeError> {
        visitor.visit_newtype_struct(self)
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.value {
            AttributeValue::L(values) => visitor.visit_seq(List {
                length: values.len(),
                values: values.into_iter(),
                names: self.names,
            }),
            AttributeValue::Ss(texts) => visitor.visit_seq(Set::new(texts, Text)),
            AttributeValue::Ns(numbers) => visitor.visit_seq(Set::new(numbers, Number)),
            AttributeValue::Bs(binaries) => visitor.visit_seq(Set::new(binaries, Binary)),
            _ => Err(DeError::expected("seq")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DeError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, DeError> {
        self.deserialize_seq(visitor)
    }

    #[inline]
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.value {
            AttributeValue::M(entries) => visitor.visit_map(Map {
                entries: entries.into_iter(),
                value: None,
                name: Kept::Nothing,
                names: self.names,
            }),
            _ => Err(DeError::expected("map")),
        }
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        match self.value {
            AttributeValue::L(_) => self.deserialize_seq(visitor),
            _ => self.deserialize_map(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        match self.value {
            AttributeValue::S(variant) => visitor.visit_enum(Unit(variant)),
            AttributeValue::M(entries) => visitor.visit_enum(Variant {
                entries: entries.into_iter(),
                names: self.names,
            }),
            _ => Err(DeError::expected("enum")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        // `serde_dynamo` looks at each number.
        self.deserialize_any(visitor)
    }
}

/// The digits of a number.
struct Number(String);

macro_rules! parsed {
    ($($method:ident $visit:ident)+) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
            visitor.$visit(self.0.parse().map_err(|_| DeError::unparsable())?)
        }
    )+};
}

impl<'de> de::Deserializer<'de> for Number {
    type Error = DeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        if let Ok(number) = self.0.parse() {
            return visitor.visit_i64(number);
        }
        match self.0.parse() {
            Ok(number) => visitor.visit_u64(number),
            Err(_) => self.deserialize_f64(visitor),
        }
    }

    parsed! {
        deserialize_i8 visit_i8
        deserialize_i16 visit_i16
        deserialize_i32 visit_i32
        deserialize_i64 visit_i64
        deserialize_u8 visit_u8
        deserialize_u16 visit_u16
        deserialize_u32 visit_u32
        deserialize_u64 visit_u64
        deserialize_f32 visit_f32
        deserialize_f64 visit_f64
    }

    // Without those of 128 bits, as in `serde_dynamo`.
    forward_to_deserialize_any! {
        bool char str string bytes byte_buf option unit unit_struct newtype_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// A binary in a set.
struct Binary(Blob);

impl<'de> de::Deserializer<'de> for Binary {
    type Error = DeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        visitor.visit_byte_buf(self.0.into_inner())
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 bool char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A text in a set.
struct Text(String);

impl<'de> de::Deserializer<'de> for Text {
    type Error = DeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        visitor.visit_string(self.0)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        visitor.visit_enum(Unit(self.0))
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 bool char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct List<'n> {
    length: usize,
    values: vec::IntoIter<AttributeValue>,
    names: &'n mut String,
}

impl<'de> SeqAccess<'de> for List<'_> {
    type Error = DeError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, DeError> {
        let Some(value) = self.values.next() else {
            return Ok(None);
        };
        let names = &mut *self.names;
        match seed.deserialize(Value { value, names }) {
            Ok(read) => Ok(Some(read)),
            Err(misfit) => Err(misfit.inside(element(self.length, &self.values))),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.values.len())
    }
}

/// The step to the element that was taken last, of so many.
fn element<T>(length: usize, rest: &vec::IntoIter<T>) -> Step {
    Step::Element(length.saturating_sub(rest.len() + 1))
}

/// A set, and what its elements are read by.
struct Set<T, D> {
    length: usize,
    elements: vec::IntoIter<T>,
    deserializer: fn(T) -> D,
}

impl<T, D> Set<T, D> {
    fn new(elements: Vec<T>, deserializer: fn(T) -> D) -> Self {
        Self {
            length: elements.len(),
            elements: elements.into_iter(),
            deserializer,
        }
    }
}

impl<'de, T, D: de::Deserializer<'de, Error = DeError>> SeqAccess<'de> for Set<T, D> {
    type Error = DeError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, DeError> {
        let Some(one) = self.elements.next() else {
            return Ok(None);
        };
        match seed.deserialize((self.deserializer)(one)) {
            Ok(read) => Ok(Some(read)),
            Err(misfit) => Err(misfit.inside(element(self.length, &self.elements))),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.elements.len())
    }
}

/// What is left of a name that was read, to tell the path to what it names.
enum Kept {
    Nothing,
    Whole(String),
    /// The name was given away. A copy stands there in `names`.
    Copy(Range<usize>),
    Signed(i128),
    Unsigned(u128),
}

struct Map<'n> {
    entries: hash_map::IntoIter<String, AttributeValue>,
    value: Option<AttributeValue>,
    /// The name of that value.
    name: Kept,
    names: &'n mut String,
}

impl Map<'_> {
    /// The step to the entry that was read last.
    fn step(&mut self) -> Step {
        match std::mem::replace(&mut self.name, Kept::Nothing) {
            Kept::Nothing => Step::Unknown,
            Kept::Whole(name) => Step::Name(name),
            Kept::Copy(place) => Step::Name(self.names[place].to_owned()),
            Kept::Signed(number) => Step::Name(number.to_string()),
            Kept::Unsigned(number) => Step::Name(number.to_string()),
        }
    }
}

impl<'de> MapAccess<'de> for Map<'_> {
    type Error = DeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DeError> {
        let Some((name, value)) = self.entries.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        let keeper = Some(Keeper {
            name: &mut self.name,
            names: &mut *self.names,
        });
        match seed.deserialize(Name { name, keeper }) {
            Ok(read) => Ok(Some(read)),
            Err(misfit) => Err(misfit.inside(self.step())),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DeError> {
        let Some(value) = self.value.take() else {
            return Err(DeError::custom("a value without a name"));
        };
        let names = &mut *self.names;
        match seed.deserialize(Value { value, names }) {
            Ok(read) => {
                if let Kept::Copy(place) = &self.name {
                    self.names.truncate(place.start);
                }
                self.name = Kept::Nothing;
                Ok(read)
            }
            Err(misfit) => Err(misfit.inside(self.step())),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// Where a name is kept.
struct Keeper<'n> {
    name: &'n mut Kept,
    names: &'n mut String,
}

/// The name of a map's entry.
struct Name<'n> {
    name: String,
    /// None for the name in a newtype struct, which paths do not tell.
    keeper: Option<Keeper<'n>>,
}

impl Name<'_> {
    fn keep(keeper: Option<Keeper<'_>>, kept: Kept) {
        if let Some(keeper) = keeper {
            *keeper.name = kept;
        }
    }
}

macro_rules! names {
    ($($method:ident $visit:ident $number:ident $kept:ident)+) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
            let number: $number = self.name.parse().map_err(|_| DeError::expected("num"))?;
            Self::keep(self.keeper, Kept::$kept(number.into()));
            visitor.$visit(number)
        }
    )+};
}

impl<'de> de::Deserializer<'de> for Name<'_> {
    type Error = DeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        if let Some(keeper) = self.keeper {
            let start = keeper.names.len();
            keeper.names.push_str(&self.name);
            *keeper.name = Kept::Copy(start..keeper.names.len());
        }
        visitor.visit_string(self.name)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        // Which field it is can be told without giving the name away.
        let read = visitor.visit_str(&self.name);
        Self::keep(self.keeper, Kept::Whole(self.name));
        read
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.deserialize_identifier(visitor)
    }

    names! {
        deserialize_i8 visit_i8 i8 Signed
        deserialize_i16 visit_i16 i16 Signed
        deserialize_i32 visit_i32 i32 Signed
        deserialize_i64 visit_i64 i64 Signed
        deserialize_i128 visit_i128 i128 Signed
        deserialize_u8 visit_u8 u8 Unsigned
        deserialize_u16 visit_u16 u16 Unsigned
        deserialize_u32 visit_u32 u32 Unsigned
        deserialize_u64 visit_u64 u64 Unsigned
        deserialize_u128 visit_u128 u128 Unsigned
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        let flag = self.name.parse();
        let flag = flag.map_err(|_| DeError::expected("string"))?;
        Self::keep(self.keeper, Kept::Whole(self.name));
        visitor.visit_bool(flag)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        visitor.visit_enum(self.name.into_deserializer())
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DeError> {
        visitor.visit_newtype_struct(Name {
            name: self.name,
            keeper: None,
        })
    }

    forward_to_deserialize_any! {
        f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple tuple_struct map struct
    }
}

/// The name of a variant, which is kept.
struct VariantName<'n>(&'n str);

impl<'de> de::Deserializer<'de> for VariantName<'_> {
    type Error = DeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        visitor.visit_str(self.0)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        let variant: StringDeserializer<DeError> = self.0.to_owned().into_deserializer();
        visitor.visit_enum(variant)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 bool char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// A variant without content: its name.
struct Unit(String);

impl<'de> EnumAccess<'de> for Unit {
    type Error = DeError;
    type Variant = NoContent;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, NoContent), DeError> {
        let variant = seed.deserialize(VariantName(&self.0))?;
        Ok((variant, NoContent { variant: self.0 }))
    }
}

/// The content of a variant that has none.
struct NoContent {
    variant: String,
}

impl NoContent {
    fn misfit(self, expected: &str) -> DeError {
        DeError::invalid_type(Unexpected::UnitVariant, &expected).inside(Step::Name(self.variant))
    }
}

impl<'de> VariantAccess<'de> for NoContent {
    type Error = DeError;

    fn unit_variant(self) -> Result<(), DeError> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, DeError> {
        Err(self.misfit("newtype variant"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, DeError> {
        Err(self.misfit("tuple variant"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, DeError> {
        Err(self.misfit("struct variant"))
    }
}

/// A variant with its content: a map with one entry.
struct Variant<'n> {
    entries: hash_map::IntoIter<String, AttributeValue>,
    names: &'n mut String,
}

impl<'de, 'n> EnumAccess<'de> for Variant<'n> {
    type Error = DeError;
    type Variant = Content<'n>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        mut self,
        seed: V,
    ) -> Result<(V::Value, Content<'n>), DeError> {
        let (Some((variant, value)), None) = (self.entries.next(), self.entries.next()) else {
            return Err(DeError::expected("an item with a single key"));
        };
        let read = seed.deserialize(VariantName(&variant))?;
        let names = self.names;
        let value = Value { value, names };
        Ok((read, Content { variant, value }))
    }
}

/// The content of a variant.
struct Content<'n> {
    variant: String,
    value: Value<'n>,
}

impl<'de> VariantAccess<'de> for Content<'_> {
    type Error = DeError;

    fn unit_variant(self) -> Result<(), DeError> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, DeError> {
        let read = seed.deserialize(self.value);
        read.map_err(|misfit| misfit.inside(Step::Name(self.variant)))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DeError> {
        let read = de::Deserializer::deserialize_seq(self.value, visitor);
        read.map_err(|misfit| misfit.inside(Step::Name(self.variant)))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        let read = de::Deserializer::deserialize_map(self.value, visitor);
        read.map_err(|misfit| misfit.inside(Step::Name(self.variant)))
    }
}
