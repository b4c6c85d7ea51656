//! Values to the text of a request, straight from serde, by the rules of `serde_dynamo` and within
//! DynamoDB's limits. What is refused here is given to the reference mapping, which says why.

use super::de::Refused;
use super::distinct::are_distinct;
use super::scan::plain_length;
use crate::value::MAX_DEPTH;
use crate::value::number::{check_number, number_size};
use aws_sdk_dynamodb::types::AttributeValue;
use serde::ser::{self, Serialize};
use std::fmt::{Display, Write as _};
use std::ops::Range;

/// Text that is being written, and how many bytes DynamoDB will count for what is in it.
#[derive(Debug, Default)]
pub struct ValueText {
    pub(super) text: String,
    pub(super) bytes: usize,
    /// Where the names of the maps and structs are that are being written, those of the innermost
    /// last.
    names: Vec<Range<usize>>,
}

impl ValueText {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self::in_room(String::new(), bytes)
    }

    /// One that is written into an empty text, which may have room already.
    pub(super) fn in_room(mut text: String, bytes: usize) -> Self {
        text.reserve(bytes);
        Self {
            text,
            ..Self::default()
        }
    }

    /// Writes a value. Gives whether it is one: a null at the top is no attribute.
    pub(crate) fn serialize<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<bool, Refused> {
        value.serialize(Value {
            out: self,
            depth: 0,
        })
    }

    /// Writes a value as the SDK has it.
    pub(crate) fn value(&mut self, value: &AttributeValue) -> Result<bool, Refused> {
        value_at(self, value, 0).map(|()| true)
    }

    /// Writes a text as JSON.
    pub(crate) fn quote(&mut self, text: &str) {
        quote(&mut self.text, text);
    }

    /// Writes a text as a value.
    pub(crate) fn text(&mut self, text: &str) {
        self.text.reserve(text.len() + 10);
        self.text.push_str(r#"{"S":""#);
        escape(&mut self.text, text);
        self.text.push_str(r#""}"#);
        self.bytes += text.len();
    }

    /// Writes digits; those of a whole number of 64 bits are no more than DynamoDB takes.
    fn number(&mut self, number: impl Display, is_whole: bool) -> Result<(), Refused> {
        self.text.push_str(r#"{"N":""#);
        let start = self.text.len();
        write!(self.text, "{number}").map_err(|_| Refused)?;
        let digits = &self.text[start..];
        if !is_whole {
            check_number(digits).map_err(|_| Refused)?;
        }
        self.bytes += number_size(digits);
        self.text.push_str("\"}");
        Ok(())
    }

    fn binary(&mut self, binary: &[u8]) {
        self.text.push_str(r#"{"B":"#);
        self.base64(binary);
        self.text.push('}');
    }

    fn base64(&mut self, binary: &[u8]) {
        self.text.push('"');
        self.text
            .push_str(&aws_smithy_types::base64::encode(binary));
        self.text.push('"');
        self.bytes += binary.len();
    }

    fn flag(&mut self, start: &str, flag: bool) {
        self.text.push_str(start);
        self.text.push_str(if flag { "true}" } else { "false}" });
        self.bytes += 1;
    }
}

/// Writes a text as JSON.
fn quote(out: &mut String, text: &str) {
    out.push('"');
    escape(out, text);
    out.push('"');
}

/// Writes a text as JSON, without its quotes.
pub(super) fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(length) = plain_length(rest.as_bytes()) {
        out.push_str(&rest[..length]);
        match rest.as_bytes()[length] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            // Writing to a `String` does not fail.
            byte => {
                let _ = write!(out, "\\u{byte:04x}");
            }
        }
        rest = &rest[length + 1..];
    }
    out.push_str(rest);
}

fn value_at(out: &mut ValueText, value: &AttributeValue, depth: usize) -> Result<(), Refused> {
    check_depth(depth)?;
    match value {
        AttributeValue::S(text) => out.text(text),
        AttributeValue::N(number) => out.number(number, false)?,
        AttributeValue::B(binary) => out.binary(binary.as_ref()),
        AttributeValue::Bool(flag) => out.flag(r#"{"BOOL":"#, *flag),
        AttributeValue::Null(flag) => out.flag(r#"{"NULL":"#, *flag),
        AttributeValue::L(values) => {
            let mut list = Elements::list(out, depth)?;
            for value in values {
                list.begin();
                value_at(list.out, value, depth + 1)?;
            }
            list.close("]}");
        }
        AttributeValue::M(entries) => {
            let mut map = Elements::map(out, depth)?;
            for (name, value) in entries {
                map.begin();
                map.name(name);
                value_at(map.out, value, depth + 1)?;
            }
            map.close("}}");
        }
        AttributeValue::Ss(texts) => set(out, r#"{"SS":"#, texts, |out, text| {
            out.quote(text);
            out.bytes += text.len();
            Ok(())
        })?,
        AttributeValue::Ns(numbers) => set(out, r#"{"NS":"#, numbers, |out, number| {
            check_number(number).map_err(|_| Refused)?;
            out.quote(number);
            out.bytes += number_size(number);
            Ok(())
        })?,
        AttributeValue::Bs(binaries) => set(out, r#"{"BS":"#, binaries, |out, binary| {
            out.base64(binary.as_ref());
            Ok(())
        })?,
        _ => return Err(Refused),
    }
    Ok(())
}

