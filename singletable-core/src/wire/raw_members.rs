//! Members of a request that are already text. The SDK's input has an empty map in place of each.

use super::ValueText;
use std::ops::Range;
use std::sync::Arc;

/// The capacity for texts that is reserved at once, in bytes.
const USUAL_BYTES: usize = 384;

/// The texts of a request's members, in the order of the request.
#[derive(Debug, Default)]
pub(crate) struct RawMembers {
    members: Vec<RawMember>,
    /// The texts that are not shared, one after the other.
    own: ValueText,
}

#[derive(Debug)]
pub(super) enum RawMember {
    Shared(Arc<str>),
    Own(Range<usize>),
}

impl RawMembers {
    /// Reserves room for that many members.
    pub(crate) fn reserve(&mut self, members: usize) {
        self.members.reserve(members);
    }

    /// Reserves room for that many operations, each with its names and values.
    pub(crate) fn reserve_operations(&mut self, operations: usize) {
        self.members.reserve(3 * operations);
        self.own.text.reserve(USUAL_BYTES * operations);
    }

    /// Adds a text that was written before.
    pub(crate) fn push(&mut self, text: &Arc<str>) {
        self.members.push(RawMember::Shared(Arc::clone(text)));
    }

    /// Adds what the function writes; nothing if it returns `None`.
    pub(crate) fn write(&mut self, write: impl FnOnce(&mut ValueText) -> Option<()>) -> Option<()> {
        let start = self.own.text.len();
        if start == 0 {
            self.own.text.reserve(USUAL_BYTES);
        }
        if write(&mut self.own).is_none() {
            self.own.text.truncate(start);
            return None;
        }
        self.members
            .push(RawMember::Own(start..self.own.text.len()));
        Some(())
    }

    pub(super) fn texts(&self) -> Texts<'_> {
        Texts {
            members: self.members.iter(),
            own: &self.own.text,
        }
    }

    /// The length of all texts in bytes.
    fn length(&self) -> usize {
        self.texts().map(str::len).sum()
    }

    /// An estimate of the request's length in bytes, so that its buffer rarely grows.
    pub(super) fn length_of_request(&self) -> usize {
        let overhead = 512 + 128 * self.members.len();
        self.length() + overhead
    }
}

/// An iterator over the texts.
pub(super) struct Texts<'p> {
    members: std::slice::Iter<'p, RawMember>,
    own: &'p str,
}

impl<'p> Iterator for Texts<'p> {
    type Item = &'p str;

    fn next(&mut self) -> Option<&'p str> {
        Some(match self.members.next()? {
            RawMember::Shared(text) => text,
            RawMember::Own(range) => &self.own[range.clone()],
        })
    }
}

impl ValueText {
    /// Writes the members of an object, whose names are all different. `None` where a value cannot be
    /// written.
    pub(crate) fn members<V>(
        &mut self,
        members: impl Iterator<Item = (impl AsRef<str>, V)>,
        mut value: impl FnMut(&mut Self, V) -> Option<()>,
    ) -> Option<()> {
        self.text.push('{');
        for (index, (name, member)) in members.enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            self.quote(name.as_ref());
            self.text.push(':');
            value(self, member)?;
        }
        self.text.push('}');
        Some(())
    }
}
