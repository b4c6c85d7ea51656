//! Numbers that this crate and `serde_dynamo` read differently.

use crate::value::Number;
use aws_sdk_dynamodb::types::AttributeValue;

/// The value with whole numbers in plain digits, as `serde_dynamo` needs them: `5` for `5.0`, `100` for
/// `1E2`, `0` for `-0`. A number that DynamoDB does not have stays as it is.
pub(crate) fn plain(value: &AttributeValue) -> AttributeValue {
    let digits = |text: &String| match text.parse::<Number>() {
        Ok(number) if text == "-0" || text.contains(['.', 'e', 'E']) => number.to_string(),
        _ => text.clone(),
    };
    match value {
        AttributeValue::N(text) => AttributeValue::N(digits(text)),
        AttributeValue::Ns(texts) => AttributeValue::Ns(texts.iter().map(digits).collect()),
        AttributeValue::L(values) => AttributeValue::L(values.iter().map(plain).collect()),
        AttributeValue::M(entries) => {
            let entries = entries.iter();
            AttributeValue::M(
                entries
                    .map(|(name, value)| (name.clone(), plain(value)))
                    .collect(),
            )
        }
        other => other.clone(),
    }
}

/// Whether the value has a number that is too large for a float, which `serde_dynamo` reads as infinity.
pub(crate) fn may_be_infinite(value: &AttributeValue) -> bool {
    let is_infinite = |text: &String| text.parse().is_ok_and(|number: f32| !number.is_finite());
    match value {
        AttributeValue::N(text) => is_infinite(text),
        AttributeValue::Ns(texts) => texts.iter().any(is_infinite),
        AttributeValue::L(values) => values.iter().any(may_be_infinite),
        AttributeValue::M(entries) => entries.values().any(may_be_infinite),
        _ => false,
    }
}

/// A `Debug` text in which zero has no sign: DynamoDB's zero has none.
pub(crate) fn without_negative_zero(text: &str) -> String {
    text.replace("-0.0", "0.0")
}
