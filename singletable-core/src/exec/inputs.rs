//! The inputs of the SDK's operations: one list of members each, in the SDK's order. Sending, rebuilding
//! for an interceptor and the text of a request are generated from it.

use super::exchange::{Exchange, under_exchange};
use super::request::{Request, boxed};
use crate::wire::{
    AnswerShape, BodyWriter, Member, RawMembers, Row, Rows, body, body_without_texts,
};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::SharedInterceptor;
use aws_sdk_dynamodb::error::{BuildError, SdkError};
use aws_sdk_dynamodb::types::{
    AttributeAction, AttributeValueUpdate, ComparisonOperator, Condition, ConditionCheck,
    ConditionalOperator, ConsumedCapacity, Delete, DeleteRequest, ExpectedAttributeValue, Get,
    KeysAndAttributes, Put, PutRequest, ReturnConsumedCapacity, ReturnItemCollectionMetrics,
    ReturnValue, ReturnValuesOnConditionCheckFailure, Select, TransactGetItem, TransactWriteItem,
    Update, WriteRequest,
};
use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin as _;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::FrozenLayer;
use futures_util::future::BoxFuture;
use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, OnceLock};

macro_rules! words {
    ($($word:ty),+ $(,)?) => {$(
        impl Member for $word {
            fn write(&self, writer: &mut BodyWriter<'_>) -> Option<()> {
                writer.word(self.as_str());
                Some(())
            }
        }
    )+};
}

words!(
    AttributeAction,
    ComparisonOperator,
    ConditionalOperator,
    ReturnConsumedCapacity,
    ReturnItemCollectionMetrics,
    ReturnValue,
    ReturnValuesOnConditionCheckFailure,
    Select,
);

/// One line for each member of an object inside an input.
macro_rules! objects {
    ($($object:ty { $($member:ident $name:literal)+ })+) => {$(
        impl Member for $object {
            fn write(&self, writer: &mut BodyWriter<'_>) -> Option<()> {
                writer.object(|writer| {
                    $(writer.member(concat!("\"", $name, "\":"), &self.$member)?;)+
                    Some(())
                })
            }
        }

        #[cfg(test)]
        impl Members for $object {
            const MEMBERS: &'static [&'static str] = &[$(stringify!($member)),+];
        }
    )+};
}

objects! {
    KeysAndAttributes {
        keys "Keys"
        attributes_to_get "AttributesToGet"
        consistent_read "ConsistentRead"
        projection_expression "ProjectionExpression"
        expression_attribute_names "ExpressionAttributeNames"
    }
    WriteRequest {
        put_request "PutRequest"
        delete_request "DeleteRequest"
    }
    PutRequest {
        item "Item"
    }
    DeleteRequest {
        key "Key"
    }
    TransactGetItem {
        get "Get"
    }
    Get {
        key "Key"
        table_name "TableName"
        projection_expression "ProjectionExpression"
        expression_attribute_names "ExpressionAttributeNames"
    }
    TransactWriteItem {
        condition_check "ConditionCheck"
        put "Put"
        delete "Delete"
        update "Update"
    }
    ConditionCheck {
        key "Key"
        table_name "TableName"
        condition_expression "ConditionExpression"
        expression_attribute_names "ExpressionAttributeNames"
        expression_attribute_values "ExpressionAttributeValues"
        return_values_on_condition_check_failure "ReturnValuesOnConditionCheckFailure"
    }
    Put {
        item "Item"
        table_name "TableName"
        condition_expression "ConditionExpression"
        expression_attribute_names "ExpressionAttributeNames"
        expression_attribute_values "ExpressionAttributeValues"
        return_values_on_condition_check_failure "ReturnValuesOnConditionCheckFailure"
    }
    Delete {
        key "Key"
        table_name "TableName"
        condition_expression "ConditionExpression"
        expression_attribute_names "ExpressionAttributeNames"
        expression_attribute_values "ExpressionAttributeValues"
        return_values_on_condition_check_failure "ReturnValuesOnConditionCheckFailure"
    }
    Update {
        key "Key"
        update_expression "UpdateExpression"
        table_name "TableName"
        condition_expression "ConditionExpression"
        expression_attribute_names "ExpressionAttributeNames"
        expression_attribute_values "ExpressionAttributeValues"
        return_values_on_condition_check_failure "ReturnValuesOnConditionCheckFailure"
    }
    AttributeValueUpdate {
        value "Value"
        action "Action"
    }
    ExpectedAttributeValue {
        value "Value"
        exists "Exists"
        comparison_operator "ComparisonOperator"
        attribute_value_list "AttributeValueList"
    }
    Condition {
        attribute_value_list "AttributeValueList"
        comparison_operator "ComparisonOperator"
    }
}

/// The members of an input or an object, as the lists name them.
#[cfg(test)]
pub(super) trait Members {
    const MEMBERS: &'static [&'static str];
}

