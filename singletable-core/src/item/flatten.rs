//! Fields with `#[serde(flatten)]`: the entries of a struct are attributes of the item.

use super::codec::{encode_with, no_set};
use super::map::{ItemWriter, WrittenAttributes};
use super::reader::ItemReader;
use super::{DecodeError, EncodeError};
use crate::value::de::from_attribute_value;
use crate::value::flatten::Flat;
use crate::value::form::{FieldForm, Form};
use crate::value::ser::{Elements, Entries, Formed, Sink, serialize, to_attribute_value};
use crate::value::{Item, Refused, ValueError, describe};
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::fmt::Display;

impl ItemWriter {
    /// Writes each entry of a struct as an attribute, in its form inside the struct.
    pub fn flattened<T: Serialize>(&mut self, field: &'static str, flat: Flat, value: &T) {
        let fields = flat.fields;
        let sink = Struct {
            writer: self,
            fields,
        };
        // An error of an entry is reported where the entry is written.
        let is_struct = match serialize(&Formed::new(value, Form::Fields(fields)), sink) {
            Ok(Seen::Entries) => true,
            Ok(Seen::Nothing) => flat.options > 0,
            Ok(Seen::Other) | Err(Refused) => false,
        };
        if !is_struct {
            self.fail_at(
                field,
                "a flattened value is stored as the fields of its struct, and its `Serialize` gives \
                 something else",
            );
        }
    }

    fn entry<T: Serialize + ?Sized>(&mut self, field: &FieldForm, value: &T) {
        let name = field.name();
        let written = match &mut self.written {
            WrittenAttributes::Map(item) => match to_attribute_value(value) {
                Ok(value) => {
                    item.insert(name.to_owned(), value);
                    Ok(())
                }
                Err(Refused) => Err(why(value, field.form())),
            },
            WrittenAttributes::Text(text) => text
                .attribute(name, |text| text.serialize(value).map(|_| true))
                // The writer of a map says why.
                .map_err(|Refused| ValueError::new("the value cannot be stored".into())),
        };
        if let Err(error) = written {
            self.fail_at(name, &error.to_string());
        }
    }

    fn fail_at(&mut self, attribute: &str, message: &str) {
        let error = EncodeError::new(self.entity, attribute, message.to_owned());
        self.fail(error);
    }
}

/// The reason why a value in that form is refused, from `serde_dynamo`, which has no sets.
fn why<T: Serialize + ?Sized>(value: &T, form: Form) -> ValueError {
    let is_set = matches!(form, Form::Set(_));
    match encode_with(|serializer| value.serialize(serializer)) {
        Err(error) => error,
        Ok(AttributeValue::L(elements)) if is_set => no_set(&elements),
        Ok(_) => ValueError::new(
            "a DynamoDB set holds strings, numbers or binaries, all of one type".into(),
        ),
    }
}

/// A receiver that takes a struct apart.
struct Struct<'w> {
    writer: &'w mut ItemWriter,
    fields: &'static [FieldForm],
}

/// The kind of a flattened value.
enum Seen {
    Entries,
    Nothing,
    Other,
}

impl<'w> Sink for Struct<'w> {
    type Ok = Seen;
    type Elements = NoElements;
    type Entries = Attributes<'w>;
    type Content = Self;

    fn text(self, _: Cow<'_, str>) -> Result<Seen, Refused> {
        Err(Refused)
    }

    fn integer(self, _: impl Display) -> Result<Seen, Refused> {
        Err(Refused)
    }

    fn float(self, _: impl Display) -> Result<Seen, Refused> {
        Err(Refused)
    }

    fn binary(self, _: &[u8]) -> Seen {
        Seen::Other
    }

    fn bool(self, _: bool) -> Seen {
        Seen::Other
    }

    fn null(self) -> Seen {
        Seen::Nothing
    }

    fn value(self, _: AttributeValue) -> Result<Seen, Refused> {
        Err(Refused)
    }

