//! Templates read back: from a stored key to the texts of its fields.

use super::field::{DynKeyField, KeyField, KeyText};
use super::template::{Encoding, FieldSegment, KeyTemplate, Segment};

/// The text of one field in a key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct KeyPart<'k> {
    /// The field's place in the template.
    pub(crate) field: &'static FieldSegment,
    /// The text that stands there.
    pub(crate) text: &'k str,
}

impl KeyTemplate {
    /// The texts of the fields of a key, in the order of the template; `None` of a key that the
    /// template does not make. Every key that is rendered gives the texts that it was made of, and
    /// the texts that are given make the same key.
    ///
    /// What a field's type makes of its text is not looked at: see [`read_back`] and [`can_be`].
    pub(crate) fn parts<'k>(&self, separator: char, key: &'k str) -> Option<Vec<KeyPart<'k>>> {
        let mut parts = Vec::new();
        let (mut segments, mut rest) = (self.segments, key);
        while let Some((segment, others)) = segments.split_first() {
            match segment {
                Segment::Literal(literal) => rest = rest.strip_prefix(literal)?,
                Segment::Field(field) => {
                    let end = end_of_field(field, others, separator, rest)?;
                    let (text, behind) = rest.split_at_checked(end)?;
                    if text.is_empty() {
                        return None;
                    }
                    parts.push(KeyPart { field, text });
                    rest = behind;
                }
            }
            segments = others;
        }
        (rest.is_empty() && !key.is_empty() && agree(&parts)).then_some(parts)
    }
}

/// Where the text of a field ends: at the next separator or at the end, without the literal that
/// follows before that. A separator stands between any two fields, and `:raw` is the last of them.
fn end_of_field(
    field: &FieldSegment,
    others: &[Segment],
    separator: char,
    rest: &str,
) -> Option<usize> {
    let literal = match others.first() {
        None => "",
        Some(Segment::Literal(literal)) => literal,
        Some(Segment::Field(_)) => return None,
    };
    if field.encoding == Encoding::Raw {
        return (others.len() < 2).then(|| rest.len().checked_sub(literal.len()))?;
    }
    let end = rest.find(separator).unwrap_or(rest.len());
    let behind = literal.find(separator).unwrap_or(literal.len());
    end.checked_sub(behind)
}

/// Whether a field that stands in several places has the same text in all of them, where it is
/// written alike.
pub(crate) fn agree(parts: &[KeyPart<'_>]) -> bool {
    parts.iter().enumerate().all(|(at, part)| {
        parts[..at].iter().all(|other| {
            let alike =
                (part.field.slot, part.field.encoding) == (other.field.slot, other.field.encoding);
            !alike || part.text == other.text
        })
    })
}

/// The value of a field whose text that is; `None` where no value of the type is written so, and of
/// a type that is not [read back](KeyField::READS_BACK). Of a text in lower case it is one value of
/// several: the one in lower case.
pub(crate) fn read_back<T: KeyField>(text: &str, encoding: Encoding) -> Option<T> {
    let value = T::read_key(text, encoding)?;
    is_written_as(&value, text, encoding).then_some(value)
}

/// Whether some value of the type can be written as that text, as far as the type tells.
pub(crate) fn can_be<T: KeyField>(text: &str, encoding: Encoding) -> bool {
    !T::READS_BACK || read_back::<T>(text, encoding).is_some()
}

fn is_written_as<T: KeyField>(value: &T, text: &str, encoding: Encoding) -> bool {
    let mut own = String::with_capacity(text.len());
    let written = KeyField::write_key(value, encoding, &mut KeyText { buffer: &mut own });
    written.is_ok() && own == text
}

/// Whether a value that was loaded is written as that text.
pub(crate) fn is_loaded_as<T: KeyField>(value: &T, text: &str, encoding: Encoding) -> bool {
    let mut own = String::with_capacity(text.len());
    let loaded = value.boxed_loaded();
    let written = loaded.write_key(encoding, &mut KeyText { buffer: &mut own });
    written.is_ok() && own == text
}

/// For generated code: the one of those values that is written as the text.
#[doc(hidden)]
pub fn value_of<T: KeyField>(values: &[T], text: &str, encoding: Encoding) -> Option<T> {
    let mut values = values.iter();
    let found = values.find(|value| is_written_as(*value, text, encoding));
    found.cloned()
}
