//! Types made at run time, whose values are written and read as by serde's derive.

use crate::item::properties::Bytes;
use crate::wire::reference::{Adjacent, Internal, Model, Played, StaticName, Untagged, Variant};
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cell::Cell;
use std::fmt;

/// A type of values.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub(super) kind: Kind,
    /// The types inside, in the order of the kind.
    pub(super) parts: Vec<Shape>,
}

/// The kind of a type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Bool,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
    F32,
    F64,
    Char,
    Str,
    Unit,
    UnitStruct,
    /// Bytes that serde treats as such.
    Bytes,
    Wide,
    WideUnsigned,
    /// `singletable::Number`.
    Exact,
    #[cfg(feature = "rust_decimal")]
    Decimal,
    /// A dynamic value, such as `serde_json::Value`.
    Any,
    Option,
    Newtype,
    Seq,
    /// A `HashSet` or a `BTreeSet`.
    Set,
    /// Two elements of one type.
    Array,
    /// Two elements, each of a type of its own.
    Tuple,
    TupleStruct,
    /// A map with keys and values.
    Map,
    /// A struct with the fields `a` and `b`, which derives `Attributes` or does not.
    Record {
        derives: bool,
    },
    /// An enum: a variant with one field, one with two, and one with the fields `a` and `b`.
    Enum {
        tagging: Tagging,
        derives: bool,
    },
}

/// Where serde puts the name of the variant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Tagging {
    External,
    Internal,
    Adjacent,
    Untagged,
}

/// The names of the fields.
pub(super) const FIELDS: [StaticName; 2] = [StaticName(0), StaticName(1)];

/// The names of the variants of an externally tagged enum.
pub(super) const UNIT: StaticName = StaticName(6);
pub(super) const NEWTYPE: StaticName = StaticName(4);
pub(super) const TUPLE: StaticName = StaticName(5);
pub(super) const STRUCT: StaticName = StaticName(7);

#[derive(Deserialize)]
struct Newtype<T>(T);

#[derive(Deserialize)]
struct Pair<A, B>(A, B);

#[derive(Deserialize)]
struct UnitStruct;

#[derive(Deserialize)]
struct Record<A, B> {
    a: A,
    b: B,
}

#[derive(Deserialize)]
enum External<N, T, U, A, B> {
    #[serde(rename = "S")]
    Unit,
    #[serde(rename = "é\"")]
    Newtype(N),
    #[serde(rename = "a\\\u{1}")]
    Tuple(T, U),
    #[serde(rename = "longer than a word")]
    Struct { a: A, b: B },
}

thread_local! {
    /// The type whose value is being read.
    static CURRENT: Cell<Option<&'static Shape>> = const { Cell::new(None) };
}

/// Restores the outer type as the current one.
pub(super) struct Entered(Option<&'static Shape>);

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(self.0);
    }
}

/// A value of the current type's part at that index. Serde's traits depend on types only, so the part
/// comes from the thread.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct At<const PART: usize>(pub(super) Model);

impl<const PART: usize> Serialize for At<PART> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Played(&self.0).serialize(serializer)
    }
}

impl<'de, const PART: usize> Deserialize<'de> for At<PART> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let current = CURRENT.get();
        let shape = current.ok_or_else(|| D::Error::custom("no type is current"))?;
        shape.parts[PART].read(deserializer).map(Self)
    }
}

impl Shape {
    /// Makes the type the current one, whose parts are read as [`At`].
    pub(super) fn enter(&'static self) -> Entered {
        Entered(CURRENT.replace(Some(self)))
    }

    /// Whether some type inside has the property.
    pub(super) fn has(&self, is: impl Fn(&Self) -> bool + Copy) -> bool {
        is(self) || self.parts.iter().any(|part| part.has(is))
    }

    fn read<'de, D: Deserializer<'de>>(&'static self, from: D) -> Result<Model, D::Error> {
        let _outer = self.enter();
        Ok(match self.kind {
            Kind::Bool => Model::Bool(bool::deserialize(from)?),
            Kind::I8 => Model::I8(i8::deserialize(from)?),
            Kind::I16 => Model::I16(i16::deserialize(from)?),
            Kind::I32 => Model::I32(i32::deserialize(from)?),
            Kind::I64 => Model::I64(i64::deserialize(from)?),
            Kind::U8 => Model::U8(u8::deserialize(from)?),
            Kind::U16 => Model::U16(u16::deserialize(from)?),
            Kind::U32 => Model::U32(u32::deserialize(from)?),
            Kind::U64 => Model::U64(u64::deserialize(from)?),
            Kind::F32 => Model::F32(f32::deserialize(from)?.to_bits()),
            Kind::F64 => Model::F64(f64::deserialize(from)?.to_bits()),
            Kind::Char => Model::Char(char::deserialize(from)?),
            Kind::Str => Model::Str(String::deserialize(from)?),
            Kind::Bytes => Model::Bytes(Bytes::deserialize(from)?.0),
            Kind::Wide => Model::Wide(i128::deserialize(from)?),
            Kind::WideUnsigned => Model::WideUnsigned(u128::deserialize(from)?),
            Kind::Exact => Model::Exact(Deserialize::deserialize(from)?),
            #[cfg(feature = "rust_decimal")]
            Kind::Decimal => Model::Decimal(Deserialize::deserialize(from)?),
            Kind::Any => from.deserialize_any(Any)?,
            Kind::Unit => {
                <()>::deserialize(from)?;
                Model::Unit
            }
            Kind::UnitStruct => {
                UnitStruct::deserialize(from)?;
                Model::UnitStruct
            }
            Kind::Enum { tagging, .. } => choice(tagging, from)?,
            _ => self.compound(from)?,
        })
    }

