//! What the embedded client promises, through the SDK alone.

mod endpoint;
mod engine;
mod failures;
mod script;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, Put, PutRequest,
    ReturnValuesOnConditionCheckFailure, ScalarAttributeType, TransactWriteItem, WriteRequest,
};
use singletable_local::Local;
use std::collections::HashMap;

type Item = HashMap<String, AttributeValue>;

fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.into())
}

fn n(number: i64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

fn local() -> Local {
    Local::memory().unwrap()
}

/// Makes the table `items` with the keys `pk` (text) and `sk` (number).
async fn make_table(client: &Client) {
    let mut request = client
        .create_table()
        .table_name("items")
        .billing_mode(BillingMode::PayPerRequest);
    for (name, key, kind) in [
        ("pk", KeyType::Hash, ScalarAttributeType::S),
        ("sk", KeyType::Range, ScalarAttributeType::N),
    ] {
        let definition = AttributeDefinition::builder()
            .attribute_name(name)
            .attribute_type(kind);
        let key = KeySchemaElement::builder()
            .attribute_name(name)
            .key_type(key);
        request = request
            .attribute_definitions(definition.build().unwrap())
            .key_schema(key.build().unwrap());
    }
    request.send().await.unwrap();
}

/// An engine with the table, and a client of it.
async fn with_table() -> (Local, Client) {
    let local = local();
    let client = local.client();
    make_table(&client).await;
    (local, client)
}

fn key(pk: &str, sk: i64) -> Item {
    HashMap::from([("pk".into(), s(pk)), ("sk".into(), n(sk))])
}

fn item(pk: &str, sk: i64, number: i64) -> Item {
    let mut item = key(pk, sk);
    item.insert("n".into(), n(number));
    item
}

async fn put(client: &Client, item: Item) {
    let request = client.put_item().table_name("items").set_item(Some(item));
    request.send().await.unwrap();
}

async fn get(client: &Client, pk: &str, sk: i64) -> Option<Item> {
    let request = client.get_item().table_name("items");
    let request = request.set_key(Some(key(pk, sk)));
    request.send().await.unwrap().item
}

async fn count(client: &Client) -> usize {
    let answer = client.scan().table_name("items").send().await.unwrap();
    answer.items().len()
}

/// Adds one to the item's `n`.
async fn increment(client: &Client, pk: &str) {
    client
        .update_item()
        .table_name("items")
        .set_key(Some(key(pk, 0)))
        .update_expression("ADD n :one")
        .expression_attribute_values(":one", n(1))
        .send()
        .await
        .unwrap();
}

/// A put that fails when the key is taken, and then gives the item that is there.
fn create(pk: &str) -> TransactWriteItem {
    let put = Put::builder()
        .table_name("items")
        .set_item(Some(item(pk, 0, 2)))
        .condition_expression("attribute_not_exists(pk)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    TransactWriteItem::builder()
        .put(put.build().unwrap())
        .build()
}

/// One entry of a batch write.
fn entry(pk: &str) -> WriteRequest {
    let put = PutRequest::builder().set_item(Some(item(pk, 0, 1)));
    WriteRequest::builder()
        .put_request(put.build().unwrap())
        .build()
}
