//! One record, in the forms of the two crates.

use serde_json::json;
use singletable::Item;
use singletable::aws_sdk_dynamodb::primitives::DateTime;
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::stream::aws_lambda_events::event::dynamodb::EventRecord;
use singletable::stream::aws_sdk_dynamodbstreams::types as streams;
use singletable::stream::aws_sdk_dynamodbstreams::types::{Identity, Record, StreamRecord};
use std::collections::HashMap;

/// The parts of a record.
pub struct Parts {
    pub event: &'static str,
    pub key: Item,
    pub old: Option<Item>,
    pub new: Option<Item>,
    /// Type and principal.
    pub identity: Option<(&'static str, &'static str)>,
}

/// 2026-01-01T00:00:00Z
const CREATED: i64 = 1_767_225_600;

impl Parts {
    pub fn of(event: &'static str, key: Item) -> Self {
        Self {
            event,
            key,
            old: None,
            new: None,
            identity: None,
        }
    }
}

pub fn sdk(parts: &Parts) -> Record {
    let body = StreamRecord::builder()
        .set_keys(Some(copied(&parts.key)))
        .set_old_image(parts.old.as_ref().map(copied))
        .set_new_image(parts.new.as_ref().map(copied))
        .sequence_number("111")
        .approximate_creation_date_time(DateTime::from_secs(CREATED))
        .build();
    let identity = parts.identity.map(|(kind, principal)| {
        let identity = Identity::builder().r#type(kind);
        identity.principal_id(principal).build()
    });
    Record::builder()
        .event_id("e1")
        .event_name(parts.event.into())
        .dynamodb(body)
        .set_user_identity(identity)
        .build()
}

fn copied(item: &Item) -> HashMap<String, streams::AttributeValue> {
    let copied = item
        .iter()
        .map(|(name, attribute)| (name.clone(), value(attribute)));
    copied.collect()
}

fn value(value: &AttributeValue) -> streams::AttributeValue {
    use AttributeValue as Of;
    use streams::AttributeValue as To;
    match value.clone() {
        Of::B(bytes) => To::B(bytes),
        Of::Bool(bool) => To::Bool(bool),
        Of::Bs(set) => To::Bs(set),
        Of::L(list) => To::L(list.iter().map(self::value).collect()),
        Of::M(map) => To::M(copied(&map)),
        Of::N(number) => To::N(number),
        Of::Ns(set) => To::Ns(set),
        Of::Null(null) => To::Null(null),
        Of::S(text) => To::S(text),
        Of::Ss(set) => To::Ss(set),
        _ => panic!("a value of an unknown type"),
    }
}

pub fn lambda(parts: &Parts) -> EventRecord {
    let json_of =
        |item: &Item| serde_json::to_value(serde_dynamo::Item::from(item.clone())).unwrap();
    let mut record = json!({
        "awsRegion": "eu-central-1",
        "eventID": "e1",
        "eventName": parts.event,
        "eventSource": "aws:dynamodb",
        "eventVersion": "1.1",
        "dynamodb": {
            "ApproximateCreationDateTime": CREATED,
            "Keys": json_of(&parts.key),
            "SequenceNumber": "111",
            "SizeBytes": 1,
        },
    });
    if let Some(old) = &parts.old {
        record["dynamodb"]["OldImage"] = json_of(old);
    }
    if let Some(new) = &parts.new {
        record["dynamodb"]["NewImage"] = json_of(new);
    }
    if let Some((kind, principal)) = parts.identity {
        record["userIdentity"] = json!({ "type": kind, "principalId": principal });
    }
    serde_json::from_value(record).unwrap()
}
