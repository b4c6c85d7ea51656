//! The lists of members, compared with the SDK's own serialization.

use super::{Network, NoInterceptor};
use crate::exec::inputs::Members;
use crate::exec::request::Request;
use aws_sdk_dynamodb::config::SharedInterceptor;
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemInput;
use aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemInput;
use aws_sdk_dynamodb::operation::create_table::CreateTableInput;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemInput;
use aws_sdk_dynamodb::operation::delete_table::DeleteTableInput;
use aws_sdk_dynamodb::operation::describe_table::DescribeTableInput;
use aws_sdk_dynamodb::operation::get_item::GetItemInput;
use aws_sdk_dynamodb::operation::put_item::PutItemInput;
use aws_sdk_dynamodb::operation::query::QueryInput;
use aws_sdk_dynamodb::operation::scan::ScanInput;
use aws_sdk_dynamodb::operation::transact_get_items::TransactGetItemsInput;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsInput;
use aws_sdk_dynamodb::operation::update_item::UpdateItemInput;
use aws_sdk_dynamodb::operation::update_time_to_live::UpdateTimeToLiveInput;
use aws_sdk_dynamodb::types::{
    AttributeAction, AttributeValue, AttributeValueUpdate, ComparisonOperator, Condition,
    ConditionCheck, ConditionalOperator, Delete, DeleteRequest, ExpectedAttributeValue, Get,
    KeysAndAttributes, Put, PutRequest, ReturnConsumedCapacity, ReturnItemCollectionMetrics,
    ReturnValue, ReturnValuesOnConditionCheckFailure, Select, TransactGetItem, TransactWriteItem,
    Update, WriteRequest,
};
use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::ser_de::{SerializeRequest as _, SharedRequestSerializer};
use aws_smithy_types::config_bag::ConfigBag;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Debug;

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.into())
}

fn item() -> HashMap<String, AttributeValue> {
    HashMap::from([("pk".to_owned(), text("p"))])
}

fn names() -> HashMap<String, String> {
    HashMap::from([("#0".to_owned(), "name".to_owned())])
}

fn expected() -> ExpectedAttributeValue {
    ExpectedAttributeValue::builder()
        .value(text("v"))
        .exists(true)
        .comparison_operator(ComparisonOperator::Ge)
        .attribute_value_list(text("w"))
        .build()
}

fn condition() -> Condition {
    Condition::builder()
        .comparison_operator(ComparisonOperator::Eq)
        .attribute_value_list(text("w"))
        .build()
        .unwrap()
}

const TOTAL: ReturnConsumedCapacity = ReturnConsumedCapacity::Total;
const SIZE: ReturnItemCollectionMetrics = ReturnItemCollectionMetrics::Size;
const OLD: ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure::AllOld;

/// The field names of a struct, taken from its `Debug` form.
fn fields(value: &impl Debug) -> BTreeSet<String> {
    let text = format!("{value:#?}");
    let lines = text.lines().filter_map(|line| line.strip_prefix("    "));
    let names = lines.filter(|line| !line.starts_with([' ', '}', ']', ')']));
    names
        .filter_map(|line| Some(line.split_once(':')?.0.to_owned()))
        .collect()
}

/// Checks that the list has every member of the SDK's type.
fn is_listed<T: Members + Debug>(value: &T) {
    let listed: BTreeSet<_> = T::MEMBERS.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(listed, fields(value));
}

/// Checks that the list has every member of the SDK's type, and that the input sets each.
fn is_complete<T: Members + Debug>(value: &T) {
    is_listed(value);
    assert!(!format!("{value:?}").contains(": None"), "{value:?}");
}

fn json(request: &HttpRequest) -> serde_json::Value {
    serde_json::from_slice(request.body().bytes().unwrap()).unwrap()
}

