//! What does not go with a flattened field, as its tokens say.

use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Attributes, Entity, Timestamp};
use std::collections::{BTreeMap, HashMap};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Audit {
    by: String,
    at: Timestamp,
}

#[derive(Entity)]
#[entity(pk = "A#<id>", sk = "#A")]
struct Maps {
    id: String,
    #[serde(flatten)]
    rest: HashMap<String, AttributeValue>,
    #[serde(flatten)]
    other: Option<BTreeMap<String, String>>,
    #[entity(extra)]
    #[serde(flatten)]
    both: BTreeMap<String, AttributeValue>,
}

#[derive(Entity)]
#[entity(pk = "B#<audit>", sk = "#<at>")]
#[entity(index(GSI1, pk = "BY#<by>"))]
#[entity(unique(by_audit, fields(id, audit)))]
struct Keys {
    id: String,
    #[serde(flatten)]
    audit: Audit,
}

#[derive(Entity)]
#[entity(pk = "C#<id>", sk = "#C")]
struct Options {
    id: String,
    #[serde(flatten)]
    #[entity(ttl)]
    expiring: Audit,
    #[serde(flatten)]
    #[entity(version)]
    counted: Audit,
    #[serde(flatten)]
    #[entity(unique)]
    alone: Audit,
    #[serde(flatten)]
    #[entity(on_create = default, on_update = now)]
    generated: Audit,
    #[serde(flatten)]
    #[entity(precision = us, list)]
    form: Audit,
    #[serde(flatten)]
    #[entity(computed = audit)]
    made: Audit,
}

#[derive(Entity)]
#[entity(pk = "D#<id>", sk = "#D")]
struct Serde {
    id: String,
    #[serde(flatten, rename = "x", default)]
    renamed: Audit,
    #[serde(flatten, skip)]
    skipped: Audit,
    #[serde(flatten, with = "audits")]
    with: Audit,
}

fn main() {}
