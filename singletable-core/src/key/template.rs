//! Key templates: literal text and fields, parsed when the declaring crate is compiled.

use super::ends::Follows;
use super::error::{KeyError, KeyErrorKind, KeyPart};
use super::field::{KeyText, KeyValues};
use super::shape::KeyShape;
use super::{MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES};
use std::borrow::Cow;

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
    /// Whether its texts may contain the separator, where it is the last field.
    pub(crate) const fn may_contain(&self, separator: &str) -> bool {
        self.encoding.is_raw() || self.shape.may_contain(self.encoding, separator)
    }

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
    /// `:raw`: text that may contain the separator. Before another field it cannot contain the literal
    /// text that follows it.
    Raw,
    /// `:lower`: text in lower case. Values that differ only in case have the same key.
    Lower,
    /// `:upper`: text in upper case. Values that differ only in case have the same key.
    Upper,
    /// `:lower:raw`: text in lower case that may contain the separator.
    LowerRaw,
    /// `:upper:raw`: text in upper case that may contain the separator.
    UpperRaw,
    /// `:plain`: an integer as its digits. It has no order, and there are no ranges of it.
    Unpadded,
    /// `:rfc3339`: a date-time with its own offset and as many digits of the second's fraction as it
    /// needs. Ranges compare the texts.
    Rfc3339,
}

impl Encoding {
    /// Whether the text may contain the table's separator.
    pub(crate) const fn is_raw(self) -> bool {
        matches!(self, Self::Raw | Self::LowerRaw | Self::UpperRaw)
    }

    /// Whether it changes the case of text, so that several values have one text.
    pub(crate) const fn folds_case(self) -> bool {
        matches!(
            self,
            Self::Lower | Self::LowerRaw | Self::Upper | Self::UpperRaw
        )
    }

    /// Text in the encoding's case.
    pub(crate) fn folded(self, text: &str) -> Cow<'_, str> {
        match self {
            // Not `str::to_lowercase`, which has a rule for the end of a word: what begins a text would
            // be written in another way than alone.
            Self::Lower | Self::LowerRaw => text.chars().flat_map(char::to_lowercase).collect(),
            Self::Upper | Self::UpperRaw => text.chars().flat_map(char::to_uppercase).collect(),
            _ => Cow::Borrowed(text),
        }
    }
}

/// The entity and key that are being built, for error messages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeyContext {
    pub(crate) entity: &'static str,
    pub(crate) part: KeyPart,
    pub(crate) separator: &'static str,
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
        for (segment, follows) in self.parted() {
            match segment {
                Segment::Literal(literal) => key.push_str(literal),
                Segment::Field(field) => match values.key_value(field.slot) {
                    Some(value) => self.write_value(context, field, value, follows, &mut key)?,
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
        for (segment, follows) in self.parted() {
            match segment {
                Segment::Literal(literal) => key.push_str(literal),
                Segment::Field(_) if written == count => return Ok((key, false)),
                Segment::Field(field) => {
                    let value = value_at(written).ok_or_else(|| {
                        context.error(self, Some(field.name), KeyErrorKind::Missing)
                    })?;
                    self.write_value(context, field, value, follows, &mut key)?;
                    written += 1;
                }
            }
        }
        self.check_whole(context, &key)?;
        Ok((key, true))
    }

    /// The segments, and what follows each.
    fn parted(&self) -> impl Iterator<Item = (&'static Segment, Follows)> + use<> {
        let segments = self.segments;
        let parted = move |(index, segment)| (segment, Follows::of(&segments[index + 1..]));
        segments.iter().enumerate().map(parted)
    }

    /// The field after that many others, and what follows it.
    pub(super) fn nth_field(&self, index: usize) -> Option<(&'static FieldSegment, Follows)> {
        let fields = self
            .parted()
            .filter_map(|(segment, follows)| match segment {
                Segment::Field(field) => Some((field, follows)),
                Segment::Literal(_) => None,
            });
        { fields }.nth(index)
    }

    /// Appends one value and checks the rules for every value: not empty, and nothing in it that ends it
    /// before [what follows](Follows).
    pub(crate) fn write_value(
        &self,
        context: KeyContext,
        field: &FieldSegment,
        value: &dyn super::DynKeyField,
        follows: Follows,
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
        if let Some(kind) = follows.mistake(field, context.separator, &key[..start], written) {
            return Err(fail(kind));
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
