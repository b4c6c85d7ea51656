//! Errors that DynamoDB answers, and failures on the way there.

use aws_sdk_dynamodb::error::ProvideErrorMetadata as _;
use aws_sdk_dynamodb::operation::RequestId as _;
use std::error::Error;
use std::fmt;

/// An error that DynamoDB answers, or a failure on the way there.
///
/// The message and the `Debug` form show DynamoDB's code and the request's identifier. DynamoDB's own
/// text can contain values of items, so only [`server_message`](ServiceError::server_message) returns
/// it.
///
/// The `source()` is the SDK's error, whose message and `Debug` form show that text, and whole items
/// after a canceled transaction: code that logs the sources of an error logs them too.
pub struct ServiceError(Box<aws_sdk_dynamodb::Error>);

impl ServiceError {
    /// DynamoDB's code, such as `ThrottlingException`; `None` if there was no answer, as after a
    /// timeout.
    pub fn code(&self) -> Option<&str> {
        self.0.code()
    }

    /// The identifier of the request, which AWS support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id()
    }

    /// DynamoDB's message. It can contain values of items, so do not log it where values must not be
    /// logged.
    pub fn server_message(&self) -> Option<&str> {
        self.0.message()
    }

    /// The SDK's error, for matching. Its message and its `Debug` form can contain values of items.
    pub fn sdk(&self) -> &aws_sdk_dynamodb::Error {
        &self.0
    }

    /// Converts into the SDK's error: see [`sdk`](ServiceError::sdk).
    pub fn into_sdk(self) -> aws_sdk_dynamodb::Error {
        *self.0
    }
}

impl From<aws_sdk_dynamodb::Error> for ServiceError {
    fn from(error: aws_sdk_dynamodb::Error) -> Self {
        Self(Box::new(error))
    }
}

impl Error for ServiceError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.sdk())
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code() {
            Some(code) => write!(f, "DynamoDB answered {code}")?,
            None => f.write_str("the request to DynamoDB failed")?,
        }
        match self.request_id() {
            Some(id) => write!(f, " (request {id})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceError")
            .field("code", &self.code())
            .field("request_id", &self.request_id())
            .finish_non_exhaustive()
    }
}
