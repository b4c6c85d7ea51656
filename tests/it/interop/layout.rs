//! The layout of a table as lines of text: as the library declared it, and as we create it.

use serde_json::Value;
use singletable::aws_sdk_dynamodb::operation::create_table::CreateTableInput;
use singletable::aws_sdk_dynamodb::types::{
    AttributeDefinition, KeySchemaElement, Projection, ProjectionType,
};
use std::collections::BTreeMap;

/// The primary key under the name `key`, and each index under its own.
pub type Layout = BTreeMap<String, String>;

/// What the file says.
pub fn declared(table: &Value) -> Layout {
    let mut layout = Layout::new();
    layout.insert("key".into(), keys_declared(table));
    for index in table["indexes"].as_array().unwrap() {
        let text = |name: &str| index[name].as_str().unwrap().to_owned();
        let line = format!(
            "{} {} {}",
            text("kind"),
            keys_declared(index),
            text("projection")
        );
        layout.insert(text("name"), line);
    }
    layout
}

fn keys_declared(of: &Value) -> String {
    let half = |name: &str| match &of[name] {
        Value::Null => "none".to_owned(),
        Value::Array(parts) => {
            let parts: Vec<_> = parts.iter().map(part_declared).collect();
            parts.join(" + ")
        }
        one => part_declared(one),
    };
    format!("{} / {}", half("pk"), half("sk"))
}

fn part_declared(part: &Value) -> String {
    let text = |name: &str| part[name].as_str().unwrap();
    format!("{}: {}", text("name"), text("type"))
}

/// What our request creates.
pub fn created(input: &CreateTableInput) -> Layout {
    let types = input.attribute_definitions();
    let mut layout = Layout::new();
    layout.insert("key".into(), keys_created(input.key_schema(), types));
    for index in input.global_secondary_indexes() {
        let keys = keys_created(index.key_schema(), types);
        let projection = projected(index.projection().unwrap());
        let line = format!("global {keys} {projection}");
        layout.insert(index.index_name().into(), line);
    }
    for index in input.local_secondary_indexes() {
        let keys = keys_created(index.key_schema(), types);
        let projection = projected(index.projection().unwrap());
        let line = format!("local {keys} {projection}");
        layout.insert(index.index_name().into(), line);
    }
    layout
}

fn keys_created(keys: &[KeySchemaElement], types: &[AttributeDefinition]) -> String {
    let half = |kind: &str| {
        let parts = keys.iter().filter(|key| key.key_type().as_str() == kind);
        let parts: Vec<_> = parts
            .map(|key| {
                let name = key.attribute_name();
                let of = types.iter().find(|of| of.attribute_name() == name).unwrap();
                format!("{name}: {}", of.attribute_type().as_str())
            })
            .collect();
        if parts.is_empty() {
            "none".to_owned()
        } else {
            parts.join(" + ")
        }
    };
    format!("{} / {}", half("HASH"), half("RANGE"))
}

fn projected(projection: &Projection) -> &str {
    projection
        .projection_type()
        .map_or("", ProjectionType::as_str)
}
