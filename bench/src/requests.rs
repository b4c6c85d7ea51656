//! What a request means, so that two ways to write it can be told equal.

use crate::canned::Sent;
use serde_json::{Map, Value};

/// What a caller gets told besides, and what makes a second delivery harmless: not the work.
const BESIDE: [&str; 4] = [
    "ReturnConsumedCapacity",
    "ReturnValuesOnConditionCheckFailure",
    "ClientRequestToken",
    "ReturnValues",
];

/// Each request with its placeholders replaced, the parts of its expressions in one order, and the
/// entries of batches in one order.
pub fn meaning(sent: &[Sent]) -> Vec<(String, Value)> {
    let meanings = sent
        .iter()
        .map(|sent| (sent.operation.clone(), normal(&sent.body)));
    meanings.collect()
}

/// The meaning of one body, or of a part of one.
pub fn normal(body: &Value) -> Value {
    match body {
        Value::Object(members) => object(members),
        Value::Array(elements) => Value::Array(elements.iter().map(normal).collect()),
        other => other.clone(),
    }
}

fn object(members: &Map<String, Value>) -> Value {
    let names = members.get("ExpressionAttributeNames");
    let values = members.get("ExpressionAttributeValues");
    let plain = members.iter().filter(|(name, _)| {
        !BESIDE.contains(&name.as_str()) && !name.starts_with("ExpressionAttribute")
    });
    let normal = plain.map(|(name, value)| match value {
        Value::String(text) if name.ends_with("Expression") => {
            (name.clone(), tokens(text, names, values).into())
        }
        _ => (name.clone(), normal(value)),
    });
    Value::Object(normal.collect())
}

/// The words of an expression without brackets, with names and values in place of placeholders. In
/// alphabetical order: which clause stands first means nothing.
fn tokens(text: &str, names: Option<&Value>, values: Option<&Value>) -> Vec<String> {
    let spaced = text.replace(['(', ')', ','], " ");
    let words = spaced.split_whitespace().map(|word| {
        let found = match word.chars().next() {
            Some('#') => names.and_then(|names| names.get(word)?.as_str().map(str::to_owned)),
            Some(':') => values.and_then(|values| values.get(word).map(Value::to_string)),
            _ => None,
        };
        found.unwrap_or_else(|| word.to_owned())
    });
    let mut words: Vec<_> = words.filter(|word| word != "AND").collect();
    words.sort();
    words
}
