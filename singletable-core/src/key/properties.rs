//! Property tests of keys: keys are injective and ordered.

use super::Slots;
use super::error::{KeyErrorKind, KeyPart};
use super::field::{KeyField, KeyKind, KeyText};
use super::parts::{can_be, read_back};
use super::template::{Encoding, FieldSegment, KeyContext, KeyTemplate, Segment};
use crate::value::{Number, Timestamp};
use proptest::prelude::*;
use std::fmt::Debug;

pub(super) const CONTEXT: KeyContext = KeyContext {
    entity: "Test",
    part: KeyPart::SortKey,
    separator: "#",
};

fn write<T: KeyField>(value: &T, encoding: Encoding) -> Result<String, KeyErrorKind> {
    let mut text = String::new();
    let mut out = KeyText { buffer: &mut text };
    KeyField::write_key(value, encoding, &mut out)?;
    Ok(text)
}

/// Checks both properties for two values, with every encoding that the type accepts.
fn laws<T: KeyField + Ord>(a: &T, b: &T) -> Result<(), TestCaseError> {
    let encodings = [
        Encoding::Plain,
        Encoding::Width(5),
        Encoding::Width(39),
        Encoding::Ordered,
        Encoding::Millis,
        Encoding::Micros,
        Encoding::Nanos,
        Encoding::Raw,
        Encoding::Unpadded,
    ];
    let folding = [
        Encoding::Lower,
        Encoding::Upper,
        Encoding::LowerRaw,
        Encoding::UpperRaw,
    ];
    for encoding in encodings.into_iter().chain(folding) {
        reads_back(a, encoding)?;
    }
    for encoding in folding {
        if let Ok(text) = write(a, encoding) {
            prop_assert!(T::KIND.accepts(encoding), "{encoding:?} must be refused");
            // What is folded once stays as it is, so that values with one text are read as one.
            prop_assert_eq!(encoding.folded(&text), text.as_str());
        }
    }
    reads_back(a, Encoding::Rfc3339)?;
    // Two offsets of one point in time are two texts of one value.
    if let (Ok(x), Ok(y)) = (write(a, Encoding::Rfc3339), write(b, Encoding::Rfc3339)) {
        prop_assert!(T::KIND.accepts(Encoding::Rfc3339), "it must be refused");
        prop_assert!(a == b || x != y, "injective: {} {}", x, y);
    }
    for encoding in encodings {
        let (Ok(x), Ok(y)) = (write(a, encoding), write(b, encoding)) else {
            continue;
        };
        prop_assert!(T::KIND.accepts(encoding), "{encoding:?} must be refused");
        prop_assert_eq!(a == b, x == y, "injective: {:?} {} {}", encoding, x, y);
        if T::KIND.sorts_with(encoding) {
            prop_assert_eq!(a.cmp(b), x.cmp(&y), "ordered: {:?} {} {}", encoding, x, y);
        }
    }
    Ok(())
}

/// Checks that a written value is read, as itself or as a value with the same text.
fn reads_back<T: KeyField>(value: &T, encoding: Encoding) -> Result<(), TestCaseError> {
    let Ok(text) = write(value, encoding) else {
        return Ok(());
    };
    if text.is_empty() {
        return Ok(());
    }
    prop_assert!(T::READS_BACK, "every type of our own is read back");
    let read = read_back::<T>(&text, encoding);
    prop_assert!(read.is_some(), "{encoding:?} {text} is not read back");
    if !encoding.folds_case() {
        prop_assert_eq!(read.as_ref(), Some(value), "{:?} {}", encoding, text);
    }
    Ok(())
}

macro_rules! laws_of {
    ($($name:ident: $type:ty = $strategy:expr;)*) => {
        proptest! {
            $(
                #[test]
                fn $name(a in $strategy, b in $strategy) {
                    let _: (&$type, &$type) = (&a, &b);
                    laws(&a, &b)?;
                }
            )*
        }
    };
}

