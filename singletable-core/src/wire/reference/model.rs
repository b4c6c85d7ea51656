//! Values that call any of the methods of serde's serializers.

use crate::value::Number;
use serde::ser::{
    Serialize, SerializeMap as _, SerializeSeq as _, SerializeStruct as _,
    SerializeStructVariant as _, SerializeTuple as _, SerializeTupleStruct as _,
    SerializeTupleVariant as _, Serializer,
};
use serde::{Deserialize, Serialize as Described};

/// A value of serde's data model. It serializes as a description of itself; [`Played`] serializes as the
/// value that is described.
#[derive(Debug, Clone, PartialEq, Described, Deserialize)]
#[allow(missing_docs, reason = "each is what serde calls so")]
pub enum Model {
    Bool(bool),
    I8(i8),
    I16(i16),
    I32(i32),
    I64(i64),
    I128(i64),
    U8(u8),
    U16(u16),
    U32(u32),
    U64(u64),
    U128(u64),
    /// The bits, as not every number has a form in JSON.
    F32(u32),
    F64(u64),
    Char(char),
    Str(String),
    Bytes(Vec<u8>),
    None,
    Some(Box<Model>),
    Unit,
    UnitStruct,
    UnitVariant(StaticName),
    NewtypeStruct(Box<Model>),
    NewtypeVariant(StaticName, Box<Model>),
    Seq(Vec<Model>),
    Tuple(Vec<Model>),
    TupleStruct(Vec<Model>),
    TupleVariant(StaticName, Vec<Model>),
    Map(Vec<(Model, Model)>),
    Struct(Vec<(StaticName, Model)>),
    StructVariant(StaticName, Vec<(StaticName, Model)>),
    /// A variant of an internally tagged enum, as serde's derive writes it.
    Internal(Box<Variant>),
    /// A variant of an adjacently tagged enum, as serde's derive writes it.
    Adjacent(Box<Variant>),
    /// A variant of an untagged enum, as serde's derive writes it.
    Untagged(Box<Variant>),
    /// Numbers that `serde_dynamo` cannot hold. No fuzz target makes them.
    Wide(i128),
    WideUnsigned(u128),
    Exact(Number),
    #[cfg(feature = "rust_decimal")]
    Decimal(rust_decimal::Decimal),
}

/// A variant of an enum that is not externally tagged.
#[derive(Debug, Clone, PartialEq, Described, Deserialize)]
#[allow(missing_docs, reason = "each is what serde calls so")]
pub enum Variant {
    Unit,
    Newtype(Model),
    Tuple(Model, Model),
    Struct(Model, Model),
}

/// An internally tagged enum with each kind of variant.
#[derive(Described, Deserialize)]
#[serde(tag = "kind")]
pub(crate) enum Internal<N, A, B> {
    Unit,
    Newtype(N),
    Struct { a: A, b: B },
}

/// An adjacently tagged enum with each kind of variant.
#[derive(Described, Deserialize)]
#[serde(tag = "kind", content = "content")]
pub(crate) enum Adjacent<N, T, U, A, B> {
    Unit,
    Newtype(N),
    Tuple(T, U),
    Struct { a: A, b: B },
}

/// An untagged enum with each kind of variant.
#[derive(Described, Deserialize)]
#[serde(untagged)]
pub(crate) enum Untagged<N, T, U, A, B> {
    Unit,
    Newtype(N),
    Tuple(T, U),
    Struct { a: A, b: B },
}

/// The name of a field or a variant in a program, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Described, Deserialize)]
pub struct StaticName(pub u8);

impl StaticName {
    pub(crate) fn text(self) -> &'static str {
        const NAMES: [&str; 8] = [
            "a",
            "b",
            "kind",
            "",
            "é\"",
            "a\\\u{1}",
            "S",
            "longer than a word",
        ];
        NAMES[usize::from(self.0) % NAMES.len()]
    }
}

impl Model {
    /// The same value without integers of 128 bits, which `serde_dynamo` does not have.
    pub(super) fn narrowed(self) -> Self {
        let one = |model: Box<Self>| Box::new(model.narrowed());
        let all = |models: Vec<Self>| models.into_iter().map(Self::narrowed).collect();
        let fields = |fields: Vec<(StaticName, Self)>| {
            let fields = fields.into_iter();
            fields
                .map(|(name, model)| (name, model.narrowed()))
                .collect()
        };
        match self {
            Self::I128(value) => Self::I64(value),
            Self::U128(value) => Self::U64(value),
            Self::Some(model) => Self::Some(one(model)),
            Self::NewtypeStruct(model) => Self::NewtypeStruct(one(model)),
            Self::NewtypeVariant(name, model) => Self::NewtypeVariant(name, one(model)),
            Self::Seq(models) => Self::Seq(all(models)),
            Self::Tuple(models) => Self::Tuple(all(models)),
            Self::TupleStruct(models) => Self::TupleStruct(all(models)),
            Self::TupleVariant(name, models) => Self::TupleVariant(name, all(models)),
            Self::Map(entries) => {
                let entries = entries.into_iter();
                Self::Map(
                    entries
                        .map(|(name, model)| (name.narrowed(), model.narrowed()))
                        .collect(),
                )
            }
            Self::Struct(models) => Self::Struct(fields(models)),
            Self::StructVariant(name, models) => Self::StructVariant(name, fields(models)),
            other => other,
        }
    }
}

/// A value that serializes as what the model describes.
#[derive(Debug)]
pub(crate) struct Played<'m>(pub(crate) &'m Model);

