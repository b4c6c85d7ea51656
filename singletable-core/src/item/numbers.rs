//! Numbers are read and written exactly, at every depth and in both mappings, or are an error.

use super::codec::{Codec, Number as NumberCodec, Serde, Set};
use crate::value::{Number, ValueError, check_value};
use crate::wire::reference::{decodes_alike, encodes_alike};
use aws_sdk_dynamodb::types::AttributeValue;
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

/// The positions that a value of a type can have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "T: Ord + Serialize + DeserializeOwned")]
struct Positions<T: Ord> {
    plain: T,
    option: Option<T>,
    list: Vec<T>,
    pair: (T, bool),
    boxed: Box<T>,
    newtype: Newtype<T>,
    entries: BTreeMap<String, T>,
    names: BTreeMap<T, bool>,
    variants: Vec<Variant<T>>,
    nested: Vec<BTreeMap<String, (T, Option<T>)>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Newtype<T>(T);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Variant<T> {
    Newtype(T),
    Tuple(u8, T),
    Struct { number: T },
}

/// Positions where serde first reads a value of any type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Buffered<T> {
    tagged: Tagged<T>,
    untagged: Untagged<T>,
    #[serde(flatten)]
    flat: Flat<T>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged<T> {
    Struct { number: T },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged<T> {
    Number(T),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Flat<T> {
    number: T,
}

fn positions<T: Clone + Ord>(one: &T) -> Positions<T> {
    let one = || one.clone();
    let entries = BTreeMap::from([("a".to_owned(), one())]);
    let pairs = BTreeMap::from([("b".to_owned(), (one(), Some(one())))]);
    Positions {
        plain: one(),
        option: Some(one()),
        list: vec![one(), one()],
        pair: (one(), true),
        boxed: Box::new(one()),
        newtype: Newtype(one()),
        entries,
        names: BTreeMap::from([(one(), true)]),
        variants: vec![
            Variant::Newtype(one()),
            Variant::Tuple(1, one()),
            Variant::Struct { number: one() },
        ],
        nested: vec![pairs],
    }
}

fn buffered<T: Clone>(one: &T) -> Buffered<T> {
    let one = || one.clone();
    Buffered {
        tagged: Tagged::Struct { number: one() },
        untagged: Untagged::Number(one()),
        flat: Flat { number: one() },
    }
}

/// The values inside, without the names of maps.
fn leaves(value: &AttributeValue, found: &mut Vec<AttributeValue>) {
    match value {
        AttributeValue::L(values) => values.iter().for_each(|value| leaves(value, found)),
        AttributeValue::M(entries) => entries.values().for_each(|value| leaves(value, found)),
        AttributeValue::S(_) | AttributeValue::Bool(_) => {}
        leaf => found.push(leaf.clone()),
    }
}

/// Checks that the value is read as it was written, in both mappings.
fn round_trips<C: Codec<T>, T: Debug + PartialEq>(
    value: &T,
) -> Result<AttributeValue, TestCaseError> {
    let stored = C::encode(value).unwrap().unwrap();
    prop_assert_eq!(&C::decode(stored.clone()).unwrap(), value);
    decodes_alike::<T, C>(&stored);
    encodes_alike::<T, C>(&stored);
    Ok(stored)
}

/// Checks that a number of the type is stored as that number and read again, at every position.
fn laws<T>(number: &T, text: &str) -> Result<(), TestCaseError>
where
    T: Debug + Clone + Ord + Serialize + DeserializeOwned,
{
    let stored = round_trips::<Serde, _>(&positions(number))?;
    let mut found = Vec::new();
    leaves(&stored, &mut found);
    let same = found
        .iter()
        .filter(|leaf| **leaf == AttributeValue::N(text.into()));
    // The variant with two values has 1 as the other.
    let expected = if text == "1" { 14 } else { 13 };
    prop_assert_eq!(same.count(), expected, "{:?}", found);
    let set = round_trips::<Set, _>(&BTreeSet::from([number.clone()]))?;
    prop_assert_eq!(set, AttributeValue::Ns(vec![text.to_owned()]));
    Ok(())
}

/// Any number of DynamoDB, often near the limits of a type.
fn number() -> impl Strategy<Value = Number> {
    let edges = prop::sample::select(vec![
        "0",
        "1",
        "-1",
        "9007199254740993",
        "18446744073709551616",
        "-9223372036854775809",
        "92838584930183242888",
        "0.12345678901234567890123456789012345678",
        "1E-30",
        "1E-130",
        "9.9999999999999999999999999999999999999E125",
        "79228162514264337593543950336",
        "1.0000000000000000000000000000000000001",
    ]);
    prop_oneof![
        ("-?[1-9][0-9]{0,37}", -130_i16..=88).prop_map(|(digits, exponent)| format!(
            "{digits}E{exponent}"
        )
        .parse()
        .unwrap()),
        "-?[0-9]{1,19}(\\.[0-9]{1,19})?".prop_map(|text| text.parse().unwrap()),
        edges.prop_map(|text| text.parse().unwrap()),
        any::<i64>().prop_map(Number::from),
    ]
}

/// Another text of the same number.
fn rewritten(number: Number, form: u8) -> String {
    let text = number.to_string();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.as_str()),
    };
    match form % 5 {
        0 => text,
        1 => format!("{sign}00{digits}"),
        2 if digits.contains('.') => format!("{sign}{digits}00"),
        2 => format!("{sign}{digits}.00"),
        3 => format!("{text}E+0"),
        _ => {
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
            format!("{sign}{whole}{fraction}e-{}", fraction.len())
        }
    }
}

/// Checks that each integer type reads the number exactly, or refuses it.
fn read_exactly<T>(text: &str, number: Number) -> Result<(), TestCaseError>
where
    T: Debug + Clone + Ord + Serialize + DeserializeOwned + TryFrom<Number>,
{
    let expected = T::try_from(number).ok();
    let one = AttributeValue::N(text.to_owned());
    let list = AttributeValue::L(vec![one.clone()]);
    let set = AttributeValue::Ns(vec![text.to_owned()]);
    let many = expected.clone().map(|one| vec![one]);
    prop_assert_eq!(
        &<Serde as Codec<T>>::decode(one.clone()).ok(),
        &expected,
        "{}",
        text
    );
    prop_assert_eq!(
        &<Serde as Codec<Vec<T>>>::decode(list).ok(),
        &many,
        "{}",
        text
    );
    prop_assert_eq!(
        &<Set as Codec<Vec<T>>>::decode(set.clone()).ok(),
        &many,
        "{}",
        text
    );
    decodes_alike::<T, Serde>(&one);
    decodes_alike::<Vec<T>, Set>(&set);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_number_is_itself_by_text_and_sorts_by_value(a in number(), b in number(), form in any::<u8>()) {
        prop_assert_eq!(rewritten(a, form).parse(), Ok(a));
        prop_assert_eq!(a.to_string() == b.to_string(), a == b);
        prop_assert!(check_value(&AttributeValue::N(a.to_string())).is_ok());
        // The nearest floats are in order too, if they differ.
        let floats = a.to_f64().partial_cmp(&b.to_f64()).unwrap();
        prop_assert!(floats.is_eq() || floats == a.cmp(&b), "{a} {b}");
    }

    #[test]
    fn every_number_is_kept_wherever_it_is(number in number()) {
        laws(&number, &number.to_string())?;
        let json = serde_json::to_string(&positions(&number)).unwrap();
        prop_assert_eq!(serde_json::from_str::<Positions<Number>>(&json).unwrap(), positions(&number));
    }

    #[test]
    fn integers_are_kept_wherever_they_are(
        signed in any::<i64>(),
        small in any::<i8>(),
        digits in "-?[1-9][0-9]{0,37}",
    ) {
        laws(&signed, &signed.to_string())?;
        laws(&small, &small.to_string())?;
        let wide: i128 = digits.parse().unwrap();
        laws(&wide, &digits)?;
        laws(&wide.unsigned_abs(), &wide.unsigned_abs().to_string())?;
        round_trips::<NumberCodec, _>(&wide)?;
    }

    #[test]
    fn an_integer_is_read_exactly_or_not_at_all(number in number(), form in any::<u8>()) {
        let text = rewritten(number, form);
        read_exactly::<u8>(&text, number)?;
        read_exactly::<i8>(&text, number)?;
        read_exactly::<u32>(&text, number)?;
        read_exactly::<i64>(&text, number)?;
        read_exactly::<u64>(&text, number)?;
        read_exactly::<i128>(&text, number)?;
        read_exactly::<u128>(&text, number)?;
        let stored = AttributeValue::N(text.clone());
        let wide = <NumberCodec as Codec<i128>>::decode(stored.clone()).ok();
        prop_assert_eq!(wide, i128::try_from(number).ok());
        let wide = <NumberCodec as Codec<u128>>::decode(stored.clone()).ok();
        prop_assert_eq!(wide, u128::try_from(number).ok());
        let nearest = <Serde as Codec<f64>>::decode(stored.clone()).unwrap();
        prop_assert_eq!(nearest.to_bits(), number.to_f64().to_bits());
        // As a dynamic value it becomes the nearest number that the type holds.
        let value = <Serde as Codec<serde_json::Value>>::decode(stored).unwrap();
        prop_assert_eq!(value.as_i64(), i64::try_from(number).ok());
        prop_assert_eq!(value.as_u64(), u64::try_from(number).ok());
        prop_assert_eq!(value.as_f64(), Some(number.to_f64()));
    }

    #[test]
    fn what_serde_buffers_is_exact_or_refused(number in number()) {
        let stored = <Serde as Codec<Buffered<Number>>>::encode(&buffered(&number)).unwrap().unwrap();
        let read = <Serde as Codec<Buffered<Number>>>::decode(stored.clone());
        let is_kept = i64::try_from(number).is_ok()
            || u64::try_from(number).is_ok()
            || Number::try_from(number.to_f64()) == Ok(number);
        prop_assert_eq!(read.ok(), is_kept.then(|| buffered(&number)));
        decodes_alike::<Buffered<Number>, Serde>(&stored);
        // Rounding here does not affect what is read next.
        prop_assert_eq!(serde_json::from_str::<Number>("0.5").unwrap(), Number::try_from(0.5).unwrap());
    }
}

#[cfg(feature = "rust_decimal")]
proptest! {
    #[test]
    fn a_decimal_is_read_exactly_or_not_at_all(number in number(), form in any::<u8>()) {
        use rust_decimal::Decimal;
        let stored = AttributeValue::N(rewritten(number, form));
        match <NumberCodec as Codec<Decimal>>::decode(stored.clone()) {
            Ok(read) => {
                prop_assert_eq!(Number::from(read), number);
                prop_assert_eq!(Decimal::try_from(number), Ok(read));
            }
            Err(error) => {
                prop_assert!(error.to_string().contains("more digits than the type holds"), "{error}");
                prop_assert!(Decimal::try_from(number).is_err());
                // At most 28 digits, all of them up to 28 digits after the point, always fit.
                let fits = number.to_string().trim_start_matches('-').len() <= 28;
                prop_assert!(!fits, "{number}");
            }
        }
        decodes_alike::<Decimal, NumberCodec>(&stored);
    }

    #[test]
    fn a_decimal_is_a_number(digits in any::<i64>(), scale in 0_u32..28) {
        let decimal = rust_decimal::Decimal::new(digits, scale);
        round_trips::<NumberCodec, _>(&decimal)?;
        let expected: Number = decimal.to_string().parse().unwrap();
        prop_assert_eq!(Number::from(decimal), expected);
    }
}

/// Whether a value at some depth is refused by the check that needs no engine.
fn refused<T: Serialize + DeserializeOwned + Debug>(value: &T) -> bool {
    let stored = <Serde as Codec<T>>::encode(value);
    let by_maps = match &stored {
        Ok(stored) => stored
            .as_ref()
            .is_some_and(|stored| check_value(stored).is_err()),
        Err(_) => true,
    };
    let by_text = crate::wire::reference::is_refused::<T, Serde>(value);
    assert_eq!(by_maps, by_text, "{value:?}");
    by_maps
}

#[test]
fn what_is_no_number_of_dynamodb_is_refused_at_every_depth() {
    fn at_every_depth<T: Serialize + DeserializeOwned + Debug + Clone>(one: T, is_refused: bool) {
        assert_eq!(refused(&one), is_refused);
        assert_eq!(refused(&Some(one.clone())), is_refused);
        assert_eq!(refused(&vec![one.clone()]), is_refused);
        assert_eq!(refused(&(1, one.clone())), is_refused);
        assert_eq!(refused(&Newtype(one.clone())), is_refused);
        assert_eq!(refused(&Variant::Tuple(1, one.clone())), is_refused);
        assert_eq!(
            refused(&Variant::Struct {
                number: one.clone()
            }),
            is_refused
        );
        assert_eq!(refused(&buffered(&one)), is_refused);
        let inside = BTreeMap::from([("b".to_owned(), one)]);
        let outside = BTreeMap::from([("a".to_owned(), vec![inside])]);
        assert_eq!(refused(&outside), is_refused);
    }
    for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e126, 1e-131] {
        at_every_depth(float, true);
    }
    for float in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        at_every_depth(float, true);
    }
    at_every_depth(u128::MAX, true);
    at_every_depth(i128::MIN, true);
    at_every_depth(10_u128.pow(38), false);
    at_every_depth(1.5_f64, false);
    at_every_depth(10_i128.pow(37) - 1, false);
}

