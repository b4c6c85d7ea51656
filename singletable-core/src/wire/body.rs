//! The body of a whole request, written once from its input.

use super::fill::{Pieces, Texts};
use super::text::ValueText;
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemInput;
use aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemInput;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemInput;
use aws_sdk_dynamodb::operation::get_item::GetItemInput;
use aws_sdk_dynamodb::operation::put_item::PutItemInput;
use aws_sdk_dynamodb::operation::query::QueryInput;
use aws_sdk_dynamodb::operation::scan::ScanInput;
use aws_sdk_dynamodb::operation::transact_get_items::TransactGetItemsInput;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsInput;
use aws_sdk_dynamodb::operation::update_item::UpdateItemInput;
use aws_sdk_dynamodb::types::{
    AttributeValue, ConditionCheck, Delete, DeleteRequest, Get, KeysAndAttributes, Put, PutRequest,
    ReturnConsumedCapacity, ReturnValue, ReturnValuesOnConditionCheckFailure, Select,
    TransactGetItem, TransactWriteItem, Update, WriteRequest,
};
use std::collections::HashMap;
use std::fmt::{Debug, Write as _};

/// The input of an operation, as far as this crate gives it members.
pub(crate) trait Body: Debug + Send + Sync + 'static {
    /// What the request says that it is.
    const TARGET: &'static str;

    /// The body, with the pieces in place of empty maps. `None` where a value is none that DynamoDB
    /// takes, or the pieces are not those of the input.
    fn body(&self, pieces: &Pieces) -> Option<String>;
}

/// A body that is being written.
struct Writer<'p> {
    out: ValueText,
    pieces: Texts<'p>,
}

/// What is written as one value of JSON.
trait Member {
    /// Whether it is there at all.
    fn is_some(&self) -> bool {
        true
    }

    fn write(&self, writer: &mut Writer<'_>) -> Option<()>;
}

impl Writer<'_> {
    fn member(&mut self, start: &str, member: &impl Member) -> Option<()> {
        if !member.is_some() {
            return Some(());
        }
        if !self.out.text.ends_with('{') {
            self.out.text.push(',');
        }
        self.out.text.push_str(start);
        member.write(self)
    }

    /// Elements or members, each written with its own beginning.
    fn each<T>(
        &mut self,
        all: impl IntoIterator<Item = T>,
        [open, close]: [char; 2],
        mut write: impl FnMut(&mut Self, T) -> Option<()>,
    ) -> Option<()> {
        self.out.text.push(open);
        for (place, one) in all.into_iter().enumerate() {
            if place > 0 {
                self.out.text.push(',');
            }
            write(self, one)?;
        }
        self.out.text.push(close);
        Some(())
    }
}

impl<M: Member> Member for Option<M> {
    fn is_some(&self) -> bool {
        self.is_some()
    }

    fn write(&self, writer: &mut Writer<'_>) -> Option<()> {
        self.as_ref()?.write(writer)
    }
}

impl Member for String {
    fn write(&self, writer: &mut Writer<'_>) -> Option<()> {
        writer.out.quote(self);
        Some(())
    }
}

impl Member for bool {
    fn write(&self, writer: &mut Writer<'_>) -> Option<()> {
        writer
            .out
            .text
            .push_str(if *self { "true" } else { "false" });
        Some(())
    }
}

impl Member for i32 {
    fn write(&self, writer: &mut Writer<'_>) -> Option<()> {
        write!(writer.out.text, "{self}").ok()
    }
}

impl Member for AttributeValue {
    fn write(&self, writer: &mut Writer<'_>) -> Option<()> {
        writer.out.value(self).ok().map(drop)
    }
}

/// An empty map is what a piece stands for: nothing that is sent has an empty one of its own.
impl<V: Member> Member for HashMap<String, V> {
    fn write(&self, writer: &mut Writer<'_>) -> Option<()> {
        if self.is_empty() {
            writer.out.text.push_str(writer.pieces.next()?);
            return Some(());
        }
        writer.each(self, ['{', '}'], |writer, (name, value)| {
            writer.out.quote(name);
            writer.out.text.push(':');
            value.write(writer)
        })
    }
}

impl<M: Member> Member for Vec<M> {
    fn write(&self, writer: &mut Writer<'_>) -> Option<()> {
        writer.each(self, ['[', ']'], |writer, one| one.write(writer))
    }
}

macro_rules! words {
    ($($word:ty),+) => {$(
        impl Member for $word {
            fn write(&self, writer: &mut Writer<'_>) -> Option<()> {
                writer.out.quote(self.as_str());
                Some(())
            }
        }
    )+};
}

words!(
    ReturnConsumedCapacity,
    ReturnValue,
    ReturnValuesOnConditionCheckFailure,
    Select
);

/// One line for each member, in the SDK's order: that is the order of the pieces.
macro_rules! objects {
    ($($object:ty { $($member:ident $name:literal)+ })+) => {$(
        impl Member for $object {
            fn write(&self, writer: &mut Writer<'_>) -> Option<()> {
                writer.out.text.push('{');
                $(writer.member(concat!("\"", $name, "\":"), &self.$member)?;)+
                writer.out.text.push('}');
                Some(())
            }
        }
    )+};
}