/// Builds the HTTP request of an operation.
fn request(target: &'static str, body: String) -> Option<HttpRequest> {
    let length = body.len().to_string();
    let mut request = HttpRequest::new(SdkBody::from(body));
    request.set_method("POST").ok()?;
    let headers = request.headers_mut();
    headers.insert("content-type", "application/x-amz-json-1.0");
    headers.insert("x-amz-target", target);
    headers.insert("content-length", length);
    Some(request)
}

/// How an operation's answers have items.
macro_rules! items {
    () => {};
    ($shape:ident $output:ident => $rows:expr) => {
        const ITEMS: Option<AnswerShape> = Some(AnswerShape::$shape);

        fn rows($output: &mut Self::Output) -> Rows {
            $rows
        }
    };
}

/// How an operation's input becomes text: with the names of its members, if these are given.
macro_rules! text {
    ($operation:ident $name:ident $input:ident { $($member:ident)+ }) => {};
    ($operation:ident $name:ident $input:ident { $($member:ident $json:literal)+ }) => {
        const TEXT: Option<&'static TextForm> = Some(&TextForm {
            whole: |input, members| {
                let input =
                    input.downcast_ref::<aws_sdk_dynamodb::operation::$operation::$input>()?;
                request(
                    concat!("DynamoDB_20120810.", stringify!($name)),
                    body(input, members)?,
                )
            },
            empty: |input| {
                let input =
                    input.downcast_ref::<aws_sdk_dynamodb::operation::$operation::$input>()?;
                let body = body_without_texts(input)?;
                let request = request(concat!("DynamoDB_20120810.", stringify!($name)), body)?;
                Some((Input::erase(input.clone()), request))
            },
        });
    };
}

/// The members of an input as text, if they have names.
macro_rules! input {
    ($input:ty { $($member:ident)+ }) => {
        #[cfg(test)]
        impl Members for $input {
            const MEMBERS: &'static [&'static str] = &[$(stringify!($member)),+];
        }
    };
    ($input:ty { $($member:ident $json:literal)+ }) => {
        objects! { $input { $($member $json)+ } }
    };
}

/// The conversion of an operation's input to the text of a request.
pub(crate) struct TextForm {
    /// The whole request, with texts in place of empty maps.
    pub(super) whole: fn(&Input, &RawMembers) -> Option<HttpRequest>,
    /// A copy of the input, and its request with empty objects for empty maps.
    pub(super) empty: fn(&Input) -> Option<(Input, HttpRequest)>,
}

/// For each operation, one line with its types, whether its capacity is in read units, and where its
/// answer has the capacity and the items; then its members, each with its setter and its name.
macro_rules! inputs {
    ($(
        $operation:ident $name:ident: $input:ident $builder:ident -> $output:ident | $error:ident,
        $reads:literal $capacity:ident $([$($items:tt)+])?, {
            $($member:ident $set:ident $($json:literal)?)+
        }
    )+) => { $(
        impl Request for aws_sdk_dynamodb::operation::$operation::builders::$builder {
            type Input = aws_sdk_dynamodb::operation::$operation::$input;
            type Output = aws_sdk_dynamodb::operation::$operation::$output;
            type Error = aws_sdk_dynamodb::operation::$operation::$error;
            const READS: bool = $reads;

            items!($($($items)+)?);
            text!($operation $name $input { $($member $($json)?)+ });

            fn send(
                self,
                client: &Client,
                exchange: Option<Arc<Exchange>>,
                interceptors: Vec<SharedInterceptor>,
            ) -> BoxFuture<'static, Result<Self::Output, SdkError<Self::Error>>> {
                if interceptors.is_empty() {
                    let client = client.clone();
                    return boxed(|| async move {
                        under_exchange(exchange, pin!(self.send_with(&client))).await
                    });
                }
                let input = match self.build() {
                    Ok(input) => input,
                    Err(error) => {
                        let error = SdkError::construction_failure(error);
                        return Box::pin(std::future::ready(Err(error)));
                    }
                };
                let request = client.$operation()$(.$set(input.$member))+;
                let request = interceptors
                    .into_iter()
                    .fold(request.customize(), |request, own| request.interceptor(own));
                boxed(|| async move { under_exchange(exchange, pin!(request.send())).await })
            }

            fn build(self) -> Result<Self::Input, BuildError> {
                self.build()
            }

            fn error(error: SdkError<Self::Error>) -> aws_sdk_dynamodb::Error {
                error.into()
            }

            fn layer() -> Option<&'static FrozenLayer> {
                static LAYER: OnceLock<Option<FrozenLayer>> = OnceLock::new();
                let operation = aws_sdk_dynamodb::operation::$operation::$name::new;
                LAYER.get_or_init(|| operation().config()).as_ref()
            }

            fn capacity(output: &Self::Output) -> &[ConsumedCapacity] {
                $capacity!(output)
            }
        }

        input!(aws_sdk_dynamodb::operation::$operation::$input { $($member $($json)?)+ });
    )+ };
}

