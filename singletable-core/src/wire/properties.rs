//! Any answer is read here as the SDK reads it, and as any type as `serde_dynamo` reads it.

use super::answer::{Answer, AnswerShape};
use super::reference::types::*;
use super::reference::{agrees, all_types_agree};
use crate::item::properties::{reads, writes, writes_set};
use crate::value::Item;
use aws_sdk_dynamodb::operation::batch_get_item::builders::BatchGetItemInputBuilder;
use aws_sdk_dynamodb::operation::get_item::builders::GetItemInputBuilder;
use aws_sdk_dynamodb::operation::query::builders::QueryInputBuilder;
use aws_sdk_dynamodb::operation::transact_get_items::builders::TransactGetItemsInputBuilder;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

/// How a text is written: plainly where possible, or with escapes.
#[derive(Debug, Clone, Copy)]
enum Style {
    Plain,
    Escaped,
    Spaced,
}

fn write_text(out: &mut String, text: &str, style: Style) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            _ if character < ' ' || matches!(style, Style::Escaped) => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04X}").unwrap();
                }
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

fn write_all<T>(
    out: &mut String,
    [begin, end]: [char; 2],
    elements: impl IntoIterator<Item = T>,
    style: Style,
    mut write: impl FnMut(&mut String, T),
) {
    out.push(begin);
    for (i, element) in elements.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        if let Style::Spaced = style {
            out.push_str(" \n\t");
        }
        write(out, element);
    }
    out.push(end);
}

fn write_value(out: &mut String, value: &AttributeValue, style: Style) {
    let base64 = |blob: &Blob| aws_smithy_types::base64::encode(blob);
    let text = |out: &mut String, text: &String| write_text(out, text, style);
    let list = ['[', ']'];
    out.push('{');
    match value {
        AttributeValue::S(value) => {
            out.push_str("\"S\":");
            write_text(out, value, style);
        }
        AttributeValue::N(value) => {
            out.push_str("\"N\":");
            write_text(out, value, Style::Plain);
        }
        AttributeValue::B(value) => {
            out.push_str("\"B\":");
            write_text(out, &base64(value), Style::Plain);
        }
        AttributeValue::Bool(value) => write!(out, "\"BOOL\" : {value}").unwrap(),
        AttributeValue::Null(value) => write!(out, "\"NULL\":{value}").unwrap(),
        AttributeValue::L(values) => {
            out.push_str("\"L\":");
            write_all(out, list, values, style, |out, value| {
                write_value(out, value, style);
            });
        }
        AttributeValue::M(values) => {
            out.push_str("\"M\":");
            write_item(out, values, style);
        }
        AttributeValue::Ss(values) => {
            out.push_str("\"SS\":");
            write_all(out, list, values, style, text);
        }
        AttributeValue::Ns(values) => {
            out.push_str("\"NS\":");
            write_all(out, list, values, style, text);
        }
        AttributeValue::Bs(values) => {
            out.push_str("\"BS\":");
            write_all(out, list, values, style, |out, value| {
                write_text(out, &base64(value), Style::Plain);
            });
        }
        other => panic!("{other:?}"),
    }
    out.push('}');
}

fn write_item(out: &mut String, item: &Item, style: Style) {
    write_all(out, ['{', '}'], item, style, |out, (name, value)| {
        write_text(out, name, style);
        out.push(':');
        write_value(out, value, style);
    });
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{0,12}",
        "[ -~]{0,40}",
        any::<String>(),
        "[\\x00-\\x1f\"\\\\é𝄞]{0,9}",
    ]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i8>().prop_map(|n| n.to_string()),
        any::<i64>().prop_map(|n| n.to_string()),
        any::<u64>().prop_map(|n| n.to_string()),
        any::<f64>().prop_map(|n| n.to_string()),
        "[0-9]{1,38}",
        "-?[0-9]{1,5}\\.[0-9]{1,5}",
        "-?[1-9](\\.[0-9]{1,5})?E[+-]?[0-9]{1,3}",
    ]
}

