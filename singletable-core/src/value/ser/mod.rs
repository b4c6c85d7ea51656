//! Serialization of values of any type to attribute values, by the rules of `serde_dynamo`.
//!
//! The walk through a value is implemented once, here. A [`Sink`] decides what the value becomes: an
//! attribute value of the SDK, or the text of a request. A value that is refused is given to
//! `serde_dynamo`, which says why.

mod attribute_value;
mod entry_name;
mod formed;
mod key_name;
mod probe;

pub(crate) use attribute_value::{to_attribute_value, to_set};
pub(crate) use formed::Formed;
pub(crate) use key_name::name_of_key;
#[doc(hidden)]
pub use probe::is_none;

use super::decimal;
use super::number::NUMBER;
use super::refused::Refused;
use aws_sdk_dynamodb::types::AttributeValue;
use entry_name::{EntryName, text_of};
use serde::ser::{self, Serialize};
use std::borrow::Cow;
use std::fmt::Display;
use std::marker::PhantomData;

/// The name of the newtype struct around a sequence that is to be a set.
pub(crate) const SET: &str = "$singletable::Set";

/// The type of set that a sequence becomes.
#[derive(Clone, Copy)]
enum SetOf {
    Any,
    Texts,
    Numbers,
    Binaries,
}

impl SetOf {
    /// The set for a newtype struct of that name. `serde_dynamo` has its own names.
    fn named(name: &str) -> Option<Self> {
        if !name.starts_with(['$', '\u{37e}']) {
            return None;
        }
        match name {
            SET => Some(Self::Any),
            "\u{37e}STRINGSET\u{37e}" => Some(Self::Texts),
            "\u{37e}NUMBERSET\u{37e}" => Some(Self::Numbers),
            "\u{37e}BYTESSET\u{37e}" => Some(Self::Binaries),
            _ => None,
        }
    }

    fn allows(self, set: &AttributeValue) -> bool {
        match (self, set) {
            (Self::Texts, AttributeValue::Ns(_) | AttributeValue::Bs(_))
            | (Self::Numbers, AttributeValue::Ss(_) | AttributeValue::Bs(_))
            | (Self::Binaries, AttributeValue::Ss(_) | AttributeValue::Ns(_)) => false,
            // Without elements it is an empty list.
            (_, set) => !set.is_l() || set.as_l().is_ok_and(Vec::is_empty),
        }
    }
}

/// Serializes a value into a sink. A decimal number, which serde sees as text, is recognised by its
/// type.
#[inline]
pub(crate) fn serialize<T: Serialize + ?Sized, S: Sink>(
    value: &T,
    sink: S,
) -> Result<S::Ok, Refused> {
    value.serialize(Serializer {
        sink,
        is_decimal: decimal::is::<T>(),
    })
}

/// A receiver of one attribute value.
pub(crate) trait Sink: Sized {
    /// The result.
    type Ok;
    /// The receiver of the elements of a sequence or a tuple.
    type Elements: Elements<Ok = Self::Ok>;
    /// The receiver of the entries of a map or the fields of a struct.
    type Entries: Entries<Ok = Self::Ok>;
    /// The receiver of the content of an enum's variant.
    type Content: Sink<Ok = Self::Ok>;

