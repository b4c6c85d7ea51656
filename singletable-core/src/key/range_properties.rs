//! Property tests of ranges: a chain of ranges finds the keys that each of them finds, and no others, in
//! any order.
//!
//! The model does not use texts: it compares tuples of values.

use super::bounds::{Range, Values};
use super::error::KeyErrorKind;
use super::field::{DynKeyField, KeyKind};
use super::properties::{CONTEXT, RAW, TUPLE, segment};
use super::range::{Condition, NumberKey, SortValue as _};
use super::template::{Encoding, KeyTemplate, Segment};
use super::{KeyField, KeyText, KeyValueError, Slots};
use proptest::prelude::*;
use std::cmp::Ordering;
use std::ops::{Bound, RangeBounds as _};

/// A template without a literal of its own.
const OPEN: KeyTemplate = KeyTemplate {
    source: "<a>#<b>",
    segments: &[
        segment(0, Encoding::Plain),
        Segment::Literal("#"),
        segment(1, Encoding::Plain),
    ],
};

/// One field at the end, so that a text which ends a range can be a key.
const ONE: KeyTemplate = KeyTemplate {
    source: "P#<a>",
    segments: &[Segment::Literal("P#"), segment(0, Encoding::Plain)],
};

/// One field and nothing else.
const BARE: KeyTemplate = KeyTemplate {
    source: "<a>",
    segments: &[segment(0, Encoding::Plain)],
};

/// No field.
const FIXED: KeyTemplate = KeyTemplate {
    source: "P#META",
    segments: &[Segment::Literal("P#META")],
};

/// A range: a method, and its arguments.
#[derive(Debug, Clone)]
enum Ask {
    Has(Vec<String>),
    GoesOn(Vec<String>, String),
    Between(Bound<Vec<String>>, Bound<Vec<String>>),
    Within(Vec<String>, Bound<String>, Bound<String>),
}

/// Texts of few characters, so that they often are equal or prefixes of each other, and lie at the
/// limits of what texts can have; characters sort below and above the separator, and none is the
/// separator.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[!\"$%ab]{1,2}",
        1 => prop::sample::select(vec!["\0", "\u{7F}", "\u{D7FF}", "\u{E000}", "\u{10FFFF}", "a\0", "a\u{10FFFF}"])
            .prop_map(str::to_owned),
    ]
}

fn values(most: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(value(), 0..=most)
}

fn bound<V: Strategy + Clone + 'static>(value: V) -> impl Strategy<Value = Bound<V::Value>>
where
    V::Value: Clone,
{
    prop_oneof![
        value.clone().prop_map(Bound::Included),
        value.prop_map(Bound::Excluded),
    ]
}

/// One range of each method, for keys of so many fields.
fn one_of_each(fields: usize) -> impl Strategy<Value = Vec<Ask>> {
    let tuple = move || values(fields).boxed();
    let ends = (tuple(), tuple(), tuple(), tuple(), tuple(), tuple());
    let before = fields.saturating_sub(1);
    let text = prop_oneof![Just(String::new()), value()];
    let within = (
        values(before),
        bound(value().boxed()),
        bound(value().boxed()),
        0..3,
    );
    (tuple(), (values(before), text), ends, within).prop_map(
        move |(has, (given, text), (a, b, c, d, e, f), (values, low, high, open))| {
            let mut asks = vec![
                Ask::Has(has),
                Ask::Between(Bound::Excluded(a), Bound::Unbounded),
                Ask::Between(Bound::Included(b), Bound::Unbounded),
                Ask::Between(Bound::Unbounded, Bound::Excluded(c)),
                Ask::Between(Bound::Unbounded, Bound::Included(d)),
                Ask::Between(Bound::Included(e), Bound::Included(f)),
            ];
            if fields > 0 {
                asks.push(Ask::GoesOn(given, text));
                let (low, high) = match open {
                    0 => (Bound::Unbounded, high),
                    1 => (low, Bound::Unbounded),
                    _ => (low, high),
                };
                asks.push(Ask::Within(values, low, high));
            }
            asks
        },
    )
}