impl Serialize for Played<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Model::Bool(value) => serializer.serialize_bool(*value),
            Model::I8(value) => serializer.serialize_i8(*value),
            Model::I16(value) => serializer.serialize_i16(*value),
            Model::I32(value) => serializer.serialize_i32(*value),
            Model::I64(value) => serializer.serialize_i64(*value),
            Model::I128(value) => serializer.serialize_i128((*value).into()),
            Model::U8(value) => serializer.serialize_u8(*value),
            Model::U16(value) => serializer.serialize_u16(*value),
            Model::U32(value) => serializer.serialize_u32(*value),
            Model::U64(value) => serializer.serialize_u64(*value),
            Model::U128(value) => serializer.serialize_u128((*value).into()),
            Model::F32(bits) => serializer.serialize_f32(f32::from_bits(*bits)),
            Model::F64(bits) => serializer.serialize_f64(f64::from_bits(*bits)),
            Model::Char(value) => serializer.serialize_char(*value),
            Model::Str(value) => serializer.serialize_str(value),
            Model::Bytes(value) => serializer.serialize_bytes(value),
            Model::None => serializer.serialize_none(),
            Model::Some(value) => serializer.serialize_some(&Played(value)),
            Model::Unit => serializer.serialize_unit(),
            Model::UnitStruct => serializer.serialize_unit_struct("Unit"),
            Model::UnitVariant(name) => serializer.serialize_unit_variant("Enum", 0, name.text()),
            Model::NewtypeStruct(value) => {
                serializer.serialize_newtype_struct("Newtype", &Played(value))
            }
            Model::NewtypeVariant(name, value) => {
                serializer.serialize_newtype_variant("Enum", 0, name.text(), &Played(value))
            }
            Model::Wide(value) => serializer.serialize_i128(*value),
            Model::WideUnsigned(value) => serializer.serialize_u128(*value),
            Model::Exact(value) => value.serialize(serializer),
            // Inside another value its type is seen.
            #[cfg(feature = "rust_decimal")]
            Model::Decimal(value) => serializer.serialize_newtype_struct("Newtype", value),
            Model::Internal(variant) => internal(variant).serialize(serializer),
            Model::Adjacent(variant) => adjacent(variant).serialize(serializer),
            Model::Untagged(variant) => untagged(variant).serialize(serializer),
            _ => self.compound(serializer),
        }
    }
}

impl Played<'_> {
    /// Serializes a value that is made of others.
    fn compound<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        macro_rules! all {
            ($writer:expr, $values:ident, $method:ident) => {{
                let mut writer = $writer?;
                for value in $values {
                    writer.$method(&Played(value))?;
                }
                writer.end()
            }};
        }
        macro_rules! named {
            ($writer:expr, $fields:ident) => {{
                let mut writer = $writer?;
                for (name, value) in $fields {
                    writer.serialize_field(name.text(), &Played(value))?;
                }
                writer.end()
            }};
        }
        match self.0 {
            Model::Seq(values) => {
                all!(serializer.serialize_seq(None), values, serialize_element)
            }
            Model::Tuple(values) => {
                let writer = serializer.serialize_tuple(values.len());
                all!(writer, values, serialize_element)
            }
            Model::TupleStruct(values) => {
                let writer = serializer.serialize_tuple_struct("Tuple", values.len());
                all!(writer, values, serialize_field)
            }
            Model::TupleVariant(name, values) => {
                let (name, length) = (name.text(), values.len());
                let writer = serializer.serialize_tuple_variant("Enum", 0, name, length);
                all!(writer, values, serialize_field)
            }
            Model::Map(entries) => {
                let mut writer = serializer.serialize_map(None)?;
                for (name, value) in entries {
                    writer.serialize_entry(&Played(name), &Played(value))?;
                }
                writer.end()
            }
            Model::Struct(fields) => {
                named!(serializer.serialize_struct("Struct", fields.len()), fields)
            }
            Model::StructVariant(name, fields) => {
                let (name, length) = (name.text(), fields.len());
                let writer = serializer.serialize_struct_variant("Enum", 0, name, length);
                named!(writer, fields)
            }
            _ => serializer.serialize_unit(),
        }
    }
}

/// A struct, a map or a unit whose entries are written next to a tag. Serde wraps its serializer for
/// these around another one, and would wrap it without end if any value could be here.
struct BesideTag<'m>(&'m Model);

impl Serialize for BesideTag<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Played(self.0).compound(serializer)
    }
}

fn internal(variant: &Variant) -> Internal<BesideTag<'_>, Played<'_>, Played<'_>> {
    match variant {
        Variant::Unit => Internal::Unit,
        Variant::Newtype(value) => Internal::Newtype(BesideTag(value)),
        // Serde has no such variants with a tag inside.
        Variant::Tuple(a, b) | Variant::Struct(a, b) => Internal::Struct {
            a: Played(a),
            b: Played(b),
        },
    }
}

macro_rules! with_all_kinds {
    ($($name:ident $type:ident)+) => {$(
        fn $name(
            variant: &Variant,
        ) -> $type<Played<'_>, Played<'_>, Played<'_>, Played<'_>, Played<'_>> {
            match variant {
                Variant::Unit => $type::Unit,
                Variant::Newtype(value) => $type::Newtype(Played(value)),
                Variant::Tuple(a, b) => $type::Tuple(Played(a), Played(b)),
                Variant::Struct(a, b) => $type::Struct {
                    a: Played(a),
                    b: Played(b),
                },
            }
        }
    )+};
}

with_all_kinds! { adjacent Adjacent untagged Untagged }
