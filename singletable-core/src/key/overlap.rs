//! Whether two templates can give the same key, in constant evaluation.
//!
//! A field stands for any text that is not empty and does not contain the separator (`:raw`, and a type
//! that has the separator in its texts: any text that is not empty), as far as its type does not say more: a [`KeyShape`](super::KeyShape). The
//! answer may be "yes" for two templates that their types keep apart, never "no" for two that can meet.
//!
//! Two keys are equal when they are so between one separator and the next, and only a field that may
//! contain one reaches over a separator. So the templates are compared part by part, up to such a field, in
//! as many steps as they have characters. No separator of several characters lies partly in a value: see
//! [`ends`](super::ends).

use super::ends::find;
use super::shape::Texts;
use super::template::Segment;

/// Where a part begins: in which segment, and at which byte of it.
#[derive(Clone, Copy)]
struct Place {
    segment: usize,
    offset: usize,
}

/// What stands between two separators: literal text, and perhaps a field in it. Two fields in one
/// part count as one of any text.
#[derive(Clone, Copy)]
struct Part<'a> {
    /// The text up to the field, or all of it.
    before: &'a [u8],
    field: Option<Texts>,
    /// Whether it has a field that may contain the separator: then this is the rest of the template.
    raw: bool,
    /// The text behind the field.
    behind: &'a [u8],
    /// Where the part behind the separator begins; `None` in the last part.
    next: Option<Place>,
}

/// Whether some values make the same key of both.
pub(crate) const fn can_be_equal(a: &[Segment], b: &[Segment], separator: &str) -> bool {
    if !end_alike(tail(a), tail(b)) {
        return false;
    }
    let start = Place {
        segment: 0,
        offset: 0,
    };
    let (mut at, mut bt) = (start, start);
    loop {
        let (x, y) = (part(a, at, separator), part(b, bt, separator));
        if x.raw || y.raw {
            return match (rest(a, at), rest(b, bt)) {
                (Some(text), _) => can_be_rest(&y, text),
                (_, Some(text)) => can_be_rest(&x, text),
                _ => rest_can_be_equal(&x, &y),
            };
        }
        if !parts_can_be_equal(&x, &y) {
            return false;
        }
        match (x.next, y.next) {
            (Some(x), Some(y)) => (at, bt) = (x, y),
            (None, None) => return true,
            _ => return false,
        }
    }
}

/// The part that begins there.
const fn part<'a>(segments: &'a [Segment], place: Place, separator: &str) -> Part<'a> {
    let mut part = Part {
        before: &[],
        field: None,
        raw: false,
        behind: &[],
        next: None,
    };
    let Place {
        mut segment,
        mut offset,
    } = place;
    while segment < segments.len() {
        match &segments[segment] {
            Segment::Literal(literal) => {
                let (_, text) = literal.as_bytes().split_at(offset);
                let (text, ended) = until(text, separator.as_bytes());
                if part.field.is_some() {
                    part.behind = text;
                } else {
                    part.before = text;
                }
                if ended {
                    part.next = Some(Place {
                        segment,
                        offset: offset + text.len() + separator.len(),
                    });
                    return part;
                }
            }
            Segment::Field(field) => {
                part.field = Some(match part.field {
                    None => Texts::of(field),
                    Some(_) => Texts::ANY,
                });
                part.raw |= field.may_contain(separator);
                part.behind = &[];
            }
        }
        (segment, offset) = (segment + 1, 0);
    }
    part
}

/// The text before the separator, and whether there was one.
const fn until<'a>(text: &'a [u8], separator: &[u8]) -> (&'a [u8], bool) {
    match find(text, separator, 0) {
        Some(at) => (text.split_at(at).0, true),
        None => (text, false),
    }
}

/// The literal text that all keys of the template end with.
const fn tail(segments: &[Segment]) -> &[u8] {
    match segments {
        [.., Segment::Literal(literal)] => literal.as_bytes(),
        _ => &[],
    }
}

/// The rest of the template from there, where it is literal text.
const fn rest(segments: &[Segment], place: Place) -> Option<&[u8]> {
    match segments.split_at(place.segment).1 {
        [Segment::Literal(literal)] => Some(literal.as_bytes().split_at(place.offset).1),
        _ => None,
    }
}

/// Whether the rest of a template, of which this is the first part, can be that text.
const fn can_be_rest(part: &Part<'_>, text: &[u8]) -> bool {
    match part.field {
        Some(texts) if part.next.is_none() => can_be_text(part, texts, text),
        // More follows its first field: only the beginning is compared.
        Some(_) => begin_alike(part.before, text) && text.len() > part.before.len(),
        None => part.raw,
    }
}

const fn parts_can_be_equal(x: &Part<'_>, y: &Part<'_>) -> bool {
    match (x.field, y.field) {
        (None, None) => x.before.len() == y.before.len() && begin_alike(x.before, y.before),
        (Some(a), Some(b)) => {
            // Only the same text around both leaves the same text to both.
            let same = x.before.len() == y.before.len() && x.behind.len() == y.behind.len();
            begin_alike(x.before, y.before)
                && end_alike(x.behind, y.behind)
                && (!same || a.can_meet(b))
        }
        (Some(texts), None) => can_be_text(x, texts, y.before),
        (None, Some(texts)) => can_be_text(y, texts, x.before),
    }
}

