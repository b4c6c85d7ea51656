//! Serialization in the forms of types, where they differ from serde's own: no entry for a field that is
//! `None`, a binary for bytes, sets for sets.
//!
//! Each step into a value takes the [`Form`] along. What serde's model cannot express has the name of a
//! newtype struct, which this crate's serializers recognise.

use super::SET;
use super::probe::{bytes_of, is_none, text_of};
use crate::value::form::{FieldForm, Form};
use serde::ser::{self, Serialize, Serializer};

/// A value to serialize in that form.
pub(crate) struct Formed<'v, T: ?Sized> {
    value: &'v T,
    form: Form,
    /// Whether serde reads the value from a buffer, from which it takes no binaries as lists.
    is_buffered: bool,
}

impl<'v, T: ?Sized> Formed<'v, T> {
    pub(crate) fn new(value: &'v T, form: Form) -> Self {
        Self {
            value,
            form,
            is_buffered: false,
        }
    }

    /// The value inside an enum with a tag, which serde reads from a buffer.
    pub(crate) fn buffered(self) -> Self {
        Self {
            is_buffered: true,
            ..self
        }
    }
}

impl<'v, T: ?Sized> Formed<'v, T> {
    /// The value itself.
    pub(crate) fn value(&self) -> &'v T {
        self.value
    }
}

impl<T: Serialize + ?Sized> Serialize for Formed<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            value,
            form,
            is_buffered,
        } = *self;
        match form {
            Form::Binary if !is_buffered => match bytes_of(value) {
                Some(Some(bytes)) => serializer.serialize_bytes(&bytes),
                Some(None) => serializer.serialize_none(),
                // Not a sequence of bytes: a type with that form whose `Serialize` differs.
                None => value.serialize(serializer),
            },
            Form::Set(of) => {
                let elements = Formed {
                    value,
                    form: Form::List(of),
                    is_buffered,
                };
                // Bytes that are lists cannot be elements of a set.
                if is_buffered && *of == Form::Binary {
                    return elements.serialize(serializer);
                }
                serializer.serialize_newtype_struct(SET, &elements)
            }
            form => value.serialize(FormSerializer {
                serializer,
                form,
                is_buffered,
            }),
        }
    }
}

/// A serializer of a value in that form.
struct FormSerializer<S> {
    serializer: S,
    form: Form,
    is_buffered: bool,
}

/// Passes the value to the expression, without a wrapper if its form is serde's own, so that its type is
/// seen.
macro_rules! give {
    ($value:ident: $form:expr, $is_buffered:expr => $give:expr) => {{
        let form = $form;
        if form.differs() {
            let $value = &Formed {
                value: $value,
                form,
                is_buffered: $is_buffered,
            };
            $give
        } else {
            $give
        }
    }};
}

macro_rules! forwarded {
    ($($method:ident($($argument:ident: $of:ty),*))+) => {$(
        fn $method(self, $($argument: $of),*) -> Result<S::Ok, S::Error> {
            self.serializer.$method($($argument),*)
        }
    )+};
}

impl<S: Serializer> Serializer for FormSerializer<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Sequence<S::SerializeSeq>;
    type SerializeTuple = Sequence<S::SerializeTuple>;
    type SerializeTupleStruct = Sequence<S::SerializeTupleStruct>;
    type SerializeTupleVariant = S::SerializeTupleVariant;
    type SerializeMap = Fields<S::SerializeMap>;
    type SerializeStruct = Fields<S::SerializeStruct>;
    type SerializeStructVariant = Fields<S::SerializeStructVariant>;

    forwarded! {
        serialize_bool(value: bool)
        serialize_i8(value: i8)
        serialize_i16(value: i16)
        serialize_i32(value: i32)
        serialize_i64(value: i64)
        serialize_i128(value: i128)
        serialize_u8(value: u8)
        serialize_u16(value: u16)
        serialize_u32(value: u32)
        serialize_u64(value: u64)
        serialize_u128(value: u128)
        serialize_f32(value: f32)
        serialize_f64(value: f64)
        serialize_char(value: char)
        serialize_str(value: &str)
        serialize_bytes(value: &[u8])
        serialize_none()
        serialize_unit()
        serialize_unit_struct(name: &'static str)
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        give!(value: self.form, self.is_buffered => self.serializer.serialize_some(value))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        give!(value: self.form, self.is_buffered => {
            self.serializer.serialize_newtype_struct(name, value)
        })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        give!(value: self.content_of(variant), self.is_buffered => {
            self.serializer.serialize_newtype_variant(name, index, variant, value)
        })
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        let inner = self.serializer.serialize_seq(length)?;
        Ok(Sequence::new(inner, self.form, self.is_buffered))
    }

    fn serialize_tuple(self, length: usize) -> Result<Self::SerializeTuple, S::Error> {
        let inner = self.serializer.serialize_tuple(length)?;
        Ok(Sequence::new(inner, self.form, self.is_buffered))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        let inner = self.serializer.serialize_tuple_struct(name, length)?;
        Ok(Sequence::new(inner, Form::Open, self.is_buffered))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        self.serializer
            .serialize_tuple_variant(name, index, variant, length)
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        let inner = self.serializer.serialize_map(length)?;
        Ok(Fields::new(inner, self.form, self.is_buffered))
    }

    fn serialize_struct(
        self,
        name: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        let inner = self.serializer.serialize_struct(name, length)?;
        Ok(Fields::new(inner, self.form, self.is_buffered))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        let form = self.content_of(variant);
        let inner = self
            .serializer
            .serialize_struct_variant(name, index, variant, length)?;
        Ok(Fields::new(inner, form, self.is_buffered))
    }

    fn collect_str<T: std::fmt::Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.serializer.collect_str(value)
    }
}

