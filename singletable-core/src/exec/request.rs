//! What can be sent: the inputs of the SDK's operations.

use super::direct::{Slot, sending, whole};
use crate::wire::{Pieces, Place, Row, Rows};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::SharedInterceptor;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::types::ConsumedCapacity;
use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin as _;
use aws_smithy_types::config_bag::FrozenLayer;
use futures_util::future::BoxFuture;
use std::collections::HashMap;
use std::pin::{Pin, pin};
use std::sync::{Arc, OnceLock};

/// An input that can be sent with an interceptor, which the SDK's own `send_with` does not take.
pub(crate) trait Request: Send + 'static {
    type Output: Send + 'static;
    type Error: Send + 'static;
    /// Whether its units are read units.
    const READS: bool;
    /// How the whole request is written at once, of operations whose requests are.
    const WHOLE: Option<fn(&Input, &Pieces) -> Option<HttpRequest>>;

    /// Sends it, with its slot and interceptors for this call. The SDK's futures take 6 to 8 KB; in a box
    /// they do not make those of every caller as large.
    fn send(
        self,
        client: &Client,
        slot: Option<Arc<Slot>>,
        interceptors: Vec<SharedInterceptor>,
    ) -> BoxFuture<'static, Result<Self::Output, SdkError<Self::Error>>>;

    /// The capacity that an answer tells of.
    fn capacity(output: &Self::Output) -> &[ConsumedCapacity];
}

/// A future of several KB in a box. The box is there first: what is made before is copied into it whole,
/// though nothing but its captures is there yet.
#[inline]
fn boxed<F: Future>(make: impl FnOnce() -> F) -> Pin<Box<F>> {
    let place = Box::new_uninit();
    Box::into_pin(Box::write(place, make()))
}

/// An input whose answer has items.
pub(crate) trait Reads: Request {
    /// Where they are.
    const PLACE: Place;

    /// What the SDK's operation has in store.
    fn sdk() -> Option<&'static FrozenLayer>;

    /// The items of an answer that the SDK has read.
    fn rows(output: &mut Self::Output) -> Rows;
}

/// One line for each operation of the SDK that answers items: where they are, and its operation.
macro_rules! reads {
    ($($module:ident $operation:ident $input:ident $place:ident, $output:ident => $rows:expr;)+) => { $(
        impl Reads for aws_sdk_dynamodb::operation::$module::builders::$input {
            const PLACE: Place = Place::$place;

            fn sdk() -> Option<&'static FrozenLayer> {
                static LAYER: OnceLock<Option<FrozenLayer>> = OnceLock::new();
                let operation = aws_sdk_dynamodb::operation::$module::$operation::new;
                LAYER.get_or_init(|| operation().config()).as_ref()
            }

            fn rows($output: &mut Self::Output) -> Rows {
                $rows
            }
        }
    )+ };
}

reads! {
    get_item GetItem GetItemInputBuilder Item, output => Rows::of(output.item.take());
    query Query QueryInputBuilder Items, output => Rows::of(output.items.take().unwrap_or_default());
    scan Scan ScanInputBuilder Items, output => Rows::of(output.items.take().unwrap_or_default());
    batch_get_item BatchGetItem BatchGetItemInputBuilder Tables, output => {
        Rows::of(output.responses.take().into_iter().flat_map(HashMap::into_values).flatten())
    };
    transact_get_items TransactGetItems TransactGetItemsInputBuilder Requests, output => {
        let responses = output.responses.take().into_iter().flatten();
        Rows(responses.map(|response| response.item.map(Row::from)).collect())
    };
}