/// Whether a part with a field of those texts can be that text.
const fn can_be_text(part: &Part<'_>, texts: Texts, text: &[u8]) -> bool {
    if text.len() <= part.before.len() + part.behind.len()
        || !begin_alike(part.before, text)
        || !end_alike(part.behind, text)
    {
        return false;
    }
    let (_, rest) = text.split_at(part.before.len());
    let (value, _) = rest.split_at(rest.len() - part.behind.len());
    texts.can_be(value)
}

/// The last part of at least one template is raw, and takes whatever the other goes on with.
const fn rest_can_be_equal(x: &Part<'_>, y: &Part<'_>) -> bool {
    if !begin_alike(x.before, y.before) {
        return false;
    }
    // Both are all that is left.
    if let (Some(a), Some(b), None, None) = (x.field, y.field, x.next, y.next)
        && x.before.len() == y.before.len()
        && x.behind.len() == y.behind.len()
    {
        return a.can_meet(b);
    }
    let (raw, other) = if x.raw { (x, y) } else { (y, x) };
    // The raw field takes at least one character behind its literal.
    other.field.is_some()
        || other.before.len() > raw.before.len()
        || (other.before.len() == raw.before.len() && other.next.is_some())
}

/// Whether one of them is the beginning of the other.
const fn begin_alike(a: &[u8], b: &[u8]) -> bool {
    let mut i = 0;
    while i < a.len() && i < b.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// Whether one of them is the end of the other.
const fn end_alike(a: &[u8], b: &[u8]) -> bool {
    let mut i = 1;
    while i <= a.len() && i <= b.len() {
        if a[a.len() - i] != b[b.len() - i] {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::shape::KeyShape;
    use super::super::template::{Encoding, FieldSegment, shaped};
    use super::*;

    const fn field(encoding: Encoding) -> Segment {
        Segment::Field(FieldSegment::new(0, "f", encoding))
    }

    const ANY: Segment = field(Encoding::Plain);
    const RAW: Segment = field(Encoding::Raw);

    const fn lit(text: &'static str) -> Segment {
        Segment::Literal(text)
    }

    fn both(a: &[Segment], b: &[Segment]) -> bool {
        let answer = can_be_equal(a, b, "#");
        assert_eq!(answer, can_be_equal(b, a, "#"), "the relation is symmetric");
        answer
    }

    #[test]
    fn templates_that_begin_with_other_literals_never_meet() {
        assert!(!both(&[lit("USER#"), ANY], &[lit("POST#"), ANY]));
        assert!(!both(&[lit("USER#"), ANY], &[lit("USERS#"), ANY]));
    }

    #[test]
    fn a_field_meets_a_literal_of_one_segment_but_not_of_two() {
        assert!(both(&[ANY], &[lit("METADATA")]));
        assert!(!both(&[ANY], &[lit("#METADATA")]));
        assert!(!both(&[ANY], &[lit("A#B")]));
        assert!(both(&[RAW], &[lit("A#B")]));
    }

    #[test]
    fn fields_meet_fields_segment_by_segment() {
        assert!(both(&[lit("A#"), ANY], &[lit("A#"), ANY]));
        assert!(!both(&[lit("A#"), ANY], &[lit("A#"), ANY, lit("#"), ANY]));
        assert!(both(&[lit("A#"), RAW], &[lit("A#"), ANY, lit("#"), ANY]));
        assert!(both(&[ANY, lit("#B")], &[lit("A#"), ANY]));
        assert!(!both(&[ANY, lit("#B")], &[lit("A#"), ANY, lit("x")]));
        assert!(both(&[ANY, lit("x#1")], &[lit("y"), ANY, lit("#1")]));
    }

    #[test]
    fn a_raw_field_before_another_takes_the_rest_too() {
        assert!(both(&[RAW, lit("|"), ANY], &[ANY, lit("#"), ANY]));
        assert!(both(
            &[lit("n|"), RAW, lit("|end")],
            &[lit("n|"), ANY, lit("#|end")]
        ));
        assert!(!both(
            &[lit("n|"), RAW, lit("|end")],
            &[lit("n|"), ANY, lit("#|other")]
        ));
        assert!(!both(
            &[lit("n|"), RAW, lit("|end")],
            &[lit("n|"), RAW, lit("|other")]
        ));
        assert!(!both(&[lit("A"), RAW, lit("#"), ANY], &[lit("B#x")]));
        assert!(!both(&[lit("A#"), RAW, lit("#"), ANY], &[lit("A#")]));
    }

    #[test]
    fn a_raw_field_takes_the_rest_of_the_other_key() {
        assert!(both(&[lit("A#"), RAW], &[lit("A#B#"), ANY]));
        assert!(both(&[lit("A#x"), RAW], &[lit("A#x#B")]));
        assert!(both(&[lit("A#x"), RAW], &[lit("A#"), ANY]));
        assert!(both(&[lit("A#x"), RAW], &[lit("A#xy"), RAW]));
        assert!(!both(&[lit("A#x"), RAW], &[lit("A#x")]));
        assert!(!both(&[lit("A#xy"), RAW], &[lit("A#x#"), ANY]));
        assert!(!both(&[lit("A#x"), RAW], &[lit("A#y"), RAW]));
        assert!(!both(&[lit("A#"), RAW], &[lit("A")]));
    }

    #[test]
    fn an_empty_value_does_not_count() {
        assert!(!both(&[lit("A#"), ANY], &[lit("A#")]));
        assert!(!both(&[lit("A"), ANY], &[lit("A")]));
    }

    /// All keys of a template over a small alphabet, with values of one or two characters.
    fn keys(segments: &[Segment]) -> Vec<String> {
        let plain = ["a", "b", "aa", "ab", "ba", "bb"];
        let raw = [
            "a", "b", "#", "aa", "ab", "a#", "b#", "#a", "#b", "##", "a#b", "b#a",
        ];
        segments.iter().fold(vec![String::new()], |keys, segment| {
            let values: &[&str] = match segment {
                Segment::Literal(text) => &[*text],
                Segment::Field(field) if field.encoding == Encoding::Raw => &raw,
                Segment::Field(field) => match (field.shape, field.encoding) {
                    (KeyShape::OneOf(texts), _) => texts,
                    (KeyShape::Char, _) => &["a", "b", "1"],
                    (_, Encoding::Width(2)) => &["01", "10", "11"],
                    (_, Encoding::Lower) => &["a", "ab", "1"],
                    (KeyShape::Integer(_), _) => &["0", "1", "10", "-1"],
                    _ => &plain,
                },
            };
            let with = |key: String| values.iter().map(move |value| format!("{key}{value}"));
            keys.into_iter().flat_map(with).collect()
        })
    }

    const NUMBER: Segment = shaped(0, "f", Encoding::Plain, KeyShape::Integer(3));
    const PADDED: Segment = shaped(0, "f", Encoding::Width(2), KeyShape::Integer(3));
    const CHAR: Segment = shaped(0, "f", Encoding::Plain, KeyShape::Char);
    const LOWER: Segment = field(Encoding::Lower);
    const WORD: Segment = shaped(0, "f", Encoding::Plain, KeyShape::OneOf(&["a", "ab", "10"]));
    const TIME: Segment = shaped(0, "f", Encoding::Plain, KeyShape::Time);
    const UUID: Segment = shaped(0, "f", Encoding::Plain, KeyShape::Uuid);

    #[test]
    fn fields_meet_where_a_text_is_of_both_types() {
        for (a, b) in [
            (NUMBER, PADDED),
            (NUMBER, WORD),
            (NUMBER, CHAR),
            (CHAR, WORD),
            (LOWER, WORD),
            (ANY, TIME),
            (TIME, TIME),
        ] {
            assert!(both(&[a], &[b]), "{a:?} {b:?}");
            assert!(both(&[lit("x"), a, lit("#y")], &[lit("x"), b, lit("#y")]));
            // Other text around them leaves other texts to them.
            assert!(both(&[lit("x"), a], &[b, lit("y")]));
        }
        for (a, b) in [
            (PADDED, CHAR),
            (PADDED, TIME),
            (NUMBER, UUID),
            (TIME, UUID),
            (TIME, WORD),
            (LOWER, TIME),
        ] {
            assert!(!both(&[a], &[b]), "{a:?} {b:?}");
            assert!(!both(
                &[lit("x#"), a, lit("#"), ANY],
                &[lit("x#"), b, lit("#"), ANY]
            ));
        }
        for (field, text) in [
            (PADDED, "0"),
            (TIME, "PROFILE"),
            (UUID, "PROFILE"),
            (LOWER, "PROFILE"),
            (WORD, "b"),
            (CHAR, "ab"),
        ] {
            assert!(!both(&[field], &[lit(text)]), "{field:?} {text}");
        }
        // Two fields in one part are any text.
        assert!(both(&[NUMBER, NUMBER], &[lit("PROFILE")]));
    }

    #[test]
    fn no_two_templates_that_meet_are_taken_for_apart() {
        let literals = ["a", "#", "a#", "#b", "b#a", "1"].map(lit);
        let typed = [NUMBER, PADDED, CHAR, LOWER, WORD];
        let mut templates: Vec<Vec<Segment>> = vec![vec![ANY], vec![RAW]];
        templates.extend(typed.map(|field| vec![field]));
        for one in literals {
            templates.push(vec![one]);
            templates.push(vec![one, RAW]);
            for field in [ANY].into_iter().chain(typed) {
                templates.push(vec![one, field]);
                templates.push(vec![field, one]);
            }
            for other in literals {
                templates.push(vec![one, ANY, other]);
                templates.push(vec![one, NUMBER, other]);
                templates.push(vec![ANY, one, RAW]);
            }
        }
        for a in &templates {
            for b in &templates {
                let theirs = keys(b);
                let meet = keys(a).iter().any(|key| theirs.contains(key));
                assert!(both(a, b) || !meet, "{a:?} {b:?}");
            }
        }
    }
}
