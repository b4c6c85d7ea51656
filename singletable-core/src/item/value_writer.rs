//! Values to the SDK's, straight from serde, by the rules of `serde_dynamo`. What is refused here is
//! given to it, which says why.

use crate::wire::Refused;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::ser::{self, Serialize};
use std::collections::HashMap;
use std::fmt::Display;
use std::marker::PhantomData;

/// Writes a value.
#[inline]
pub(super) fn write<T: Serialize + ?Sized>(value: &T) -> Result<AttributeValue, Refused> {
    value.serialize(Value::<List>::new())
}

/// Writes a value whose elements become a set. One without elements is a null: DynamoDB has no empty
/// sets.
pub(super) fn write_set<T: Serialize + ?Sized>(value: &T) -> Result<AttributeValue, Refused> {
    value.serialize(Value::<Set>::new())
}

/// What the elements of a sequence are collected into.
trait Collection {
    fn with_capacity(elements: usize) -> Self;
    fn push(&mut self, element: AttributeValue) -> Result<(), Refused>;
    fn finish(self) -> AttributeValue;
}

type List = Vec<AttributeValue>;

impl Collection for List {
    fn with_capacity(elements: usize) -> Self {
        Vec::with_capacity(elements)
    }

    #[inline]
    fn push(&mut self, element: AttributeValue) -> Result<(), Refused> {
        self.push(element);
        Ok(())
    }

    fn finish(self) -> AttributeValue {
        AttributeValue::L(self)
    }
}

/// The elements of a set, which are all of the first one's type.
enum Set {
    Empty { capacity: usize },
    Texts(Vec<String>),
    Numbers(Vec<String>),
    Binaries(Vec<Blob>),
}

/// A vector with that element, and place for others.
fn first<T>(element: T, capacity: usize) -> Vec<T> {
    let mut elements = Vec::with_capacity(capacity.max(1));
    elements.push(element);
    elements
}

impl Collection for Set {
    fn with_capacity(capacity: usize) -> Self {
        Self::Empty { capacity }
    }

    #[inline]
    fn push(&mut self, element: AttributeValue) -> Result<(), Refused> {
        // By the element's type first, which is known where the elements are all of one type.
        match element {
            AttributeValue::S(text) => match self {
                Self::Texts(texts) => texts.push(text),
                Self::Empty { capacity } => *self = Self::Texts(first(text, *capacity)),
                _ => return Err(Refused),
            },
            AttributeValue::N(number) => match self {
                Self::Numbers(numbers) => numbers.push(number),
                Self::Empty { capacity } => *self = Self::Numbers(first(number, *capacity)),
                _ => return Err(Refused),
            },
            AttributeValue::B(binary) => match self {
                Self::Binaries(binaries) => binaries.push(binary),
                Self::Empty { capacity } => *self = Self::Binaries(first(binary, *capacity)),
                _ => return Err(Refused),
            },
            _ => return Err(Refused),
        }
        Ok(())
    }

    fn finish(self) -> AttributeValue {
        match self {
            Self::Empty { .. } => AttributeValue::Null(true),
            Self::Texts(texts) => AttributeValue::Ss(texts),
            Self::Numbers(numbers) => AttributeValue::Ns(numbers),
            Self::Binaries(binaries) => AttributeValue::Bs(binaries),
        }
    }
}

/// A value, which becomes a `C` where it is a sequence.
struct Value<C>(PhantomData<C>);

impl<C> Value<C> {
    fn new() -> Self {
        Self(PhantomData)
    }
}

macro_rules! numbers {
    ($($method:ident $number:ident)+) => {$(
        fn $method(self, number: $number) -> Result<AttributeValue, Refused> {
            Ok(AttributeValue::N(number.to_string()))
        }
    )+};
}

