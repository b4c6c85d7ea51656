//! Property tests of templates with any literal text between their fields, and of separators of one
//! character or several: keys are injective, read back, ordered, and found by their beginnings.
//!
//! The alphabet is small, so that values often are, or make, a separator or a literal.

use super::bounds::{Range, Values};
use super::ends::Follows;
use super::error::{KeyErrorKind, KeyPart};
use super::field::DynKeyField;
use super::overlap::can_be_equal;
use super::properties::segment;
use super::range::Condition;
use super::template::{Encoding, KeyContext, KeyTemplate, Segment};
use super::{KeyShape, Slots, shaped};
use proptest::prelude::*;
use std::sync::LazyLock;

const SEPARATORS: [&str; 5] = ["#", ":", "::", "#:", ":#:"];

fn context(separator: &'static str) -> KeyContext {
    KeyContext {
        entity: "Test",
        part: KeyPart::SortKey,
        separator,
    }
}

fn literal(text: String) -> Option<Segment> {
    (!text.is_empty()).then(|| Segment::Literal(text.leak()))
}

/// A template of up to three fields with text between any two.
fn template() -> impl Strategy<Value = KeyTemplate> {
    let between = "[a#:]{1,2}";
    let encoding = prop::sample::select(vec![Encoding::Plain, Encoding::Plain, Encoding::Raw]);
    let pieces = prop::collection::vec((between, encoding), 1..=3);
    ("[a#:]{0,2}", pieces, "[a#:]{0,2}").prop_map(|(head, pieces, tail)| {
        let mut segments: Vec<Segment> = literal(head).into_iter().collect();
        for (slot, (between, encoding)) in pieces.into_iter().enumerate() {
            segments.extend(literal(between).filter(|_| slot > 0));
            segments.push(segment(slot, encoding));
        }
        segments.extend(literal(tail));
        KeyTemplate {
            source: "generated",
            segments: segments.leak(),
        }
    })
}

/// Two templates which begin alike often.
fn templates() -> impl Strategy<Value = (KeyTemplate, KeyTemplate)> {
    (template(), template(), any::<prop::sample::Index>()).prop_map(|(one, other, at)| {
        let kept = at.index(one.segments.len() + 1);
        let mut segments: Vec<Segment> = one.segments[..kept].to_vec();
        for segment in other.segments {
            // Two of one kind are never adjacent.
            if segments
                .last()
                .is_none_or(|last| is_field(last) != is_field(segment))
            {
                segments.push(*segment);
            }
        }
        let mut slot = 0;
        for segment in &mut segments {
            if let Segment::Field(field) = segment {
                field.slot = slot;
                slot += 1;
            }
        }
        let other = KeyTemplate {
            source: "generated",
            segments: segments.leak(),
        };
        (one, other)
    })
}

fn is_field(segment: &Segment) -> bool {
    matches!(segment, Segment::Field(_))
}

/// All keys of up to five characters of the alphabet.
fn keys() -> &'static [String] {
    static KEYS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let mut keys = vec![String::new()];
        let mut last = 0;
        for _ in 0..5 {
            let longer = keys[last..].iter();
            let longer = longer.flat_map(|key| ["a", "#", ":"].map(|next| format!("{key}{next}")));
            let longer: Vec<_> = longer.collect();
            last = keys.len();
            keys.extend(longer);
        }
        keys
    });
    &KEYS
}

type Texts = Vec<String>;

fn texts() -> impl Strategy<Value = Texts> {
    prop::collection::vec("[a!#:z]{1,3}", 6)
}

fn separator() -> impl Strategy<Value = &'static str> {
    prop::sample::select(SEPARATORS.to_vec())
}

fn render(template: &KeyTemplate, separator: &'static str, texts: &[String]) -> Option<String> {
    let slots = texts.iter().enumerate();
    let slots = slots.fold(Slots::new(), |slots, (slot, text)| {
        slots.with(slot, text.clone())
    });
    template.render(context(separator), &slots).ok().flatten()
}

