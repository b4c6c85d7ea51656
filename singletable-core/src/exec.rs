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
    let entity = subject.entity;
    let request = Box::pin(request.instrument(span(subject)));
    async move {
        let answer = request.await;
        answer.map_err(|error| map_error(entity, error.into()))
    }
}

/// The span of an operation. Neither keys nor values are recorded.
pub(crate) fn span(subject: Subject<'_>) -> tracing::Span {
    tracing::debug_span!(
        "dynamodb",
        operation = subject.operation,
        table = subject.table,
        entity = subject.entity,
        index = subject.index,
    )
}

/// Why one request of several failed.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) error: Error,
    /// Whether the same request can succeed later: it was throttled, the server failed, or the
    /// connection did. The SDK has tried it again a few times by then.
    pub(crate) can_succeed_later: bool,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self {
            can_succeed_later: error.is_throttling(),
            error,
        }
    }
}

/// Runs one request of several, inside the span that they share.
pub(crate) async fn run_part<T, E>(
    request: impl Future<Output = Result<T, SdkError<E>>> + Send,
) -> Result<T, Failed>
where
    aws_sdk_dynamodb::Error: From<SdkError<E>>,
{
    request.await.map_err(|error| {
        let is_passing = match &error {
            SdkError::TimeoutError(_) => true,
            SdkError::DispatchFailure(failure) => failure.is_io() || failure.is_timeout(),
            SdkError::ServiceError(answer) => answer.raw().status().as_u16() >= 500,
            _ => false,
        };
        let failed = Failed::from(map_error("", error.into()));
        Failed {
            can_succeed_later: failed.can_succeed_later || is_passing,
            ..failed
        }
    })
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