fn boxed(values: &[String]) -> Values {
    let values = values.iter();
    values
        .map(|value| Box::new(value.clone()) as Box<dyn DynKeyField>)
        .collect()
}

fn range(asks: &[&Ask]) -> Range {
    let mut range = Range::default();
    for ask in asks {
        let one = |value: &String| Box::new(value.clone()) as Box<dyn DynKeyField>;
        match ask {
            Ask::Has(values) => range.has(boxed(values)),
            Ask::GoesOn(values, text) => range.goes_on(boxed(values), text.clone().into()),
            Ask::Between(low, high) => range.between(
                low.as_ref().map(|low| boxed(low)),
                high.as_ref().map(|high| boxed(high)),
            ),
            Ask::Within(values, low, high) => range.within(
                &boxed(values),
                low.as_ref().map(one),
                high.as_ref().map(one),
            ),
        }
    }
    range
}

/// The model: compares a tuple with values of its first fields. Fewer values stand for all tuples that
/// begin with them. Each value is followed by the separator, except that of the last field.
fn compare(tuple: &[String], given: &[String]) -> Ordering {
    let pairs = tuple.iter().zip(given).enumerate();
    let mut orders = pairs.map(|(index, (one, other))| {
        if index + 1 == tuple.len() {
            one.cmp(other)
        } else {
            format!("{one}#").cmp(&format!("{other}#"))
        }
    });
    orders
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn is_above(tuple: &[String], low: &Bound<Vec<String>>) -> bool {
    match low {
        Bound::Unbounded => true,
        Bound::Included(low) => compare(tuple, low).is_ge(),
        Bound::Excluded(low) => compare(tuple, low).is_gt(),
    }
}

fn is_below(tuple: &[String], high: &Bound<Vec<String>>) -> bool {
    match high {
        Bound::Unbounded => true,
        Bound::Included(high) => compare(tuple, high).is_le(),
        Bound::Excluded(high) => compare(tuple, high).is_lt(),
    }
}

fn meets(tuple: &[String], ask: &Ask) -> bool {
    match ask {
        Ask::Has(values) => tuple.starts_with(values),
        Ask::GoesOn(values, text) => {
            tuple.starts_with(values) && tuple[values.len()].starts_with(text.as_str())
        }
        Ask::Between(low, high) => is_above(tuple, low) && is_below(tuple, high),
        Ask::Within(values, low, high) => {
            let with = |next: &String| [values.as_slice(), std::slice::from_ref(next)].concat();
            tuple.starts_with(values)
                && is_above(tuple, &low.as_ref().map(with))
                && is_below(tuple, &high.as_ref().map(with))
        }
    }
}

/// Whether DynamoDB finds the key with the condition.
fn holds<V: Ord>(condition: &Condition<V>, key: &V, begins: impl Fn(&V, &V) -> bool) -> bool {
    match condition {
        Condition::Nothing => false,
        Condition::All => true,
        Condition::Equal(value) => key == value,
        Condition::BeginsWith(value) => begins(key, value),
        Condition::Between(low, high) => {
            assert!(low <= high, "DynamoDB refuses inverted ends");
            low <= key && key <= high
        }
        Condition::Compare(">", value) => key > value,
        Condition::Compare(">=", value) => key >= value,
        Condition::Compare("<", value) => key < value,
        Condition::Compare("<=", value) => key <= value,
        Condition::Compare(operator, _) => panic!("no such operator: {operator}"),
    }
}

fn condition(template: &KeyTemplate, asks: &[&Ask]) -> Result<Condition<String>, KeyErrorKind> {
    let parts = range(asks).of_text(template, CONTEXT);
    let conditions = parts.map_err(|error| error.kind())?.conditions()?;
    Ok(match conditions {
        None => Condition::Nothing,
        Some(mut conditions) => conditions.pop().unwrap_or(Condition::All),
    })
}

fn key(template: &KeyTemplate, tuple: &[String]) -> String {
    let slots = tuple
        .iter()
        .enumerate()
        .fold(Slots::new(), |slots, (slot, value)| {
            slots.with(slot, value.clone())
        });
    template.render(CONTEXT, &slots).unwrap().unwrap()
}

/// Checks the chain against the model, and that DynamoDB accepts the operands.
fn check(
    template: &KeyTemplate,
    tuples: &[Vec<String>],
    chain: &[&Ask],
) -> Result<(), TestCaseError> {
    let condition = match condition(template, chain) {
        Ok(condition) => condition,
        Err(kind) => {
            prop_assert_eq!(kind, KeyErrorKind::Inverted);
            let inverted = |ask: &&Ask| !tuples.iter().any(|tuple| meets(tuple, ask));
            let two =
                |ask: &&Ask| matches!(ask, Ask::Between(..) | Ask::Within(..)) && inverted(ask);
            prop_assert!(chain.iter().any(two), "{:?}", chain);
            return Ok(());
        }
    };
    let begins = |key: &String, prefix: &String| key.starts_with(prefix.as_str());
    for tuple in tuples {
        let key = key(template, tuple);
        let expected = chain.iter().all(|ask| meets(tuple, ask));
        prop_assert_eq!(
            holds(&condition, &key, begins),
            expected,
            "{:?} {:?} {:?}",
            tuple,
            chain,
            condition
        );
    }
    if template.source.starts_with('P') {
        // Keys of entities that sort before or after. `P$` may end a range, and has another type.
        for other in ["O#z", "P", "P$a", "P!#a", "Q#a#x#b", "Pa"] {
            prop_assert!(!holds(&condition, &other.to_owned(), begins), "{}", other);
        }
    }
    for operand in operands(&condition) {
        prop_assert!((1..=1024).contains(&operand.len()));
    }
    Ok(())
}

fn operands<V>(condition: &Condition<V>) -> Vec<&V> {
    match condition {
        Condition::Nothing | Condition::All => Vec::new(),
        Condition::Equal(value) | Condition::BeginsWith(value) | Condition::Compare(_, value) => {
            vec![value]
        }
        Condition::Between(low, high) => vec![low, high],
    }
}

/// All chains of one, two and three ranges.
fn chains(asks: &[Ask]) -> Vec<Vec<&Ask>> {
    let mut chains: Vec<Vec<&Ask>> = vec![Vec::new()];
    let mut last = chains.clone();
    for _ in 0..3 {
        let longer = last
            .iter()
            .flat_map(|chain| asks.iter().map(|ask| [chain.as_slice(), &[ask]].concat()));
        last = longer.collect();
        chains.extend(last.iter().cloned());
    }
    chains
}

macro_rules! chain_laws {
    ($($name:ident: $template:expr, $fields:literal;)+) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(24))]
            $(
                #[test]
                fn $name(
                    tuples in prop::collection::vec(prop::collection::vec(value(), $fields), 1..16),
                    asks in one_of_each($fields),
                ) {
                    for chain in chains(&asks) {
                        check(&$template, &tuples, &chain)?;
                    }
                }
            )+
        }
    };
}

