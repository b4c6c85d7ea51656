//! Sort keys of several parts, against a model: the product of what each part may be.

use super::{Condition, Cut, Interval, Parts};
use crate::key::error::KeyErrorKind;
use proptest::prelude::*;

type Ends = (Option<String>, Option<String>, bool);

fn text() -> impl Strategy<Value = String> + Clone {
    "[ab]{1,2}"
}

fn ends() -> impl Strategy<Value = Ends> {
    (
        prop::option::of(text()),
        prop::option::of(text()),
        any::<bool>(),
    )
}

fn interval((low, high, one): &Ends) -> Interval<String> {
    match (low, high, one) {
        (Some(value), _, true) => Interval::one(value.clone()),
        (low, high, _) => Interval::between(
            low.clone().map_or(Cut::Start, Cut::before),
            high.clone().map_or(Cut::End, Cut::after),
        ),
    }
}

fn meets((low, high, one): &Ends, value: &String) -> bool {
    match (low, one) {
        (Some(low), true) => low == value,
        _ => {
            low.as_ref().is_none_or(|low| low <= value)
                && high.as_ref().is_none_or(|high| value <= high)
        }
    }
}

fn holds(condition: Option<&Condition<String>>, value: &String) -> bool {
    match condition {
        None | Some(Condition::All) => true,
        Some(Condition::Nothing) => false,
        Some(Condition::Equal(only)) => only == value,
        Some(Condition::BeginsWith(prefix)) => value.starts_with(prefix.as_str()),
        Some(Condition::Between(low, high)) => low <= value && value <= high,
        Some(Condition::Compare(operator, end)) => match *operator {
            ">" => value > end,
            ">=" => value >= end,
            "<" => value < end,
            _ => value <= end,
        },
    }
}

proptest! {
    #[test]
    fn several_parts_hold_what_each_holds_or_cannot_be_asked(
        keys in prop::collection::vec([text(), text(), text()], 1..12),
        one in [ends(), ends(), ends()],
        other in [ends(), ends(), ends()],
    ) {
        let parts = |ends: &[Ends; 3]| Parts::new(ends.iter().map(interval));
        let conditions = parts(&one).intersect(parts(&other)).conditions();
        match conditions {
            Ok(conditions) => for key in &keys {
                let meets_all = |ends: &[Ends; 3]| ends.iter().zip(key).all(|(ends, value)| meets(ends, value));
                let mut parts = key.iter().enumerate();
                let found = conditions.as_ref().is_some_and(|all| parts.all(|(index, value)| holds(all.get(index), value)));
                prop_assert_eq!(found, meets_all(&one) && meets_all(&other), "{:?} {:?}", key, conditions);
            },
            Err(kind) => prop_assert_eq!(kind, KeyErrorKind::NotFromTheLeft),
        }
    }

    #[test]
    fn a_range_of_the_last_part_needs_one_value_of_each_before_it(a in text(), b in text(), c in text()) {
        let one = |value: &String| Interval::one(value.clone());
        let from = |value: &String| Interval::between(Cut::before(value.clone()), Cut::End);
        let asked = Parts::new([one(&a), one(&b), from(&c)]).conditions();
        let expected = vec![
            Condition::Equal(a.clone()),
            Condition::Equal(b.clone()),
            Condition::Compare(">=", c.clone()),
        ];
        prop_assert_eq!(asked, Ok(Some(expected)));
        let open = Parts::new([one(&a), Interval::all(), from(&c)]).conditions();
        prop_assert_eq!(open, Err(KeyErrorKind::NotFromTheLeft));
        let ranged = Parts::new([from(&a), one(&b), Interval::all()]).conditions();
        prop_assert_eq!(ranged, Err(KeyErrorKind::NotFromTheLeft));
        let left = Parts::new([one(&a), Interval::all(), Interval::all()]).conditions();
        prop_assert_eq!(left, Ok(Some(vec![Condition::Equal(a)])));
    }
}
