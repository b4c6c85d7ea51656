//! The engine's errors, as the SDK types them.

use super::*;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;

#[tokio::test]
async fn a_failed_condition_carries_the_old_item_when_asked() {
    let (_, client) = with_table().await;
    put(&client, item("a", 0, 1)).await;
    for (asked, old) in [
        (None, None),
        (
            Some(ReturnValuesOnConditionCheckFailure::AllOld),
            Some(item("a", 0, 1)),
        ),
    ] {
        let error = client
            .put_item()
            .table_name("items")
            .set_item(Some(item("a", 0, 2)))
            .condition_expression("attribute_not_exists(pk)")
            .set_return_values_on_condition_check_failure(asked)
            .send()
            .await
            .unwrap_err()
            .into_service_error();
        let PutItemError::ConditionalCheckFailedException(failed) = error else {
            panic!("{error:?}")
        };
        assert_eq!(failed.message(), Some("The conditional request failed"));
        assert_eq!(failed.item, old);
    }
}

#[tokio::test]
async fn a_canceled_transaction_has_one_reason_for_each_operation_in_order() {
    let (_, client) = with_table().await;
    put(&client, item("b", 0, 1)).await;
    let error = client
        .transact_write_items()
        .transact_items(create("a"))
        .transact_items(create("b"))
        .transact_items(create("c"))
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    let TransactWriteItemsError::TransactionCanceledException(canceled) = error else {
        panic!("{error:?}")
    };
    let reasons = canceled.cancellation_reasons();
    let codes: Vec<_> = reasons.iter().map(|r| r.code().unwrap()).collect();
    assert_eq!(codes, ["None", "ConditionalCheckFailed", "None"]);
    assert_eq!(reasons[0].item, None);
    assert_eq!(reasons[1].item, Some(item("b", 0, 1)));
    assert!(reasons[1].message().is_some());
    assert_eq!(count(&client).await, 1, "nothing of it is written");
}

fn code<E: ProvideErrorMetadata, R>(result: Result<impl Sized, SdkError<E, R>>) -> String {
    let error = result.err().unwrap();
    error.code().unwrap().to_owned()
}

#[tokio::test]
async fn a_missing_table_is_not_found_and_a_second_one_in_use() {
    let (_, client) = with_table().await;
    let missing = client.get_item().table_name("none");
    let missing = missing.set_key(Some(key("a", 0))).send().await;
    assert_eq!(code(missing), "ResourceNotFoundException");
    let again = client
        .create_table()
        .table_name("items")
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(
            KeySchemaElement::builder()
                .attribute_name("pk")
                .key_type(KeyType::Hash)
                .build()
                .unwrap(),
        )
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("pk")
                .attribute_type(ScalarAttributeType::S)
                .build()
                .unwrap(),
        );
    assert_eq!(code(again.send().await), "ResourceInUseException");
}

#[tokio::test]
async fn invalid_requests_are_validation_errors_without_the_engines_marks() {
    let (_, client) = with_table().await;
    let put = |name: &str, value: AttributeValue| {
        let request = client.put_item().table_name("items");
        request.set_item(Some(item("a", 0, 1))).item(name, value)
    };
    let nested = (0..100).fold(s("leaf"), |inner, _| AttributeValue::L(vec![inner]));
    let deep = (0..40).fold(s("leaf"), |inner, _| AttributeValue::L(vec![inner]));
    let results = [
        put("pk", n(1)).send().await,
        put("pk", s("")).send().await,
        put("set", AttributeValue::Ss(vec![])).send().await,
        put("null", AttributeValue::Null(false)).send().await,
        put("number", AttributeValue::N("one".into())).send().await,
        put("deep", deep).send().await,
        put("nested", nested).send().await,
        put("x", s("y")).condition_expression("pk =").send().await,
        client.put_item().table_name("items").send().await, // no item
    ];
    for (place, result) in results.into_iter().enumerate() {
        let error = result.unwrap_err();
        assert_eq!(error.code(), Some("ValidationException"), "{place}");
        let message = error.message().unwrap();
        for mark in ["VALIDATION", "SERIALIZATION", " at line "] {
            assert!(!message.contains(mark), "{place}: {message}");
        }
    }
    assert_eq!(count(&client).await, 0);
}

#[tokio::test]
async fn an_operation_the_engine_lacks_is_unknown() {
    let (_, client) = with_table().await;
    let answer = client.describe_limits().send().await;
    assert_eq!(code(answer), "UnknownOperationException");
}
