//! A request: the builder of an SDK operation's input.

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

/// An input that can be sent with an interceptor, which the SDK's own `send_with` does not accept.
pub(crate) trait Request: Send + Sync + Sized + 'static {
    type Input;
    type Output: Send + 'static;
    type Error: Send + 'static;
    /// Whether its capacity is in read units.
    const READS: bool;
    /// How its input becomes text, for operations whose requests can be text.
    const TEXT: Option<&'static TextForm> = None;
    /// Where its answer has items, for operations that return items.
    const ITEMS: Option<AnswerShape> = None;

    /// Sends the request with its exchange and the interceptors of this call. The SDK's futures have 6
    /// to 8 KB, so they are boxed to keep those of callers small.
    fn send(
        self,
        client: &Client,
        exchange: Option<Arc<Exchange>>,
        interceptors: Vec<SharedInterceptor>,
    ) -> BoxFuture<'static, Result<Self::Output, SdkError<Self::Error>>>;

    /// Builds the input.
    ///
    /// # Errors
    ///
    /// When a required member is missing.
    fn build(self) -> Result<Self::Input, BuildError>;

    /// Converts the error to the SDK's general one.
    fn error(error: SdkError<Self::Error>) -> aws_sdk_dynamodb::Error;

    /// The configuration of the SDK's operation, with its serializer and deserializer.
    fn layer() -> Option<&'static FrozenLayer>;

    /// The capacity in an answer.
    fn capacity(output: &Self::Output) -> &[ConsumedCapacity];

    /// Takes the items out of an answer that the SDK has read.
    fn rows(_: &mut Self::Output) -> Rows {
        Rows::default()
    }
}

/// Boxes a future of several KB. The box is allocated first, because a future that is made before would
/// be copied whole, although it holds only its captures.
#[inline]
pub(super) fn boxed<F: Future>(make: impl FnOnce() -> F) -> Pin<Box<F>> {
    let room = Box::new_uninit();
    Box::into_pin(Box::write(room, make()))
}
