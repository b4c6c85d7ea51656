//! Key templates: literal text and fields, parsed when the declaring crate is compiled.

use super::error::{KeyError, KeyErrorKind, KeyPart};
use super::field::{KeyText, KeyValues};
use super::shape::KeyShape;
use super::{MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES};

/// A parsed template, such as `"USER#<user_id>"`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct KeyTemplate {
    /// The template as it was written.
    pub source: &'static str,
    /// Its parts in order. Two literals are never adjacent.
    pub segments: &'static [Segment],
}

/// A part of a template.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Segment {
    /// Text that is in every key.
    Literal(&'static str),
    /// The value of a field.
    Field(FieldSegment),
}

/// A field in a template.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct FieldSegment {
    /// The index of the field in the struct.
    pub slot: usize,
    /// The name of the field.
    pub name: &'static str,
    /// The encoding of the value.
    pub encoding: Encoding,
    /// What its texts look like.
    pub(crate) shape: KeyShape,
}

impl FieldSegment {
    /// The field of that name and in that place, whose texts are any.
    pub(crate) const fn new(slot: usize, name: &'static str, encoding: Encoding) -> Self {
        Self {
            slot,
            name,
            encoding,
            shape: KeyShape::Any,
        }
    }
}

/// For generated code: a template and its parts.
#[doc(hidden)]
pub const fn key_template(source: &'static str, segments: &'static [Segment]) -> KeyTemplate {
    KeyTemplate { source, segments }
}

/// For generated code: a literal, in a fraction of the tokens.
#[doc(hidden)]
pub const fn literal(text: &'static str) -> Segment {
    Segment::Literal(text)
}

/// For generated code: a field, in its type's own encoding.
#[doc(hidden)]
pub const fn plain(slot: usize, name: &'static str) -> Segment {
    shaped(slot, name, Encoding::Plain, KeyShape::Any)
}

/// For generated code: a field in that encoding, of a type whose texts have that shape.
#[doc(hidden)]
pub const fn shaped(
    slot: usize,
    name: &'static str,
    encoding: Encoding,
    shape: KeyShape,
) -> Segment {
    Segment::Field(FieldSegment {
        shape,
        ..FieldSegment::new(slot, name, encoding)
    })
}

/// The encoding of a value in a key: the part after the colon in `<field:spec>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Encoding {
    /// The type's own encoding: text as it is, date-times with milliseconds.
    #[default]
    Plain,
    /// `:010`: an integer padded with zeros to that many digits (1 to 39).
    Width(u8),
    /// `:ordered`: a number in a fixed form that sorts as numbers do, including negative ones.
    Ordered,
    /// `:ms`: a date-time with three digits of the second's fraction.
    Millis,
    /// `:us`: a date-time with six digits.
    Micros,
    /// `:ns`: a date-time with nine digits.
    Nanos,
    /// `:raw`: text that may contain the separator. Only the last field of a template may have it.
    Raw,
    /// `:lower`: text in lower case. Values that differ only in case have the same key.
    Lower,
}

/// The entity and key that are being built, for error messages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeyContext {
    pub(crate) entity: &'static str,
    pub(crate) part: KeyPart,
    pub(crate) separator: char,
}

impl KeyContext {
    pub(crate) fn error(
        &self,
        template: &KeyTemplate,
        field: Option<&'static str>,
        kind: KeyErrorKind,
    ) -> KeyError {
        KeyError {
            entity: self.entity,
            part: self.part,
            template: template.source,
            field,
            kind,
        }
    }

    pub(super) fn limit(&self) -> usize {
        match self.part {
            KeyPart::PartitionKey | KeyPart::IndexPartitionKey(_) | KeyPart::UniqueKey(_) => {
                MAX_PARTITION_KEY_BYTES
            }
            KeyPart::SortKey | KeyPart::IndexSortKey(_) => MAX_SORT_KEY_BYTES,
        }
    }
}