impl<S> FormSerializer<S> {
    /// The form of a variant's content, for an enum whose variants are maps with one entry.
    fn content_of(&self, variant: &str) -> Form {
        match self.form {
            Form::Variants(of) if of.tag().is_none() => of.content_of(variant),
            _ => Form::Open,
        }
    }
}

/// A sequence that is being serialized.
struct Sequence<C> {
    inner: C,
    form: Form,
    next: usize,
    is_buffered: bool,
}

impl<C> Sequence<C> {
    fn new(inner: C, form: Form, is_buffered: bool) -> Self {
        Self {
            inner,
            form,
            next: 0,
            is_buffered,
        }
    }

    /// The form of the next element.
    fn step(&mut self) -> Form {
        let index = self.next;
        self.next += 1;
        match self.form {
            Form::List(of) => *of,
            Form::Tuple(parts) => parts.get(index).copied().unwrap_or(Form::Open),
            _ => Form::Open,
        }
    }
}

macro_rules! sequences {
    ($($kind:ident $method:ident)+) => {$(
        impl<C: ser::$kind> ser::$kind for Sequence<C> {
            type Ok = C::Ok;
            type Error = C::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
                give!(value: self.step(), self.is_buffered => self.inner.$method(value))
            }

            fn end(self) -> Result<C::Ok, C::Error> {
                self.inner.end()
            }
        }
    )+};
}

sequences! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
}

/// A map or a struct that is being serialized.
struct Fields<C> {
    inner: C,
    form: Form,
    /// The index at which the next field is looked for first.
    next: usize,
    /// The entry that has a variant's content, next to its tag.
    content: Option<&'static str>,
    is_buffered: bool,
}

/// The form of a field's value, and whether `None` is no entry.
struct Entry {
    form: Form,
    /// The field, if it is an `Option`, whose `None` may be no entry.
    option: Option<&'static FieldForm>,
}

impl<C> Fields<C> {
    fn new(inner: C, form: Form, is_buffered: bool) -> Self {
        // Serde reads a variant with a tag from a buffer, in which it looks for the tag.
        let is_tagged = matches!(form, Form::Variants(_));
        Self {
            inner,
            form,
            next: 0,
            content: None,
            is_buffered: is_buffered || is_tagged,
        }
    }

    fn entry<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Entry {
        let as_it_is = |form| Entry { form, option: None };
        if let Some(content) = self.content {
            return as_it_is(if name == content {
                self.form
            } else {
                Form::Open
            });
        }
        match self.form {
            Form::Map(of) => as_it_is(*of),
            Form::Fields(fields) => match self.find(fields, name) {
                Some(field) => Entry {
                    form: field.form(),
                    option: Some(field).filter(|field| field.is_option()),
                },
                None => as_it_is(Form::Open),
            },
            Form::Variants(of) if of.tag() == Some(name) => {
                let variant = text_of(value).unwrap_or_default();
                self.form = of.content_of(&variant);
                self.content = of.content();
                as_it_is(Form::Open)
            }
            _ => as_it_is(Form::Open),
        }
    }

    /// The field of that name. Fields are written in order, with some left out.
    fn find(&mut self, fields: &'static [FieldForm], name: &str) -> Option<&'static FieldForm> {
        let (before, after) = fields.split_at(self.next.min(fields.len()));
        let is_it = |field: &&FieldForm| field.name() == name;
        if let Some(offset) = after.iter().position(|field| is_it(&field)) {
            self.next += offset + 1;
            return Some(&after[offset]);
        }
        before.iter().find(is_it)
    }
}

/// Whether the value is a `None` that is no entry of the map. Only then is the field's default computed.
fn is_left_out<T: Serialize + ?Sized>(option: Option<&FieldForm>, value: &T) -> bool {
    option.is_some_and(|field| is_none(value) && field.none_is_absent())
}

macro_rules! fields {
    ($($kind:ident)+) => {$(
        impl<C: ser::$kind> ser::$kind for Fields<C> {
            type Ok = C::Ok;
            type Error = C::Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), C::Error> {
                let Entry { form, option } = self.entry(name, value);
                if is_left_out(option, value) {
                    return self.inner.skip_field(name);
                }
                give!(value: form, self.is_buffered => self.inner.serialize_field(name, value))
            }

            fn skip_field(&mut self, name: &'static str) -> Result<(), C::Error> {
                self.inner.skip_field(name)
            }

            fn end(self) -> Result<C::Ok, C::Error> {
                self.inner.end()
            }
        }
    )+};
}

fields! { SerializeStruct SerializeStructVariant }

impl<C: ser::SerializeMap> ser::SerializeMap for Fields<C> {
    type Ok = C::Ok;
    type Error = C::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), C::Error> {
        self.inner.serialize_key(name)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
        let form = match self.form {
            Form::Map(of) => *of,
            _ => Form::Open,
        };
        give!(value: form, self.is_buffered => self.inner.serialize_value(value))
    }

    /// Serde writes the other fields of a struct with a flattened one this way.
    fn serialize_entry<K: Serialize + ?Sized, T: Serialize + ?Sized>(
        &mut self,
        name: &K,
        value: &T,
    ) -> Result<(), C::Error> {
        if !matches!(self.form, Form::Map(_)) {
            let text = text_of(name).unwrap_or_default();
            let Entry { form, option } = self.entry(&text, value);
            if is_left_out(option, value) {
                return Ok(());
            }
            return give!(value: form, self.is_buffered => self.inner.serialize_entry(name, value));
        }
        self.serialize_key(name)?;
        self.serialize_value(value)
    }

    fn end(self) -> Result<C::Ok, C::Error> {
        self.inner.end()
    }
}
