//! Values are read and written as by `serde_dynamo`, and refused in its words, with the path that
//! `serde_path_to_error` finds, except in forms that only this crate reads.
//!
//! Numbers differ as [`plain`] and [`may_be_infinite`] say: whole numbers are integers in any notation,
//! and a float is finite. Integers of 128 bits, which `serde_dynamo` does not have, are in `numbers`.

use super::codec::{Codec, Serde, Set};
use crate::value::ser::to_attribute_value;
use crate::value::{ValueError, describe};
use crate::wire::reference::numbers::{may_be_infinite, plain, without_negative_zero};
use aws_sdk_dynamodb::types::AttributeValue;
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_path_to_error::Segment;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

/// A value, or the path to a fault and its message.
type Read = Result<String, (String, String)>;

/// Whether the value has a form that the reference does not read: a null as an empty list or map, a
/// binary as a list of bytes or the reverse, the elements of sets.
fn has_more_forms(value: &AttributeValue) -> bool {
    match value {
        AttributeValue::Null(_)
        | AttributeValue::B(_)
        | AttributeValue::Ss(_)
        | AttributeValue::Ns(_)
        | AttributeValue::Bs(_) => true,
        AttributeValue::L(values) => {
            values.iter().all(AttributeValue::is_n) || values.iter().any(has_more_forms)
        }
        AttributeValue::M(entries) => entries.values().any(has_more_forms),
        _ => false,
    }
}

/// The value at the end of the path, as far as the path leads.
fn found_at<'p>(
    value: &AttributeValue,
    path: impl IntoIterator<Item = &'p Segment>,
) -> &'static str {
    let mut value = value;
    for segment in path {
        let next = match (segment, value) {
            (Segment::Seq { index }, AttributeValue::L(values)) => values.get(*index),
            (
                Segment::Map { key: name } | Segment::Enum { variant: name },
                AttributeValue::M(of),
            ) => of.get(name),
            _ => None,
        };
        match next {
            Some(next) => value = next,
            None => return "a string",
        }
    }
    describe(value)
}

/// What the reference reads.
fn reference<T: Debug + DeserializeOwned>(value: &AttributeValue) -> Read {
    let deserializer = serde_dynamo::Deserializer::from_attribute_value(plain(value).into());
    let read: Result<T, _> = serde_path_to_error::deserialize(deserializer);
    let read = read.map(|read| without_negative_zero(&format!("{read:?}")));
    read.map_err(|error| {
        let path = error.path().iter().map(|segment| match segment {
            Segment::Seq { index } => format!("[{index}]"),
            Segment::Map { key } => format!(".{key}"),
            Segment::Enum { variant } => format!(".{variant}"),
            Segment::Unknown => ".?".to_owned(),
        });
        let text = error.inner().to_string();
        let found = found_at(value, error.path().iter());
        let message = ValueError::from_serde(&text, found).to_string();
        (path.collect(), message)
    })
}

/// Checks that any value is read, or refused, as by the reference.
pub(crate) fn reads<T>(value: &AttributeValue) -> Result<(), TestCaseError>
where
    T: Debug + Serialize + DeserializeOwned,
{
    let read = <Serde as Codec<T>>::decode(value.clone());
    let read = read.map(|read| without_negative_zero(&format!("{read:?}")));
    let read = read.map_err(|error| (error.at("", "").full, error.to_string()));
    let mut expected = reference::<T>(value);
    if expected.is_err() && has_more_forms(value) {
        return Ok(());
    }
    let of_a_name = |(path, message): (String, String)| {
        let expected = message.split(", found ").next().unwrap_or_default();
        (path, format!("{expected}, found a string"))
    };
    for _ in 0..300 {
        // If a name does not fit, what is found is the name.
        let is_name = read.is_err() && read == expected.clone().map_err(of_a_name);
        if read == expected || is_name {
            break;
        }
        // The reference's maps have a different order each time, so any of several faults may be met
        // first.
        expected = reference::<T>(value);
    }
    if may_be_infinite(value) && read.is_err() {
        return Ok(());
    }
    if read != expected.clone().map_err(of_a_name) {
        prop_assert_eq!(read, expected);
    }
    Ok(())
}