macro_rules! one {
    ($output:ident) => {
        $output.consumed_capacity.as_slice()
    };
}

macro_rules! many {
    ($output:ident) => {
        $output.consumed_capacity.as_deref().unwrap_or_default()
    };
}

macro_rules! none {
    ($output:ident) => {{
        let _ = $output;
        &[]
    }};
}

inputs! {
    get_item GetItem: GetItemInput GetItemInputBuilder -> GetItemOutput | GetItemError,
        true one [Item output => Rows::of(output.item.take())], {
        table_name set_table_name "TableName"
        key set_key "Key"
        attributes_to_get set_attributes_to_get "AttributesToGet"
        consistent_read set_consistent_read "ConsistentRead"
        return_consumed_capacity set_return_consumed_capacity "ReturnConsumedCapacity"
        projection_expression set_projection_expression "ProjectionExpression"
        expression_attribute_names set_expression_attribute_names "ExpressionAttributeNames"
    }
    query Query: QueryInput QueryInputBuilder -> QueryOutput | QueryError,
        true one [Items output => Rows::of(output.items.take().unwrap_or_default())], {
        table_name set_table_name "TableName"
        index_name set_index_name "IndexName"
        select set_select "Select"
        attributes_to_get set_attributes_to_get "AttributesToGet"
        limit set_limit "Limit"
        consistent_read set_consistent_read "ConsistentRead"
        key_conditions set_key_conditions "KeyConditions"
        query_filter set_query_filter "QueryFilter"
        conditional_operator set_conditional_operator "ConditionalOperator"
        scan_index_forward set_scan_index_forward "ScanIndexForward"
        exclusive_start_key set_exclusive_start_key "ExclusiveStartKey"
        return_consumed_capacity set_return_consumed_capacity "ReturnConsumedCapacity"
        projection_expression set_projection_expression "ProjectionExpression"
        filter_expression set_filter_expression "FilterExpression"
        key_condition_expression set_key_condition_expression "KeyConditionExpression"
        expression_attribute_names set_expression_attribute_names "ExpressionAttributeNames"
        expression_attribute_values set_expression_attribute_values "ExpressionAttributeValues"
    }
    scan Scan: ScanInput ScanInputBuilder -> ScanOutput | ScanError,
        true one [Items output => Rows::of(output.items.take().unwrap_or_default())], {
        table_name set_table_name "TableName"
        index_name set_index_name "IndexName"
        attributes_to_get set_attributes_to_get "AttributesToGet"
        limit set_limit "Limit"
        select set_select "Select"
        scan_filter set_scan_filter "ScanFilter"
        conditional_operator set_conditional_operator "ConditionalOperator"
        exclusive_start_key set_exclusive_start_key "ExclusiveStartKey"
        return_consumed_capacity set_return_consumed_capacity "ReturnConsumedCapacity"
        total_segments set_total_segments "TotalSegments"
        segment set_segment "Segment"
        projection_expression set_projection_expression "ProjectionExpression"
        filter_expression set_filter_expression "FilterExpression"
        expression_attribute_names set_expression_attribute_names "ExpressionAttributeNames"
        expression_attribute_values set_expression_attribute_values "ExpressionAttributeValues"
        consistent_read set_consistent_read "ConsistentRead"
    }
    put_item PutItem: PutItemInput PutItemInputBuilder -> PutItemOutput | PutItemError, false one, {
        table_name set_table_name "TableName"
        item set_item "Item"
        expected set_expected "Expected"
        return_values set_return_values "ReturnValues"
        return_consumed_capacity set_return_consumed_capacity "ReturnConsumedCapacity"
        return_item_collection_metrics set_return_item_collection_metrics "ReturnItemCollectionMetrics"
        conditional_operator set_conditional_operator "ConditionalOperator"
        condition_expression set_condition_expression "ConditionExpression"
        expression_attribute_names set_expression_attribute_names "ExpressionAttributeNames"
        expression_attribute_values set_expression_attribute_values "ExpressionAttributeValues"
        return_values_on_condition_check_failure set_return_values_on_condition_check_failure "ReturnValuesOnConditionCheckFailure"
    }
    update_item UpdateItem: UpdateItemInput UpdateItemInputBuilder -> UpdateItemOutput | UpdateItemError, false one, {
        table_name set_table_name "TableName"
        key set_key "Key"
        attribute_updates set_attribute_updates "AttributeUpdates"
        expected set_expected "Expected"
        conditional_operator set_conditional_operator "ConditionalOperator"
        return_values set_return_values "ReturnValues"
        return_consumed_capacity set_return_consumed_capacity "ReturnConsumedCapacity"
        return_item_collection_metrics set_return_item_collection_metrics "ReturnItemCollectionMetrics"
        update_expression set_update_expression "UpdateExpression"
        condition_expression set_condition_expression "ConditionExpression"
        expression_attribute_names set_expression_attribute_names "ExpressionAttributeNames"
        expression_attribute_values set_expression_attribute_values "ExpressionAttributeValues"
        return_values_on_condition_check_failure set_return_values_on_condition_check_failure "ReturnValuesOnConditionCheckFailure"
    }
    delete_item DeleteItem: DeleteItemInput DeleteItemInputBuilder -> DeleteItemOutput | DeleteItemError, false one, {
        table_name set_table_name "TableName"
        key set_key "Key"
        expected set_expected "Expected"
        conditional_operator set_conditional_operator "ConditionalOperator"
        return_values set_return_values "ReturnValues"
        return_consumed_capacity set_return_consumed_capacity "ReturnConsumedCapacity"
        return_item_collection_metrics set_return_item_collection_metrics "ReturnItemCollectionMetrics"
        condition_expression set_condition_expression "ConditionExpression"
        expression_attribute_names set_expression_attribute_names "ExpressionAttributeNames"
        expression_attribute_values set_expression_attribute_values "ExpressionAttributeValues"
        return_values_on_condition_check_failure set_return_values_on_condition_check_failure "ReturnValuesOnConditionCheckFailure"
    }
    batch_get_item BatchGetItem: BatchGetItemInput BatchGetItemInputBuilder -> BatchGetItemOutput | BatchGetItemError,
        true many [Tables output => {
            Rows::of(output.responses.take().into_iter().flat_map(HashMap::into_values).flatten())
        }], {
        request_items set_request_items "RequestItems"
        return_consumed_capacity set_return_consumed_capacity "ReturnConsumedCapacity"
    }
    batch_write_item BatchWriteItem: BatchWriteItemInput BatchWriteItemInputBuilder -> BatchWriteItemOutput | BatchWriteItemError, false many, {
        request_items set_request_items "RequestItems"
        return_consumed_capacity set_return_consumed_capacity "ReturnConsumedCapacity"
        return_item_collection_metrics set_return_item_collection_metrics "ReturnItemCollectionMetrics"
    }
    transact_get_items TransactGetItems: TransactGetItemsInput TransactGetItemsInputBuilder -> TransactGetItemsOutput | TransactGetItemsError,
        true many [Requests output => {
            let responses = output.responses.take().into_iter().flatten();
            Rows(responses.map(|response| response.item.map(Row::from)).collect())
        }], {
        transact_items set_transact_items "TransactItems"
        return_consumed_capacity set_return_consumed_capacity "ReturnConsumedCapacity"
    }
    transact_write_items TransactWriteItems: TransactWriteItemsInput TransactWriteItemsInputBuilder -> TransactWriteItemsOutput | TransactWriteItemsError, false many, {
        transact_items set_transact_items "TransactItems"
        return_consumed_capacity set_return_consumed_capacity "ReturnConsumedCapacity"
        return_item_collection_metrics set_return_item_collection_metrics "ReturnItemCollectionMetrics"
        client_request_token set_client_request_token "ClientRequestToken"
    }
    create_table CreateTable: CreateTableInput CreateTableInputBuilder -> CreateTableOutput | CreateTableError, false none, {
        attribute_definitions set_attribute_definitions
        table_name set_table_name
        key_schema set_key_schema
        local_secondary_indexes set_local_secondary_indexes
        global_secondary_indexes set_global_secondary_indexes
        billing_mode set_billing_mode
        provisioned_throughput set_provisioned_throughput
        stream_specification set_stream_specification
        sse_specification set_sse_specification
        tags set_tags
        table_class set_table_class
        deletion_protection_enabled set_deletion_protection_enabled
        warm_throughput set_warm_throughput
        resource_policy set_resource_policy
        on_demand_throughput set_on_demand_throughput
        global_table_source_arn set_global_table_source_arn
        global_table_settings_replication_mode set_global_table_settings_replication_mode
        vector_indexes set_vector_indexes
    }
    describe_table DescribeTable: DescribeTableInput DescribeTableInputBuilder -> DescribeTableOutput | DescribeTableError, true none, {
        table_name set_table_name
    }
    update_time_to_live UpdateTimeToLive: UpdateTimeToLiveInput UpdateTimeToLiveInputBuilder -> UpdateTimeToLiveOutput | UpdateTimeToLiveError, false none, {
        table_name set_table_name
        time_to_live_specification set_time_to_live_specification
    }
    delete_table DeleteTable: DeleteTableInput DeleteTableInputBuilder -> DeleteTableOutput | DeleteTableError, false none, {
        table_name set_table_name
    }
}
