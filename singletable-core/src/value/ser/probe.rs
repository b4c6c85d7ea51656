//! Questions about what a value serializes as, asked before it does.

use crate::value::Refused;
use serde::ser::{self, Impossible, Serialize, Serializer};

/// Whether the value is a `None`.
pub fn is_none<T: Serialize + ?Sized>(value: &T) -> bool {
    matches!(value.serialize(Probe::<NONE>), Ok(Seen::None))
}

/// The text, if the value serializes as one.
pub(super) fn text_of<T: Serialize + ?Sized>(value: &T) -> Option<String> {
    match value.serialize(Probe::<TEXT>) {
        Ok(Seen::Text(text)) => Some(text),
        _ => None,
    }
}

/// The bytes, if the value serializes as a sequence of them, and `None` if it does as a `None`; the
/// outer `None` is neither.
#[allow(clippy::option_option, reason = "the inner one is the value's own")]
pub(super) fn bytes_of<T: Serialize + ?Sized>(value: &T) -> Option<Option<Vec<u8>>> {
    match value.serialize(Probe::<BYTES>) {
        Ok(Seen::Bytes(bytes)) => Some(Some(bytes)),
        Ok(Seen::None) => Some(None),
        _ => None,
    }
}

const NONE: u8 = 0;
const TEXT: u8 = 1;
const BYTES: u8 = 2;
/// One byte of many.
const BYTE: u8 = 3;

/// A serializer that looks for one thing, and refuses all others.
struct Probe<const FOR: u8>;

enum Seen {
    None,
    Text(String),
    Byte(u8),
    Bytes(Vec<u8>),
}

/// Refuses everything that is not looked for.
fn only(is_looked_for: bool) -> Result<(), Refused> {
    is_looked_for.then_some(()).ok_or(Refused)
}

macro_rules! refused {
    ($($method:ident($($of:ty),*) -> $answer:ty)+) => {$(
        fn $method(self, $(_: $of),*) -> Result<$answer, Refused> {
            Err(Refused)
        }
    )+};
}

type Never = Impossible<Seen, Refused>;

impl<const FOR: u8> Serializer for Probe<FOR> {
    type Ok = Seen;
    type Error = Refused;
    type SerializeSeq = Bytes;
    type SerializeTuple = Bytes;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Never;
    type SerializeStructVariant = Never;

    fn serialize_none(self) -> Result<Seen, Refused> {
        only(FOR == NONE || FOR == BYTES)?;
        Ok(Seen::None)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Seen, Refused> {
        only(FOR == BYTES)?;
        value.serialize(self)
    }

    fn serialize_str(self, text: &str) -> Result<Seen, Refused> {
        only(FOR == TEXT)?;
        Ok(Seen::Text(text.to_owned()))
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Seen, Refused> {
        self.serialize_str(variant)
    }

    #[inline]
    fn serialize_u8(self, byte: u8) -> Result<Seen, Refused> {
        only(FOR == BYTE)?;
        Ok(Seen::Byte(byte))
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<Seen, Refused> {
        only(FOR == BYTES)?;
        Ok(Seen::Bytes(bytes.to_owned()))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Bytes, Refused> {
        only(FOR == BYTES)?;
        Ok(Bytes(Vec::with_capacity(length.unwrap_or_default())))
    }

    fn serialize_tuple(self, length: usize) -> Result<Bytes, Refused> {
        self.serialize_seq(Some(length))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: &T,
    ) -> Result<Seen, Refused> {
        Err(Refused)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Seen, Refused> {
        Err(Refused)
    }

    fn collect_str<T: std::fmt::Display + ?Sized>(self, value: &T) -> Result<Seen, Refused> {
        only(FOR == TEXT)?;
        Ok(Seen::Text(value.to_string()))
    }

    refused! {
        serialize_bool(bool) -> Seen
        serialize_i8(i8) -> Seen
        serialize_i16(i16) -> Seen
        serialize_i32(i32) -> Seen
        serialize_i64(i64) -> Seen
        serialize_u16(u16) -> Seen
        serialize_u32(u32) -> Seen
        serialize_u64(u64) -> Seen
        serialize_f32(f32) -> Seen
        serialize_f64(f64) -> Seen
        serialize_char(char) -> Seen
        serialize_unit() -> Seen
        serialize_unit_struct(&'static str) -> Seen
        serialize_tuple_struct(&'static str, usize) -> Never
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Never
        serialize_map(Option<usize>) -> Never
        serialize_struct(&'static str, usize) -> Never
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Never
    }
}

/// The bytes of a sequence.
struct Bytes(Vec<u8>);

macro_rules! bytes {
    ($($kind:ident)+) => {$(
        impl ser::$kind for Bytes {
            type Ok = Seen;
            type Error = Refused;

            #[inline]
            fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
                match value.serialize(Probe::<BYTE>)? {
                    Seen::Byte(byte) => self.0.push(byte),
                    _ => return Err(Refused),
                }
                Ok(())
            }

            fn end(self) -> Result<Seen, Refused> {
                Ok(Seen::Bytes(self.0))
            }
        }
    )+};
}

bytes! { SerializeSeq SerializeTuple }