#[test]
fn a_float_that_would_be_infinite_is_an_error() {
    for (text, fits) in [
        ("3.4E38", true),
        ("1E39", false),
        ("1E125", false),
        ("-1E125", false),
    ] {
        let stored = AttributeValue::N(text.into());
        assert_eq!(
            <Serde as Codec<f32>>::decode(stored.clone()).is_ok(),
            fits,
            "{text}"
        );
        let list = AttributeValue::L(vec![stored.clone()]);
        assert_eq!(
            <Serde as Codec<Vec<f32>>>::decode(list).is_ok(),
            fits,
            "{text}"
        );
        let set = AttributeValue::Ns(vec![text.into()]);
        assert_eq!(
            <Set as Codec<Vec<f32>>>::decode(set).is_ok(),
            fits,
            "{text}"
        );
        assert!(<Serde as Codec<f64>>::decode(stored).is_ok(), "{text}");
    }
    for text in ["NaN", "inf", "-infinity"] {
        let stored = AttributeValue::N(text.into());
        assert!(
            <Serde as Codec<f64>>::decode(stored.clone()).is_err(),
            "{text}"
        );
        assert!(
            <Serde as Codec<serde_json::Value>>::decode(stored).is_err(),
            "{text}"
        );
    }
}

#[test]
fn a_number_is_read_from_text_too_and_from_nothing_else() {
    let decode = <Serde as Codec<Number>>::decode;
    let text = |text: &str| AttributeValue::S(text.into());
    assert_eq!(decode(text("1.50")), Ok("1.5".parse().unwrap()));
    let refused = |value| decode(value).unwrap_err().to_string();
    let expected = "expected a number of at most 38 digits, found ";
    assert_eq!(refused(text("a")), format!("{expected}a string"));
    assert_eq!(
        refused(AttributeValue::Null(true)),
        format!("{expected}a null")
    );
    assert_eq!(
        refused(AttributeValue::N("x".into())),
        format!("{expected}a number")
    );
    assert_eq!(<Serde as Codec<Number>>::missing(), None);
    assert_eq!(<Serde as Codec<Option<Number>>>::missing(), Some(None));
}