    fn elements(self, _: usize) -> NoElements {
        NoElements
    }

    fn entries(self, _: usize) -> Attributes<'w> {
        let Self { writer, fields } = self;
        Attributes {
            writer,
            fields,
            next: 0,
            name: String::new(),
        }
    }

    fn variant(self, _: &'static str) -> Result<Self, Refused> {
        Err(Refused)
    }

    fn end_variant(_: &'static str, content: Seen) -> Seen {
        content
    }
}

/// The receiver of a sequence, whose elements have no names.
struct NoElements;

impl Elements for NoElements {
    type Ok = Seen;

    fn element<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Refused> {
        Err(Refused)
    }

    fn end(self) -> Seen {
        Seen::Other
    }
}

/// The receiver of a struct's entries, each of which becomes an attribute.
struct Attributes<'w> {
    writer: &'w mut ItemWriter,
    fields: &'static [FieldForm],
    /// The index at which the next field is looked for first: fields are written in order, with some
    /// left out.
    next: usize,
    /// The name that precedes a value.
    name: String,
}

impl Attributes<'_> {
    fn find(&mut self, name: &str) -> Option<&'static FieldForm> {
        let index = (self.next..self.fields.len())
            .chain(0..self.next)
            .find(|index| self.fields[*index].name() == name)?;
        self.next = index + 1;
        Some(&self.fields[index])
    }
}

impl Entries for Attributes<'_> {
    type Ok = Seen;

    fn name(&mut self, name: Cow<'_, str>) -> Result<(), Refused> {
        self.name = name.into_owned();
        Ok(())
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        let name = std::mem::take(&mut self.name);
        // An entry that is not a field may have the name of any attribute.
        let field = self.find(&name).ok_or(Refused)?;
        self.writer.entry(field, value);
        Ok(())
    }

    fn field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        let field = self.find(name).ok_or(Refused)?;
        self.writer.entry(field, value);
        Ok(())
    }

    fn end(self) -> Result<Seen, Refused> {
        Ok(Seen::Entries)
    }
}

impl ItemReader {
    /// Reads a struct whose entries are attributes of the item. For an `Option`, an item without any of
    /// them is `None`.
    ///
    /// # Errors
    ///
    /// When an attribute is missing or does not fit its field.
    pub fn flattened<T: DeserializeOwned>(
        &mut self,
        field: &'static str,
        flat: Flat,
    ) -> Result<T, DecodeError> {
        let mut entries = Item::new();
        for one in flat.fields {
            if let Some(value) = self.take_value(one.name()) {
                entries.insert(one.name().to_owned(), value);
            }
        }
        let value = if flat.options > 0 && entries.is_empty() {
            AttributeValue::Null(true)
        } else {
            for one in flat.fields {
                // DynamoDB has no empty sets: the attribute is absent after its last element.
                if !entries.contains_key(one.name()) && matches!(one.form(), Form::Set(_)) {
                    entries.insert(one.name().to_owned(), AttributeValue::L(Vec::new()));
                }
            }
            for name in flat.only_read {
                if let Some(value) = self.take_value(name) {
                    entries.insert((*name).to_owned(), value);
                }
            }
            AttributeValue::M(entries)
        };
        let found = describe(&value);
        from_attribute_value(value).map_err(|de_error| {
            let (attribute, de_error) = de_error.split_name();
            let error = ValueError::from_de(&de_error, found);
            match attribute {
                Some(attribute) => self.error(&attribute, &error),
                None => self.without_attribute(field, &error),
            }
        })
    }

    /// The error of a struct as a whole, usually a missing entry.
    fn without_attribute(&self, field: &'static str, error: &ValueError) -> DecodeError {
        let message = error.to_string();
        let missing = message
            .strip_prefix("missing field `")
            .and_then(|rest| rest.strip_suffix('`'));
        match missing {
            Some(name) => {
                let missing = ValueError::new("the attribute is missing".into());
                self.error(name, &missing)
            }
            None => self.error(field, error),
        }
    }
}
