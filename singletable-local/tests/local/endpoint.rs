//! The client of another engine. Runs where `SINGLETABLE_TEST_ENDPOINT` is a URL.
#![cfg(feature = "http")]

use super::*;
use singletable_local::{Outcome, Script, endpoint_client, endpoint_config, http_client};

#[tokio::test]
async fn another_engine_answers_over_http_and_through_a_script() {
    // The variable may also name an engine in this process.
    let url = std::env::var("SINGLETABLE_TEST_ENDPOINT").unwrap_or_default();
    if !url.starts_with("http://") {
        return;
    }
    let client = endpoint_client(&url);
    // Only this test uses the endpoint, but an earlier run of it may have been cut off.
    let _ = client.delete_table().table_name("items").send().await;
    make_table(&client).await;
    put(&client, item("a", 0, 1)).await;
    assert_eq!(get(&client, "a", 0).await, Some(item("a", 0, 1)));

    let script = Script::new()
        .then(Outcome::throttled())
        .for_operation("BatchWriteItem", Outcome::Unprocessed(1))
        .for_operation("UpdateItem", Outcome::LostAnswer);
    let config = endpoint_config(&url).http_client(script.in_front_of(http_client()));
    let scripted = Client::from_conf(config.build());
    assert_eq!(count(&scripted).await, 1);
    let batch = scripted.batch_write_item();
    let batch = batch.request_items("items", vec![entry("b"), entry("c")]);
    let left = batch.send().await.unwrap().unprocessed_items.unwrap();
    assert_eq!(left["items"], [entry("c")]);
    assert_eq!(count(&client).await, 2);
    increment(&scripted, "i").await;
    assert_eq!(get(&client, "i", 0).await, Some(item("i", 0, 2)));
    client
        .delete_table()
        .table_name("items")
        .send()
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_nothing_listens_on_is_a_dispatch_failure() {
    // The port is free again once the listener is dropped.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = endpoint_client(url).list_tables().send().await.unwrap_err();
    let aws_sdk_dynamodb::error::SdkError::DispatchFailure(failure) = error else {
        panic!("{error:?}")
    };
    assert!(failure.is_io());
}
