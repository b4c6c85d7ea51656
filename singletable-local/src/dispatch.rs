//! The engine's operations by their DynamoDB names.

use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An answer as it goes over the wire.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// Answers the request as DynamoDB would: the operation's output or an error's JSON.
pub(crate) fn answer(database: &Database, operation: &str, body: &str) -> Answer {
    match dispatch(database, operation, body) {
        Some(Ok(answer)) => Answer {
            status: 200,
            body: match operation {
                "UpdateItem" => without_invented_image(body, answer),
                _ => answer,
            },
        },
        Some(Err(error)) => {
            let error = enveloped(operation, error);
            Answer {
                status: error.status_code(),
                body: error.to_json(),
            }
        }
        None => Answer {
            status: 400,
            body: r#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#.to_owned(),
        },
    }
}

/// An update that makes an item has no old one to answer. The engine answers the new item's key.
fn without_invented_image(request: &str, answer: String) -> String {
    if !request.contains("ALL_OLD") {
        return answer;
    }
    let (Ok(request), Ok(mut output)) = (
        serde_json::from_str::<Value>(request),
        serde_json::from_str::<Value>(&answer),
    ) else {
        return answer;
    };
    if request["ReturnValues"] != "ALL_OLD" || output["Attributes"] != request["Key"] {
        return answer;
    }
    if let Some(members) = output.as_object_mut() {
        members.remove("Attributes");
    }
    output.to_string()
}

type Outcome = Result<String, DynoxideError>;

/// Runs the operation; `None` when the engine has none of that name.
fn dispatch(database: &Database, operation: &str, body: &str) -> Option<Outcome> {
    macro_rules! operations {
        ($($name:literal => $method:ident,)*) => {
            match operation {
                $($name => call(body, |request| database.$method(request)),)*
                _ => return None,
            }
        };
    }
    Some(operations! {
        "BatchExecuteStatement" => batch_execute_statement,
        "BatchGetItem" => batch_get_item,
        "BatchWriteItem" => batch_write_item,
        "CreateTable" => create_table,
        "DeleteItem" => delete_item,
        "DeleteTable" => delete_table,
        "DescribeStream" => describe_stream,
        "DescribeTable" => describe_table,
        "DescribeTimeToLive" => describe_time_to_live,
        "ExecuteStatement" => execute_statement,
        "ExecuteTransaction" => execute_transaction,
        "GetItem" => get_item,
        "GetRecords" => get_records,
        "GetShardIterator" => get_shard_iterator,
        "ListStreams" => list_streams,
        "ListTables" => list_tables,
        "ListTagsOfResource" => list_tags_of_resource,
        "PutItem" => put_item,
        "Query" => query,
        "Scan" => scan,
        "TagResource" => tag_resource,
        "TransactGetItems" => transact_get_items,
        "TransactWriteItems" => transact_write_items,
        "UntagResource" => untag_resource,
        "UpdateItem" => update_item,
        "UpdateTable" => update_table,
        "UpdateTimeToLive" => update_time_to_live,
    })
}

fn call<Q: DeserializeOwned, A: Serialize>(
    body: &str,
    method: impl FnOnce(Q) -> Result<A, DynoxideError>,
) -> Outcome {
    let request = serde_json::from_str(body).map_err(|error| unreadable(&error.to_string()))?;
    let answer = method(request)?;
    serde_json::to_string(&answer)
        .map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

/// The engine's request types say by a prefix of the message which error DynamoDB answers with. The
/// engine's own decoder of the prefixes is private, as are its checks of JSON types, which no SDK
/// gets wrong.
fn unreadable(message: &str) -> DynoxideError {
    // In the messages "as read" the position is that of an inner document, and stays.
    if let Some(text) = message.strip_prefix("VALIDATION_AS_READ:") {
        return DynoxideError::ValidationException(text.to_owned());
    }
    if let Some(text) = message.strip_prefix("SERIALIZATION_AS_READ:") {
        return DynoxideError::SerializationException(text.to_owned());
    }
    let text = message
        .rfind(" at line ")
        .map_or(message, |end| &message[..end]);
    if let Some(text) = text.strip_prefix("VALIDATION_REQUEST:") {
        return DynoxideError::EnvelopedValidation(text.to_owned());
    }
    if let Some(text) = text.strip_prefix("VALIDATION:") {
        return DynoxideError::ValidationException(text.to_owned());
    }
    if let Some(text) = text.strip_prefix("SERIALIZATION:") {
        return DynoxideError::SerializationException(text.to_owned());
    }
    if text.starts_with("recursion limit exceeded") {
        // The parser gives up at about 60 levels of lists and maps; DynamoDB takes 32.
        return DynoxideError::ValidationException(
            "Nesting Levels have exceeded supported limits: \
             Attributes in the item have nested levels beyond supported limit"
                .to_owned(),
        );
    }
    let invalid = [
        "missing field",
        "unknown variant",
        "invalid type: null",
        "AttributeValue",
    ];
    if invalid.iter().any(|sign| text.contains(sign)) {
        return DynoxideError::ValidationException(text.to_owned());
    }
    DynoxideError::SerializationException(text.to_owned())
}

/// DynamoDB puts one family of validation errors into an envelope, on the writes of single items.
fn enveloped(operation: &str, error: DynoxideError) -> DynoxideError {
    match (error, operation) {
        (DynoxideError::EnvelopedValidation(text), "PutItem" | "UpdateItem" | "DeleteItem") => {
            DynoxideError::ValidationException(format!("1 validation error detected: {text}"))
        }
        (DynoxideError::EnvelopedValidation(text), _) => DynoxideError::ValidationException(text),
        (other, _) => other,
    }
}
