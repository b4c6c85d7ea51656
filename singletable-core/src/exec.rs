//! The one place where an operation meets the SDK: spans, and the SDK's errors mapped to ours.

use crate::error::{Error, old_item};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use std::future::Future;
use tracing::Instrument as _;

/// What an operation is about, for its span and its errors.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) operation: &'static str,
    pub(crate) table: &'a str,
    pub(crate) entity: &'static str,
    pub(crate) index: Option<&'static str>,
}

/// Runs one request inside its span. Neither keys nor values are recorded.
///
/// The SDK's futures take some 15 KB; in a box they do not make those of every caller as large.
pub(crate) fn run<T, E, R>(
    subject: Subject<'_>,
    request: impl Future<Output = Result<T, SdkError<E, R>>> + Send,
) -> impl Future<Output = Result<T, Error>> + Send
where
    aws_sdk_dynamodb::Error: From<SdkError<E, R>>,
{
    let span = tracing::debug_span!(
        "dynamodb",
        operation = subject.operation,
        table = subject.table,
        entity = subject.entity,
        index = subject.index,
    );
    let entity = subject.entity;
    let request = Box::pin(request.instrument(span));
    async move {
        let answer = request.await;
        answer.map_err(|error| map_error(entity, error.into()))
    }
}

fn map_error(entity: &'static str, error: aws_sdk_dynamodb::Error) -> Error {
    use aws_sdk_dynamodb::Error as Sdk;
    if let Sdk::ConditionalCheckFailedException(failed) = error {
        return Error::ConditionFailed {
            entity,
            item: old_item(failed.item).map(Box::new),
        };
    }
    let source = Box::new(error);
    // DynamoDB has no code of its own for this; its text is the only sign.
    let missing = source.code() == Some("ValidationException")
        && source.message().is_some_and(|message| {
            message.contains("document path provided in the update expression is invalid")
        });
    if missing {
        return Error::MissingDocument { entity, source };
    }
    Error::Service(source)
}

/// For operations that need an item: a failed condition without an item means there is none.
pub(crate) fn absent_is_not_found(error: Error) -> Error {
    match error {
        Error::ConditionFailed { entity, item: None } => Error::NotFound { entity },
        other => other,
    }
}
