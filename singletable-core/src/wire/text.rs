//! Serialization of values to the text of a request, within DynamoDB's limits. A value that is refused
//! here goes to the reference mapping, which says why.

use super::distinct::are_distinct;
use super::scan::plain_length;
use crate::value::number::{check_number, number_size};
use crate::value::ser::{Elements, Entries, Sink, serialize};
use crate::value::{MAX_DEPTH, Refused};
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::{Display, Write as _};
use std::ops::Range;

/// The text of attribute values, and the bytes that DynamoDB counts for them.
#[derive(Debug, Default)]
pub struct ValueText {
    pub(super) text: String,
    pub(super) bytes: usize,
    /// The ranges of the names in the maps and structs that are being written, the innermost map's last.
    names: Vec<Range<usize>>,
}

impl ValueText {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self::in_room(String::new(), bytes)
    }

    /// Writes into an empty text, which may already have capacity.
    pub(super) fn in_room(mut text: String, bytes: usize) -> Self {
        text.reserve(bytes);
        Self {
            text,
            ..Self::default()
        }
    }

    /// Writes a value, and returns whether it is an attribute: a null at the top is none.
    pub(crate) fn serialize<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<bool, Refused> {
        let to = ToText::new(self, 0)?;
        Ok(!serialize(value, to)?.is_null)
    }

    /// Writes a value of the SDK.
    pub(crate) fn value(&mut self, value: &AttributeValue) -> Result<bool, Refused> {
        value_at(self, value, 0).map(|()| true)
    }

    /// Writes a JSON string.
    pub(crate) fn quote(&mut self, text: &str) {
        quote(&mut self.text, text);
    }

    /// Writes a text as an attribute value.
    pub(crate) fn text(&mut self, text: &str) {
        self.text.reserve(text.len() + 10);
        self.text.push_str(r#"{"S":""#);
        escape(&mut self.text, text);
        self.text.push_str(r#""}"#);
        self.bytes += text.len();
    }

    /// Writes a number. A whole number of 64 bits is within DynamoDB's limits.
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

    /// Ends a list or a map.
    fn close(&mut self, end: &str) -> Written<'_> {
        self.text.push_str(end);
        Written {
            out: self,
            is_null: false,
        }
    }

    fn flag(&mut self, start: &str, flag: bool) {
        self.text.push_str(start);
        self.text.push_str(if flag { "true}" } else { "false}" });
        self.bytes += 1;
    }
}

/// Writes a JSON string.
fn quote(out: &mut String, text: &str) {
    out.push('"');
    escape(out, text);
    out.push('"');
}

/// Writes the content of a JSON string, without quotes.
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
            let mut list = Nested::list(out, depth);
            for value in values {
                list.begin();
                value_at(list.out, value, depth + 1)?;
            }
            out.close("]}");
        }
        AttributeValue::M(entries) => {
            let mut map = Nested::map(out, depth);
            for (name, value) in entries {
                map.begin();
                map.only_name(name);
                value_at(map.out, value, depth + 1)?;
            }
            out.close("}}");
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

/// A sink that writes a value at some depth.
struct ToText<'w> {
    out: &'w mut ValueText,
    depth: usize,
}

/// The result of writing a value.
struct Written<'w> {
    out: &'w mut ValueText,
    is_null: bool,
}

impl<'w> ToText<'w> {
    /// A sink at that depth.
    fn new(out: &'w mut ValueText, depth: usize) -> Result<Self, Refused> {
        check_depth(depth)?;
        Ok(Self { out, depth })
    }

    fn written(self) -> Written<'w> {
        Written {
            out: self.out,
            is_null: false,
        }
    }
}

impl<'w> Sink for ToText<'w> {
    type Ok = Written<'w>;
    type Elements = Nested<'w>;
    type Entries = Nested<'w>;
    type Content = Self;

    #[inline]
    fn text(self, text: Cow<'_, str>) -> Result<Written<'w>, Refused> {
        self.out.text(&text);
        Ok(self.written())
    }

    #[inline]
    fn integer(self, number: impl Display) -> Result<Written<'w>, Refused> {
        self.out.number(number, true)?;
        Ok(self.written())
    }