/// Numbers close to each other and far apart.
fn around<T: Arbitrary + Copy + Debug>(edges: &'static [T]) -> impl Strategy<Value = T> + use<T> {
    prop_oneof![any::<T>(), prop::sample::select(edges)]
}

laws_of! {
    strings_are_keys: String = ".{0,6}";
    chars_are_keys: char = any::<char>();
    bools_are_keys: bool = any::<bool>();
    u8s_are_keys: u8 = any::<u8>();
    u16s_are_keys: u16 = any::<u16>();
    u32s_are_keys: u32 = around(&[0, 9, 10, 99, 100, u32::MAX]);
    u64s_are_keys: u64 = around(&[0, 9, 10, 99_999, 100_000, u64::MAX]);
    u128s_are_keys: u128 = around(&[0, 9, 10, u128::MAX]);
    usizes_are_keys: usize = any::<usize>();
    i8s_are_keys: i8 = any::<i8>();
    i16s_are_keys: i16 = any::<i16>();
    i32s_are_keys: i32 = around(&[-10, -9, -1, 0, 1, 9, 10, i32::MIN, i32::MAX]);
    i64s_are_keys: i64 = around(&[-10, -9, -1, 0, 1, 9, 10, i64::MIN, i64::MAX]);
    i128s_are_keys: i128 = around(&[-1, 0, 1, i128::MIN, i128::MAX]);
    isizes_are_keys: isize = any::<isize>();
    timestamps_are_keys: Timestamp = (-62_167_219_200_000_i64..=253_402_300_799_999)
        .prop_map(|millis| Timestamp::from_epoch_millis(millis).unwrap());
}

laws_of! {
    numbers_are_keys: Number = prop_oneof![
        ("-?[1-9][0-9]{0,37}", -130_i16..=88)
            .prop_map(|(digits, exponent)| format!("{digits}E{exponent}").parse().unwrap()),
        (-20_i64..=20).prop_map(Number::from),
        prop::sample::select(vec![
            "0", "1E-130", "-1E-130", "9.9E125", "-9.9E125", "0.1", "0.10000000000000000000000000000000000001",
        ]).prop_map(|text| text.parse().unwrap()),
    ];
}

#[cfg(feature = "uuid")]
laws_of! {
    uuids_are_keys: uuid::Uuid = any::<u128>().prop_map(uuid::Uuid::from_u128);
}

#[cfg(feature = "chrono")]
laws_of! {
    chronos_times_are_keys: chrono::DateTime<chrono::Utc> = any::<i64>()
        .prop_map(chrono::DateTime::from_timestamp_nanos);
}

#[cfg(feature = "time")]
laws_of! {
    times_are_keys: time::OffsetDateTime = (any::<i64>(), -12_i8..12).prop_map(|(nanos, hours)| {
        let utc = time::OffsetDateTime::from_unix_timestamp_nanos(nanos.into()).unwrap();
        utc.to_offset(time::UtcOffset::from_hms(hours, 0, 0).unwrap())
    });
}

#[cfg(feature = "jiff")]
laws_of! {
    jiffs_times_are_keys: jiff::Timestamp = any::<i64>()
        .prop_map(|nanos| jiff::Timestamp::from_nanosecond(nanos.into()).unwrap());
}

#[cfg(feature = "chrono")]
laws_of! {
    chronos_times_with_offsets_are_keys: chrono::DateTime<chrono::FixedOffset> =
        (any::<i64>(), 0_u32..10, -1439..=1439_i32).prop_map(|(nanos, digits, minutes)| {
            let unit = 10_i64.pow(digits);
            let utc = chrono::DateTime::from_timestamp_nanos(nanos / unit * unit);
            utc.with_timezone(&chrono::FixedOffset::east_opt(minutes * 60).unwrap())
        });
    chronos_dates_are_keys: chrono::NaiveDate = (-400_000_i32..4_000_000).prop_map(|day| {
        chrono::NaiveDate::from_num_days_from_ce_opt(day).unwrap()
    });
}

#[cfg(feature = "time")]
laws_of! {
    times_dates_are_keys: time::Date = (-400_000_i32..3_000_000)
        .prop_map(|day| time::Date::from_julian_day(day + 1_721_426).unwrap());
}