fn set<T>(
    out: &mut ValueText,
    start: &str,
    elements: &[T],
    mut write: impl FnMut(&mut ValueText, &T) -> Result<(), Refused>,
) -> Result<(), Refused> {
    out.text.push_str(start);
    for (i, element) in elements.iter().enumerate() {
        out.text.push(if i == 0 { '[' } else { ',' });
        write(out, element)?;
    }
    out.text.push_str("]}");
    // DynamoDB has no empty sets.
    (!elements.is_empty()).then_some(()).ok_or(Refused)
}

fn check_depth(depth: usize) -> Result<(), Refused> {
    (depth <= MAX_DEPTH).then_some(()).ok_or(Refused)
}

/// A value at some depth.
struct Value<'w> {
    out: &'w mut ValueText,
    depth: usize,
}

impl Value<'_> {
    fn whole(self, number: impl Display) -> Result<bool, Refused> {
        check_depth(self.depth)?;
        self.out.number(number, true)?;
        Ok(true)
    }

    fn real(self, number: impl Display) -> Result<bool, Refused> {
        check_depth(self.depth)?;
        self.out.number(number, false)?;
        Ok(true)
    }

    fn null(self) -> Result<bool, Refused> {
        check_depth(self.depth)?;
        self.out.flag(r#"{"NULL":"#, true);
        Ok(false)
    }
}

impl<'w> ser::Serializer for Value<'w> {
    type Ok = bool;
    type Error = Refused;
    type SerializeSeq = Elements<'w>;
    type SerializeTuple = Elements<'w>;
    type SerializeTupleStruct = Elements<'w>;
    type SerializeTupleVariant = Elements<'w>;
    type SerializeMap = Elements<'w>;
    type SerializeStruct = Elements<'w>;
    type SerializeStructVariant = Elements<'w>;