impl KeyTemplate {
    /// The fields of the template in order.
    pub fn fields(&self) -> impl Iterator<Item = &'static FieldSegment> + use<> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Field(field) => Some(field),
            Segment::Literal(_) => None,
        })
    }

    /// Whether the template has the field with that index in the struct.
    pub fn mentions(&self, slot: usize) -> bool {
        self.fields().any(|field| field.slot == slot)
    }

    /// The whole key; `None` if one of the values is `None`.
    pub(crate) fn render(
        &self,
        context: KeyContext,
        values: &(impl KeyValues + ?Sized),
    ) -> Result<Option<String>, KeyError> {
        let mut key = String::with_capacity(self.source.len() + 24);
        for segment in self.segments {
            match segment {
                Segment::Literal(literal) => key.push_str(literal),
                Segment::Field(field) => match values.key_value(field.slot) {
                    Some(value) => self.write_value(context, field, value, false, &mut key)?,
                    None => return Ok(None),
                },
            }
        }
        self.check_whole(context, &key)?;
        Ok(Some(key))
    }

    /// The beginning of a key, up to the first field after the first `count` ones: whole segments, with
    /// the literal after the last of them. The flag says whether the key is whole.
    pub(crate) fn render_prefix<'v>(
        &self,
        context: KeyContext,
        count: usize,
        value_at: impl Fn(usize) -> Option<&'v dyn super::DynKeyField>,
    ) -> Result<(String, bool), KeyError> {
        let mut key = String::with_capacity(self.source.len() + 24);
        let mut written = 0;
        for segment in self.segments {
            match segment {
                Segment::Literal(literal) => key.push_str(literal),
                Segment::Field(_) if written == count => return Ok((key, false)),
                Segment::Field(field) => {
                    let value = value_at(written).ok_or_else(|| {
                        context.error(self, Some(field.name), KeyErrorKind::Missing)
                    })?;
                    self.write_value(context, field, value, false, &mut key)?;
                    written += 1;
                }
            }
        }
        self.check_whole(context, &key)?;
        Ok((key, true))
    }

    /// Appends one value and checks the rules for every value: not empty, and without the separator
    /// unless it is the `last` value of a key, with nothing after it.
    pub(crate) fn write_value(
        &self,
        context: KeyContext,
        field: &FieldSegment,
        value: &dyn super::DynKeyField,
        last: bool,
        key: &mut String,
    ) -> Result<(), KeyError> {
        let fail = |kind| context.error(self, Some(field.name), kind);
        let start = key.len();
        value
            .write_key(field.encoding, &mut KeyText { buffer: key })
            .map_err(fail)?;
        let written = &key[start..];
        if written.is_empty() {
            return Err(fail(KeyErrorKind::Empty));
        }
        if !last && field.encoding != Encoding::Raw && contains(written, context.separator) {
            return Err(fail(KeyErrorKind::Separator(context.separator)));
        }
        if key.len() > context.limit() {
            return Err(fail(KeyErrorKind::TooLong {
                actual: key.len(),
                limit: context.limit(),
            }));
        }
        Ok(())
    }

    fn check_whole(&self, context: KeyContext, key: &str) -> Result<(), KeyError> {
        if key.is_empty() {
            return Err(context.error(self, None, KeyErrorKind::Empty));
        }
        if key.len() > context.limit() {
            return Err(context.error(
                self,
                None,
                KeyErrorKind::TooLong {
                    actual: key.len(),
                    limit: context.limit(),
                },
            ));
        }
        Ok(())
    }
}

/// Whether the text contains the character.
fn contains(text: &str, character: char) -> bool {
    match u8::try_from(character) {
        // Keys are short: looking at all bytes, many at a time, is faster than stopping early.
        Ok(byte) if byte.is_ascii() => {
            let found = text.bytes().map(|other| u8::from(other == byte));
            found.fold(0, |any, found| any | found) != 0
        }
        _ => text.contains(character),
    }
}
