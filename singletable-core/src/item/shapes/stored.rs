//! The rules of stored forms, implemented a second time: what a value of a type is stored as.

use super::shape::{FIELDS, Kind, NEWTYPE, STRUCT, Shape, Tagging};
use crate::value::form::{EnumForm, FieldForm, Form};
use crate::wire::reference::{Model, Variant};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

/// Facts about a value from the way that leads to it.
#[derive(Clone, Copy)]
pub(super) struct Reached {
    /// Whether its type decides its form: the way to it leads through types of the standard library and
    /// those that derive `Attributes`.
    pub(super) by_form: bool,
    /// Whether it is in an internally or adjacently tagged enum, where bytes are lists of numbers.
    pub(super) is_buffered: bool,
}

impl Reached {
    /// Inside a type that has only its `Serialize`.
    const OPEN: Self = Self {
        by_form: false,
        is_buffered: false,
    };

    fn through(self, derives: bool) -> Self {
        if derives && self.by_form {
            self
        } else {
            Self::OPEN
        }
    }

    fn buffered(self) -> Self {
        Self {
            is_buffered: self.by_form,
            ..self
        }
    }
}

fn number(digits: impl ToString) -> AttributeValue {
    AttributeValue::N(digits.to_string())
}

fn map(entries: impl IntoIterator<Item = (String, AttributeValue)>) -> AttributeValue {
    AttributeValue::M(entries.into_iter().collect())
}

/// The stored form of a value of the type.
pub(super) fn stored(shape: &Shape, value: &Model, at: Reached) -> AttributeValue {
    match value {
        Model::Bool(value) => AttributeValue::Bool(*value),
        Model::I8(value) => number(value),
        Model::I16(value) => number(value),
        Model::I32(value) => number(value),
        Model::I64(value) => number(value),
        Model::U8(value) => number(value),
        Model::U16(value) => number(value),
        Model::U32(value) => number(value),
        Model::U64(value) => number(value),
        Model::F32(bits) => number(f32::from_bits(*bits)),
        Model::F64(bits) => number(f64::from_bits(*bits)),
        Model::Wide(value) => number(value),
        Model::WideUnsigned(value) => number(value),
        Model::Exact(value) => number(value),
        #[cfg(feature = "rust_decimal")]
        Model::Decimal(value) => number(value),
        Model::Char(value) => AttributeValue::S(value.to_string()),
        Model::Str(value) => AttributeValue::S(value.clone()),
        Model::Bytes(bytes) => AttributeValue::B(Blob::new(bytes.clone())),
        Model::None | Model::Unit | Model::UnitStruct => AttributeValue::Null(true),
        Model::UnitVariant(name) => AttributeValue::S(name.text().into()),
        _ if shape.kind == Kind::Any => dynamic(shape, value),
        _ => compound(shape, value, at),
    }
}

/// A list or a map of dynamic values.
fn dynamic(shape: &Shape, value: &Model) -> AttributeValue {
    let one = |value| stored(shape, value, Reached::OPEN);
    match value {
        Model::Map(entries) => map(entries.iter().map(|(key, value)| (name(key), one(value)))),
        other => AttributeValue::L(elements(other).iter().map(one).collect()),
    }
}

fn compound(shape: &Shape, value: &Model, at: Reached) -> AttributeValue {
    let open = Reached::OPEN;
    let part = |index: usize, value| stored(&shape.parts[index], value, at);
    match (shape.kind, value) {
        (Kind::Option, Model::Some(value)) => part(0, value),
        (Kind::Newtype, Model::NewtypeStruct(value)) => stored(&shape.parts[0], value, open),
        (Kind::TupleStruct, _) => pair(&shape.parts, elements(value), open),
        (Kind::Tuple, _) => pair(&shape.parts, elements(value), at),
        (Kind::Seq | Kind::Array, _) => list(&shape.parts[0], elements(value), at),
        (Kind::Set, _) => set(&shape.parts[0], elements(value), at),
        (Kind::Map, Model::Map(entries)) => {
            let entries = entries.iter();
            map(entries.map(|(key, value)| (name(key), part(1, value))))
        }
        (Kind::Record { derives }, Model::Struct(values)) => {
            let values = values.iter().map(|(_, value)| value);
            map(fields(&shape.parts, values, at.through(derives)))
        }
        (Kind::Enum { derives, .. }, _) => variant(&shape.parts, value, at.through(derives)),
        other => panic!("{other:?}"),
    }
}