    fn serialize_bool(self, flag: bool) -> Result<bool, Refused> {
        check_depth(self.depth)?;
        self.out.flag(r#"{"BOOL":"#, flag);
        Ok(true)
    }

    fn serialize_i8(self, number: i8) -> Result<bool, Refused> {
        self.whole(number)
    }

    fn serialize_i16(self, number: i16) -> Result<bool, Refused> {
        self.whole(number)
    }

    fn serialize_i32(self, number: i32) -> Result<bool, Refused> {
        self.whole(number)
    }

    fn serialize_i64(self, number: i64) -> Result<bool, Refused> {
        self.whole(number)
    }

    fn serialize_u8(self, number: u8) -> Result<bool, Refused> {
        self.whole(number)
    }

    fn serialize_u16(self, number: u16) -> Result<bool, Refused> {
        self.whole(number)
    }

    fn serialize_u32(self, number: u32) -> Result<bool, Refused> {
        self.whole(number)
    }

    fn serialize_u64(self, number: u64) -> Result<bool, Refused> {
        self.whole(number)
    }

    fn serialize_f32(self, number: f32) -> Result<bool, Refused> {
        self.real(number)
    }

    fn serialize_f64(self, number: f64) -> Result<bool, Refused> {
        self.real(number)
    }

    fn serialize_char(self, character: char) -> Result<bool, Refused> {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<bool, Refused> {
        check_depth(self.depth)?;
        self.out.text(text);
        Ok(true)
    }

    fn serialize_bytes(self, binary: &[u8]) -> Result<bool, Refused> {
        check_depth(self.depth)?;
        self.out.binary(binary);
        Ok(true)
    }

    fn serialize_none(self) -> Result<bool, Refused> {
        self.null()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<bool, Refused> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<bool, Refused> {
        self.null()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<bool, Refused> {
        self.null()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<bool, Refused> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<bool, Refused> {
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
    ) -> Result<bool, Refused> {
        let mut outer = Elements::map(self.out, self.depth)?;
        outer.begin();
        outer.name(variant);
        outer.write(value)?;
        Ok(outer.close("}}"))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements<'w>, Refused> {
        Elements::list(self.out, self.depth)
    }

    fn serialize_tuple(self, _: usize) -> Result<Elements<'w>, Refused> {
        Elements::list(self.out, self.depth)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Elements<'w>, Refused> {
        Elements::list(self.out, self.depth)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Elements<'w>, Refused> {
        let mut outer = Elements::map(self.out, self.depth)?;
        outer.begin();
        outer.name(variant);
        Elements::list(outer.out, self.depth + 1)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Elements<'w>, Refused> {
        Elements::map(self.out, self.depth)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Elements<'w>, Refused> {
        Elements::map(self.out, self.depth)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Elements<'w>, Refused> {
        let mut outer = Elements::map(self.out, self.depth)?;
        outer.begin();
        outer.name(variant);
        Elements::map(outer.out, self.depth + 1)
    }
}

/// The elements of a list or a map that is being written.
struct Elements<'w> {
    out: &'w mut ValueText,
    /// The depth of the elements.
    depth: usize,
    is_first: bool,
    /// How many names were noted before the first one of this map.
    outer_names: usize,
}

impl<'w> Elements<'w> {
    fn list(out: &'w mut ValueText, depth: usize) -> Result<Self, Refused> {
        Self::new(out, depth, "{\"L\":[")
    }

    fn map(out: &'w mut ValueText, depth: usize) -> Result<Self, Refused> {
        Self::new(out, depth, "{\"M\":{")
    }

    fn new(out: &'w mut ValueText, depth: usize, begin: &str) -> Result<Self, Refused> {
        check_depth(depth)?;
        out.text.push_str(begin);
        out.bytes += 3;
        Ok(Self {
            depth: depth + 1,
            is_first: true,
            outer_names: out.names.len(),
            out,
        })
    }

    /// Begins the next element.
    fn begin(&mut self) {
        if !std::mem::replace(&mut self.is_first, false) {
            self.out.text.push(',');
        }
        self.out.bytes += 1;
    }

    /// Writes the name of an entry that is certainly the only one of that name.
    fn name(&mut self, name: &str) {
        self.out.quote(name);
        self.out.text.push(':');
        self.out.bytes += name.len();
    }

    fn write<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        value.serialize(Value {
            out: self.out,
            depth: self.depth,
        })?;
        Ok(())
    }

    /// Writes the name of an entry, and notes where it is. `write` gives how long the name is.
    fn noted_name(
        &mut self,
        write: impl FnOnce(Name<'_>) -> Result<usize, Refused>,
    ) -> Result<(), Refused> {
        let start = self.out.text.len();
        self.out.bytes += write(Name(&mut self.out.text))?;
        self.out.names.push(start..self.out.text.len());
        self.out.text.push(':');
        Ok(())
    }

    /// Ends a map whose names were noted, unless one is there twice: of such entries the last counts,
    /// and the text would have them all.
    fn close_distinct(self, end: &str) -> Result<bool, Refused> {
        let text = self.out.text.as_bytes();
        let names = self.out.names[self.outer_names..].iter();
        let names = names.map(|name| &text[name.start + 1..name.end - 1]);
        are_distinct(names).then_some(()).ok_or(Refused)?;
        self.out.names.truncate(self.outer_names);
        Ok(self.close(end))
    }

    fn close(self, end: &str) -> bool {
        self.out.text.push_str(end);
        true
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.begin();
        self.write(value)
    }

    fn entry<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        self.begin();
        self.noted_name(|out| Ok(out.text(name)))?;
        self.write(value)
    }
}

impl ser::SerializeSeq for Elements<'_> {
    type Ok = bool;
    type Error = Refused;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.element(value)
    }

