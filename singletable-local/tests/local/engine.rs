//! What the engine does when nothing fails.

use super::*;
use aws_sdk_dynamodb::types::{
    AttributeAction, AttributeValueUpdate, Delete, Get, KeysAndAttributes, ReturnValue,
    TimeToLiveSpecification, TransactGetItem,
};
use singletable_local::Clock;
use std::path::PathBuf;
use std::time::Duration;

#[tokio::test]
async fn tables_are_made_listed_described_and_deleted() {
    let (_, client) = with_table().await;
    let listed = client.list_tables().send().await.unwrap();
    assert_eq!(listed.table_names(), ["items"]);
    let described = client.describe_table().table_name("items").send().await;
    let table = described.unwrap().table.unwrap();
    assert_eq!(table.key_schema().len(), 2);
    assert_eq!(table.table_status().unwrap().as_str(), "ACTIVE");
    client
        .delete_table()
        .table_name("items")
        .send()
        .await
        .unwrap();
    let listed = client.list_tables().send().await.unwrap();
    assert!(listed.table_names().is_empty());
}

#[tokio::test]
async fn an_item_is_put_read_updated_and_deleted() {
    let (_, client) = with_table().await;
    put(&client, item("a", 0, 1)).await;
    assert_eq!(get(&client, "a", 0).await, Some(item("a", 0, 1)));
    let updated = client
        .update_item()
        .table_name("items")
        .set_key(Some(key("a", 0)))
        .update_expression("SET #n = :n")
        .expression_attribute_names("#n", "n")
        .expression_attribute_values(":n", n(2))
        .return_values(ReturnValue::AllNew)
        .send()
        .await
        .unwrap();
    assert_eq!(updated.attributes, Some(item("a", 0, 2)));
    let deleted = client
        .delete_item()
        .table_name("items")
        .set_key(Some(key("a", 0)))
        .return_values(ReturnValue::AllOld)
        .send()
        .await
        .unwrap();
    assert_eq!(deleted.attributes, Some(item("a", 0, 2)));
    assert_eq!(get(&client, "a", 0).await, None);
}

#[tokio::test]
async fn every_type_of_value_comes_back_as_it_was() {
    use aws_sdk_dynamodb::primitives::Blob;
    let (_, client) = with_table().await;
    let mut item = key("a", 0);
    item.extend([
        ("b".into(), AttributeValue::B(Blob::new([0, 255]))),
        ("bool".into(), AttributeValue::Bool(true)),
        ("null".into(), AttributeValue::Null(true)),
        ("list".into(), AttributeValue::L(vec![s(""), n(-1)])),
        ("map".into(), AttributeValue::M(key("ü", 1))),
        ("ss".into(), AttributeValue::Ss(vec!["x".into()])),
        ("ns".into(), AttributeValue::Ns(vec!["1.5".into()])),
        ("bs".into(), AttributeValue::Bs(vec![Blob::new([1])])),
    ]);
    put(&client, item.clone()).await;
    assert_eq!(get(&client, "a", 0).await, Some(item));
}

#[tokio::test]
async fn a_query_pages_in_the_order_of_the_sort_key() {
    let (_, client) = with_table().await;
    for sk in [10, 9, 2, 1] {
        put(&client, item("a", sk, 0)).await;
    }
    put(&client, item("b", 0, 0)).await;
    let pages = client
        .query()
        .table_name("items")
        .key_condition_expression("pk = :pk")
        .expression_attribute_values(":pk", s("a"))
        .limit(3)
        .into_paginator()
        .items()
        .send();
    let items = pages.try_collect().await.unwrap();
    let sks: Vec<_> = items.iter().map(|item| item["sk"].clone()).collect();
    assert_eq!(sks, [n(1), n(2), n(9), n(10)]);
}

#[tokio::test]
async fn a_scan_gives_every_item() {
    let (_, client) = with_table().await;
    for pk in ["a", "b", "c"] {
        put(&client, item(pk, 0, 0)).await;
    }
    assert_eq!(count(&client).await, 3);
}

#[tokio::test]
async fn batches_write_and_read() {
    let (_, client) = with_table().await;
    let batch = client.batch_write_item();
    let batch = batch.request_items("items", vec![entry("a"), entry("b")]);
    let answer = batch.send().await.unwrap();
    assert!(answer.unprocessed_items.unwrap_or_default().is_empty());
    let keys = ["a", "b", "missing"].map(|pk| key(pk, 0));
    let keys = KeysAndAttributes::builder().set_keys(Some(keys.into()));
    let batch = client.batch_get_item();
    let batch = batch.request_items("items", keys.build().unwrap());
    let answer = batch.send().await.unwrap();
    assert_eq!(answer.responses.unwrap()["items"].len(), 2);
}