/// One line for each operation of the SDK: its input where that is written at once, how its units
/// count, where its answer tells of them, and the members that this crate uses, each with its setter.
macro_rules! requests {
    (@whole $operation:ident) => { None };
    (@whole $operation:ident $body:ident) => {
        Some(whole::<aws_sdk_dynamodb::operation::$operation::$body>)
    };
    ($(
        $operation:ident $($body:ident)? : $input:ident -> $output:ident | $error:ident,
        $reads:literal $capacity:ident,
        { $($member:ident $set:ident)+ }
    )+) => { $(
        impl Request for aws_sdk_dynamodb::operation::$operation::builders::$input {
            type Output = aws_sdk_dynamodb::operation::$operation::$output;
            type Error = aws_sdk_dynamodb::operation::$operation::$error;
            const READS: bool = $reads;
            const WHOLE: Option<fn(&Input, &Pieces) -> Option<HttpRequest>> =
                requests!(@whole $operation $($body)?);

            fn send(
                self,
                client: &Client,
                slot: Option<Arc<Slot>>,
                interceptors: Vec<SharedInterceptor>,
            ) -> BoxFuture<'static, Result<Self::Output, SdkError<Self::Error>>> {
                if interceptors.is_empty() {
                    let client = client.clone();
                    return boxed(|| async move { sending(slot, pin!(self.send_with(&client))).await });
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
                boxed(|| async move { sending(slot, pin!(request.send())).await })
            }

            fn capacity(output: &Self::Output) -> &[ConsumedCapacity] {
                $capacity!(output)
            }
        }
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

requests! {
    get_item GetItemInput: GetItemInputBuilder -> GetItemOutput | GetItemError, true one, {
        table_name set_table_name
        key set_key
        consistent_read set_consistent_read
        projection_expression set_projection_expression
        expression_attribute_names set_expression_attribute_names
        return_consumed_capacity set_return_consumed_capacity
    }
    query QueryInput: QueryInputBuilder -> QueryOutput | QueryError, true one, {
        table_name set_table_name
        index_name set_index_name
        select set_select
        limit set_limit
        consistent_read set_consistent_read
        scan_index_forward set_scan_index_forward
        exclusive_start_key set_exclusive_start_key
        key_condition_expression set_key_condition_expression
        filter_expression set_filter_expression
        projection_expression set_projection_expression
        expression_attribute_names set_expression_attribute_names
        expression_attribute_values set_expression_attribute_values
        return_consumed_capacity set_return_consumed_capacity
    }
    scan ScanInput: ScanInputBuilder -> ScanOutput | ScanError, true one, {
        table_name set_table_name
        index_name set_index_name
        select set_select
        limit set_limit
        consistent_read set_consistent_read
        segment set_segment
        total_segments set_total_segments
        exclusive_start_key set_exclusive_start_key
        filter_expression set_filter_expression
        projection_expression set_projection_expression
        expression_attribute_names set_expression_attribute_names
        expression_attribute_values set_expression_attribute_values
        return_consumed_capacity set_return_consumed_capacity
    }
    put_item PutItemInput: PutItemInputBuilder -> PutItemOutput | PutItemError, false one, {
        table_name set_table_name
        item set_item
        condition_expression set_condition_expression
        expression_attribute_names set_expression_attribute_names
        expression_attribute_values set_expression_attribute_values
        return_values set_return_values
        return_values_on_condition_check_failure set_return_values_on_condition_check_failure
        return_consumed_capacity set_return_consumed_capacity
    }
    update_item UpdateItemInput: UpdateItemInputBuilder -> UpdateItemOutput | UpdateItemError, false one, {
        table_name set_table_name
        key set_key
        update_expression set_update_expression
        condition_expression set_condition_expression
        expression_attribute_names set_expression_attribute_names
        expression_attribute_values set_expression_attribute_values
        return_values set_return_values
        return_values_on_condition_check_failure set_return_values_on_condition_check_failure
        return_consumed_capacity set_return_consumed_capacity
    }
    delete_item DeleteItemInput: DeleteItemInputBuilder -> DeleteItemOutput | DeleteItemError, false one, {
        table_name set_table_name
        key set_key
        condition_expression set_condition_expression
        expression_attribute_names set_expression_attribute_names
        expression_attribute_values set_expression_attribute_values
        return_values set_return_values
        return_values_on_condition_check_failure set_return_values_on_condition_check_failure
        return_consumed_capacity set_return_consumed_capacity
    }
    batch_get_item BatchGetItemInput: BatchGetItemInputBuilder -> BatchGetItemOutput | BatchGetItemError, true many, {
        request_items set_request_items
        return_consumed_capacity set_return_consumed_capacity
    }
    batch_write_item BatchWriteItemInput: BatchWriteItemInputBuilder
        -> BatchWriteItemOutput | BatchWriteItemError, false many, {
        request_items set_request_items
        return_consumed_capacity set_return_consumed_capacity
    }
    transact_get_items TransactGetItemsInput: TransactGetItemsInputBuilder
        -> TransactGetItemsOutput | TransactGetItemsError, true many, {
        transact_items set_transact_items
        return_consumed_capacity set_return_consumed_capacity
    }
    transact_write_items TransactWriteItemsInput: TransactWriteItemsInputBuilder
        -> TransactWriteItemsOutput | TransactWriteItemsError, false many, {
        transact_items set_transact_items
        client_request_token set_client_request_token
        return_consumed_capacity set_return_consumed_capacity
    }
    create_table: CreateTableInputBuilder -> CreateTableOutput | CreateTableError, false none, {
        table_name set_table_name
        billing_mode set_billing_mode
        key_schema set_key_schema
        attribute_definitions set_attribute_definitions
        global_secondary_indexes set_global_secondary_indexes
        local_secondary_indexes set_local_secondary_indexes
    }
    describe_table: DescribeTableInputBuilder
        -> DescribeTableOutput | DescribeTableError, true none, {
        table_name set_table_name
    }
    update_time_to_live: UpdateTimeToLiveInputBuilder
        -> UpdateTimeToLiveOutput | UpdateTimeToLiveError, false none, {
        table_name set_table_name
        time_to_live_specification set_time_to_live_specification
    }
    delete_table: DeleteTableInputBuilder -> DeleteTableOutput | DeleteTableError, false none, {
        table_name set_table_name
    }
}