#[cfg(feature = "jiff")]
laws_of! {
    jiffs_dates_are_keys: jiff::civil::Date = (-9999_i16..=9999, 1_i8..=12, 1_i8..=28)
        .prop_map(|(year, month, day)| jiff::civil::date(year, month, day));
}

#[cfg(all(feature = "chrono", feature = "time", feature = "jiff"))]
#[test]
fn a_date_has_ten_characters_and_four_digits_of_a_year() {
    let chrono = |year| chrono::NaiveDate::from_ymd_opt(year, 1, 18).unwrap();
    let jiff = |year| jiff::civil::date(year, 1, 18);
    let time = |year| time::Date::from_calendar_date(year, time::Month::January, 18).unwrap();
    assert_eq!(write(&chrono(26), Encoding::Plain).unwrap(), "0026-01-18");
    assert_eq!(write(&jiff(2026), Encoding::Plain).unwrap(), "2026-01-18");
    assert_eq!(write(&time(2026), Encoding::Plain).unwrap(), "2026-01-18");
    let refused = Err(KeyErrorKind::Year);
    assert_eq!(write(&chrono(-1), Encoding::Plain), refused);
    assert_eq!(write(&chrono(10_000), Encoding::Plain), refused);
    assert_eq!(write(&jiff(-1), Encoding::Plain), refused);
    assert_eq!(write(&time(-1), Encoding::Plain), refused);
    for text in [
        "2026-1-18",
        "2026-02-30",
        "+026-01-18",
        "2026-01-18T",
        "26-01-18",
    ] {
        assert!(
            !can_be::<chrono::NaiveDate>(text, Encoding::Plain),
            "{text}"
        );
        assert!(
            !can_be::<jiff::civil::Date>(text, Encoding::Plain),
            "{text}"
        );
        assert!(!can_be::<time::Date>(text, Encoding::Plain), "{text}");
    }
}

#[cfg(all(feature = "chrono", feature = "time", feature = "jiff"))]
#[test]
fn an_rfc_3339_text_has_the_shortest_fraction_and_the_values_own_offset() {
    let chrono = |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap();
    for text in [
        "2026-01-01T00:00:05.5Z",
        "2026-01-01T02:00:00+01:00",
        "2026-01-01T02:00:00.000000001-09:30",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999-00:01",
    ] {
        let own = chrono(text);
        if text.starts_with('9') {
            // In UTC it is of the year 10000.
            assert_eq!(write(&own, Encoding::Rfc3339), Err(KeyErrorKind::Year));
            continue;
        }
        assert_eq!(write(&own, Encoding::Rfc3339).unwrap(), text);
        let read = read_back::<chrono::DateTime<chrono::FixedOffset>>(text, Encoding::Rfc3339);
        assert_eq!(read.unwrap().offset(), own.offset());
        let read = read_back::<time::OffsetDateTime>(text, Encoding::Rfc3339).unwrap();
        assert_eq!(
            read.offset().whole_seconds(),
            own.offset().local_minus_utc()
        );
        let is_utc = text.ends_with('Z');
        for read in [
            read_back::<jiff::Timestamp>(text, Encoding::Rfc3339).is_some(),
            read_back::<chrono::DateTime<chrono::Utc>>(text, Encoding::Rfc3339).is_some(),
        ] {
            assert_eq!(read, is_utc, "{text}");
        }
    }
    for other in [
        "2026-01-01T00:00:05.50Z",
        "2026-01-01T00:00:05+00:00",
        "2026-01-01T00:00Z",
    ] {
        assert!(
            !can_be::<time::OffsetDateTime>(other, Encoding::Rfc3339),
            "{other}"
        );
    }
    let seconds = chrono::FixedOffset::east_opt(61).unwrap();
    let odd = chrono("2026-01-01T00:00:05Z").with_timezone(&seconds);
    assert_eq!(write(&odd, Encoding::Rfc3339), Err(KeyErrorKind::Offset));
}

