//! Strategies for types and for the values of a type.

use super::shape::{FIELDS, Kind, NEWTYPE, STRUCT, Shape, TUPLE, Tagging, UNIT, sorted};
use crate::value::Number;
use crate::wire::reference::{Model, Variant};
use proptest::prelude::*;
use std::fmt::Debug;

/// Types without others inside that are read as themselves.
const LEAVES: &[Kind] = &[
    Kind::Bool,
    Kind::I8,
    Kind::I16,
    Kind::I32,
    Kind::I64,
    Kind::U8,
    Kind::U16,
    Kind::U32,
    Kind::U64,
    Kind::F32,
    Kind::F64,
    Kind::Char,
    Kind::Str,
    Kind::Unit,
    Kind::UnitStruct,
    Kind::Bytes,
    Kind::Any,
];

/// Numbers that serde cannot pass on where it first reads a value of any type.
pub(super) const WIDE: &[Kind] = &[
    Kind::Wide,
    Kind::WideUnsigned,
    Kind::Exact,
    #[cfg(feature = "rust_decimal")]
    Kind::Decimal,
];

/// The elements that a set may have.
const ELEMENTS: &[Kind] = &[
    Kind::I16,
    Kind::I64,
    Kind::U8,
    Kind::U64,
    Kind::Char,
    Kind::Str,
    Kind::Bytes,
];

fn leaf(kind: Kind) -> Shape {
    Shape {
        kind,
        parts: Vec::new(),
    }
}

fn one_of(kinds: &'static [Kind]) -> impl Strategy<Value = Shape> {
    prop::sample::select(kinds).prop_map(leaf)
}

fn made(kind: Kind, parts: impl Strategy<Value = Vec<Shape>> + 'static) -> BoxedStrategy<Shape> {
    parts.prop_map(move |parts| Shape { kind, parts }).boxed()
}

/// That many parts of such types.
fn parts(shapes: &BoxedStrategy<Shape>, count: usize) -> impl Strategy<Value = Vec<Shape>> + use<> {
    prop::collection::vec(shapes.clone(), count)
}

/// Whether a value of the type may be a null, which an outer `Option` would read as `None`.
fn may_be_null(shape: &Shape) -> bool {
    match shape.kind {
        Kind::Option | Kind::Unit | Kind::UnitStruct | Kind::Any => true,
        Kind::Newtype => may_be_null(&shape.parts[0]),
        Kind::Enum { tagging, .. } => tagging == Tagging::Untagged,
        _ => false,
    }
}

/// Types with that many levels of others inside. With `is_buffered`, without types that serde cannot
/// read from a buffer: wide numbers, and keys that are not texts.
pub(super) fn shapes(levels: u32, is_buffered: bool) -> BoxedStrategy<Shape> {
    let leaves = if is_buffered {
        one_of(LEAVES).boxed()
    } else {
        prop_oneof![3 => one_of(LEAVES), 1 => one_of(WIDE)].boxed()
    };
    if levels == 0 {
        return leaves;
    }
    let inner = shapes(levels - 1, is_buffered);
    let byte = leaf(Kind::U8);
    let element = prop_oneof![3 => inner.clone(), 1 => Just(byte)].boxed();
    let not_null = inner
        .clone()
        .prop_filter("may be null", |shape| !may_be_null(shape));
    let record = |derives| made(Kind::Record { derives }, parts(&inner, 2));
    prop_oneof![
        2 => leaves,
        2 => made(Kind::Option, not_null.prop_map(|one| vec![one])),
        1 => made(Kind::Newtype, parts(&inner, 1)),
        2 => made(Kind::Seq, parts(&element, 1)),
        2 => made(Kind::Set, elements(is_buffered).prop_map(|one| vec![one])),
        1 => made(Kind::Array, parts(&element, 1)),
        1 => made(Kind::Tuple, parts(&inner, 2)),
        1 => made(Kind::TupleStruct, parts(&inner, 2)),
        2 => made(Kind::Map, (keys(is_buffered), inner.clone()).prop_map(|(key, of)| vec![key, of])),
        3 => record(true),
        1 => record(false),
        4 => enums(levels - 1, is_buffered),
    ]
    .boxed()
}

/// Types of a set's elements.
fn elements(is_buffered: bool) -> BoxedStrategy<Shape> {
    let bytes = made(Kind::Seq, Just(vec![leaf(Kind::U8)]));
    let newtype = made(Kind::Newtype, one_of(ELEMENTS).prop_map(|one| vec![one]));
    let plain = prop_oneof![3 => one_of(ELEMENTS), 1 => newtype, 1 => bytes];
    if is_buffered {
        plain.boxed()
    } else {
        prop_oneof![3 => plain, 1 => one_of(WIDE)].boxed()
    }
}

/// Keys of maps that are not texts.
const OTHERS: &[Kind] = &[
    Kind::Bool,
    Kind::I64,
    Kind::U64,
    Kind::Wide,
    Kind::WideUnsigned,
];