fn elements(value: &Model) -> &[Model] {
    match value {
        Model::Seq(values) | Model::Tuple(values) | Model::TupleStruct(values) => values,
        other => panic!("{other:?}"),
    }
}

fn pair(parts: &[Shape], values: &[Model], at: Reached) -> AttributeValue {
    let values = parts.iter().zip(values);
    AttributeValue::L(
        values
            .map(|(part, value)| stored(part, value, at))
            .collect(),
    )
}

fn list(of: &Shape, values: &[Model], at: Reached) -> AttributeValue {
    if of.kind == Kind::U8 && at.by_form && !at.is_buffered {
        let byte = |value: &Model| match value {
            Model::U8(byte) => *byte,
            other => panic!("{other:?}"),
        };
        let bytes: Vec<u8> = values.iter().map(byte).collect();
        return AttributeValue::B(Blob::new(bytes));
    }
    AttributeValue::L(values.iter().map(|value| stored(of, value, at)).collect())
}

fn set(of: &Shape, values: &[Model], at: Reached) -> AttributeValue {
    let values: Vec<_> = values.iter().map(|value| stored(of, value, at)).collect();
    let texts = |value: &AttributeValue| match value {
        AttributeValue::S(text) | AttributeValue::N(text) => text.clone(),
        other => panic!("{other:?}"),
    };
    let bytes = |value: &AttributeValue| value.as_b().unwrap().clone();
    match values.first() {
        Some(AttributeValue::S(_)) if at.by_form => {
            AttributeValue::Ss(values.iter().map(texts).collect())
        }
        Some(AttributeValue::N(_)) if at.by_form => {
            AttributeValue::Ns(values.iter().map(texts).collect())
        }
        Some(AttributeValue::B(_)) if at.by_form => {
            AttributeValue::Bs(values.iter().map(bytes).collect())
        }
        // An empty one, one that only serde knows, and one of bytes that are lists.
        _ => AttributeValue::L(values),
    }
}

/// The fields `a` and `b`. A field whose type is an `Option` and whose value is `None` is left out.
fn fields<'v>(
    parts: &[Shape],
    values: impl IntoIterator<Item = &'v Model>,
    at: Reached,
) -> Vec<(String, AttributeValue)> {
    let fields = FIELDS.iter().zip(parts.iter().zip(values));
    let there = fields.filter(|(_, (part, value))| !(at.by_form && is_absent(part, value)));
    there
        .map(|(name, (part, value))| (name.text().to_owned(), stored(part, value, at)))
        .collect()
}

fn is_absent(part: &Shape, value: &Model) -> bool {
    part.kind == Kind::Option && *value == Model::None
}

fn variant(parts: &[Shape], value: &Model, at: Reached) -> AttributeValue {
    let tag = |name: &str| ("kind".to_owned(), AttributeValue::S(name.into()));
    match value {
        Model::NewtypeVariant(name, value) => {
            map([(name.text().into(), stored(&parts[0], value, at))])
        }
        Model::TupleVariant(name, values) => map([(
            name.text().into(),
            pair(&parts[1..3], values, Reached::OPEN),
        )]),
        Model::StructVariant(name, values) => {
            let values = values.iter().map(|(_, value)| value);
            map([(name.text().into(), map(fields(&parts[3..], values, at)))])
        }
        Model::Untagged(variant) => match content(parts, variant, at) {
            Some(content) => content,
            None => AttributeValue::Null(true),
        },
        Model::Adjacent(variant) => {
            let content = content(parts, variant, at.buffered());
            let content = content.map(|content| ("content".to_owned(), content));
            map([tag(variant_name(variant))].into_iter().chain(content))
        }
        Model::Internal(variant) => {
            let content = match content(parts, variant, at.buffered()) {
                Some(AttributeValue::M(content)) => content,
                // A unit has no fields.
                _ => [].into(),
            };
            map([tag(variant_name(variant))].into_iter().chain(content))
        }
        other => panic!("{other:?}"),
    }
}

