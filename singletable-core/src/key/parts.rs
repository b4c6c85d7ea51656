//! Parsing of stored keys: from a key to the texts of its fields.

use super::ends::Follows;
use super::field::{DynKeyField, KeyField, KeyText};
use super::template::{Encoding, FieldSegment, KeyTemplate, Segment};

/// The text of one field in a key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct KeyPart<'k> {
    /// The field in the template.
    pub(crate) field: &'static FieldSegment,
    /// The text of the field.
    pub(crate) text: &'k str,
}

impl KeyTemplate {
    /// The texts of a key's fields in the order of the template; `None` if the template does not make
    /// the key. Every rendered key returns the texts that it was made of, and the returned texts make
    /// the same key.
    ///
    /// The types of the fields are not considered: see [`read_back`] and [`can_be`].
    pub(crate) fn parts<'k>(
        &self,
        separator: &'static str,
        key: &'k str,
    ) -> Option<Vec<KeyPart<'k>>> {
        let mut parts = Vec::new();
        let (mut segments, mut rest) = (self.segments, key);
        while let Some((segment, others)) = segments.split_first() {
            match segment {
                Segment::Literal(literal) => rest = rest.strip_prefix(literal)?,
                Segment::Field(field) => {
                    let follows = Follows::of(others);
                    let end = end_of_field(field, follows, separator, rest)?;
                    let (text, after) = rest.split_at_checked(end)?;
                    let before = &key[..key.len() - rest.len()];
                    let mistake = follows.mistake(field, separator, before, text);
                    if text.is_empty() || mistake.is_some() {
                        return None;
                    }
                    parts.push(KeyPart { field, text });
                    rest = after;
                }
            }
            segments = others;
        }
        let texts: Vec<_> = parts.iter().map(|part| (part.field, part.text)).collect();
        (rest.is_empty() && !key.is_empty() && agree(&texts)).then_some(parts)
    }
}

/// The end of a field's text: the next separator without the part of the next literal that comes before
/// it, or that literal where it has no separator.
fn end_of_field(
    field: &FieldSegment,
    follows: Follows,
    separator: &str,
    rest: &str,
) -> Option<usize> {
    let Follows::Field(literal) = follows else {
        return rest.len().checked_sub(follows.literal().len());
    };
    match follows.own_literal(field, separator) {
        Some("") => None,
        Some(own) => rest.find(own),
        None => rest.find(separator)?.checked_sub(literal.find(separator)?),
    }
}

/// Whether a field that occurs several times with the same encoding has the same text each time.
pub(crate) fn agree<V: PartialEq>(parts: &[(&FieldSegment, V)]) -> bool {
    parts.iter().enumerate().all(|(at, (field, value))| {
        parts[..at].iter().all(|(other, others)| {
            let alike = (field.slot, field.encoding) == (other.slot, other.encoding);
            !alike || value == others
        })
    })
}

/// The value of a field with that text; `None` if no value of the type has it, and for a type that is
/// not [read back](KeyField::READS_BACK). For a text in lower case, several values are possible, and the
/// one in lower case is returned.
pub(crate) fn read_back<T: KeyField>(text: &str, encoding: Encoding) -> Option<T> {
    let value = T::read_key(text, encoding)?;
    is_written_as(&value, text, encoding).then_some(value)
}

/// Whether some value of the type can have that text, as far as the type says.
pub(crate) fn can_be<T: KeyField>(text: &str, encoding: Encoding) -> bool {
    !T::READS_BACK || read_back::<T>(text, encoding).is_some()
}

/// Whether the value has that text.
pub(super) fn is_written_as<T: KeyField>(value: &T, text: &str, encoding: Encoding) -> bool {
    let mut own = String::with_capacity(text.len());
    let written = KeyField::write_key(value, encoding, &mut KeyText { buffer: &mut own });
    written.is_ok() && own == text
}

/// Whether a loaded value has that text.
pub(crate) fn is_loaded_as<T: KeyField>(value: &T, text: &str, encoding: Encoding) -> bool {
    let mut own = String::with_capacity(text.len());
    let loaded = value.boxed_loaded();
    let written = loaded.write_key(encoding, &mut KeyText { buffer: &mut own });
    written.is_ok() && own == text
}

/// For generated code: the one of the values that has that text.
#[doc(hidden)]
pub fn value_of<T: KeyField>(values: &[T], text: &str, encoding: Encoding) -> Option<T> {
    let mut values = values.iter();
    let found = values.find(|value| is_written_as(*value, text, encoding));
    found.cloned()
}