fn blob() -> impl Strategy<Value = Blob> {
    prop::collection::vec(any::<u8>(), 0..9).prop_map(Blob::new)
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-d]",
        "Unit|Newtype|Tuple|Struct|kind|content|[0-9]|true",
        text()
    ]
}

fn value() -> impl Strategy<Value = AttributeValue> {
    let many = 0..4_usize;
    let leaf = prop_oneof![
        4 => text().prop_map(AttributeValue::S),
        2 => "Unit|Newtype|Tuple|Struct|true|[a-d]".prop_map(AttributeValue::S),
        4 => number().prop_map(AttributeValue::N),
        1 => blob().prop_map(AttributeValue::B),
        1 => any::<bool>().prop_map(AttributeValue::Bool),
        1 => prop::bool::weighted(0.9).prop_map(AttributeValue::Null),
        1 => prop::collection::vec(text(), many.clone()).prop_map(AttributeValue::Ss),
        1 => prop::collection::vec(number(), many.clone()).prop_map(AttributeValue::Ns),
        1 => prop::collection::vec(blob(), many).prop_map(AttributeValue::Bs),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(AttributeValue::L),
            prop::collection::hash_map(name(), inner, 0..4).prop_map(AttributeValue::M),
        ]
    })
}

fn item() -> impl Strategy<Value = Item> {
    prop::collection::hash_map(name(), value(), 0..6)
}

fn style() -> impl Strategy<Value = Style> {
    prop_oneof![
        Just(Style::Plain),
        Just(Style::Escaped),
        Just(Style::Spaced)
    ]
}