#[cfg(feature = "rust_decimal")]
laws_of! {
    decimals_are_keys: rust_decimal::Decimal = (any::<i64>(), 0_u32..28)
        .prop_map(|(digits, scale)| rust_decimal::Decimal::new(digits, scale));
}

#[test]
fn a_fraction_of_zero_has_the_same_width() {
    let at = |millis| {
        write(
            &Timestamp::from_epoch_millis(millis).unwrap(),
            Encoding::Plain,
        )
        .unwrap()
    };
    assert!(at(29_000) < at(29_017));
    assert_eq!(at(29_000).len(), at(29_017).len());
}

#[test]
fn a_time_that_would_lose_digits_is_refused() {
    let fine = time::OffsetDateTime::UNIX_EPOCH + time::Duration::nanoseconds(1);
    let mut text = String::new();
    let mut out = KeyText { buffer: &mut text };
    let refused = super::time::write_time_key(fine, Encoding::Plain, &mut out);
    assert_eq!(refused, Err(KeyErrorKind::Precision("milliseconds")));
    assert!(super::time::write_time_key(fine, Encoding::Nanos, &mut out).is_ok());
}

pub(super) const fn segment(slot: usize, encoding: Encoding) -> Segment {
    Segment::Field(FieldSegment::new(slot, "field", encoding))
}

/// Two texts, with literals before, between and after them.
pub(super) const TUPLE: KeyTemplate = KeyTemplate {
    source: "P#<a>#x#<b>",
    segments: &[
        Segment::Literal("P#"),
        segment(0, Encoding::Plain),
        Segment::Literal("#x#"),
        segment(1, Encoding::Plain),
    ],
};

/// The last value may contain the separator.
pub(super) const RAW: KeyTemplate = KeyTemplate {
    source: "P#<a>#<b:raw>",
    segments: &[
        Segment::Literal("P#"),
        segment(0, Encoding::Plain),
        Segment::Literal("#"),
        segment(1, Encoding::Raw),
    ],
};

pub(super) type Pair = (String, String);

pub(super) fn render(template: &KeyTemplate, (a, b): &Pair) -> Option<String> {
    let values = Slots::new().with(0, a.clone()).with(1, b.clone());
    template.render(CONTEXT, &values).ok().map(Option::unwrap)
}

/// Texts of characters on both sides of the separator, which itself is among them.
fn any_text() -> impl Strategy<Value = String> {
    "[ !\"#$az]{0,3}"
}

/// Texts without the separator.
fn key_text() -> impl Strategy<Value = String> {
    "[ !\"$az]{1,3}"
}

/// Texts that sort as expected everywhere in a key: nothing below the separator.
fn plain_text() -> impl Strategy<Value = String> {
    "[$%az~é]{1,3}"
}

/// The documented order: each value is followed by the separator.
fn documented((a, b): &Pair) -> (String, String) {
    (format!("{a}#"), b.clone())
}

proptest! {
    #[test]
    fn different_tuples_never_give_the_same_key(
        a in (any_text(), any_text()),
        b in (any_text(), any_text()),
    ) {
        for template in [&TUPLE, &RAW] {
            if let (Some(x), Some(y)) = (render(template, &a), render(template, &b)) {
                prop_assert_eq!(a == b, x == y);
            }
        }
    }

    #[test]
    fn empty_values_and_separators_are_refused(a in (any_text(), any_text())) {
        let bad = |text: &String| text.is_empty() || text.contains('#');
        prop_assert_eq!(render(&TUPLE, &a).is_none(), bad(&a.0) || bad(&a.1));
        prop_assert_eq!(render(&RAW, &a).is_none(), bad(&a.0) || a.1.is_empty());
    }

    #[test]
    fn tuples_sort_by_each_value_and_the_separator_after_it(
        a in (key_text(), key_text()),
        b in (key_text(), key_text()),
    ) {
        let (x, y) = (render(&TUPLE, &a).unwrap(), render(&TUPLE, &b).unwrap());
        prop_assert_eq!(documented(&a).cmp(&documented(&b)), x.cmp(&y));
    }

    #[test]
    fn tuples_of_characters_above_the_separator_sort_as_tuples(
        a in (plain_text(), plain_text()),
        b in (plain_text(), plain_text()),
    ) {
        let (x, y) = (render(&TUPLE, &a).unwrap(), render(&TUPLE, &b).unwrap());
        prop_assert_eq!(a.cmp(&b), x.cmp(&y));
    }
}

