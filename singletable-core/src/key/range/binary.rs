//! Binary sort keys: ordered by their bytes, 1024 of them at most, and never empty.

use super::{Cut, SortValue};
use crate::key::MAX_SORT_KEY_BYTES;
use crate::key::error::KeyErrorKind;

impl SortValue for Vec<u8> {
    fn is_storable(&self) -> bool {
        !self.is_empty() && self.len() <= MAX_SORT_KEY_BYTES
    }

    fn above(&self) -> Result<Option<Self>, KeyErrorKind> {
        if self.len() < MAX_SORT_KEY_BYTES {
            return Ok(Some([self.as_slice(), &[0]].concat()));
        }
        Ok(next(&self[..MAX_SORT_KEY_BYTES]))
    }

    fn below(&self) -> Result<Option<Self>, KeyErrorKind> {
        let mut below = self.clone();
        if below.len() > MAX_SORT_KEY_BYTES {
            // Its beginning is less.
            below.truncate(MAX_SORT_KEY_BYTES);
            return Ok(Some(below));
        }
        match below.pop() {
            None | Some(0) => {}
            Some(last) => {
                below.push(last - 1);
                below.resize(MAX_SORT_KEY_BYTES, u8::MAX);
            }
        }
        Ok(Some(below).filter(Self::is_storable))
    }

    fn after_all(&self) -> Option<Cut<Self>> {
        Some(next(self).map_or(Cut::End, Cut::before))
    }
}

/// The smallest binary above all that begin with this one.
fn next(bytes: &[u8]) -> Option<Vec<u8>> {
    let kept = bytes.iter().rposition(|byte| *byte < u8::MAX)?;
    let mut next = bytes[..=kept].to_vec();
    next[kept] += 1;
    Some(next)
}