#[tokio::test]
async fn transactions_write_all_and_read_in_order() {
    let (_, client) = with_table().await;
    put(&client, item("gone", 0, 0)).await;
    let delete = Delete::builder()
        .table_name("items")
        .set_key(Some(key("gone", 0)));
    let delete = TransactWriteItem::builder().delete(delete.build().unwrap());
    client
        .transact_write_items()
        .transact_items(create("a"))
        .transact_items(create("b"))
        .transact_items(delete.build())
        .send()
        .await
        .unwrap();
    let mut request = client.transact_get_items();
    for pk in ["b", "gone", "a"] {
        let get = Get::builder().table_name("items").set_key(Some(key(pk, 0)));
        let get = TransactGetItem::builder().get(get.build().unwrap());
        request = request.transact_items(get.build());
    }
    let answer = request.send().await.unwrap();
    let items = answer.responses().iter().map(|r| r.item.clone());
    let expected = [Some(item("b", 0, 2)), None, Some(item("a", 0, 2))];
    assert_eq!(items.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_transaction_sent_twice_with_one_token_is_applied_once() {
    let (_, client) = with_table().await;
    for _ in 0..2 {
        let request = client.transact_write_items().client_request_token("token");
        request.transact_items(create("a")).send().await.unwrap();
    }
}

#[tokio::test]
async fn a_partiql_statement_reads_an_item() {
    let (_, client) = with_table().await;
    put(&client, item("a", 0, 1)).await;
    let request = client.execute_statement();
    let request = request.statement("SELECT * FROM items WHERE pk = 'a'");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.items(), [item("a", 0, 1)]);
}

/// Aborts the process where the workspace builds the engine without any optimisation.
#[tokio::test]
async fn as_many_operators_as_dynamodb_takes_do_not_overflow_the_stack() {
    let (_, client) = with_table().await;
    put(&client, item("a", 0, 1)).await;
    let flat = vec!["n = :n"; 150].join(" OR ");
    let nested = format!("{}n = :n", "NOT ".repeat(299));
    let bracketed = format!("{}n = :n{}", "(n = :n OR ".repeat(149), ")".repeat(149));
    for filter in [flat, nested, bracketed] {
        let scan = client.scan().table_name("items").filter_expression(&filter);
        let scan = scan.expression_attribute_values(":n", n(1));
        scan.send().await.unwrap();
    }
}

#[tokio::test]
async fn the_attribute_updates_of_before_expressions_work() {
    let (_, client) = with_table().await;
    let update = AttributeValueUpdate::builder()
        .value(n(3))
        .action(AttributeAction::Put);
    let request = client.update_item().table_name("items");
    let request = request.set_key(Some(key("a", 0)));
    let request = request.attribute_updates("n", update.build());
    request.send().await.unwrap();
    assert_eq!(get(&client, "a", 0).await, Some(item("a", 0, 3)));
}

#[tokio::test]
async fn two_engines_share_nothing() {
    let (_one, _) = with_table().await;
    let listed = local().client().list_tables().send().await.unwrap();
    assert!(listed.table_names().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_concurrent_increments_are_exact() {
    let (_, client) = with_table().await;
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { increment(&client, "a").await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(get(&client, "a", 0).await, Some(item("a", 0, 100)));
}

/// A directory that goes with the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let name = format!("singletable-local-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn a_file_keeps_its_items_when_it_is_opened_again() {
    let scratch = Scratch::new("file");
    let path = scratch.0.join("data.db");
    {
        let client = Local::file(&path).unwrap().client();
        make_table(&client).await;
        put(&client, item("a", 0, 1)).await;
    }
    let client = Local::file(&path).unwrap().client();
    assert_eq!(get(&client, "a", 0).await, Some(item("a", 0, 1)));
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_an_error_with_its_cause() {
    let scratch = Scratch::new("missing");
    let error = Local::file(scratch.0.join("no/such/directory.db")).unwrap_err();
    assert!(error.to_string().contains("open the file"));
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn a_file_refuses_to_be_swept_at_a_time_it_cannot_follow() {
    let scratch = Scratch::new("sweep");
    let local = Local::file(scratch.0.join("data.db")).unwrap();
    assert_eq!(local.sweep_expired().unwrap(), 0);
    local.clock().advance(Duration::from_hours(1));
    local.sweep_expired().unwrap_err();
}

/// 2026-01-01T00:00:00Z.
const NEW_YEAR: i64 = 1_767_225_600;

#[tokio::test]
async fn a_sweep_deletes_only_what_has_expired_on_the_moved_clock() {
    let clock = Clock::at_millis(NEW_YEAR * 1000);
    let local = Local::memory_with_clock(clock.clone()).unwrap();
    let client = local.client();
    make_table(&client).await;
    let specification = TimeToLiveSpecification::builder()
        .attribute_name("ttl")
        .enabled(true)
        .build()
        .unwrap();
    let request = client.update_time_to_live().table_name("items");
    let request = request.time_to_live_specification(specification);
    request.send().await.unwrap();
    let described = client
        .describe_time_to_live()
        .table_name("items")
        .send()
        .await;
    let description = described.unwrap().time_to_live_description.unwrap();
    assert_eq!(description.attribute_name(), Some("ttl"));

    for (pk, expires) in [
        ("soon", Some(n(NEW_YEAR + 60))),
        ("later", Some(n(NEW_YEAR + 120))),
        ("never", None),
        ("text", Some(s("1"))),
    ] {
        let mut item = key(pk, 0);
        item.extend(expires.map(|expires| ("ttl".into(), expires)));
        put(&client, item).await;
    }
    assert_eq!(local.sweep_expired().unwrap(), 0);
    clock.advance(Duration::from_secs(61));
    assert_eq!(count(&client).await, 4, "nothing expires by itself");
    assert_eq!(local.sweep_expired().unwrap(), 1);
    assert_eq!(get(&client, "soon", 0).await, None);
    assert_eq!(count(&client).await, 3);
}

#[test]
fn a_clock_runs_with_the_machine_until_it_is_set() {
    let clock = local().clock();
    let machine = std::time::SystemTime::now();
    let apart = clock.now().duration_since(machine).unwrap_or_default();
    assert!(apart < Duration::from_secs(10));
    clock.advance(Duration::from_hours(24));
    assert!(clock.now() > machine + Duration::from_hours(23));
    clock.set_millis(NEW_YEAR * 1000);
    assert_eq!(clock.now_millis(), NEW_YEAR * 1000);
    clock.clone().advance(Duration::from_millis(5));
    assert_eq!(clock.now_millis(), NEW_YEAR * 1000 + 5);
    clock.set_millis(i64::MAX);
    clock.advance(Duration::from_secs(1));
    assert_eq!(clock.now_millis(), i64::MAX);
}