#[test]
fn a_number_wider_than_its_width_is_refused() {
    assert_eq!(
        write(&100_u8, Encoding::Width(2)),
        Err(KeyErrorKind::Width(2))
    );
    assert_eq!(
        write(&-1_i8, Encoding::Width(2)),
        Err(KeyErrorKind::Negative)
    );
    assert_eq!(write(&7_u8, Encoding::Width(3)).unwrap(), "007");
    assert_eq!(write(&i64::MIN, Encoding::Ordered).unwrap(), "0".repeat(20));
}

#[test]
fn plain_integers_do_not_sort() {
    assert!(!KeyKind::Integer.sorts_with(Encoding::Plain));
    assert!(write(&10_u8, Encoding::Plain).unwrap() < write(&9_u8, Encoding::Plain).unwrap());
}

/// Segments of templates: literals with the separator on either side or both, and fields of every kind
/// that may be anywhere.
fn template() -> impl Strategy<Value = Vec<Segment>> {
    let literal = prop::sample::select(vec!["#", "P#", "#x#", "x#", "#x", "-#-", "é#é"]);
    let field = prop::sample::select(vec![
        Encoding::Plain,
        Encoding::Lower,
        Encoding::Width(3),
        Encoding::Ordered,
        Encoding::Millis,
    ]);
    let pieces = prop::collection::vec((field, literal), 0..4);
    let ends = (prop::sample::select(vec!["", "P#", "é", "#"]), 0_usize..4);
    (ends, pieces).prop_map(|((first, last), pieces)| {
        let mut segments = Vec::new();
        if !first.is_empty() {
            segments.push(Segment::Literal(first));
        }
        for (slot, (encoding, literal)) in pieces.into_iter().enumerate() {
            // A field may be in a template twice.
            segments.push(segment(slot % 3, encoding));
            segments.push(Segment::Literal(literal));
        }
        match last {
            0 => segments.push(segment(7, Encoding::Raw)),
            1 => segments.push(segment(7, Encoding::Plain)),
            2 => {
                segments.push(segment(7, Encoding::Plain));
                segments.push(Segment::Literal("x"));
            }
            _ => {}
        }
        segments
    })
}

/// A value for each field, of a type that its encoding is for.
fn value_for(segment: &FieldSegment, texts: &[String], number: u16) -> (Slots, String) {
    let text = texts[segment.slot % texts.len()].clone();
    let time = Timestamp::from_epoch_millis(i64::from(number)).unwrap();
    let (slots, written) = match segment.encoding {
        Encoding::Width(_) => (
            Slots::new().with(0, number % 1000),
            write(&(number % 1000), segment.encoding),
        ),
        Encoding::Ordered => (
            Slots::new().with(0, number),
            write(&number, segment.encoding),
        ),
        Encoding::Millis => (Slots::new().with(0, time), write(&time, segment.encoding)),
        _ => (
            Slots::new().with(0, text.clone()),
            write(&text, segment.encoding),
        ),
    };
    (slots, written.unwrap())
}

fn leaked(segments: Vec<Segment>) -> KeyTemplate {
    KeyTemplate {
        source: "generated",
        segments: segments.leak(),
    }
}

/// The key that consists of the texts as they are.
fn joined(template: &KeyTemplate, mut texts: impl Iterator<Item = String>) -> String {
    let segments = template.segments.iter();
    segments
        .map(|segment| match segment {
            Segment::Literal(literal) => (*literal).to_owned(),
            Segment::Field(_) => texts.next().unwrap(),
        })
        .collect()
}

struct Values(Vec<(usize, Slots)>);