/// Types of map keys: eight kinds, and one more width.
fn keys(is_buffered: bool) -> BoxedStrategy<Shape> {
    let units = Kind::Enum {
        tagging: Tagging::External,
        derives: false,
    };
    let newtype = made(Kind::Newtype, Just(vec![leaf(Kind::Str)]));
    let texts = prop_oneof![one_of(&[Kind::Str, Kind::Char]), newtype, Just(leaf(units))];
    if is_buffered {
        texts.boxed()
    } else {
        prop_oneof![texts, one_of(OTHERS)].boxed()
    }
}

/// Enums of all four forms, with that many levels of types inside.
fn enums(levels: u32, is_buffered: bool) -> BoxedStrategy<Shape> {
    let inner = shapes(levels, is_buffered);
    let inside = shapes(levels, true);
    let kind = |tagging, derives| Kind::Enum { tagging, derives };
    let external = |derives| made(kind(Tagging::External, derives), parts(&inner, 5));
    let adjacent = |derives| made(kind(Tagging::Adjacent, derives), parts(&inside, 5));
    // A tag is next to the entries of a map, so it must not be one of them.
    let named = made(
        Kind::Map,
        inside.clone().prop_map(|of| vec![leaf(Kind::Str), of]),
    );
    let record = |derives| made(Kind::Record { derives }, parts(&inside, 2));
    let merged = prop_oneof![record(true), record(false), named, Just(leaf(Kind::Unit))].boxed();
    let internal = |derives| {
        let parts = (merged.clone(), parts(&inside, 4));
        let parts = parts.prop_map(|(first, rest)| [first].into_iter().chain(rest).collect());
        made(kind(Tagging::Internal, derives), parts)
    };
    // The values alone show which variant it is.
    let untagged =
        parts(&inside, 4).prop_map(|rest| [leaf(Kind::Str)].into_iter().chain(rest).collect());
    prop_oneof![
        external(true),
        external(false),
        internal(true),
        internal(false),
        adjacent(true),
        adjacent(false),
        made(kind(Tagging::Untagged, false), untagged),
    ]
    .boxed()
}

fn all<T: Debug>(one: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    prop::collection::vec(one, 0..3)
}

/// The values of a type.
pub(super) fn values(shape: &Shape) -> BoxedStrategy<Model> {
    let part = |index: usize| values(&shape.parts[index]);
    match shape.kind {
        Kind::Option => prop_oneof![
            Just(Model::None),
            part(0).prop_map(|value| Model::Some(Box::new(value))),
        ]
        .boxed(),
        Kind::Newtype => part(0)
            .prop_map(|value| Model::NewtypeStruct(Box::new(value)))
            .boxed(),
        Kind::Seq => all(part(0)).prop_map(Model::Seq).boxed(),
        Kind::Set => all(part(0))
            .prop_map(|mut values| {
                values.sort_by_cached_key(|value| format!("{value:?}"));
                values.dedup();
                Model::Seq(values)
            })
            .boxed(),
        Kind::Array => [part(0), part(0)]
            .prop_map(|values| Model::Tuple(values.into()))
            .boxed(),
        Kind::Tuple => [part(0), part(1)]
            .prop_map(|values| Model::Tuple(values.into()))
            .boxed(),
        Kind::TupleStruct => [part(0), part(1)]
            .prop_map(|values| Model::TupleStruct(values.into()))
            .boxed(),
        Kind::Map => all((key(&shape.parts[0]), part(1)))
            .prop_map(|mut entries| {
                entries.sort_by_cached_key(|(key, _)| format!("{key:?}"));
                entries.dedup_by(|one, other| one.0 == other.0);
                sorted(entries)
            })
            .boxed(),
        Kind::Record { .. } => [part(0), part(1)]
            .prop_map(|values| Model::Struct(FIELDS.into_iter().zip(values).collect()))
            .boxed(),
        Kind::Enum { tagging, .. } => variants(shape, tagging),
        kind => leaves(kind),
    }
}

fn variants(shape: &Shape, tagging: Tagging) -> BoxedStrategy<Model> {
    let part = |index: usize| values(&shape.parts[index]);
    if tagging == Tagging::External {
        let named = |values: [Model; 2]| FIELDS.into_iter().zip(values).collect();
        return prop_oneof![
            Just(Model::UnitVariant(UNIT)),
            part(0).prop_map(|value| Model::NewtypeVariant(NEWTYPE, Box::new(value))),
            [part(1), part(2)].prop_map(|values| Model::TupleVariant(TUPLE, values.into())),
            [part(3), part(4)].prop_map(move |values| Model::StructVariant(STRUCT, named(values))),
        ]
        .boxed();
    }
    let variant = prop_oneof![
        Just(Variant::Unit),
        part(0).prop_map(Variant::Newtype),
        (part(3), part(4)).prop_map(|(a, b)| Variant::Struct(a, b)),
    ];
    let tuple = (part(1), part(2)).prop_map(|(a, b)| Variant::Tuple(a, b));
    match tagging {
        Tagging::Internal => variant
            .prop_map(|variant| Model::Internal(Box::new(variant)))
            .boxed(),
        Tagging::Adjacent => prop_oneof![3 => variant, 1 => tuple]
            .prop_map(|variant| Model::Adjacent(Box::new(variant)))
            .boxed(),
        _ => prop_oneof![3 => variant, 1 => tuple]
            .prop_map(|variant| Model::Untagged(Box::new(variant)))
            .boxed(),
    }
}

