//! The body of a request, written once from the members of its SDK input.
//!
//! The inputs themselves, and the lists of their members, are in `exec`.

use super::raw_members::{RawMembers, Texts};
use super::text::ValueText;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;
use std::fmt::Write as _;

/// Writes the body of a request, with the texts in place of the input's empty maps. `None` where
/// DynamoDB accepts no such value, or the input has more or fewer empty maps than there are texts.
pub(crate) fn body(input: &impl Member, members: &RawMembers) -> Option<String> {
    let mut writer = BodyWriter {
        out: ValueText::with_capacity(members.length_of_request()),
        texts: Some(members.texts()),
    };
    input.write(&mut writer)?;
    let all_used = writer.texts.is_some_and(|mut texts| texts.next().is_none());
    all_used.then_some(writer.out.text)
}

/// Writes the body of a request with empty objects for the input's empty maps.
pub(crate) fn body_without_texts(input: &impl Member) -> Option<String> {
    let mut writer = BodyWriter {
        out: ValueText::with_capacity(512),
        texts: None,
    };
    input.write(&mut writer)?;
    Some(writer.out.text)
}

/// The writer of a request's body.
pub(crate) struct BodyWriter<'m> {
    out: ValueText,
    /// The texts that replace empty maps.
    texts: Option<Texts<'m>>,
}

/// A JSON value in a request.
pub(crate) trait Member {
    /// Whether the member is set.
    fn is_some(&self) -> bool {
        true
    }

    fn write(&self, writer: &mut BodyWriter<'_>) -> Option<()>;
}

impl BodyWriter<'_> {
    /// Writes an object whose members the function writes.
    pub(crate) fn object(&mut self, write: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        self.out.text.push('{');
        write(self)?;
        self.out.text.push('}');
        Some(())
    }

    /// Writes a word, such as the value of an enum.
    pub(crate) fn word(&mut self, word: &str) {
        self.out.quote(word);
    }

    /// Writes a member of an object if it is set. `start` is its name with quotes and colon.
    pub(crate) fn member(&mut self, start: &str, member: &impl Member) -> Option<()> {
        if !member.is_some() {
            return Some(());
        }
        if !self.out.text.ends_with('{') {
            self.out.text.push(',');
        }
        self.out.text.push_str(start);
        member.write(self)
    }

    /// Writes elements or members with commas between them.
    fn each<T>(
        &mut self,
        all: impl IntoIterator<Item = T>,
        [open, close]: [char; 2],
        mut write: impl FnMut(&mut Self, T) -> Option<()>,
    ) -> Option<()> {
        self.out.text.push(open);
        for (index, one) in all.into_iter().enumerate() {
            if index > 0 {
                self.out.text.push(',');
            }
            write(self, one)?;
        }
        self.out.text.push(close);
        Some(())
    }
}

impl<M: Member> Member for Option<M> {
    fn is_some(&self) -> bool {
        self.is_some()
    }

    fn write(&self, writer: &mut BodyWriter<'_>) -> Option<()> {
        self.as_ref()?.write(writer)
    }
}

impl Member for String {
    fn write(&self, writer: &mut BodyWriter<'_>) -> Option<()> {
        writer.out.quote(self);
        Some(())
    }
}

impl Member for bool {
    fn write(&self, writer: &mut BodyWriter<'_>) -> Option<()> {
        writer
            .out
            .text
            .push_str(if *self { "true" } else { "false" });
        Some(())
    }
}

impl Member for i32 {
    fn write(&self, writer: &mut BodyWriter<'_>) -> Option<()> {
        write!(writer.out.text, "{self}").ok()
    }
}

impl Member for AttributeValue {
    fn write(&self, writer: &mut BodyWriter<'_>) -> Option<()> {
        writer.out.value(self).ok().map(drop)
    }
}

/// An empty map is replaced by the next text: no request has an empty map of its own.
impl<V: Member> Member for HashMap<String, V> {
    fn write(&self, writer: &mut BodyWriter<'_>) -> Option<()> {
        if self.is_empty() {
            let text = match &mut writer.texts {
                Some(texts) => texts.next()?,
                None => "{}",
            };
            writer.out.text.push_str(text);
            return Some(());
        }
        writer.each(self, ['{', '}'], |writer, (name, value)| {
            writer.out.quote(name);
            writer.out.text.push(':');
            value.write(writer)
        })
    }
}

impl<M: Member> Member for Vec<M> {
    fn write(&self, writer: &mut BodyWriter<'_>) -> Option<()> {
        writer.each(self, ['[', ']'], |writer, one| one.write(writer))
    }
}
