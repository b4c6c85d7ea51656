//! The names of a map's entries.

use super::{Cow, Display, Entries, Refused, Serialize, ser};

/// Serializes the name of a map's entry: a text, or a value with one form as text.
pub(super) struct EntryName<'m, M>(pub(super) &'m mut M);

/// The text of a value that can be the name of an entry.
pub(super) fn text_of<T: Serialize + ?Sized>(value: &T) -> Result<String, Refused> {
    let mut text = Text(String::new());
    value.serialize(EntryName(&mut text))?;
    Ok(text.0)
}

/// Accepts only a name.
struct Text(String);

impl Entries for Text {
    type Ok = ();

    fn name(&mut self, name: Cow<'_, str>) -> Result<(), Refused> {
        self.0 = name.into_owned();
        Ok(())
    }

    fn value<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Refused> {
        Err(Refused)
    }

    fn end(self) -> Result<(), Refused> {
        Err(Refused)
    }
}

macro_rules! displayed {
    ($($method:ident $value:ident)+) => {$(
        fn $method(self, value: $value) -> Result<(), Refused> {
            self.collect_str(&value)
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

type Never = ser::Impossible<(), Refused>;

impl<M: Entries> ser::Serializer for EntryName<'_, M> {
    type Ok = ();
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

    fn serialize_str(self, text: &str) -> Result<(), Refused> {
        self.0.name(Cow::Borrowed(text))
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), Refused> {
        self.0.name(Cow::Owned(value.to_string()))
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Refused> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        value.serialize(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<(), Refused> {
        Err(Refused)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Refused> {
        Err(Refused)
    }

    refused! {
        serialize_f32(f32) -> ()
        serialize_f64(f64) -> ()
        serialize_bytes(&[u8]) -> ()
        serialize_none() -> ()
        serialize_unit() -> ()
        serialize_unit_struct(&'static str) -> ()
        serialize_seq(Option<usize>) -> Never
        serialize_tuple(usize) -> Never
        serialize_tuple_struct(&'static str, usize) -> Never
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Never
        serialize_map(Option<usize>) -> Never
        serialize_struct(&'static str, usize) -> Never
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Never
    }
}
