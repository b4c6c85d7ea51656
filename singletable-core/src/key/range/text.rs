//! Text sort keys: ordered by their UTF-8 bytes, 1024 of them at most, and never empty.

use super::{Cut, SortValue};
use crate::key::MAX_SORT_KEY_BYTES;
use crate::key::error::KeyErrorKind;

impl SortValue for String {
    fn is_storable(&self) -> bool {
        !self.is_empty() && self.len() <= MAX_SORT_KEY_BYTES
    }

    fn above(&self) -> Result<Option<Self>, KeyErrorKind> {
        if self.len() < MAX_SORT_KEY_BYTES {
            return Ok(Some(format!("{self}\0")));
        }
        Ok(next(self, MAX_SORT_KEY_BYTES))
    }

    fn below(&self) -> Result<Option<Self>, KeyErrorKind> {
        let mut below = self.clone();
        if below.len() > MAX_SORT_KEY_BYTES {
            // Its beginning is less, and so is that with any character that still fits.
            below.truncate(below.floor_char_boundary(MAX_SORT_KEY_BYTES));
            fill(&mut below);
            return Ok(Some(below));
        }
        match below.pop() {
            None | Some('\0') => {}
            Some(last) => {
                below.push(char::from_u32(last as u32 - 1).unwrap_or('\u{D7FF}'));
                fill(&mut below);
            }
        }
        Ok(Some(below).filter(Self::is_storable))
    }

    fn after_all(&self) -> Option<Cut<Self>> {
        Some(next(self, usize::MAX).map_or(Cut::End, Cut::before))
    }
}

/// The smallest text above all that begin with this one, of so many bytes at most.
fn next(text: &str, bytes: usize) -> Option<String> {
    let mut next = text.to_owned();
    while let Some(last) = next.pop() {
        // The next character may take more bytes than this one, and then not fit.
        let following = next_char(last).filter(|c| next.len() + c.len_utf8() <= bytes);
        if let Some(following) = following {
            next.push(following);
            return Some(next);
        }
    }
    None
}

/// The next character in order of code points, which is the order of UTF-8 bytes.
fn next_char(c: char) -> Option<char> {
    match c {
        char::MAX => None,
        '\u{D7FF}' => Some('\u{E000}'),
        _ => char::from_u32(c as u32 + 1),
    }
}

/// Appends the highest characters that fit into a sort key.
fn fill(text: &mut String) {
    while text.len() + 4 <= MAX_SORT_KEY_BYTES {
        text.push(char::MAX);
    }
    match MAX_SORT_KEY_BYTES.saturating_sub(text.len()) {
        3 => text.push('\u{FFFF}'),
        2 => text.push('\u{7FF}'),
        1 => text.push('\u{7F}'),
        _ => {}
    }
}