objects! {
    GetItemInput {
        table_name "TableName"
        key "Key"
        consistent_read "ConsistentRead"
        return_consumed_capacity "ReturnConsumedCapacity"
        projection_expression "ProjectionExpression"
        expression_attribute_names "ExpressionAttributeNames"
    }
    QueryInput {
        table_name "TableName"
        index_name "IndexName"
        select "Select"
        limit "Limit"
        consistent_read "ConsistentRead"
        scan_index_forward "ScanIndexForward"
        exclusive_start_key "ExclusiveStartKey"
        return_consumed_capacity "ReturnConsumedCapacity"
        projection_expression "ProjectionExpression"
        filter_expression "FilterExpression"
        key_condition_expression "KeyConditionExpression"
        expression_attribute_names "ExpressionAttributeNames"
        expression_attribute_values "ExpressionAttributeValues"
    }
    ScanInput {
        table_name "TableName"
        index_name "IndexName"
        limit "Limit"
        select "Select"
        exclusive_start_key "ExclusiveStartKey"
        return_consumed_capacity "ReturnConsumedCapacity"
        total_segments "TotalSegments"
        segment "Segment"
        projection_expression "ProjectionExpression"
        filter_expression "FilterExpression"
        expression_attribute_names "ExpressionAttributeNames"
        expression_attribute_values "ExpressionAttributeValues"
        consistent_read "ConsistentRead"
    }
    PutItemInput {
        table_name "TableName"
        item "Item"
        return_values "ReturnValues"
        return_consumed_capacity "ReturnConsumedCapacity"
        condition_expression "ConditionExpression"
        expression_attribute_names "ExpressionAttributeNames"
        expression_attribute_values "ExpressionAttributeValues"
        return_values_on_condition_check_failure "ReturnValuesOnConditionCheckFailure"
    }
    UpdateItemInput {
        table_name "TableName"
        key "Key"
        return_values "ReturnValues"
        return_consumed_capacity "ReturnConsumedCapacity"
        update_expression "UpdateExpression"
        condition_expression "ConditionExpression"
        expression_attribute_names "ExpressionAttributeNames"
        expression_attribute_values "ExpressionAttributeValues"
        return_values_on_condition_check_failure "ReturnValuesOnConditionCheckFailure"
    }
    DeleteItemInput {
        table_name "TableName"
        key "Key"
        return_values "ReturnValues"
        return_consumed_capacity "ReturnConsumedCapacity"
        condition_expression "ConditionExpression"
        expression_attribute_names "ExpressionAttributeNames"
        expression_attribute_values "ExpressionAttributeValues"
        return_values_on_condition_check_failure "ReturnValuesOnConditionCheckFailure"
    }
    BatchGetItemInput {
        request_items "RequestItems"
        return_consumed_capacity "ReturnConsumedCapacity"
    }
    KeysAndAttributes {
        keys "Keys"
        consistent_read "ConsistentRead"
        projection_expression "ProjectionExpression"
        expression_attribute_names "ExpressionAttributeNames"
    }
    BatchWriteItemInput {
        request_items "RequestItems"
        return_consumed_capacity "ReturnConsumedCapacity"
    }
    WriteRequest {
        put_request "PutRequest"
        delete_request "DeleteRequest"
    }
    PutRequest { item "Item" }
    DeleteRequest { key "Key" }
    TransactGetItemsInput {
        transact_items "TransactItems"
        return_consumed_capacity "ReturnConsumedCapacity"
    }
    TransactGetItem { get "Get" }
    Get {
        key "Key"
        table_name "TableName"
        projection_expression "ProjectionExpression"
        expression_attribute_names "ExpressionAttributeNames"
    }
    TransactWriteItemsInput {
        transact_items "TransactItems"
        return_consumed_capacity "ReturnConsumedCapacity"
        client_request_token "ClientRequestToken"
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
}

macro_rules! bodies {
    ($($input:ident $operation:literal,)+) => {$(
        impl Body for $input {
            const TARGET: &'static str = concat!("DynamoDB_20120810.", $operation);

            fn body(&self, pieces: &Pieces) -> Option<String> {
                let mut writer = Writer {
                    out: ValueText::with_capacity(pieces.length_of_request()),
                    pieces: pieces.texts(),
                };
                self.write(&mut writer)?;
                writer.pieces.next().is_none().then_some(writer.out.text)
            }
        }
    )+};
}

bodies! {
    GetItemInput "GetItem",
    QueryInput "Query",
    ScanInput "Scan",
    PutItemInput "PutItem",
    UpdateItemInput "UpdateItem",
    DeleteItemInput "DeleteItem",
    BatchGetItemInput "BatchGetItem",
    BatchWriteItemInput "BatchWriteItem",
    TransactGetItemsInput "TransactGetItems",
    TransactWriteItemsInput "TransactWriteItems",
}