impl super::KeyValues for Values {
    fn key_value(&self, slot: usize) -> Option<&dyn super::DynKeyField> {
        let found = self.0.iter().find(|(own, _)| *own == slot);
        found.and_then(|(_, value)| value.key_value(0))
    }
}

proptest! {
    #[test]
    fn what_is_rendered_is_read_as_the_texts_that_it_was_made_of(
        segments in template(),
        texts in prop::collection::vec("[ !\"$azÀx-]{1,3}", 4),
        raw in "[#az]{1,4}",
        number in any::<u16>(),
    ) {
        let template = leaked(segments);
        let mut values = Values(Vec::new());
        let mut wanted = Vec::new();
        for field in template.fields() {
            let texts = if field.encoding == Encoding::Raw { std::slice::from_ref(&raw) } else { &texts[..] };
            let (slots, text) = value_for(field, texts, number);
            if template.fields().any(|other| other.slot == field.slot && other.encoding != field.encoding) {
                // One value cannot have the encodings of several types.
                return Ok(());
            }
            values.0.push((field.slot, slots));
            wanted.push(text);
        }
        let Ok(Some(key)) = template.render(CONTEXT, &values) else {
            return Ok(());
        };
        let parts = template.parts("#", &key);
        let parts = parts.map(|parts| parts.iter().map(|part| part.text.to_owned()).collect::<Vec<_>>());
        prop_assert_eq!(parts, Some(wanted), "{} of {:?}", key, template.segments);
    }

    #[test]
    fn what_is_read_makes_the_same_key(segments in template(), key in "(P#)?[#xéaz-]{0,8}") {
        let template = leaked(segments);
        if let Some(parts) = template.parts("#", &key) {
            prop_assert_eq!(parts.len(), template.fields().count());
            for part in &parts {
                prop_assert!(!part.text.is_empty());
                prop_assert!(part.field.encoding == Encoding::Raw || !part.text.contains('#'));
            }
            let texts = parts.iter().map(|part| part.text.to_owned());
            prop_assert_eq!(joined(&template, texts), key);
        }
    }

    #[test]
    fn a_text_that_no_value_is_written_as_is_none(text in "[+0-9a-fA-F:TZ.-]{1,24}") {
        fn check<T: KeyField>(text: &str) -> Result<(), TestCaseError> {
            for encoding in [Encoding::Plain, Encoding::Width(3), Encoding::Ordered, Encoding::Millis] {
                if let Some(value) = read_back::<T>(text, encoding) {
                    prop_assert_eq!(write(&value, encoding).unwrap(), text);
                }
                prop_assert_eq!(can_be::<T>(text, encoding), read_back::<T>(text, encoding).is_some());
            }
            Ok(())
        }
        check::<u8>(&text)?;
        check::<i64>(&text)?;
        check::<Number>(&text)?;
        check::<Timestamp>(&text)?;
        check::<bool>(&text)?;
    }
}

#[test]
fn a_key_of_another_form_is_not_of_the_template() {
    for key in [
        "",
        "P#",
        "P#a",
        "P#a#x#",
        "P##x#b",
        "Q#a#x#b",
        "P#a#x#b#c",
        "P#a#y#b",
    ] {
        assert_eq!(TUPLE.parts("#", key), None, "{key}");
    }
    let texts = |template: &KeyTemplate, key: &'static str| {
        let parts = template.parts("#", key).unwrap().into_iter();
        parts.map(|part| part.text).collect::<Vec<_>>()
    };
    assert_eq!(texts(&TUPLE, "P#a#x#b"), ["a", "b"]);
    assert_eq!(texts(&RAW, "P#a#b#c"), ["a", "b#c"]);
    for (text, encoding) in [
        ("7", Encoding::Width(3)),
        ("+7", Encoding::Plain),
        ("07", Encoding::Plain),
    ] {
        assert!(!can_be::<u8>(text, encoding), "{text}");
    }
    // A text of the program could be any.
    assert!(can_be::<&'static str>("anything", Encoding::Plain));
}