/// The other members of an answer, each with its name.
fn rest() -> impl Strategy<Value = Vec<String>> {
    let member = prop_oneof![
        Just(r#""Count":3"#.to_owned()),
        Just(r#""ScannedCount" : 12"#.to_owned()),
        Just(r#""New": {"a":[1,-2.5e7,"]}\"",null,{}],"b":false}"#.to_owned()),
        Just(r#""ConsumedCapacity":{"TableName":"t","CapacityUnits":1.5}"#.to_owned()),
        item().prop_map(|key| {
            let mut text = r#""LastEvaluatedKey":"#.to_owned();
            write_item(&mut text, &key, Style::Plain);
            text
        }),
    ];
    prop::collection::vec(member, 0..3)
}

/// An answer that has its items under that name, and other members around them.
fn answer(name: &str, items: &str, rest: &[String], after: usize) -> String {
    let mut members = rest.to_vec();
    members.insert(after.min(members.len()), format!("\"{name}\":{items}"));
    format!("{{{}}}", members.join(","))
}

fn pages() -> impl Strategy<Value = (Vec<Item>, String)> {
    let items = prop::collection::vec(item(), 0..4);
    (items, style(), rest(), 0..3_usize).prop_map(|(items, style, rest, after)| {
        let mut text = String::new();
        write_all(&mut text, ['[', ']'], &items, style, |out, item| {
            write_item(out, item, style);
        });
        let body = answer("Items", &text, &rest, after);
        (items, body)
    })
}

/// Whether the value has no null that is false, which DynamoDB does not have.
fn is_canonical(value: &AttributeValue) -> bool {
    match value {
        AttributeValue::Null(is_null) => *is_null,
        AttributeValue::L(values) => values.iter().all(is_canonical),
        AttributeValue::M(values) => values.values().all(is_canonical),
        _ => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn every_type_reads_every_value_as_by_serde_dynamo(value in value()) {
        let mut text = String::new();
        let item = HashMap::from([("v".to_owned(), value.clone())]);
        write_item(&mut text, &item, Style::Plain);
        let body = answer("Item", &text, &[], 0);
        let Some((answer, _)) = Answer::read(body.as_bytes(), AnswerShape::Item) else {
            prop_assert!(!is_canonical(&value), "{}", body);
            return Ok(());
        };
        let row = answer.rows().into_one().unwrap();
        let super::Repr::Raw(row) = &row.0 else {
            panic!("a map")
        };
        all_types_agree(row.value().entry("v").unwrap(), &value);
    }

    #[test]
    fn every_type_is_mapped_and_refused_as_by_serde_dynamo(value in value()) {
        macro_rules! agree {
            ($($type:ty),+ $(,)?) => {
                $(
                    reads::<$type>(&value)?;
                    writes::<$type>(&value)?;
                )+
            };
        }
        all_types!(agree);
        writes_set::<BTreeSet<String>>(&value)?;
        writes_set::<Vec<Vec<u8>>>(&value)?;
        writes_set::<Vec<Loose>>(&value)?;
    }

    #[test]
    fn a_page_has_the_items_that_were_written_and_the_rest_is_the_sdks((items, body) in pages()) {
        let is_read = agrees::<QueryInputBuilder>(body.as_bytes());
        let is_canonical = items.iter().flat_map(HashMap::values).all(is_canonical);
        prop_assert_eq!(is_read, is_canonical);
        if let Some((answer, _)) = Answer::read(body.as_bytes(), AnswerShape::Items) {
            let rows = answer.rows().into_vec().into_iter();
            prop_assert_eq!(rows.map(super::Row::into_item).collect::<Vec<_>>(), items);
        }
    }

    #[test]
    fn a_damaged_answer_is_what_the_sdk_makes_of_it(
        (_, body) in pages(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), damage()), 1..4),
    ) {
        let mut body = body.into_bytes();
        for (index, (what, with)) in damage {
            if body.is_empty() {
                break;
            }
            let index = index.index(body.len());
            match what {
                0 => body[index] = with,
                1 => body.insert(index, with),
                2 => drop(body.remove(index)),
                _ => body.truncate(index),
            }
        }
        agrees::<QueryInputBuilder>(&body);
    }

    #[test]
    fn other_answers_have_their_items_too(
        items in prop::collection::vec(prop::option::of(item()), 0..4),
        style in style(),
        rest in rest(),
    ) {
        let mut one = String::new();
        write_item(&mut one, items.first().and_then(Option::as_ref).unwrap_or(&Item::new()), style);
        agrees::<GetItemInputBuilder>(answer("Item", &one, &rest, 0).as_bytes());
        let mut table = String::new();
        write_all(&mut table, ['[', ']'], items.iter().flatten(), style, |out, item| {
            write_item(out, item, style);
        });
        let tables = answer("Responses", &format!(r#"{{"table":{table}}}"#), &[], 0);
        agrees::<BatchGetItemInputBuilder>(tables.as_bytes());
        let mut responses = String::new();
        write_all(&mut responses, ['[', ']'], &items, style, |out, item| match item {
            Some(item) => {
                out.push_str("{\"Item\":");
                write_item(out, item, style);
                out.push('}');
            }
            None => out.push_str("{}"),
        });
        let body = answer("Responses", &responses, &[], 0);
        agrees::<TransactGetItemsInputBuilder>(body.as_bytes());
    }
}

fn damage() -> impl Strategy<Value = (u8, u8)> {
    let byte = prop_oneof![
        any::<u8>(),
        prop::sample::select(b"{}[]\":,\\ntfuSNBML0".to_vec()),
    ];
    (0..4_u8, byte)
}

#[test]
fn of_a_name_that_comes_twice_in_a_map_the_last_value_counts() {
    let body = br#"{"Item":{"m":{"M":{"a":{"S":"1"},"b":{"L":[{"S":"x"}]},"a":{"S":"2"}}}}}"#;
    assert!(agrees::<GetItemInputBuilder>(body));
    let (answer, _) = Answer::read(body, AnswerShape::Item).unwrap();
    let row = answer.rows().into_one().unwrap();
    let super::Repr::Raw(row) = &row.0 else {
        panic!("a map")
    };
    let value = row.value().entry("m").unwrap().entry("a").unwrap();
    assert_eq!(value.as_text(), Some("2"));
}

#[test]
fn an_item_with_a_name_twice_is_left_to_the_sdk() {
    for others in [0, 5, 100] {
        let others = (0..others).fold(String::new(), |text, n| {
            text + &format!(r#""n{n}":{{"N":"{n}"}},"#)
        });
        for (first, second) in [("a", "a"), ("a", "\\u0061"), ("n", "a")] {
            let body =
                format!(r#"{{"Item":{{"{first}":{{"S":"1"}},{others}"{second}":{{"S":"2"}}}}}}"#);
            let is_read = agrees::<GetItemInputBuilder>(body.as_bytes());
            assert_eq!(is_read, first == "n", "{body}");
        }
    }
}

proptest! {
    #[test]
    fn attributes_are_found_in_whatever_order_they_are_asked_for(
        item in item(),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        missing in name(),
    ) {
        let mut text = String::new();
        write_item(&mut text, &item, Style::Plain);
        let body = answer("Item", &text, &[], 0);
        let Some((answer, _)) = Answer::read(body.as_bytes(), AnswerShape::Item) else {
            return Ok(());
        };
        let row = answer.rows().into_one().unwrap();
        let super::Repr::Raw(row) = &row.0 else {
            panic!("a map")
        };
        let mut names: Vec<_> = item.keys().chain([&missing]).collect();
        names.sort();
        let mut next = row.start();
        for index in order {
            let name = names[index.index(names.len())];
            let found = row.find(next, name);
            let value = found.map(|(value, after)| {
                next = after;
                value.to_attribute_value()
            });
            prop_assert_eq!(value.as_ref(), item.get(name));
        }
    }
}

#[test]
fn what_is_not_canonical_is_left_to_the_sdk() {
    for body in [
        "",
        "{}",
        "null",
        r#"{"Item":null}"#,
        r#"{"Item":{"a":null}}"#,
        r#"{"Item":{"a":{"S":null}}}"#,
        r#"{"Item":{"a":{"S":"1","N":"2"}}}"#,
        r#"{"Item":{"a":{"X":"1"}}}"#,
        r#"{"Item":{"a":{"NULL":false}}}"#,
        r#"{"Item":{"a":{"\u0053":"1"}}}"#,
        r#"{"It\u0065m":{"a":{"S":"1"}}}"#,
        r#"{"Item":{},"Item":{}}"#,
        r#"{"Item":{}} {}"#,
        r#"{"Item":{"a":{"S":"\ud800"}}}"#,
        r#"{"Item":{"a":{"B":"%"}}}"#,
        r#"{"Item":{"a":{"S":"1"},}}"#,
    ] {
        assert!(
            Answer::read(body.as_bytes(), AnswerShape::Item).is_none(),
            "{body}"
        );
    }
}

#[test]
fn a_value_that_is_nested_without_end_is_left_to_the_sdk() {
    let deep = |levels: usize| {
        let (open, close) = (r#"{"L":["#.repeat(levels), "]}".repeat(levels));
        format!(r#"{{"Item":{{"a":{open}{close}}}}}"#)
    };
    assert!(Answer::read(deep(32).as_bytes(), AnswerShape::Item).is_some());
    assert!(Answer::read(deep(100_000).as_bytes(), AnswerShape::Item).is_none());
    let brackets = format!(r#"{{"x":{}"#, "[".repeat(1_000_000));
    assert!(Answer::read(brackets.as_bytes(), AnswerShape::Item).is_none());
}

#[test]
fn a_set_of_integers_of_128_bits_is_read_as_the_reference_reads_it() {
    let body = br#"{"Item":{"a":{"NS":["1","2"]}}}"#;
    let (answer, _) = Answer::read(body, AnswerShape::Item).unwrap();
    let row = answer.rows().into_one().unwrap();
    let super::Repr::Raw(row) = &row.0 else {
        panic!("a map")
    };
    let set = AttributeValue::Ns(vec!["1".into(), "2".into()]);
    all_types_agree(row.value().entry("a").unwrap(), &set);
}