    fn text(self, text: Cow<'_, str>) -> Result<Self::Ok, Refused>;
    fn integer(self, number: impl Display) -> Result<Self::Ok, Refused>;
    fn float(self, number: impl Display) -> Result<Self::Ok, Refused>;
    fn binary(self, binary: &[u8]) -> Self::Ok;
    fn bool(self, flag: bool) -> Self::Ok;
    fn null(self) -> Self::Ok;
    /// Receives a value of the SDK.
    fn value(self, value: AttributeValue) -> Result<Self::Ok, Refused>;
    /// Begins a sequence of about that many elements.
    fn elements(self, capacity: usize) -> Self::Elements;
    /// Begins a map of about that many entries.
    fn entries(self, capacity: usize) -> Self::Entries;
    /// Begins a map whose one entry has the name of an enum's variant.
    fn variant(self, name: &'static str) -> Result<Self::Content, Refused>;
    /// Ends that map.
    fn end_variant(name: &'static str, content: Self::Ok) -> Self::Ok;
}

/// A receiver of the elements of a sequence, in order.
pub(crate) trait Elements {
    type Ok;

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused>;
    fn end(self) -> Self::Ok;
}

/// A receiver of the entries of a map: each time a name, then its value.
pub(crate) trait Entries {
    type Ok;

    fn name(&mut self, name: Cow<'_, str>) -> Result<(), Refused>;
    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused>;
    /// Receives a field of a struct.
    fn field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        self.name(Cow::Borrowed(name))?;
        self.value(value)
    }
    fn end(self) -> Result<Self::Ok, Refused>;
}

/// Serializes one value into a sink.
struct Serializer<S> {
    sink: S,
    /// Whether a text is the digits of a number.
    is_decimal: bool,
}

macro_rules! numbers {
    ($take:ident: $($method:ident $number:ident)+) => {$(
        fn $method(self, number: $number) -> Result<S::Ok, Refused> {
            self.sink.$take(number)
        }
    )+};
}

impl<S: Sink> ser::Serializer for Serializer<S> {
    type Ok = S::Ok;
    type Error = Refused;
    type SerializeSeq = Compound<S::Elements>;
    type SerializeTuple = Compound<S::Elements>;
    type SerializeTupleStruct = Compound<S::Elements>;
    type SerializeTupleVariant = Variant<S, <S::Content as Sink>::Elements>;
    type SerializeMap = Compound<S::Entries>;
    type SerializeStruct = Compound<S::Entries>;
    type SerializeStructVariant = Variant<S, <S::Content as Sink>::Entries>;

    numbers! {
        integer:
        serialize_i8 i8 serialize_i16 i16 serialize_i32 i32 serialize_i64 i64
        serialize_u8 u8 serialize_u16 u16 serialize_u32 u32 serialize_u64 u64
    }

    // These may have more digits than DynamoDB accepts.
    numbers! {
        float:
        serialize_f32 f32 serialize_f64 f64 serialize_i128 i128 serialize_u128 u128
    }

    fn serialize_bool(self, flag: bool) -> Result<S::Ok, Refused> {
        Ok(self.sink.bool(flag))
    }

    fn serialize_char(self, character: char) -> Result<S::Ok, Refused> {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<S::Ok, Refused> {
        if self.is_decimal {
            return self.sink.float(text);
        }
        self.sink.text(Cow::Borrowed(text))
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<S::Ok, Refused> {
        if self.is_decimal {
            return self.sink.float(value);
        }
        self.sink.text(Cow::Owned(value.to_string()))
    }

    fn serialize_bytes(self, binary: &[u8]) -> Result<S::Ok, Refused> {
        Ok(self.sink.binary(binary))
    }

    fn serialize_none(self) -> Result<S::Ok, Refused> {
        Ok(self.sink.null())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, Refused> {
        serialize(value, self.sink)
    }

    fn serialize_unit(self) -> Result<S::Ok, Refused> {
        Ok(self.sink.null())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<S::Ok, Refused> {
        Ok(self.sink.null())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<S::Ok, Refused> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, Refused> {
        if let Some(of) = SetOf::named(name) {
            let set = to_set(value)?;
            of.allows(&set).then_some(()).ok_or(Refused)?;
            return self.sink.value(set);
        }
        if name == NUMBER {
            return self.sink.float(text_of(value)?);
        }
        serialize(value, self.sink)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, Refused> {
        let content = serialize(value, self.sink.variant(variant)?)?;
        Ok(S::end_variant(variant, content))
    }

    fn serialize_seq(self, elements: Option<usize>) -> Result<Self::SerializeSeq, Refused> {
        Ok(Compound(self.sink.elements(elements.unwrap_or_default())))
    }

    fn serialize_tuple(self, elements: usize) -> Result<Self::SerializeTuple, Refused> {
        Ok(Compound(self.sink.elements(elements)))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        elements: usize,
    ) -> Result<Self::SerializeTupleStruct, Refused> {
        Ok(Compound(self.sink.elements(elements)))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        elements: usize,
    ) -> Result<Self::SerializeTupleVariant, Refused> {
        let content = self.sink.variant(name)?.elements(elements);
        Ok(Variant::new(name, content))
    }

    fn serialize_map(self, entries: Option<usize>) -> Result<Self::SerializeMap, Refused> {
        Ok(Compound(self.sink.entries(entries.unwrap_or_default())))
    }

    fn serialize_struct(
        self,
        _: &'static str,
        fields: usize,
    ) -> Result<Self::SerializeStruct, Refused> {
        Ok(Compound(self.sink.entries(fields)))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        fields: usize,
    ) -> Result<Self::SerializeStructVariant, Refused> {
        let content = self.sink.variant(name)?.entries(fields);
        Ok(Variant::new(name, content))
    }
}

/// A sequence, map or struct that is being serialized.
pub(crate) struct Compound<C>(C);

/// An enum's variant whose content is being serialized.
pub(crate) struct Variant<S, C> {
    name: &'static str,
    content: C,
    sink: PhantomData<S>,
}

impl<S, C> Variant<S, C> {
    fn new(name: &'static str, content: C) -> Self {
        Self {
            name,
            content,
            sink: PhantomData,
        }
    }
}

macro_rules! sequences {
    ($($kind:ident $method:ident)+) => {$(
        impl<C: Elements> ser::$kind for Compound<C> {
            type Ok = C::Ok;
            type Error = Refused;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
                self.0.element(value)
            }

            fn end(self) -> Result<C::Ok, Refused> {
                Ok(self.0.end())
            }
        }
    )+};
}

sequences! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
}

impl<S: Sink, C: Elements<Ok = S::Ok>> ser::SerializeTupleVariant for Variant<S, C> {
    type Ok = S::Ok;
    type Error = Refused;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.content.element(value)
    }

    fn end(self) -> Result<S::Ok, Refused> {
        Ok(S::end_variant(self.name, self.content.end()))
    }
}

impl<C: Entries> ser::SerializeMap for Compound<C> {
    type Ok = C::Ok;
    type Error = Refused;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Refused> {
        name.serialize(EntryName(&mut self.0))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.0.value(value)
    }

    fn end(self) -> Result<C::Ok, Refused> {
        self.0.end()
    }
}

impl<C: Entries> ser::SerializeStruct for Compound<C> {
    type Ok = C::Ok;
    type Error = Refused;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        self.0.field(name, value)
    }

    fn end(self) -> Result<C::Ok, Refused> {
        self.0.end()
    }
}

impl<S: Sink, C: Entries<Ok = S::Ok>> ser::SerializeStructVariant for Variant<S, C> {
    type Ok = S::Ok;
    type Error = Refused;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        self.content.field(name, value)
    }

    fn end(self) -> Result<S::Ok, Refused> {
        Ok(S::end_variant(self.name, self.content.end()?))
    }
}