/// Checks that the input is sent, as text and through an interceptor, as the SDK serializes it.
async fn is_sent_as_by_the_sdk<R>(builder: R)
where
    R: Request<Input: Members + Clone + PartialEq + Debug + Send + Sync + 'static> + Clone,
{
    let input = builder.clone().build().unwrap();
    is_complete(&input);
    let erased = Input::erase(input);
    let sdk = R::layer().unwrap().load::<SharedRequestSerializer>();
    let (copy, own) = (R::TEXT.unwrap().empty)(&erased).unwrap();
    let sdks = sdk
        .unwrap()
        .serialize_input(copy, &mut ConfigBag::base())
        .unwrap();
    assert_eq!(json(&own), json(&sdks));
    for name in ["content-type", "x-amz-target", "content-length"] {
        assert_eq!(own.headers().get(name), sdks.headers().get(name), "{name}");
    }
    assert_eq!((own.method(), own.uri()), (sdks.method(), sdks.uri()));

    let network = Network::answering("{}");
    let client = network.client(Vec::<NoInterceptor>::new(), true);
    let rebuilt = vec![SharedInterceptor::new(NoInterceptor)];
    let _ = builder.send(&client, None, rebuilt).await;
    let [sent] = &network.take()[..] else {
        panic!("one request is sent");
    };
    assert_eq!(sent.body, json(&sdks));
}

/// Requests on tables are rebuilt for an interceptor, and never go as text.
#[test]
fn the_lists_of_table_operations_have_every_member() {
    is_listed(&CreateTableInput::builder().build().unwrap());
    is_listed(&DescribeTableInput::builder().build().unwrap());
    is_listed(&UpdateTimeToLiveInput::builder().build().unwrap());
    is_listed(&DeleteTableInput::builder().build().unwrap());
}

#[tokio::test]
async fn every_member_of_an_input_is_sent() {
    let put = PutItemInput::builder()
        .table_name("t")
        .item("a", text("b"))
        .expected("e", expected())
        .return_values(ReturnValue::AllOld)
        .return_consumed_capacity(TOTAL)
        .return_item_collection_metrics(SIZE)
        .conditional_operator(ConditionalOperator::Or)
        .condition_expression("c")
        .set_expression_attribute_names(Some(names()))
        .expression_attribute_values(":0", text("v"))
        .return_values_on_condition_check_failure(OLD);
    is_sent_as_by_the_sdk(put).await;
    let get = GetItemInput::builder()
        .table_name("t")
        .set_key(Some(item()))
        .attributes_to_get("a")
        .consistent_read(true)
        .return_consumed_capacity(TOTAL)
        .projection_expression("p")
        .set_expression_attribute_names(Some(names()));
    is_sent_as_by_the_sdk(get).await;
    let update = AttributeValueUpdate::builder()
        .value(text("v"))
        .action(AttributeAction::Put)
        .build();
    is_complete(&update);
    let update = UpdateItemInput::builder()
        .table_name("t")
        .set_key(Some(item()))
        .attribute_updates("u", update)
        .expected("e", expected())
        .conditional_operator(ConditionalOperator::And)
        .return_values(ReturnValue::UpdatedNew)
        .return_consumed_capacity(TOTAL)
        .return_item_collection_metrics(SIZE)
        .update_expression("u")
        .condition_expression("c")
        .set_expression_attribute_names(Some(names()))
        .expression_attribute_values(":0", text("v"))
        .return_values_on_condition_check_failure(OLD);
    is_sent_as_by_the_sdk(update).await;
    let delete = DeleteItemInput::builder()
        .table_name("t")
        .set_key(Some(item()))
        .expected("e", expected())
        .conditional_operator(ConditionalOperator::And)
        .return_values(ReturnValue::AllOld)
        .return_consumed_capacity(TOTAL)
        .return_item_collection_metrics(SIZE)
        .condition_expression("c")
        .set_expression_attribute_names(Some(names()))
        .expression_attribute_values(":0", text("v"))
        .return_values_on_condition_check_failure(OLD);
    is_sent_as_by_the_sdk(delete).await;
    is_complete(&expected());
}