chain_laws! {
    chains_over_two_fields_find_what_each_range_finds: TUPLE, 2;
    chains_over_a_raw_field_find_what_each_range_finds: RAW, 2;
    chains_over_keys_without_a_literal_find_what_each_range_finds: OPEN, 2;
    chains_over_one_field_find_what_each_range_finds: ONE, 1;
    chains_over_a_bare_field_find_what_each_range_finds: BARE, 1;
    chains_over_a_key_without_fields_find_it_or_nothing: FIXED, 0;
}

proptest! {
    #[test]
    fn the_order_of_ranges_does_not_matter(asks in one_of_each(2), shuffled in Just((0..8).collect::<Vec<usize>>()).prop_shuffle()) {
        let one: Vec<_> = shuffled.iter().take(4).map(|index| &asks[*index]).collect();
        let other: Vec<_> = one.iter().rev().copied().collect();
        prop_assert_eq!(condition(&TUPLE, &one), condition(&TUPLE, &other));
        prop_assert_eq!(condition(&ONE, &[]), Ok(Condition::BeginsWith("P#".to_owned())));
    }
}

/// Keys of the greatest length that DynamoDB accepts, and their neighbours.
#[test]
fn ranges_are_exact_at_the_longest_keys() {
    let longest = |last: &str| format!("{}{last}", "z".repeat(1024 - last.len()));
    let tuples: Vec<_> = ["\0", "y", "z", "\u{7F}", "\u{10FFFF}"]
        .into_iter()
        .map(|last| vec![longest(last)])
        .chain([
            vec!["z".repeat(1023)],
            vec!["z".into()],
            vec![char::MAX.to_string().repeat(256)],
        ])
        .collect();
    let mut asks = Vec::new();
    for tuple in &tuples {
        let tuple = || tuple.clone();
        asks.extend([
            Ask::Between(Bound::Excluded(tuple()), Bound::Unbounded),
            Ask::Between(Bound::Unbounded, Bound::Excluded(tuple())),
            Ask::Between(Bound::Included(tuple()), Bound::Included(tuple())),
            Ask::GoesOn(Vec::new(), tuple()[0].clone()),
            Ask::GoesOn(Vec::new(), format!("{}z", tuple()[0])),
        ]);
    }
    for one in &asks {
        for other in &asks {
            check(&BARE, &tuples, &[one, other]).unwrap();
        }
    }
}