    /// Reads a value that is made of others.
    fn compound<'de, D: Deserializer<'de>>(&'static self, from: D) -> Result<Model, D::Error> {
        let pair = |a: At<0>, b: At<1>| vec![a.0, b.0];
        Ok(match self.kind {
            Kind::Option => match Option::<At<0>>::deserialize(from)? {
                Some(value) => Model::Some(Box::new(value.0)),
                None => Model::None,
            },
            Kind::Newtype => {
                Model::NewtypeStruct(Box::new(Newtype::<At<0>>::deserialize(from)?.0.0))
            }
            Kind::Array => {
                let values = <[At<0>; 2]>::deserialize(from)?;
                Model::Tuple(values.map(|value| value.0).into())
            }
            Kind::Tuple => {
                let (a, b) = Deserialize::deserialize(from)?;
                Model::Tuple(pair(a, b))
            }
            Kind::TupleStruct => {
                let Pair(a, b) = Deserialize::deserialize(from)?;
                Model::TupleStruct(pair(a, b))
            }
            Kind::Record { .. } => {
                let Record { a, b } = Record::<At<0>, At<1>>::deserialize(from)?;
                Model::Struct(fields(a, b))
            }
            Kind::Map => from.deserialize_map(Entries)?,
            _ => {
                let values = Vec::<At<0>>::deserialize(from)?;
                Model::Seq(values.into_iter().map(|value| value.0).collect())
            }
        })
    }
}

fn fields<const A: usize, const B: usize>(a: At<A>, b: At<B>) -> Vec<(StaticName, Model)> {
    FIELDS.into_iter().zip([a.0, b.0]).collect()
}

fn choice<'de, D: Deserializer<'de>>(tagging: Tagging, from: D) -> Result<Model, D::Error> {
    macro_rules! variant {
        ($type:ident) => {
            Box::new(
                match $type::<At<0>, At<1>, At<2>, At<3>, At<4>>::deserialize(from)? {
                    $type::Unit => Variant::Unit,
                    $type::Newtype(value) => Variant::Newtype(value.0),
                    $type::Tuple(a, b) => Variant::Tuple(a.0, b.0),
                    $type::Struct { a, b } => Variant::Struct(a.0, b.0),
                },
            )
        };
    }
    Ok(match tagging {
        Tagging::External => {
            match External::<At<0>, At<1>, At<2>, At<3>, At<4>>::deserialize(from)? {
                External::Unit => Model::UnitVariant(UNIT),
                External::Newtype(value) => Model::NewtypeVariant(NEWTYPE, Box::new(value.0)),
                External::Tuple(a, b) => Model::TupleVariant(TUPLE, vec![a.0, b.0]),
                External::Struct { a, b } => Model::StructVariant(STRUCT, fields(a, b)),
            }
        }
        Tagging::Internal => Model::Internal(Box::new(
            match Internal::<At<0>, At<3>, At<4>>::deserialize(from)? {
                Internal::Unit => Variant::Unit,
                Internal::Newtype(value) => Variant::Newtype(value.0),
                Internal::Struct { a, b } => Variant::Struct(a.0, b.0),
            },
        )),
        Tagging::Adjacent => Model::Adjacent(variant!(Adjacent)),
        Tagging::Untagged => Model::Untagged(variant!(Untagged)),
    })
}

/// Sorts entries by their keys, because a map has no order.
pub(super) fn sorted(mut entries: Vec<(Model, Model)>) -> Model {
    entries.sort_by_cached_key(|(key, _)| format!("{key:?}"));
    Model::Map(entries)
}

/// Receives the entries of a map.
struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Model;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Model, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = map.next_entry::<At<0>, At<1>>()? {
            entries.push((key.0, value.0));
        }
        Ok(sorted(entries))
    }
}

/// Receives a value of any type.
struct Any;

/// A value of any type.
struct Dynamic(Model);

impl<'de> Deserialize<'de> for Dynamic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any).map(Self)
    }
}

macro_rules! visits {
    ($($method:ident($value:ident: $type:ty) $made:expr;)+) => {$(
        fn $method<E>(self, $value: $type) -> Result<Model, E> {
            Ok($made)
        }
    )+};
}

impl<'de> Visitor<'de> for Any {
    type Value = Model;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    visits! {
        visit_bool(value: bool) Model::Bool(value);
        visit_i64(value: i64) match u64::try_from(value) {
            Ok(value) => Model::U64(value),
            Err(_) => Model::I64(value),
        };
        visit_u64(value: u64) Model::U64(value);
        visit_f64(value: f64) Model::F64(value.to_bits());
        visit_str(value: &str) Model::Str(value.to_owned());
        visit_bytes(value: &[u8]) Model::Bytes(value.to_owned());
    }

    fn visit_unit<E>(self) -> Result<Model, E> {
        Ok(Model::Unit)
    }

    fn visit_none<E>(self) -> Result<Model, E> {
        Ok(Model::Unit)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Model, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element::<Dynamic>()? {
            values.push(value.0);
        }
        Ok(Model::Seq(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Model, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, Dynamic>()? {
            entries.push((Model::Str(key), value.0));
        }
        Ok(sorted(entries))
    }
}