#[tokio::test]
async fn every_member_of_a_paged_read_is_sent() {
    is_complete(&condition());
    let query = QueryInput::builder()
        .table_name("t")
        .index_name("i")
        .select(Select::Count)
        .attributes_to_get("a")
        .limit(7)
        .consistent_read(true)
        .key_conditions("k", condition())
        .query_filter("f", condition())
        .conditional_operator(ConditionalOperator::Or)
        .scan_index_forward(false)
        .set_exclusive_start_key(Some(item()))
        .return_consumed_capacity(TOTAL)
        .projection_expression("p")
        .filter_expression("f")
        .key_condition_expression("k")
        .set_expression_attribute_names(Some(names()))
        .expression_attribute_values(":0", text("v"));
    is_sent_as_by_the_sdk(query).await;
    let scan = ScanInput::builder()
        .table_name("t")
        .index_name("i")
        .attributes_to_get("a")
        .limit(7)
        .select(Select::AllAttributes)
        .scan_filter("f", condition())
        .conditional_operator(ConditionalOperator::Or)
        .set_exclusive_start_key(Some(item()))
        .return_consumed_capacity(TOTAL)
        .total_segments(4)
        .segment(3)
        .projection_expression("p")
        .filter_expression("f")
        .set_expression_attribute_names(Some(names()))
        .expression_attribute_values(":0", text("v"))
        .consistent_read(true);
    is_sent_as_by_the_sdk(scan).await;
}

#[tokio::test]
async fn every_member_of_a_batch_is_sent() {
    let keys = KeysAndAttributes::builder()
        .keys(item())
        .attributes_to_get("a")
        .consistent_read(true)
        .projection_expression("p")
        .set_expression_attribute_names(Some(names()))
        .build()
        .unwrap();
    is_complete(&keys);
    let get = BatchGetItemInput::builder()
        .request_items("t", keys)
        .return_consumed_capacity(TOTAL);
    is_sent_as_by_the_sdk(get).await;
    let put = PutRequest::builder()
        .set_item(Some(item()))
        .build()
        .unwrap();
    let delete = DeleteRequest::builder()
        .set_key(Some(item()))
        .build()
        .unwrap();
    is_complete(&put);
    is_complete(&delete);
    let both = WriteRequest::builder()
        .put_request(put)
        .delete_request(delete);
    let both = both.build();
    is_complete(&both);
    let write = BatchWriteItemInput::builder()
        .request_items("t", vec![both])
        .return_consumed_capacity(TOTAL)
        .return_item_collection_metrics(SIZE);
    is_sent_as_by_the_sdk(write).await;
}

#[tokio::test]
async fn every_member_of_a_transaction_is_sent() {
    let get = Get::builder()
        .table_name("t")
        .set_key(Some(item()))
        .projection_expression("p")
        .set_expression_attribute_names(Some(names()))
        .build()
        .unwrap();
    is_complete(&get);
    let get = TransactGetItem::builder().get(get).build();
    is_complete(&get);
    let gets = TransactGetItemsInput::builder()
        .transact_items(get)
        .return_consumed_capacity(TOTAL);
    is_sent_as_by_the_sdk(gets).await;

    macro_rules! operation {
        ($operation:ident $set:ident $($more:tt)*) => {{
            let operation = $operation::builder()
                .table_name("t")
                .$set(Some(item()))
                .condition_expression("c")
                .set_expression_attribute_names(Some(names()))
                .expression_attribute_values(":0", text("v"))
                .return_values_on_condition_check_failure(OLD)
                $($more)*;
            let operation = operation.build().unwrap();
            is_complete(&operation);
            operation
        }};
    }
    let all = TransactWriteItem::builder()
        .condition_check(operation!(ConditionCheck set_key))
        .put(operation!(Put set_item))
        .delete(operation!(Delete set_key))
        .update(operation!(Update set_key .update_expression("u")))
        .build();
    is_complete(&all);
    let writes = TransactWriteItemsInput::builder()
        .transact_items(all)
        .return_consumed_capacity(TOTAL)
        .return_item_collection_metrics(SIZE)
        .client_request_token("token");
    is_sent_as_by_the_sdk(writes).await;
}
