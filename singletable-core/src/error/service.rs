//! What DynamoDB answered, or what went wrong on the way there.

use aws_sdk_dynamodb::error::ProvideErrorMetadata as _;
use aws_sdk_dynamodb::operation::RequestId as _;
use std::error::Error;
use std::fmt;

/// An answer of DynamoDB's that is an error, or a failure on the way there.
///
/// Its message and its `Debug` form have DynamoDB's code and the request's identifier. The text that
/// DynamoDB says besides can hold values of items, so it is in
/// [`server_message`](ServiceError::server_message) alone.
///
/// Its `source()` is the SDK's error, whose message and `Debug` form have that text, and with a canceled
/// transaction whole items: what logs the sources of an error logs them too.
pub struct ServiceError(Box<aws_sdk_dynamodb::Error>);

impl ServiceError {
    /// DynamoDB's code, such as `ThrottlingException`; `None` where there was no answer, such as after a
    /// timeout.
    pub fn code(&self) -> Option<&str> {
        self.0.code()
    }

    /// The identifier of the request, which AWS support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id()
    }

    /// What DynamoDB says of the error. It can hold values of items, so it is not to be logged where they
    /// are not.
    pub fn server_message(&self) -> Option<&str> {
        self.0.message()
    }

    /// The SDK's error, to be matched on. Its message and its `Debug` form can hold values of items.
    pub fn sdk(&self) -> &aws_sdk_dynamodb::Error {
        &self.0
    }

    /// The SDK's error, of which [`sdk`](ServiceError::sdk) says more.
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
