//! The only module that talks to the SDK: spans, capacity, and the SDK's errors as this crate's.

mod call;
pub(crate) mod connection;
mod exchange;
mod inputs;
mod lower;
pub(crate) mod meter;
mod pause;
mod request;
mod seen;
#[cfg(test)]
mod tests;

pub(crate) use call::{Answer, Call, Subject};
pub(crate) use connection::Connection;
pub(crate) use lower::{Draft, HasMembers, Lower, Lowering, Payload, Plain, ToRequest};
pub(crate) use pause::{Pauses, Timer};
pub(crate) use request::Request;

use crate::error::{Error, ServiceError, old_item};
use aws_sdk_dynamodb::error::{BuildError, SdkError};
use aws_sdk_dynamodb::operation::get_item::GetItemError;

/// The reason why one request of several failed.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) error: Error,
    /// Whether the same request can succeed later: it was throttled, or the server or the connection
    /// failed. The SDK has already retried it a few times.
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

impl From<Failed> for Error {
    fn from(failed: Failed) -> Self {
        failed.error
    }
}

/// Whether a retry may succeed, for failures without an error code: timeouts, lost connections, and
/// answers with a status of 500 and more.
fn is_transient<E>(error: &SdkError<E>) -> bool {
    match error {
        // The connection was lost before or during the answer.
        SdkError::TimeoutError(_) | SdkError::ResponseError(_) => true,
        SdkError::DispatchFailure(failure) => {
            failure.is_io() || failure.is_timeout() || failure.as_other().is_some()
        }
        SdkError::ServiceError(answer) => answer.raw().status().as_u16() >= 500,
        _ => false,
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
    let source = ServiceError::from(error);
    // DynamoDB has no code for this, so its text is the only sign.
    let missing = source.code() == Some("ValidationException")
        && source.server_message().is_some_and(|message| {
            message.contains("document path provided in the update expression is invalid")
        });
    if missing {
        return Error::MissingDocument { entity, source };
    }
    Error::Service(source)
}

/// For operations that need an item: a failed condition without an item means that there is none.
pub(crate) fn absent_is_not_found(error: Error) -> Error {
    match error {
        Error::ConditionFailed { entity, item: None } => Error::NotFound { entity },
        other => other,
    }
}

/// Builds an input whose required members are all set.
pub(crate) fn built<T>(input: Result<T, BuildError>) -> Result<T, Error> {
    input.map_err(|error| {
        let error = SdkError::<GetItemError>::construction_failure(error);
        Error::Service(aws_sdk_dynamodb::Error::from(error).into())
    })
}
