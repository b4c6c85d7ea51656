//! An item as the text of a request.

use super::distinct::are_distinct;
use super::text::{ValueText, escape};
use crate::value::Refused;
use aws_sdk_dynamodb::types::AttributeValue;
use std::cell::Cell;
use std::mem;
use std::ops::Range;
use std::sync::Arc;

/// The largest text whose buffers a thread keeps for its next item, in bytes.
const KEPT_BYTES: usize = 16 << 10;

thread_local! {
    /// The buffers of the thread's last item, for the next one, which usually has the same size.
    static ROOM: Cell<Room> = const { Cell::new((String::new(), Vec::new())) };
}

type Room = (String, Vec<Attribute>);

/// The text of an item, written attribute by attribute.
#[derive(Debug)]
pub(crate) struct ItemText {
    /// The text without its closing bracket.
    out: ValueText,
    attributes: Vec<Attribute>,
    /// Whether some names are data. The derive checks that the names of fields are distinct.
    pub(super) has_extra: bool,
}

/// The ranges of an attribute in the text.
#[derive(Debug)]
struct Attribute {
    /// The whole attribute, with the comma or bracket before it.
    all: Range<usize>,
    /// The name as written, with its quotes.
    name: Range<usize>,
    value: Range<usize>,
    /// The bytes that DynamoDB counts for the attribute.
    bytes: usize,
}

impl ItemText {
    pub(crate) fn new(attributes: usize) -> Self {
        // A thread that is ending has none.
        let (text, mut room) = ROOM.try_with(Cell::take).unwrap_or_default();
        room.reserve(attributes);
        Self {
            out: ValueText::in_room(text, attributes * 56),
            attributes: room,
            has_extra: false,
        }
    }

    /// Writes an attribute, unless `write` returns that the value is none.
    pub(crate) fn attribute(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut ValueText) -> Result<bool, Refused>,
    ) -> Result<(), Refused> {
        let (start, bytes) = (self.out.text.len(), self.out.bytes);
        self.out
            .text
            .push_str(if start == 0 { "{\"" } else { ",\"" });
        escape(&mut self.out.text, name);
        let name_end = self.out.text.len() + 1;
        self.out.text.push_str("\":");
        if !write(&mut self.out)? {
            self.out.text.truncate(start);
            self.out.bytes = bytes;
            return Ok(());
        }
        self.out.bytes += name.len();
        let end = self.out.text.len();
        self.attributes.push(Attribute {
            all: start..end,
            name: start + 1..name_end,
            value: name_end + 1..end,
            bytes: self.out.bytes - bytes,
        });
        Ok(())
    }

    /// Writes an attribute that no field has.
    pub(crate) fn extra(&mut self, name: &str, value: &AttributeValue) -> Result<(), Refused> {
        self.has_extra = true;
        self.attribute(name, |out| out.value(value))
    }

    /// Writes an attribute unless there is one of that name. Returns whether the attribute has that
    /// value.
    pub(crate) fn key(&mut self, name: &str, value: &AttributeValue) -> Result<bool, Refused> {
        let Some(index) = self.position(name) else {
            self.attribute(name, |out| out.value(value))?;
            return Ok(true);
        };
        let mut own = ValueText::default();
        own.value(value)?;
        Ok(self.out.text[self.attributes[index].value.clone()] == own.text)
    }

    /// Removes every attribute of that name.
    pub(crate) fn remove(&mut self, name: &str) {
        while let Some(index) = self.position(name) {
            self.remove_at(index);
        }
    }

    fn remove_at(&mut self, index: usize) {
        let removed = self.attributes.remove(index);
        self.out.text.replace_range(removed.all.clone(), "");
        self.out.bytes -= removed.bytes;
        let length = removed.all.len();
        for later in &mut self.attributes[index..] {
            for range in [&mut later.all, &mut later.name, &mut later.value] {
                *range = range.start - length..range.end - length;
            }
        }
        if index == 0 && !self.out.text.is_empty() {
            self.out.text.replace_range(..1, "{");
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.position(name).is_some()
    }

    /// The digits of a number attribute.
    pub(crate) fn number(&self, name: &str) -> Option<&str> {
        let value = &self.attributes[self.position(name)?].value;
        let value = &self.out.text[value.clone()];
        value.strip_prefix("{\"N\":\"")?.strip_suffix("\"}")
    }

    fn position(&self, name: &str) -> Option<usize> {
        let written = |one: &Attribute| &self.out.text[one.name.clone()];
        let mut attributes = self.attributes.iter();
        if is_plain(name) {
            return attributes.position(|one| {
                one.name.len() == name.len() + 2 && written(one)[1..].starts_with(name)
            });
        }
        let mut quoted = ValueText::default();
        quoted.quote(name);
        attributes.position(|one| written(one) == quoted.text)
    }

    /// The whole text, and the bytes that DynamoDB counts for the item; `None` where two attributes have
    /// the same name.
    pub(crate) fn finish(mut self) -> Option<(Arc<str>, usize)> {
        let text = &mut self.out.text;
        let names = self.attributes.iter();
        let names = names.map(|one| &text.as_bytes()[one.name.start + 1..one.name.end - 1]);
        if self.has_extra && !are_distinct(names) {
            return None;
        }
        text.push_str(if text.is_empty() { "{}" } else { "}" });
        Some((text.as_str().into(), self.out.bytes))
    }
}

impl Drop for ItemText {
    /// Keeps the buffers for the thread's next item.
    fn drop(&mut self) {
        let (mut text, mut attributes) = (
            mem::take(&mut self.out.text),
            mem::take(&mut self.attributes),
        );
        if text.capacity() <= KEPT_BYTES {
            text.clear();
            attributes.clear();
            // A thread that is ending keeps none.
            let _ = ROOM.try_with(|room| room.set((text, attributes)));
        }
    }
}

/// Whether a name is written without escapes.
fn is_plain(name: &str) -> bool {
    name.bytes()
        .all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\')
}