const fn variant_name(variant: &Variant) -> &'static str {
    match variant {
        Variant::Unit => "Unit",
        Variant::Newtype(_) => "Newtype",
        Variant::Tuple(..) => "Tuple",
        Variant::Struct(..) => "Struct",
    }
}

fn content(parts: &[Shape], variant: &Variant, at: Reached) -> Option<AttributeValue> {
    Some(match variant {
        Variant::Unit => return None,
        Variant::Newtype(value) => stored(&parts[0], value, at),
        Variant::Tuple(a, b) => {
            let values = [a, b].into_iter().zip(&parts[1..3]);
            let open = |(value, part)| stored(part, value, Reached::OPEN);
            AttributeValue::L(values.map(open).collect())
        }
        Variant::Struct(a, b) => map(fields(&parts[3..], [a, b], at)),
    })
}

/// The name of a map key's entry.
fn name(key: &Model) -> String {
    match key {
        Model::Str(text) => text.clone(),
        Model::Char(character) => character.to_string(),
        Model::Bool(flag) => flag.to_string(),
        Model::I64(number) => number.to_string(),
        Model::U64(number) => number.to_string(),
        Model::Wide(number) => number.to_string(),
        Model::WideUnsigned(number) => number.to_string(),
        Model::NewtypeStruct(key) => name(key),
        Model::UnitVariant(name) => name.text().to_owned(),
        other => panic!("{other:?}"),
    }
}

/// A form lives as long as the program, like the forms in constants of types.
fn kept<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// The form that the derive gives to the type.
pub(super) fn form(shape: &Shape) -> Form {
    let part = |index: usize| form(&shape.parts[index]);
    match shape.kind {
        Kind::Bool => Form::Bool,
        Kind::U8 => Form::Byte,
        Kind::Char | Kind::Str => Form::Text,
        Kind::Unit => Form::Null,
        Kind::Option => match part(0) {
            Form::Byte => Form::Number,
            form => form,
        },
        Kind::Seq | Kind::Array => match part(0) {
            Form::Byte => Form::Binary,
            form => Form::List(kept(form)),
        },
        Kind::Set => Form::Set(kept(part(0))),
        Kind::Tuple => Form::Tuple(kept([part(0), part(1)])),
        Kind::Map => Form::Map(kept(part(1))),
        Kind::Record { derives: true } => record(&shape.parts),
        Kind::Enum {
            tagging,
            derives: true,
        } => {
            let (tag, content) = match tagging {
                Tagging::External => (None, None),
                Tagging::Internal => (Some("kind"), None),
                Tagging::Adjacent => (Some("kind"), Some("content")),
                Tagging::Untagged => return Form::Open,
            };
            let [newtype, fields] = match tagging {
                Tagging::External => [NEWTYPE.text(), STRUCT.text()],
                _ => ["Newtype", "Struct"],
            };
            let variants = kept([
                FieldForm::new(newtype, false, part(0)),
                FieldForm::new(fields, false, record(&shape.parts[3..])),
            ]);
            Form::Variants(kept(EnumForm::new(tag, content, variants)))
        }
        Kind::Record { .. }
        | Kind::Enum { .. }
        | Kind::UnitStruct
        | Kind::Bytes
        | Kind::Any
        | Kind::Newtype
        | Kind::TupleStruct => Form::Open,
        _ => Form::Number,
    }
}

fn record(parts: &[Shape]) -> Form {
    let field = |index: usize| {
        let part: &Shape = &parts[index];
        let is_option = part.kind == Kind::Option;
        FieldForm::new(FIELDS[index].text(), is_option, form(part))
    };
    Form::Fields(kept([field(0), field(1)]))
}