/// Checks that the value which this one is read as is written as by the reference.
pub(crate) fn writes<T>(stored: &AttributeValue) -> Result<(), TestCaseError>
where
    T: Debug + Serialize + DeserializeOwned,
{
    let Ok(value) = <Serde as Codec<T>>::decode(stored.clone()) else {
        return Ok(());
    };
    let expected: Option<AttributeValue> = serde_dynamo::to_attribute_value(&value).ok();
    prop_assert_eq!(to_attribute_value(&value).ok(), expected, "{:?}", value);
    Ok(())
}

/// The set of a list's elements.
fn set_of(elements: Vec<AttributeValue>) -> Result<Option<AttributeValue>, ValueError> {
    let mut sets = (Vec::new(), Vec::new(), Vec::new());
    for element in elements {
        match element {
            AttributeValue::S(text) => sets.0.push(text),
            AttributeValue::N(number) => sets.1.push(number),
            AttributeValue::B(bytes) => sets.2.push(bytes),
            other => {
                return Err(ValueError::new(format!(
                    "a DynamoDB set holds strings, numbers or binaries, not {}",
                    describe(&other)
                )));
            }
        }
    }
    match sets {
        (s, n, b) if s.is_empty() && n.is_empty() && b.is_empty() => Ok(None),
        (s, n, b) if n.is_empty() && b.is_empty() => Ok(Some(AttributeValue::Ss(s))),
        (s, n, b) if s.is_empty() && b.is_empty() => Ok(Some(AttributeValue::Ns(n))),
        (s, n, b) if s.is_empty() && n.is_empty() => Ok(Some(AttributeValue::Bs(b))),
        _ => Err(ValueError::new(
            "the elements of a DynamoDB set are all of one type".into(),
        )),
    }
}

/// Checks that the set which is written of this value consists of what the reference writes.
pub(crate) fn writes_set<T>(stored: &AttributeValue) -> Result<(), TestCaseError>
where
    T: Debug + Default + Serialize + DeserializeOwned,
{
    let Ok(value) = <Serde as Codec<T>>::decode(stored.clone()) else {
        return Ok(());
    };
    let list: Result<AttributeValue, _> = serde_dynamo::to_attribute_value(&value);
    let expected = match list {
        Ok(AttributeValue::L(elements)) => set_of(elements),
        Ok(AttributeValue::Null(_)) => Ok(None),
        Ok(other) => Ok(Some(other)),
        Err(_) => Err(ValueError::not_storable()),
    };
    prop_assert_eq!(<Set as Codec<T>>::encode(&value), expected, "{:?}", value);
    Ok(())
}

