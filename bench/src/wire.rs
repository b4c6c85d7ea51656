//! Bodies of responses, as DynamoDB writes them.

use crate::shapes::TABLE;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_types::base64;
use bytes::Bytes;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// A stored item.
pub type Item = HashMap<String, AttributeValue>;

/// The answer to a write.
pub fn empty() -> Bytes {
    Bytes::from_static(b"{}")
}

/// The answer to `GetItem`.
pub fn got(item: &Item) -> Bytes {
    body(&json!({ "Item": item_json(item) }))
}

/// The answer to `Query` and `Scan`: the last page.
pub fn page(items: &[Item]) -> Bytes {
    let found: Vec<_> = items.iter().map(item_json).collect();
    body(&json!({ "Count": items.len(), "Items": found, "ScannedCount": items.len() }))
}

/// The answer to `BatchGetItem`.
pub fn batch(items: &[Item]) -> Bytes {
    let found: Vec<_> = items.iter().map(item_json).collect();
    body(&json!({ "Responses": { TABLE: found }, "UnprocessedKeys": {} }))
}

/// The answer to `BatchWriteItem`.
pub fn written() -> Bytes {
    body(&json!({ "UnprocessedItems": {} }))
}

fn body(value: &Value) -> Bytes {
    value.to_string().into()
}

/// The attributes in the order of their names: neither that of the structs nor one of each run.
fn item_json(item: &Item) -> Value {
    let entries = item.iter().map(|(name, value)| (name.clone(), json(value)));
    Value::Object(entries.collect())
}

fn json(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::B(bytes) => json!({ "B": base64::encode(bytes) }),
        AttributeValue::Bool(flag) => json!({ "BOOL": flag }),
        AttributeValue::Null(is) => json!({ "NULL": is }),
        AttributeValue::Ss(texts) => json!({ "SS": texts }),
        AttributeValue::Ns(numbers) => json!({ "NS": numbers }),
        AttributeValue::Bs(all) => {
            json!({ "BS": all.iter().map(base64::encode).collect::<Vec<_>>() })
        }
        AttributeValue::L(list) => json!({ "L": list.iter().map(json).collect::<Vec<_>>() }),
        AttributeValue::M(map) => {
            let entries = map.iter().map(|(name, value)| (name.clone(), json(value)));
            json!({ "M": entries.collect::<Map<_, _>>() })
        }
        _ => unreachable!("the shapes have values of the kinds above"),
    }
}
