//! Failures on order.

use super::*;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::error::ProvideErrorMetadata as _;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::KeysAndAttributes;
use serde_json::json;
use singletable_local::{Outcome, Script};

fn operations(script: &Script) -> Vec<String> {
    let requests = script.requests().into_iter();
    requests.map(|request| request.operation).collect()
}

/// A client that sends each request once.
fn once(local: &Local, script: &Script) -> Client {
    let config = local.scripted_config(script);
    Client::from_conf(config.retry_config(RetryConfig::disabled()).build())
}

#[tokio::test(start_paused = true)]
async fn the_sdk_tries_again_after_throttling_and_server_errors() {
    for outcome in [
        Outcome::throughput_exceeded(),
        Outcome::throttled(),
        Outcome::server_error(),
        Outcome::LostRequest,
        Outcome::LostAnswer,
    ] {
        let script = Script::new()
            .then(Outcome::Pass)
            .for_operation("PutItem", outcome.clone())
            .for_operation("PutItem", outcome.clone());
        let client = local().scripted_client(&script);
        make_table(&client).await;
        put(&client, item("a", 0, 1)).await;
        let expected = ["CreateTable", "PutItem", "PutItem", "PutItem"];
        assert_eq!(operations(&script), expected, "{outcome:?}");
        assert_eq!(script.remaining(), 0);
        assert_eq!(count(&client).await, 1);
    }
}

#[tokio::test]
async fn what_the_sdk_does_not_hide_is_a_typed_error() {
    let (local, _) = with_table().await;
    let script = Script::new();
    let client = once(&local, &script);
    let put = || {
        let request = client.put_item().table_name("items");
        request.set_item(Some(item("a", 0, 1))).send()
    };

    script.push(Outcome::throughput_exceeded());
    let error = put().await.unwrap_err().into_service_error();
    assert!(error.is_provisioned_throughput_exceeded_exception());
    script.push(Outcome::throttled());
    let error = put().await.unwrap_err();
    assert_eq!(error.code(), Some("ThrottlingException"));
    script.push(Outcome::server_error());
    let error = put().await.unwrap_err().into_service_error();
    assert!(error.is_internal_server_error());
    script.push(Outcome::transaction_conflict());
    let error = put().await.unwrap_err().into_service_error();
    assert!(error.is_transaction_conflict_exception());
    script.push(Outcome::error(400, "RequestLimitExceeded", "too many"));
    let error = put().await.unwrap_err().into_service_error();
    assert!(error.is_request_limit_exceeded());
    assert_eq!(error.message(), Some("too many"));
}

#[tokio::test]
async fn a_transaction_is_canceled_with_the_reasons_on_order() {
    let (local, client) = with_table().await;
    let codes = ["None", "TransactionConflict"];
    let script = Script::new().then(Outcome::transaction_canceled(&codes));
    let request = once(&local, &script).transact_write_items();
    let request = request
        .transact_items(create("a"))
        .transact_items(create("b"));
    let error = request.send().await.unwrap_err().into_service_error();
    let TransactWriteItemsError::TransactionCanceledException(canceled) = error else {
        panic!("{error:?}")
    };
    let reasons = canceled.cancellation_reasons().iter();
    assert_eq!(
        reasons.map(|r| r.code().unwrap()).collect::<Vec<_>>(),
        codes
    );
    assert_eq!(count(&client).await, 0);
}

#[tokio::test]
async fn a_lost_request_has_not_been_applied_and_a_lost_answer_has() {
    let (local, client) = with_table().await;
    for (pk, outcome, applied) in [
        ("a", Outcome::LostRequest, false),
        ("b", Outcome::LostAnswer, true),
    ] {
        let script = Script::new().then(outcome);
        let scripted = once(&local, &script);
        let request = scripted.put_item().table_name("items");
        let request = request.set_item(Some(item(pk, 0, 1)));
        let error = request.send().await.unwrap_err();
        let aws_sdk_dynamodb::error::SdkError::DispatchFailure(failure) = error else {
            panic!("{error:?}")
        };
        assert_eq!(failure.is_timeout(), applied);
        assert_eq!(failure.is_io(), !applied);
        assert_eq!(get(&client, pk, 0).await.is_some(), applied);
    }
}