    fn end(self) -> Result<bool, Refused> {
        Ok(self.close("]}"))
    }
}

impl ser::SerializeTuple for Elements<'_> {
    type Ok = bool;
    type Error = Refused;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.element(value)
    }

    fn end(self) -> Result<bool, Refused> {
        Ok(self.close("]}"))
    }
}

impl ser::SerializeTupleStruct for Elements<'_> {
    type Ok = bool;
    type Error = Refused;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.element(value)
    }

    fn end(self) -> Result<bool, Refused> {
        Ok(self.close("]}"))
    }
}

impl ser::SerializeTupleVariant for Elements<'_> {
    type Ok = bool;
    type Error = Refused;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.element(value)
    }

    fn end(self) -> Result<bool, Refused> {
        // With the map of the variant's name.
        Ok(self.close("]}}}"))
    }
}

impl ser::SerializeMap for Elements<'_> {
    type Ok = bool;
    type Error = Refused;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Refused> {
        self.begin();
        self.noted_name(|out| key.serialize(out))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.write(value)
    }

    fn end(self) -> Result<bool, Refused> {
        self.close_distinct("}}")
    }
}

impl ser::SerializeStruct for Elements<'_> {
    type Ok = bool;
    type Error = Refused;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        self.entry(name, value)
    }

    fn end(self) -> Result<bool, Refused> {
        self.close_distinct("}}")
    }
}

impl ser::SerializeStructVariant for Elements<'_> {
    type Ok = bool;
    type Error = Refused;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        self.entry(name, value)
    }

    fn end(self) -> Result<bool, Refused> {
        self.close_distinct("}}}}")
    }
}

/// The name of a map's entry. Gives its length.
struct Name<'w>(&'w mut String);

impl Name<'_> {
    fn write(self, name: impl Display) -> usize {
        self.text(&name.to_string())
    }

    fn text(self, name: &str) -> usize {
        quote(self.0, name);
        name.len()
    }
}

macro_rules! displayed {
    ($($method:ident $type:ty),+) => {$(
        fn $method(self, value: $type) -> Result<usize, Refused> {
            Ok(self.write(value))
        }
    )+};
}

macro_rules! refused {
    ($($method:ident($($argument:ty),*) -> $answer:ty),+ $(,)?) => {$(
        fn $method(self, $(_: $argument),*) -> Result<$answer, Refused> {
            Err(Refused)
        }
    )+};
}

type Never = ser::Impossible<usize, Refused>;

impl ser::Serializer for Name<'_> {
    type Ok = usize;
    type Error = Refused;
    type SerializeSeq = Never;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Never;
    type SerializeStructVariant = Never;

    displayed! {
        serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64, serialize_i128 i128,
        serialize_u8 u8, serialize_u16 u16, serialize_u32 u32, serialize_u64 u64, serialize_u128 u128,
        serialize_bool bool, serialize_char char
    }

    fn serialize_str(self, text: &str) -> Result<usize, Refused> {
        Ok(self.text(text))
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<usize, Refused> {
        Ok(self.text(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<usize, Refused> {
        value.serialize(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<usize, Refused> {
        Err(Refused)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<usize, Refused> {
        Err(Refused)
    }

    refused! {
        serialize_f32(f32) -> usize,
        serialize_f64(f64) -> usize,
        serialize_bytes(&[u8]) -> usize,
        serialize_none() -> usize,
        serialize_unit() -> usize,
        serialize_unit_struct(&'static str) -> usize,
        serialize_seq(Option<usize>) -> Never,
        serialize_tuple(usize) -> Never,
        serialize_tuple_struct(&'static str, usize) -> Never,
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Never,
        serialize_map(Option<usize>) -> Never,
        serialize_struct(&'static str, usize) -> Never,
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Never,
    }
}
