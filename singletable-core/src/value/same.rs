//! Equality of stored values, whatever the text of their numbers and the order of their sets.

use super::{Item, Number};
use aws_sdk_dynamodb::types::AttributeValue;

/// Whether both items have the same attributes with equal values.
pub(crate) fn is_same_item(one: &Item, other: &Item) -> bool {
    one.len() == other.len()
        && one.iter().all(|(name, value)| {
            let other = other.get(name);
            other.is_some_and(|other| is_same_value(value, other))
        })
}

/// Whether both are the same value.
pub(crate) fn is_same_value(one: &AttributeValue, other: &AttributeValue) -> bool {
    use AttributeValue::{Bs, L, M, N, Ns, Ss};
    match (one, other) {
        (N(one), N(other)) => number(one) == number(other),
        (Ns(one), Ns(other)) => {
            in_order(one, |one| number(one)) == in_order(other, |one| number(one))
        }
        (Ss(one), Ss(other)) => in_order(one, Clone::clone) == in_order(other, Clone::clone),
        (Bs(one), Bs(other)) => {
            let bytes = |blob: &aws_sdk_dynamodb::primitives::Blob| blob.as_ref().to_vec();
            in_order(one, bytes) == in_order(other, bytes)
        }
        (L(one), L(other)) => {
            let mut pairs = one.iter().zip(other);
            one.len() == other.len() && pairs.all(|(one, other)| is_same_value(one, other))
        }
        (M(one), M(other)) => is_same_item(one, other),
        (one, other) => one == other,
    }
}

/// A number by its value. A text that is not a number of DynamoDB equals only itself.
fn number(digits: &str) -> Result<Number, String> {
    digits.parse().map_err(|_| digits.to_owned())
}

fn in_order<T, K: Ord>(elements: &[T], key: impl Fn(&T) -> K) -> Vec<K> {
    let mut keys: Vec<_> = elements.iter().map(key).collect();
    keys.sort_unstable();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_by_value_and_sets_in_any_order() {
        let set = |of: &[&str]| AttributeValue::Ns(of.iter().map(|&one| one.into()).collect());
        let list = |of: &[&str]| {
            AttributeValue::L(
                of.iter()
                    .map(|&one| AttributeValue::N(one.into()))
                    .collect(),
            )
        };
        let item = |value| Item::from([("a".to_owned(), value)]);
        let same = |one, other| is_same_item(&item(one), &item(other));
        assert!(same(set(&["1", "2.50"]), set(&["25E-1", "1.0"])));
        assert!(!same(set(&["1"]), set(&["1", "2"])));
        assert!(same(list(&["1", "2"]), list(&["1.0", "2"])));
        assert!(!same(list(&["1", "2"]), list(&["2", "1"])));
        assert!(!same(list(&["1"]), set(&["1"])));
        assert!(!is_same_item(&item(list(&[])), &Item::new()));
    }
}