/// The values that the template takes.
fn taken<'t>(template: &KeyTemplate, texts: &'t [String]) -> &'t [String] {
    &texts[..template.fields().count()]
}

fn read(template: &KeyTemplate, separator: &'static str, key: &str) -> Option<Texts> {
    let parts = template.parts(separator, key)?.into_iter();
    Some(parts.map(|part| part.text.to_owned()).collect())
}

/// Each value with the literal text after it, by which keys are in order.
fn documented(template: &KeyTemplate, texts: &[String]) -> Texts {
    let values = texts.iter().enumerate();
    let ended = values.map(|(at, text)| {
        let follows = template.nth_field(at).map(|(_, follows)| follows);
        format!("{text}{}", follows.map_or("", Follows::literal))
    });
    ended.collect()
}

fn begins_with(
    template: &KeyTemplate,
    separator: &'static str,
    given: &[String],
    text: &str,
) -> Option<Condition<String>> {
    let values: Values = given
        .iter()
        .map(|value| Box::new(value.clone()) as Box<dyn DynKeyField>)
        .collect();
    let mut range = Range::default();
    range.goes_on(values, text.into());
    let parts = range.of_text(template, context(separator)).ok()?;
    let conditions = parts.conditions().ok()?.unwrap_or_default();
    Some(conditions.into_iter().next().unwrap_or(Condition::All))
}