/// The keys of a type.
fn key(shape: &Shape) -> BoxedStrategy<Model> {
    match shape.kind {
        Kind::Enum { .. } => Just(Model::UnitVariant(UNIT)).boxed(),
        Kind::Newtype => key(&shape.parts[0])
            .prop_map(|key| Model::NewtypeStruct(Box::new(key)))
            .boxed(),
        kind => leaves(kind),
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-d]{0,3}", 1 => any::<String>()]
}

fn float() -> impl Strategy<Value = f64> {
    // DynamoDB has no negative zero.
    prop_oneof![
        any::<i32>().prop_map(|number| f64::from(number) / 8.0),
        prop::sample::select(vec![0.1, 1.5e-7, 1e20, -2.5e100, 1.0 / 3.0]),
    ]
}

fn leaves(kind: Kind) -> BoxedStrategy<Model> {
    match kind {
        Kind::Bool => any::<bool>().prop_map(Model::Bool).boxed(),
        Kind::I8 => any::<i8>().prop_map(Model::I8).boxed(),
        Kind::I16 => any::<i16>().prop_map(Model::I16).boxed(),
        Kind::I32 => any::<i32>().prop_map(Model::I32).boxed(),
        Kind::I64 => any::<i64>().prop_map(Model::I64).boxed(),
        Kind::U8 => any::<u8>().prop_map(Model::U8).boxed(),
        Kind::U16 => any::<u16>().prop_map(Model::U16).boxed(),
        Kind::U32 => any::<u32>().prop_map(Model::U32).boxed(),
        Kind::U64 => any::<u64>().prop_map(Model::U64).boxed(),
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the nearest one is as good"
        )]
        Kind::F32 => any::<i16>()
            .prop_map(|number| Model::F32((f32::from(number) / 7.0).to_bits()))
            .boxed(),
        Kind::F64 => float()
            .prop_map(|number| Model::F64(number.to_bits()))
            .boxed(),
        Kind::Char => any::<char>().prop_map(Model::Char).boxed(),
        Kind::Str => text().prop_map(Model::Str).boxed(),
        Kind::Bytes => all(any::<u8>()).prop_map(Model::Bytes).boxed(),
        Kind::Unit => Just(Model::Unit).boxed(),
        Kind::UnitStruct => Just(Model::UnitStruct).boxed(),
        Kind::Any => dynamic(),
        _ => wide(kind),
    }
}

/// Numbers of up to 38 digits.
fn wide(kind: Kind) -> BoxedStrategy<Model> {
    let digits = prop_oneof!["0", "[1-9][0-9]{0,4}", "[1-9][0-9]{30,37}"];
    match kind {
        Kind::Wide => (digits, any::<bool>())
            .prop_map(|(digits, is_negative)| {
                let number: i128 = digits.parse().unwrap();
                Model::Wide(if is_negative { -number } else { number })
            })
            .boxed(),
        Kind::WideUnsigned => digits
            .prop_map(|digits| Model::WideUnsigned(digits.parse().unwrap()))
            .boxed(),
        #[cfg(feature = "rust_decimal")]
        Kind::Decimal => (any::<i64>(), 0..19_u32)
            .prop_map(|(digits, scale)| {
                Model::Decimal(rust_decimal::Decimal::new(digits, scale).normalize())
            })
            .boxed(),
        _ => (digits, -60..60_i16)
            .prop_map(|(digits, exponent)| {
                let number: Number = format!("{digits}E{exponent}").parse().unwrap();
                Model::Exact(number)
            })
            .boxed(),
    }
}

/// Values in a type without a form of its own.
fn dynamic() -> BoxedStrategy<Model> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Model::Bool),
        any::<u64>().prop_map(Model::U64),
        (i64::MIN..0).prop_map(Model::I64),
        any::<i32>().prop_map(|number| Model::F64((f64::from(number) + 0.25).to_bits())),
        text().prop_map(Model::Str),
        all(any::<u8>()).prop_map(Model::Bytes),
        Just(Model::Unit),
    ];
    let nested = leaf.prop_recursive(2, 6, 2, |inner| {
        let entries = all(("[a-d]", inner.clone())).prop_map(|mut entries| {
            entries.sort_by(|one, other| one.0.cmp(&other.0));
            entries.dedup_by(|one, other| one.0 == other.0);
            let entries = entries.into_iter();
            sorted(
                entries
                    .map(|(key, value)| (Model::Str(key), value))
                    .collect(),
            )
        });
        prop_oneof![all(inner).prop_map(Model::Seq), entries]
    });
    nested.boxed()
}