/// A decimal number, as in the crate of a feature.
#[derive(Debug, Clone, PartialEq)]
struct Fraction(i64);

impl KeyField for Fraction {
    const KIND: KeyKind = KeyKind::Decimal;

    fn write_key(&self, _: Encoding, _: &mut KeyText<'_>) -> Result<(), KeyValueError> {
        Err(KeyErrorKind::Encoding)
    }

    fn key_number(&self) -> Option<String> {
        Some(self.0.to_string())
    }
}

/// A number for each range, of that kind.
fn number_condition(asks: &[&NumberAsk], kind: KeyKind) -> Option<Condition<NumberKey>> {
    let mut range = Range::default();
    for (low, high) in asks {
        let boxed = |number: &i64| -> Values {
            match kind {
                KeyKind::Integer => vec![Box::new(*number)],
                _ => vec![Box::new(Fraction(*number))],
            }
        };
        range.between(low.as_ref().map(boxed), high.as_ref().map(boxed));
    }
    let parts = range.of_number(&BARE, CONTEXT).ok()?;
    let conditions = parts.conditions().unwrap();
    Some(conditions.map_or(Condition::Nothing, |mut all| {
        all.pop().unwrap_or(Condition::All)
    }))
}

type NumberAsk = (Bound<i64>, Bound<i64>);

proptest! {
    #[test]
    fn chains_over_numbers_find_what_each_range_finds(
        numbers in prop::collection::vec(-6_i64..6, 1..12),
        ends in prop::collection::vec((bound((-5_i64..5).boxed()), bound((-5_i64..5).boxed()), 0..3), 1..4),
    ) {
        let asks: Vec<NumberAsk> = ends.into_iter().map(|(low, high, open)| match open {
            0 => (Bound::Unbounded, high),
            1 => (low, Bound::Unbounded),
            _ => (low, high),
        }).collect();
        let asks: Vec<_> = asks.iter().collect();
        for kind in [KeyKind::Integer, KeyKind::Decimal] {
            let Some(condition) = number_condition(&asks, kind) else {
                continue;
            };
            for number in &numbers {
                let expected = asks.iter().all(|(low, high)| (*low, *high).contains(number));
                let key = NumberKey { number: number.to_string(), kind };
                let never = |_: &NumberKey, _: &NumberKey| false;
                prop_assert_eq!(holds(&condition, &key, never), expected, "{} {:?}", number, condition);
            }
        }
    }

    #[test]
    fn binary_neighbours_are_the_nearest(bytes in prop::collection::vec(prop::sample::select(vec![0_u8, 1, 254, 255]), 1..4)) {
        let above = bytes.above().unwrap().unwrap();
        prop_assert!(above > bytes);
        prop_assert_eq!(above.below().unwrap(), Some(bytes.clone()));
        if let Some(below) = bytes.below().unwrap() {
            prop_assert!(below < bytes);
            prop_assert_eq!(below.above().unwrap(), Some(bytes));
        }
    }
}