impl<C: Collection> ser::Serializer for Value<C> {
    type Ok = AttributeValue;
    type Error = Refused;
    type SerializeSeq = Elements<C>;
    type SerializeTuple = Elements<C>;
    type SerializeTupleStruct = Elements<C>;
    type SerializeTupleVariant = Elements<List>;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Entries;

    numbers! {
        serialize_i8 i8 serialize_i16 i16 serialize_i32 i32 serialize_i64 i64
        serialize_u8 u8 serialize_u16 u16 serialize_u32 u32 serialize_u64 u64
        serialize_f32 f32 serialize_f64 f64
    }

    fn serialize_bool(self, flag: bool) -> Result<AttributeValue, Refused> {
        Ok(AttributeValue::Bool(flag))
    }

    fn serialize_char(self, character: char) -> Result<AttributeValue, Refused> {
        Ok(AttributeValue::S(character.to_string()))
    }

    fn serialize_str(self, text: &str) -> Result<AttributeValue, Refused> {
        Ok(AttributeValue::S(text.to_owned()))
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<AttributeValue, Refused> {
        Ok(AttributeValue::S(value.to_string()))
    }

    fn serialize_bytes(self, binary: &[u8]) -> Result<AttributeValue, Refused> {
        Ok(AttributeValue::B(Blob::new(binary)))
    }

    fn serialize_none(self) -> Result<AttributeValue, Refused> {
        Ok(AttributeValue::Null(true))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<AttributeValue, Refused> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<AttributeValue, Refused> {
        Ok(AttributeValue::Null(true))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<AttributeValue, Refused> {
        Ok(AttributeValue::Null(true))
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<AttributeValue, Refused> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<AttributeValue, Refused> {
        // `serde_dynamo` has names of its own for what is to become a set.
        if name.starts_with('\u{37e}') {
            return Err(Refused);
        }
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<AttributeValue, Refused> {
        Ok(of_variant(Some(variant), write(value)?))
    }

    fn serialize_seq(self, elements: Option<usize>) -> Result<Elements<C>, Refused> {
        Ok(Elements::new(None, elements.unwrap_or_default()))
    }

    fn serialize_tuple(self, elements: usize) -> Result<Elements<C>, Refused> {
        Ok(Elements::new(None, elements))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        elements: usize,
    ) -> Result<Elements<C>, Refused> {
        Ok(Elements::new(None, elements))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        elements: usize,
    ) -> Result<Elements<List>, Refused> {
        Ok(Elements::new(Some(variant), elements))
    }

    fn serialize_map(self, entries: Option<usize>) -> Result<Entries, Refused> {
        Ok(Entries::new(None, entries.unwrap_or_default()))
    }

    fn serialize_struct(self, _: &'static str, fields: usize) -> Result<Entries, Refused> {
        Ok(Entries::new(None, fields))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        fields: usize,
    ) -> Result<Entries, Refused> {
        Ok(Entries::new(Some(variant), fields))
    }
}

/// The content of an enum's variant is a map with one entry.
fn of_variant(variant: Option<&'static str>, content: AttributeValue) -> AttributeValue {
    match variant {
        Some(variant) => AttributeValue::M(HashMap::from([(variant.to_owned(), content)])),
        None => content,
    }
}

/// The elements of a sequence that is being written.
struct Elements<C> {
    variant: Option<&'static str>,
    elements: C,
}

impl<C: Collection> Elements<C> {
    fn new(variant: Option<&'static str>, elements: usize) -> Self {
        Self {
            variant,
            elements: C::with_capacity(elements),
        }
    }

    #[inline]
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.elements.push(write(value)?)
    }

    fn finish(self) -> AttributeValue {
        of_variant(self.variant, self.elements.finish())
    }
}

macro_rules! sequences {
    ($($kind:ident $method:ident)+) => {$(
        impl<C: Collection> ser::$kind for Elements<C> {
            type Ok = AttributeValue;
            type Error = Refused;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
                self.element(value)
            }

            fn end(self) -> Result<AttributeValue, Refused> {
                Ok(self.finish())
            }
        }
    )+};
}

sequences! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
    SerializeTupleVariant serialize_field
}

/// The entries of a map that is being written.
struct Entries {
    variant: Option<&'static str>,
    entries: HashMap<String, AttributeValue>,
    /// The name of the entry whose value comes next.
    name: Option<String>,
}

impl Entries {
    fn new(variant: Option<&'static str>, entries: usize) -> Self {
        Self {
            variant,
            entries: HashMap::with_capacity(entries),
            name: None,
        }
    }

    fn entry<T: Serialize + ?Sized>(&mut self, name: String, value: &T) -> Result<(), Refused> {
        self.entries.insert(name, write(value)?);
        Ok(())
    }

    fn finish(self) -> AttributeValue {
        of_variant(self.variant, AttributeValue::M(self.entries))
    }
}

impl ser::SerializeMap for Entries {
    type Ok = AttributeValue;
    type Error = Refused;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Refused> {
        match self.name {
            Some(_) => return Err(Refused),
            None => self.name = Some(name.serialize(Name)?),
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        let name = self.name.take().ok_or(Refused)?;
        self.entry(name, value)
    }

    fn serialize_entry<K: Serialize + ?Sized, T: Serialize + ?Sized>(
        &mut self,
        name: &K,
        value: &T,
    ) -> Result<(), Refused> {
        self.entry(name.serialize(Name)?, value)
    }

    fn end(self) -> Result<AttributeValue, Refused> {
        Ok(self.finish())
    }
}

macro_rules! structs {
    ($($kind:ident)+) => {$(
        impl ser::$kind for Entries {
            type Ok = AttributeValue;
            type Error = Refused;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Refused> {
                self.entry(name.to_owned(), value)
            }

            fn end(self) -> Result<AttributeValue, Refused> {
                Ok(self.finish())
            }
        }
    )+};
}

structs! { SerializeStruct SerializeStructVariant }

/// The name of a map's entry.
struct Name;

macro_rules! displayed {
    ($($method:ident $value:ident)+) => {$(
        fn $method(self, value: $value) -> Result<String, Refused> {
            Ok(value.to_string())
        }
    )+};
}

macro_rules! refused {
    ($($method:ident($($of:ty),*) -> $answer:ty)+) => {$(
        fn $method(self, $(_: $of),*) -> Result<$answer, Refused> {
            Err(Refused)
        }
    )+};
}

type Never = ser::Impossible<String, Refused>;

impl ser::Serializer for Name {
    type Ok = String;
    type Error = Refused;
    type SerializeSeq = Never;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Never;
    type SerializeStructVariant = Never;

    displayed! {
        serialize_i8 i8 serialize_i16 i16 serialize_i32 i32 serialize_i64 i64 serialize_i128 i128
        serialize_u8 u8 serialize_u16 u16 serialize_u32 u32 serialize_u64 u64 serialize_u128 u128
        serialize_bool bool serialize_char char
    }

    fn serialize_str(self, text: &str) -> Result<String, Refused> {
        Ok(text.to_owned())
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<String, Refused> {
        Ok(value.to_string())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<String, Refused> {
        Ok(variant.to_owned())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<String, Refused> {
        value.serialize(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<String, Refused> {
        Err(Refused)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<String, Refused> {
        Err(Refused)
    }

    refused! {
        serialize_f32(f32) -> String
        serialize_f64(f64) -> String
        serialize_bytes(&[u8]) -> String
        serialize_none() -> String
        serialize_unit() -> String
        serialize_unit_struct(&'static str) -> String
        serialize_seq(Option<usize>) -> Never
        serialize_tuple(usize) -> Never
        serialize_tuple_struct(&'static str, usize) -> Never
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Never
        serialize_map(Option<usize>) -> Never
        serialize_struct(&'static str, usize) -> Never
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Never
    }
}
