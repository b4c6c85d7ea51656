//! Where a value ends in a key: what its text must not contain, so that a key has one reading.
//!
//! A key is read from the left. A value before another field ends at the literal text between the two, at
//! the place where that text comes first. The last value ends where the literal text after it begins,
//! which is counted from the end of the key. So these rules make the reading unique:
//!
//! - A value does not contain the table's separator, also not together with the text around it. It may
//!   with `:raw`, or where it is the last one and each text of its type has that character.
//! - Where the literal text before the next field has no separator in it, or the value is `:raw`, the value
//!   does not contain that literal text, also not together with its beginning: for `::` neither `a::b` nor
//!   `a:`.

use super::error::KeyErrorKind;
use super::template::{FieldSegment, Segment};

/// What follows a value in a key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Follows {
    /// Literal text, which may be empty, and then another value.
    Field(&'static str),
    /// Literal text, which may be empty, and the end of the key.
    Tail(&'static str),
    /// The end of a key in which the last value may be anything.
    End,
}

impl Follows {
    /// What the segments after a field are to it.
    pub(crate) const fn of(others: &'static [Segment]) -> Self {
        match others {
            [] => Self::Tail(""),
            [Segment::Literal(literal)] => Self::Tail(literal),
            [Segment::Literal(literal), ..] => Self::Field(literal),
            [Segment::Field(_), ..] => Self::Field(""),
        }
    }

    /// The literal text.
    pub(crate) const fn literal(self) -> &'static str {
        match self {
            Self::Field(literal) | Self::Tail(literal) => literal,
            Self::End => "",
        }
    }

    /// Whether the value of that field may contain the table's separator.
    pub(crate) const fn may_separate(self, field: &FieldSegment, separator: &str) -> bool {
        match self {
            Self::Field(_) => field.encoding.is_raw(),
            Self::Tail(_) => field.may_contain(separator),
            Self::End => true,
        }
    }

    /// The text that a value of the field ends at, where that is not the table's separator.
    pub(crate) fn own_literal(self, field: &FieldSegment, separator: &str) -> Option<&'static str> {
        match self {
            Self::Field(literal) if field.encoding.is_raw() => Some(literal),
            Self::Field(literal) => (!literal.contains(separator)).then_some(literal),
            Self::Tail(_) | Self::End => None,
        }
    }

    /// What is wrong with the text of a value of the field, after that part of the key.
    pub(crate) fn mistake(
        self,
        field: &FieldSegment,
        separator: &'static str,
        before: &str,
        text: &str,
    ) -> Option<KeyErrorKind> {
        if self.may_separate(field, separator) {
            let inside = separator.len().saturating_sub(1);
            // Together with the text before it, the value would end that text elsewhere.
            if inside > 0 && is_in(separator, [before_end(before, inside), begin(text, inside)]) {
                return Some(contains(separator));
            }
        } else if has_separator(before, text, self.literal(), separator) {
            return Some(contains(separator));
        }
        let literal = self.own_literal(field, separator)?;
        ends_early(text, literal).then_some(KeyErrorKind::Contains(literal))
    }

    /// What is wrong with the text that a value of the field begins with.
    pub(crate) fn mistake_of_beginning(
        self,
        field: &FieldSegment,
        separator: &'static str,
        text: &str,
    ) -> Option<KeyErrorKind> {
        if !self.may_separate(field, separator) && text.contains(separator) {
            return Some(contains(separator));
        }
        if let Some(literal) = self.own_literal(field, separator)
            && text.contains(literal)
        {
            return Some(KeyErrorKind::Contains(literal));
        }
        let literal = self.literal();
        // A value has one character at least.
        let ends = text.char_indices().skip(1);
        let mut ends = ends.map(|(end, _)| &text[end..]);
        ends.any(|end| literal.starts_with(end))
            .then_some(KeyErrorKind::RunsOn(literal))
    }
}

/// The error of a value that contains the table's separator.
pub(crate) fn contains(separator: &'static str) -> KeyErrorKind {
    match *separator.as_bytes() {
        [byte] => KeyErrorKind::Separator(char::from(byte)),
        _ => KeyErrorKind::Contains(separator),
    }
}

/// Whether the separator is in the text, alone or together with what is around it.
fn has_separator(before: &str, text: &str, after: &str, separator: &str) -> bool {
    if let [byte] = *separator.as_bytes() {
        // Keys are short: looking at all bytes, many at a time, is faster than stopping early.
        let found = text.bytes().map(|other| u8::from(other == byte));
        return found.fold(0, |any, found| any | found) != 0;
    }
    let inside = separator.len().saturating_sub(1);
    let around = [
        before_end(before, inside),
        text.as_bytes(),
        begin(after, inside),
    ];
    is_in(separator, around)
}

/// Whether a value of that text, before the literal text, would be read as a shorter one.
fn ends_early(text: &str, literal: &str) -> bool {
    let inside = literal.len().saturating_sub(1);
    literal.is_empty() || is_in(literal, [text.as_bytes(), begin(literal, inside)])
}

/// The last bytes of a text.
fn before_end(text: &str, count: usize) -> &[u8] {
    let bytes = text.as_bytes();
    &bytes[bytes.len().saturating_sub(count)..]
}

/// The first bytes of a text.
fn begin(text: &str, count: usize) -> &[u8] {
    let bytes = text.as_bytes();
    &bytes[..count.min(bytes.len())]
}

/// Whether the word is in the pieces, one after another.
fn is_in<const N: usize>(word: &str, pieces: [&[u8]; N]) -> bool {
    find(&pieces.concat(), word.as_bytes(), 0).is_some()
}

/// Where the word is in the text, from that byte on, in constant evaluation.
pub(crate) const fn find(text: &[u8], word: &[u8], from: usize) -> Option<usize> {
    let mut i = from;
    while i + word.len() <= text.len() {
        let mut j = 0;
        while j < word.len() && text[i + j] == word[j] {
            j += 1;
        }
        if j == word.len() {
            return Some(i);
        }
        i += 1;
    }
    None
}
