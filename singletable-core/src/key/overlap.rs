//! Whether two templates can give the same key, in constant evaluation.
//!
//! A field stands for any text that is not empty and does not contain the separator (`:raw`: any
//! text that is not empty). That is more than some types can be, so the answer may be "yes" for
//! two templates that their types keep apart, never "no" for two that can meet.

use super::template::{Encoding, Segment};

/// Where the comparison stands in one template.
#[derive(Clone, Copy)]
struct Place {
    segment: usize,
    /// The byte of a literal; for a field, 1 once it has taken a character.
    offset: usize,
}

/// Whether some values make the same key of both.
pub(crate) const fn can_be_equal(a: &[Segment], b: &[Segment], separator: char) -> bool {
    meet(a, START, b, START, separator)
}

const START: Place = Place {
    segment: 0,
    offset: 0,
};

const fn next(place: Place) -> Place {
    Place {
        segment: place.segment + 1,
        offset: 0,
    }
}

const fn is_raw(segment: &Segment) -> bool {
    match segment {
        Segment::Field(field) => matches!(field.encoding, Encoding::Raw),
        Segment::Literal(_) => false,
    }
}

const fn meet(a: &[Segment], at: Place, b: &[Segment], bt: Place, separator: char) -> bool {
    if at.segment == a.len() {
        return can_end(b, bt);
    }
    if bt.segment == b.len() {
        return can_end(a, at);
    }
    match (&a[at.segment], &b[bt.segment]) {
        (Segment::Literal(x), Segment::Literal(y)) => {
            let (x, y) = (x.as_bytes(), y.as_bytes());
            if at.offset == x.len() {
                return meet(a, next(at), b, bt, separator);
            }
            if bt.offset == y.len() {
                return meet(a, at, b, next(bt), separator);
            }
            x[at.offset] == y[bt.offset] && meet(a, step(at), b, step(bt), separator)
        }
        (Segment::Field(_), Segment::Literal(y)) => wildcard(a, at, b, bt, y.as_bytes(), separator),
        (Segment::Literal(x), Segment::Field(_)) => wildcard(b, bt, a, at, x.as_bytes(), separator),
        (Segment::Field(_), Segment::Field(_)) => {
            // Both can take a character together; then either may end, or both.
            let (inside_a, inside_b) = (taken(at), taken(bt));
            (at.offset > 0 && meet(a, next(at), b, bt, separator))
                || (bt.offset > 0 && meet(a, at, b, next(bt), separator))
                || meet(a, next(at), b, inside_b, separator)
                || meet(a, inside_a, b, next(bt), separator)
                || meet(a, next(at), b, next(bt), separator)
        }
    }
}

/// A field of `a` against a literal of `b`.
const fn wildcard(
    a: &[Segment],
    at: Place,
    b: &[Segment],
    bt: Place,
    literal: &[u8],
    separator: char,
) -> bool {
    if bt.offset == literal.len() {
        return meet(a, at, b, next(bt), separator);
    }
    // A field that has taken something may end here.
    if at.offset > 0 && meet(a, next(at), b, bt, separator) {
        return true;
    }
    let takes = is_raw(&a[at.segment]) || literal[bt.offset] != separator as u8;
    takes && meet(a, taken(at), b, step(bt), separator)
}

/// Whether the rest of a template can be empty.
const fn can_end(segments: &[Segment], place: Place) -> bool {
    if place.segment == segments.len() {
        return true;
    }
    let ended = match &segments[place.segment] {
        Segment::Literal(literal) => place.offset == literal.len(),
        Segment::Field(_) => place.offset > 0,
    };
    ended && can_end(segments, next(place))
}

const fn step(place: Place) -> Place {
    Place {
        segment: place.segment,
        offset: place.offset + 1,
    }
}

const fn taken(place: Place) -> Place {
    Place {
        segment: place.segment,
        offset: 1,
    }
}

/// Whether a separator stands between any two fields, which makes the template injective.
pub(crate) const fn fields_are_separated(segments: &[Segment], separator: char) -> bool {
    let mut open = false;
    let mut i = 0;
    while i < segments.len() {
        match &segments[i] {
            Segment::Field(_) => {
                if open {
                    return false;
                }
                open = true;
            }
            Segment::Literal(literal) => {
                let bytes = literal.as_bytes();
                let mut j = 0;
                while j < bytes.len() {
                    if bytes[j] == separator as u8 {
                        open = false;
                    }
                    j += 1;
                }
            }
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::template::FieldSegment;
    use super::*;

    const fn field(encoding: Encoding) -> Segment {
        Segment::Field(FieldSegment {
            slot: 0,
            name: "f",
            encoding,
        })
    }

    const ANY: Segment = field(Encoding::Plain);
    const RAW: Segment = field(Encoding::Raw);

    const fn lit(text: &'static str) -> Segment {
        Segment::Literal(text)
    }

    fn both(a: &[Segment], b: &[Segment]) -> bool {
        let answer = can_be_equal(a, b, '#');
        assert_eq!(answer, can_be_equal(b, a, '#'), "the relation is symmetric");
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
    fn an_empty_value_does_not_count() {
        assert!(!both(&[lit("A#"), ANY], &[lit("A#")]));
        assert!(!both(&[lit("A"), ANY], &[lit("A")]));
    }

    #[test]
    fn fields_without_a_separator_between_them_are_not_injective() {
        assert!(!fields_are_separated(&[ANY, ANY], '#'));
        assert!(!fields_are_separated(&[ANY, lit("-"), ANY], '#'));
        assert!(fields_are_separated(&[ANY, lit("-#"), ANY], '#'));
    }
}
