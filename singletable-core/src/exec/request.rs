//! A request: the input of an operation of the SDK, still as its builder.

use super::exchange::Exchange;
use super::inputs::TextForm;
use crate::wire::{AnswerShape, Rows};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::SharedInterceptor;
use aws_sdk_dynamodb::error::{BuildError, SdkError};
use aws_sdk_dynamodb::types::ConsumedCapacity;
use aws_smithy_types::config_bag::FrozenLayer;
use futures_util::future::BoxFuture;
use std::pin::Pin;
use std::sync::Arc;

/// An input that can be sent with an interceptor, which the SDK's own `send_with` does not take.
pub(crate) trait Request: Send + Sync + Sized + 'static {
    type Input;
    type Output: Send + 'static;
    type Error: Send + 'static;
    /// Whether its units are read units.
    const READS: bool;
    /// How it becomes the text of a request, of operations whose requests are text.
    const TEXT: Option<&'static TextForm> = None;
    /// Where the items of an answer are, of operations that answer items.
    const ITEMS: Option<AnswerShape> = None;

    /// Sends it, with its exchange and the interceptors of this call. The SDK's futures take 6 to 8 KB;
    /// in a box they do not make those of every caller as large.
    fn send(
        self,
        client: &Client,
        exchange: Option<Arc<Exchange>>,
        interceptors: Vec<SharedInterceptor>,
    ) -> BoxFuture<'static, Result<Self::Output, SdkError<Self::Error>>>;

    /// The input.
    ///
    /// # Errors
    ///
    /// When a required member is missing.
    fn build(self) -> Result<Self::Input, BuildError>;

    /// The error as that of any operation.
    fn error(error: SdkError<Self::Error>) -> aws_sdk_dynamodb::Error;

    /// The configuration of the SDK's operation: its serializer and deserializer.
    fn layer() -> Option<&'static FrozenLayer>;

    /// The capacity in an answer.
    fn capacity(output: &Self::Output) -> &[ConsumedCapacity];

    /// Takes the items out of an answer that the SDK has read.
    fn rows(_: &mut Self::Output) -> Rows {
        Rows::default()
    }
}

/// A future of several KB in a box. The box is there first: what is made before is copied into it whole,
/// though it is nothing but its captures yet.
#[inline]
pub(super) fn boxed<F: Future>(make: impl FnOnce() -> F) -> Pin<Box<F>> {
    let room = Box::new_uninit();
    Box::into_pin(Box::write(room, make()))
}