/// Fields of many kinds, some levels deep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Deep {
    list: Vec<Inner>,
    by_name: BTreeMap<String, Inner>,
    by_number: BTreeMap<i16, Choice>,
    by_flag: BTreeMap<bool, u64>,
    by_kind: BTreeMap<Kind, Newtype>,
    by_newtype: BTreeMap<Named, u8>,
    choices: Vec<Choice>,
    boxed: Option<Box<Inner>>,
    pair: (u8, String),
    binary: Bytes,
    letter: char,
    #[serde(flatten)]
    rest: BTreeMap<String, Loose>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Inner {
    name: String,
    counts: BTreeMap<String, BTreeMap<String, u8>>,
    ratio: f32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Choice {
    Unit,
    Newtype(Vec<i8>),
    Tuple(String, u8),
    Struct { flags: Vec<bool>, text: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Kind {
    Small,
    Large,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Newtype(BTreeMap<String, i32>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Named(String);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Loose {
    Flag(bool),
    Whole(i64),
    Text(String),
    Many(Vec<Loose>),
}

/// Bytes that serde treats as such.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bytes(pub(super) Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Bytes;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
        }
        deserializer.deserialize_byte_buf(Visitor)
    }
}

fn map<K: Ord + Debug, V: Debug>(
    names: impl Strategy<Value = K>,
    values: impl Strategy<Value = V>,
) -> impl Strategy<Value = BTreeMap<K, V>> {
    prop::collection::btree_map(names, values, 0..3)
}

fn inner() -> impl Strategy<Value = Inner> {
    let counts = map("[a-c]", map("[a-c]{2}", any::<u8>()));
    ("[a-z]{0,5}", counts, any::<i16>()).prop_map(|(name, counts, ratio)| Inner {
        name,
        counts,
        ratio: f32::from(ratio) / 8.0,
    })
}

fn choice() -> impl Strategy<Value = Choice> {
    prop_oneof![
        Just(Choice::Unit),
        prop::collection::vec(any::<i8>(), 0..3).prop_map(Choice::Newtype),
        ("[a-z]{0,5}", any::<u8>()).prop_map(|(text, number)| Choice::Tuple(text, number)),
        (prop::collection::vec(any::<bool>(), 0..3), "[a-z]{0,5}")
            .prop_map(|(flags, text)| Choice::Struct { flags, text }),
    ]
}

fn loose() -> impl Strategy<Value = Loose> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Loose::Flag),
        any::<i64>().prop_map(Loose::Whole),
        "[a-z]{0,5}".prop_map(Loose::Text),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop::collection::vec(inner, 0..3).prop_map(Loose::Many)
    })
}

fn deep() -> impl Strategy<Value = Deep> {
    let kinds = prop_oneof![Just(Kind::Small), Just(Kind::Large)];
    let lists = (
        prop::collection::vec(inner(), 0..3),
        prop::collection::vec(choice(), 0..3),
        prop::option::of(inner().prop_map(Box::new)),
    );
    let maps = (
        map("[a-c]", inner()),
        map(any::<i16>(), choice()),
        map(any::<bool>(), any::<u64>()),
        map(kinds, map("[a-c]", any::<i32>()).prop_map(Newtype)),
        map("[a-c]".prop_map(Named), any::<u8>()),
    );
    let others = (
        (any::<u8>(), "[a-z]{0,5}"),
        prop::collection::vec(any::<u8>(), 0..5).prop_map(Bytes),
        any::<char>(),
        map("other_[a-c]", loose()),
    );
    (lists, maps, others).prop_map(|(lists, maps, others)| Deep {
        list: lists.0,
        choices: lists.1,
        boxed: lists.2,
        by_name: maps.0,
        by_number: maps.1,
        by_flag: maps.2,
        by_kind: maps.3,
        by_newtype: maps.4,
        pair: others.0,
        binary: others.1,
        letter: others.2,
        rest: others.3,
    })
}

/// The replacement of a value, or of an entry's name.
fn damage() -> impl Strategy<Value = (AttributeValue, String)> {
    let value = prop_oneof![
        "[a-z]{0,2}|Unit|Newtype|Tuple".prop_map(AttributeValue::S),
        "-?[0-9]{1,12}|1\\.5".prop_map(AttributeValue::N),
        any::<bool>().prop_map(AttributeValue::Bool),
        any::<bool>().prop_map(AttributeValue::Null),
        Just(AttributeValue::L(Vec::new())),
        Just(AttributeValue::L(vec![AttributeValue::N("1".into())])),
        Just(AttributeValue::M([].into())),
        Just(AttributeValue::Ss(vec!["Unit".into(), "Newtype".into()])),
        Just(AttributeValue::Ns(vec!["1".into(), "x".into()])),
        Just(AttributeValue::Bs(vec![b"x".to_vec().into()])),
    ];
    (
        value,
        "[a-z]{0,2}|Unit|Newtype|Tuple|Struct|text|[0-9]|\\+7",
    )
}