/// `#[serde(with)]` uses the serializers of `serde_dynamo`, which see a number as text.
#[test]
fn a_function_of_the_users_own_reads_numbers_exactly_or_not_at_all() {
    use super::codec::{decode_with, encode_with};
    let long: Number = "0.12345678901234567890123456789012345678".parse().unwrap();
    let stored = encode_with(|serializer| long.serialize(serializer)).unwrap();
    assert_eq!(stored, AttributeValue::S(long.to_string()));
    let read = |value| decode_with::<Number>(value, Number::deserialize);
    assert_eq!(read(stored), Ok(long));
    assert_eq!(read(AttributeValue::N("-5".into())), Ok(Number::from(-5)));
    assert!(read(AttributeValue::N(long.to_string())).is_err());
}

#[test]
fn a_fraction_of_a_second_is_rounded_down_in_a_time_to_live() {
    use super::codec::EpochSeconds;
    use crate::value::Timestamp;
    for (stored, seconds) in [
        ("5", 5),
        ("5.0", 5),
        ("1767225605.999", 1_767_225_605),
        ("1.7672256059E9", 1_767_225_605),
        ("-0.5", -1),
        ("-5.0", -5),
        ("1E-100", 0),
        ("-1E-100", -1),
    ] {
        let stored = AttributeValue::N(stored.into());
        let expected = Timestamp::from_epoch_seconds(seconds).unwrap();
        let read: Result<Timestamp, _> = EpochSeconds::decode(stored.clone());
        assert_eq!(read, Ok(expected), "{stored:?}");
        decodes_alike::<Timestamp, EpochSeconds>(&stored);
    }
    for beyond in ["1E30", "-1E30", "1E100", "253402300800.5"] {
        let read: Result<Timestamp, _> = EpochSeconds::decode(AttributeValue::N(beyond.into()));
        assert!(read.is_err(), "{beyond}");
    }
}

#[test]
fn numbers_of_rust_become_numbers_and_come_back() {
    assert_eq!(Number::default(), Number::from(0_u8));
    assert_eq!(Number::from(u64::MAX).to_string(), u64::MAX.to_string());
    assert_eq!(Number::from(i64::MIN).to_string(), i64::MIN.to_string());
    assert_eq!(i64::try_from(Number::from(i64::MIN)), Ok(i64::MIN));
    assert!(Number::try_from(u128::MAX).is_err() && Number::try_from(i128::MIN).is_err());
    assert_eq!(
        Number::try_from(10_u128.pow(38)).unwrap().to_string().len(),
        39
    );
    assert_eq!(Number::try_from(0.1_f32).unwrap().to_string(), "0.1");
    assert!(Number::try_from(f64::NAN).is_err() && Number::try_from(1e300).is_err());
    let wrong: Result<u8, ValueError> = Number::from(256).try_into();
    assert_eq!(wrong.unwrap_err().to_string(), "the number is no u8");
    assert_eq!(
        format!(
            "{:>6}|{:<5}|{:04}",
            Number::from(-5),
            Number::from(7),
            Number::from(3)
        ),
        "    -5|7    |0003"
    );
}