#[tokio::test(start_paused = true)]
async fn an_increment_whose_answer_is_lost_counts_twice() {
    let (local, client) = with_table().await;
    let script = Script::new().then(Outcome::LostAnswer);
    increment(&local.scripted_client(&script), "a").await;
    assert_eq!(get(&client, "a", 0).await, Some(item("a", 0, 2)));
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_transaction_whose_answer_is_lost_counts_once() {
    let (local, client) = with_table().await;
    let script = Script::new().then(Outcome::LostAnswer);
    let request = local.scripted_client(&script).transact_write_items();
    request.transact_items(create("a")).send().await.unwrap();
    let requests = script.requests();
    assert_eq!(requests.len(), 2);
    let token = |place: usize| requests[place].body["ClientRequestToken"].clone();
    assert!(token(0).is_string());
    assert_eq!(token(0), token(1));
    assert_eq!(count(&client).await, 1);
}

#[tokio::test]
async fn unprocessed_writes_come_back_and_are_not_applied() {
    let (local, client) = with_table().await;
    let script = Script::new()
        .then(Outcome::Unprocessed(1))
        .then(Outcome::Unprocessed(5));
    let scripted = local.scripted_client(&script);
    let batch = || {
        let batch = scripted.batch_write_item();
        batch.request_items("items", vec![entry("a"), entry("b"), entry("c")])
    };
    let left = batch().send().await.unwrap().unprocessed_items.unwrap();
    assert_eq!(left, HashMap::from([("items".into(), vec![entry("c")])]));
    assert_eq!(count(&client).await, 2);
    let left = batch().send().await.unwrap().unprocessed_items.unwrap();
    assert_eq!(left["items"], [entry("a"), entry("b"), entry("c")]);
    let left = batch().send().await.unwrap().unprocessed_items;
    assert!(left.unwrap_or_default().is_empty());
    assert_eq!(count(&client).await, 3);
}

#[tokio::test]
async fn unprocessed_keys_come_back_with_what_was_asked_of_them() {
    let (local, client) = with_table().await;
    for pk in ["a", "b"] {
        put(&client, item(pk, 0, 1)).await;
    }
    let script = Script::new()
        .then(Outcome::Unprocessed(1))
        .then(Outcome::Unprocessed(2));
    let scripted = local.scripted_client(&script);
    let keys = |pks: &[&str]| {
        let keys = pks.iter().map(|pk| key(pk, 0)).collect();
        KeysAndAttributes::builder()
            .set_keys(Some(keys))
            .projection_expression("n")
            .build()
            .unwrap()
    };
    let batch = || {
        let batch = scripted.batch_get_item();
        batch.request_items("items", keys(&["a", "b"])).send()
    };
    let answer = batch().await.unwrap();
    assert_eq!(answer.responses.unwrap()["items"].len(), 1);
    assert_eq!(answer.unprocessed_keys.unwrap()["items"], keys(&["b"]));
    let answer = batch().await.unwrap();
    assert!(answer.responses.unwrap().is_empty());
    assert_eq!(answer.unprocessed_keys.unwrap()["items"], keys(&["a", "b"]));
}

#[tokio::test]
async fn unprocessed_entries_are_counted_over_all_tables() {
    let local = local();
    let script = Script::new().then(Outcome::Unprocessed(3));
    let batch = local.scripted_client(&script).batch_write_item();
    let batch = batch
        .request_items("one", vec![entry("1")])
        .request_items("two", vec![entry("2"), entry("3")]);
    let left = batch.send().await.unwrap().unprocessed_items.unwrap();
    assert_eq!((left["one"].len(), left["two"].len()), (1, 2));
}

#[tokio::test]
async fn other_operations_pass_an_order_for_a_batch() {
    let (local, client) = with_table().await;
    let script = Script::new().then(Outcome::Unprocessed(1));
    put(&local.scripted_client(&script), item("a", 0, 1)).await;
    assert_eq!(count(&client).await, 1);
}

#[tokio::test]
async fn requests_are_recorded_as_the_sdk_wrote_them() {
    let (local, _) = with_table().await;
    let script = Script::new();
    put(&local.scripted_client(&script), item("a", 0, 1)).await;
    let requests = script.requests();
    assert_eq!(requests[0].operation, "PutItem");
    assert_eq!(
        requests[0].body,
        json!({
            "TableName": "items",
            "Item": { "pk": { "S": "a" }, "sk": { "N": "0" }, "n": { "N": "1" } },
        })
    );
}