fn count(value: &AttributeValue) -> usize {
    1 + match value {
        AttributeValue::L(values) => values.iter().map(count).sum(),
        AttributeValue::M(entries) => entries.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// Replaces the value at that index among all.
fn hurt(
    value: &mut AttributeValue,
    index: &mut usize,
    with: &(AttributeValue, String),
    name: bool,
) {
    if *index == 0 {
        match value {
            AttributeValue::M(entries) if name => {
                let old = entries.keys().min().cloned();
                if let Some(moved) = old.and_then(|old| entries.remove(&old)) {
                    entries.insert(with.1.clone(), moved);
                }
            }
            _ => *value = with.0.clone(),
        }
        *index = usize::MAX;
        return;
    }
    *index -= 1;
    let mut inside: Vec<_> = match value {
        AttributeValue::L(values) => values.iter_mut().collect(),
        AttributeValue::M(entries) => {
            let mut entries: Vec<_> = entries.iter_mut().collect();
            entries.sort_by(|one, other| one.0.cmp(other.0));
            entries.into_iter().map(|(_, value)| value).collect()
        }
        _ => Vec::new(),
    };
    for value in &mut inside {
        if *index == usize::MAX {
            return;
        }
        hurt(value, index, with, name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_damaged_value_is_refused_as_by_serde_dynamo(
        deep in deep(),
        hurts in prop::collection::vec((any::<prop::sample::Index>(), damage(), any::<bool>()), 0..3),
    ) {
        let mut value: AttributeValue = serde_dynamo::to_attribute_value(&deep).unwrap();
        prop_assert_eq!(to_attribute_value(&deep).unwrap(), value.clone());
        prop_assert_eq!(<Serde as Codec<Deep>>::decode(value.clone()).unwrap(), deep);
        for (index, with, name) in hurts {
            let mut index = index.index(count(&value));
            hurt(&mut value, &mut index, &with, name);
            reads::<Deep>(&value)?;
            writes::<Deep>(&value)?;
        }
    }

    #[test]
    fn sets_are_made_of_what_serde_dynamo_writes(
        texts in prop::collection::btree_set("[a-c]{0,2}", 0..4),
        binaries in prop::collection::btree_set("[a-c]{0,2}", 0..4),
        loose in prop::collection::vec(loose(), 0..3),
    ) {
        let binaries: BTreeSet<_> = binaries.into_iter().map(|text| Bytes(text.into())).collect();
        writes_set::<BTreeSet<String>>(&serde_dynamo::to_attribute_value(&texts).unwrap())?;
        writes_set::<BTreeSet<Bytes>>(&serde_dynamo::to_attribute_value(&binaries).unwrap())?;
        writes_set::<Vec<Loose>>(&serde_dynamo::to_attribute_value(&loose).unwrap())?;
        writes_set::<Option<Vec<Loose>>>(&serde_dynamo::to_attribute_value(&loose).unwrap())?;
    }
}

#[test]
fn sets_of_serde_dynamo_are_sets_of_that_kind() {
    let set = |texts: &[&str]| {
        let texts = serde_dynamo::string_set::StringSet(texts.to_vec());
        to_attribute_value(&texts).ok()
    };
    assert_eq!(set(&["a"]), Some(AttributeValue::Ss(vec!["a".into()])));
    // DynamoDB has no empty sets.
    assert_eq!(set(&[]), Some(AttributeValue::L(Vec::new())));
    assert!(to_attribute_value(&serde_dynamo::number_set::NumberSet(vec!["a"])).is_err());
    assert!(to_attribute_value(&serde_dynamo::binary_set::BinarySet(vec![1])).is_err());
}

#[test]
fn a_map_whose_keys_are_no_names_is_refused() {
    let keyed = BTreeMap::from([(vec![1_u8], 1), (Vec::new(), 2)]);
    assert!(<Serde as Codec<BTreeMap<Vec<u8>, i32>>>::encode(&keyed).is_err());
}