    #[inline]
    fn float(self, number: impl Display) -> Result<Written<'w>, Refused> {
        self.out.number(number, false)?;
        Ok(self.written())
    }

    #[inline]
    fn binary(self, binary: &[u8]) -> Written<'w> {
        self.out.binary(binary);
        self.written()
    }

    #[inline]
    fn bool(self, flag: bool) -> Written<'w> {
        self.out.flag(r#"{"BOOL":"#, flag);
        self.written()
    }

    #[inline]
    fn null(self) -> Written<'w> {
        self.out.flag(r#"{"NULL":"#, true);
        Written {
            out: self.out,
            is_null: true,
        }
    }

    #[inline]
    fn value(self, value: AttributeValue) -> Result<Written<'w>, Refused> {
        if let AttributeValue::Null(true) = value {
            return Ok(self.null());
        }
        value_at(self.out, &value, self.depth)?;
        Ok(self.written())
    }

    #[inline]
    fn elements(self, _: usize) -> Nested<'w> {
        Nested::list(self.out, self.depth)
    }

    #[inline]
    fn entries(self, _: usize) -> Nested<'w> {
        Nested::map(self.out, self.depth)
    }

    #[inline]
    fn variant(self, name: &'static str) -> Result<Self, Refused> {
        let mut outer = Nested::map(self.out, self.depth);
        outer.begin();
        outer.only_name(name);
        Self::new(outer.out, outer.depth)
    }

    #[inline]
    fn end_variant(_: &'static str, content: Written<'w>) -> Written<'w> {
        content.out.close("}}")
    }
}

/// A list or a map that is being written.
struct Nested<'w> {
    out: &'w mut ValueText,
    /// The depth of the elements.
    depth: usize,
    is_first: bool,
    /// The number of names that were recorded before this map's first.
    outer_names: usize,
}

impl<'w> Nested<'w> {
    fn list(out: &'w mut ValueText, depth: usize) -> Self {
        Self::new(out, depth, "{\"L\":[")
    }

    fn map(out: &'w mut ValueText, depth: usize) -> Self {
        Self::new(out, depth, "{\"M\":{")
    }

    fn new(out: &'w mut ValueText, depth: usize, begin: &str) -> Self {
        out.text.push_str(begin);
        out.bytes += 3;
        Self {
            depth: depth + 1,
            is_first: true,
            outer_names: out.names.len(),
            out,
        }
    }

    /// Begins the next element.
    fn begin(&mut self) {
        if !std::mem::replace(&mut self.is_first, false) {
            self.out.text.push(',');
        }
        self.out.bytes += 1;
    }

    /// Writes the name of a map's only entry.
    fn only_name(&mut self, name: &str) {
        self.out.quote(name);
        self.out.text.push(':');
        self.out.bytes += name.len();
    }

    fn write<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        let to = ToText::new(self.out, self.depth)?;
        serialize(value, to)?;
        Ok(())
    }

    /// Whether the names of the map are distinct. Of entries with the same name the last counts, but the
    /// text would have them all.
    fn has_distinct_names(&self) -> bool {
        let text = self.out.text.as_bytes();
        let names = self.out.names[self.outer_names..].iter();
        are_distinct(names.map(|name| &text[name.start + 1..name.end - 1]))
    }
}

impl<'w> Elements for Nested<'w> {
    type Ok = Written<'w>;

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.begin();
        self.write(value)
    }

    fn end(self) -> Written<'w> {
        self.out.close("]}")
    }
}

impl<'w> Entries for Nested<'w> {
    type Ok = Written<'w>;

    /// Writes the name of an entry and records its range.
    fn name(&mut self, name: Cow<'_, str>) -> Result<(), Refused> {
        self.begin();
        let start = self.out.text.len();
        self.out.quote(&name);
        self.out.bytes += name.len();
        self.out.names.push(start..self.out.text.len());
        self.out.text.push(':');
        Ok(())
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.write(value)
    }

    fn end(self) -> Result<Written<'w>, Refused> {
        self.has_distinct_names().then_some(()).ok_or(Refused)?;
        self.out.names.truncate(self.outer_names);
        Ok(self.out.close("}}"))
    }
}