fn meets(condition: &Condition<String>, key: &str) -> bool {
    match condition {
        Condition::All => true,
        Condition::BeginsWith(text) => key.starts_with(text.as_str()),
        Condition::Equal(text) => key == text,
        other => panic!("no condition of a beginning: {other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_key_has_one_reading(template in template(), separator in separator(), texts in texts()) {
        let texts = taken(&template, &texts);
        if let Some(key) = render(&template, separator, texts) {
            let read = read(&template, separator, &key);
            prop_assert_eq!(read.as_deref(), Some(texts), "{} of {:?}", key, template.segments);
        }
    }

    #[test]
    fn what_is_read_makes_the_same_key(template in template(), separator in separator()) {
        for key in keys() {
            if let Some(texts) = read(&template, separator, key) {
                let made = render(&template, separator, &texts);
                prop_assert_eq!(made.as_ref(), Some(key), "{:?}", template.segments);
            }
        }
    }

    #[test]
    fn keys_are_in_the_order_of_each_value_and_the_text_after_it(
        template in template(),
        separator in separator(),
        a in texts(),
        b in texts(),
        common in 0_usize..3,
    ) {
        let a = taken(&template, &a);
        let mut b = taken(&template, &b).to_vec();
        let common = common.min(a.len());
        b[..common].clone_from_slice(&a[..common]);
        let keys = (render(&template, separator, a), render(&template, separator, &b));
        if let (Some(x), Some(y)) = keys {
            let order = documented(&template, a).cmp(&documented(&template, &b));
            prop_assert_eq!(order, x.cmp(&y), "{} {} of {:?}", x, y, template.segments);
        }
    }

    #[test]
    fn templates_that_are_apart_have_no_key_in_common(
        (one, other) in templates(),
        separator in separator(),
    ) {
        let apart = !can_be_equal(one.segments, other.segments, separator);
        prop_assert_eq!(apart, !can_be_equal(other.segments, one.segments, separator));
        for key in keys().iter().filter(|_| apart) {
            let are_read = [one, other].map(|template| read(&template, separator, key).is_some());
            prop_assert!(are_read != [true, true], "{} of {:?} and {:?}", key, one.segments, other.segments);
        }
    }

    #[test]
    fn a_beginning_finds_the_values_that_begin_so(
        template in template(),
        separator in separator(),
        text in "[a#:]{0,2}",
    ) {
        for key in keys() {
            let Some(texts) = read(&template, separator, key) else {
                continue;
            };
            for given in 0..texts.len() {
                let condition = begins_with(&template, separator, &texts[..given], &text);
                if let Some(condition) = condition {
                    let begins = texts[given].starts_with(&text);
                    prop_assert_eq!(meets(&condition, key), begins, "{} {:?} {:?}", key, condition, template.segments);
                }
            }
        }
    }

    #[test]
    fn values_find_the_keys_that_have_them(
        template in template(),
        separator in separator(),
        a in texts(),
        b in texts(),
        given in 0_usize..3,
        common in 0_usize..3,
    ) {
        let a = taken(&template, &a);
        let mut b = taken(&template, &b).to_vec();
        let (common, given) = (common.min(a.len()), given.min(a.len()));
        b[..common].clone_from_slice(&a[..common]);
        let value_at = |at: usize| Some(&a[at] as &dyn DynKeyField);
        let prefix = template.render_prefix(context(separator), given, value_at);
        if let (Ok((prefix, false)), Some(key)) = (prefix, render(&template, separator, &b)) {
            prop_assert_eq!(key.starts_with(&prefix), a[..given] == b[..given], "{} {}", key, prefix);
            // Nor is what a range of them ends before a key.
            let last = prefix.chars().last();
            if let Some(next) = last.and_then(|last| char::from_u32(u32::from(last) + 1)) {
                let mut end = prefix;
                end.pop();
                end.push(next);
                prop_assert_eq!(read(&template, separator, &end), None, "{} {:?}", end, template.segments);
            }
        }
    }
}

const fn template_of(segments: &'static [Segment]) -> KeyTemplate {
    KeyTemplate {
        source: "test",
        segments,
    }
}

#[test]
fn a_value_does_not_contain_what_ends_it() {
    const COLONS: KeyTemplate = template_of(&[
        segment(0, Encoding::Plain),
        Segment::Literal("::"),
        segment(1, Encoding::Raw),
    ]);
    let error = |separator, first: &str| {
        let slots = Slots::new()
            .with(0, first.to_owned())
            .with(1, "x".to_owned());
        let key = COLONS.render(context(separator), &slots);
        key.map_err(|error| error.kind())
    };
    assert_eq!(error("#", "a"), Ok(Some("a::x".to_owned())));
    assert_eq!(error("#", "a:b"), Ok(Some("a:b::x".to_owned())));
    assert_eq!(error("#", "a#"), Err(KeyErrorKind::Separator('#')));
    for first in ["a:", "a::b"] {
        assert_eq!(error("#", first), Err(KeyErrorKind::Contains("::")));
        assert_eq!(error("::", first), Err(KeyErrorKind::Contains("::")));
    }
}

#[test]
fn a_date_time_is_apart_from_other_texts_where_it_contains_the_separator() {
    const TIME: [Segment; 1] = [shaped(0, "at", Encoding::Plain, KeyShape::Time)];
    const OFFSET: [Segment; 1] = [shaped(0, "at", Encoding::Rfc3339, KeyShape::OffsetTime)];
    const UUID: [Segment; 1] = [shaped(0, "id", Encoding::Plain, KeyShape::Uuid)];
    for (other, meets) in [
        ("META", false),
        ("a-b", false),
        ("2026-01-01T00:00:00.000Z", true),
    ] {
        let other = [Segment::Literal(other)];
        for separator in ["-", ":", "#"] {
            assert_eq!(can_be_equal(&TIME, &other, separator), meets);
        }
    }
    assert!(!can_be_equal(&TIME, &UUID, "-"));
    assert!(can_be_equal(&TIME, &OFFSET, ":"));
    assert!(can_be_equal(
        &OFFSET,
        &[Segment::Literal("2026-01-01T00:00:00Z")],
        ":"
    ));
    assert!(!can_be_equal(
        &OFFSET,
        &[Segment::Literal("2026-01-01")],
        ":"
    ));
}
