//! Answers that are read here instead of by the SDK: for a successful one, the SDK's deserializer is
//! replaced by one that takes the items out and gives the SDK the rest.
//!
//! Interceptors for one call cost some 5 microseconds, so there is one in the client, which finds out
//! from the thread what is to be done: the SDK calls it while the request's future is polled.

use crate::wire::{Answer, Place, Rows};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::BeforeDeserializationInterceptorContextMut;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{Error, Output};
use aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint;
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::ser_de::{DeserializeResponse, SharedResponseDeserializer};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::FrozenLayer;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

/// The same client, whose answers can be read here.
pub(crate) fn reading(client: &Client) -> Client {
    Client::from_conf(client.config().to_builder().interceptor(Decode).build())
}

/// How the answer to one request is to be read, and what it was.
pub(super) struct Slot {
    place: Place,
    /// What the SDK's operation has in store: its deserializer.
    sdk: &'static FrozenLayer,
    answer: Mutex<Option<Answer>>,
}

impl Slot {
    pub(super) fn new(place: Place, sdk: &'static FrozenLayer) -> Arc<Self> {
        let answer = Mutex::default();
        Arc::new(Self { place, sdk, answer })
    }

    /// The items that were taken out of the answer; `None` where the SDK has read them.
    pub(super) fn take(&self) -> Option<Rows> {
        self.answer().take().map(Answer::rows)
    }

    fn answer(&self) -> MutexGuard<'_, Option<Answer>> {
        // It is whole between any two statements, whatever panicked while it was locked.
        self.answer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

thread_local! {
    /// What is to be done with the answer to the request that is being polled.
    static CURRENT: RefCell<Option<Arc<Slot>>> = const { RefCell::new(None) };
}

/// A request on its way, with its slot at hand.
pub(super) struct Reading<T> {
    pub(super) slot: Arc<Slot>,
    pub(super) sent: BoxFuture<'static, T>,
}

impl<T> Future for Reading<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let before = CURRENT.replace(Some(Arc::clone(&self.slot)));
        let _restored = Restore(before);
        self.sent.poll_unpin(cx)
    }
}

/// Puts back what was there before, also when polling panics.
struct Restore(Option<Arc<Slot>>);

impl Drop for Restore {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// The interceptor.
#[derive(Debug)]
struct Decode;

#[dyn_dispatch_hint]
impl Intercept for Decode {
    fn name(&self) -> &'static str {
        "singletable::Decode"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let slot = CURRENT.with_borrow(Option::clone);
        if let Some(slot) = slot.filter(|_| context.response().status().is_success()) {
            let decoder = SharedResponseDeserializer::new(Decoder(slot));
            config.interceptor_state().store_put(decoder);
        }
        Ok(())
    }
}

/// The deserializer in place of the SDK's.
struct Decoder(Arc<Slot>);

impl DeserializeResponse for Decoder {
    fn deserialize_nonstreaming_with_config(
        &self,
        response: &HttpResponse,
        config: &ConfigBag,
    ) -> Result<Output, OrchestratorError<Error>> {
        // There may have been an answer that something else found fault with.
        *self.0.answer() = None;
        let Some(sdk) = self.0.sdk.load::<SharedResponseDeserializer>() else {
            return Err(OrchestratorError::other(
                "the operation has no deserializer",
            ));
        };
        // A retry may get an error where an earlier try had an answer.
        let answer = Some(response).filter(|response| response.status().is_success());
        let answer = answer.and_then(|response| response.body().bytes());
        let Some((answer, rest)) = answer.and_then(|body| Answer::read(body, self.0.place)) else {
            return sdk.deserialize_nonstreaming_with_config(response, config);
        };
        let mut response_rest = HttpResponse::new(response.status(), SdkBody::from(rest));
        *response_rest.headers_mut() = response.headers().clone();
        let output = sdk.deserialize_nonstreaming_with_config(&response_rest, config)?;
        *self.0.answer() = Some(answer);
        Ok(output)
    }
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Decoder")
    }
}
