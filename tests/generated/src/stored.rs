//! Stored values in one form, so that equal ones are the same.

use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Item, Number};
use std::collections::BTreeMap;

/// An item with sets in order, and numbers as DynamoDB writes them.
pub(crate) fn in_one_form(item: Item) -> BTreeMap<String, AttributeValue> {
    let entries = item.into_iter();
    entries.map(|(name, value)| (name, of(value))).collect()
}

fn number(digits: &str) -> String {
    let number: Result<Number, _> = digits.parse();
    number.map_or_else(|_| digits.to_owned(), |number| number.to_string())
}

fn of(value: AttributeValue) -> AttributeValue {
    match value {
        AttributeValue::N(digits) => AttributeValue::N(number(&digits)),
        AttributeValue::Ss(mut texts) => {
            texts.sort();
            AttributeValue::Ss(texts)
        }
        AttributeValue::Ns(digits) => {
            let mut digits: Vec<String> = digits.iter().map(|one| number(one)).collect();
            digits.sort();
            AttributeValue::Ns(digits)
        }
        AttributeValue::Bs(mut binaries) => {
            binaries.sort_by(|one, other| one.as_ref().cmp(other.as_ref()));
            AttributeValue::Bs(binaries)
        }
        AttributeValue::L(values) => AttributeValue::L(values.into_iter().map(of).collect()),
        AttributeValue::M(entries) => AttributeValue::M(
            entries
                .into_iter()
                .map(|(name, value)| (name, of(value)))
                .collect(),
        ),
        other => other,
    }
}
