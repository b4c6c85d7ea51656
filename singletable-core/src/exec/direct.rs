//! Items that go straight to the text of a request and come straight from that of an answer: the SDK
//! writes and reads the rest, and signs, sends and tries again as ever.
//!
//! A request is written at once, its items, keys and expressions in place of the input's empty maps.
//! Where the caller's own interceptors may have changed the input, the SDK serializes it, and these are
//! filled in. Of a successful answer, the SDK's deserializer is replaced by one that takes the
//! items out and gives it the rest.
//!
//! Interceptors for one call cost some 5 microseconds, so there is one in the client where that can be,
//! which finds out from the thread what is to be done: the SDK calls it while the request's future is
//! polled.

use crate::wire::{Answer, Body, Pieces, Place, Rows};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::{
    BeforeDeserializationInterceptorContextMut, BeforeSerializationInterceptorContextMut,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{Error, Input, Output};
use aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::ser_de::{
    DeserializeResponse, SerializeRequest, SharedRequestSerializer, SharedResponseDeserializer,
};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::FrozenLayer;
use std::cell::RefCell;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The same client with the interceptor in it. `None` where it would have connections or credentials
/// of its own: the SDK makes each client those that the configuration does not name.
pub(crate) fn direct(client: &Client) -> Option<Client> {
    let config = client.config();
    let shares = config.http_client().is_some() && config.identity_cache().is_some();
    shares.then(|| Client::from_conf(config.to_builder().interceptor(Direct).build()))
}

/// What is to be done with one request and its answer, and what the answer was.
pub(crate) struct Slot {
    write: Write,
    read: Option<Read>,
}

/// How a request becomes text.
pub(super) struct Write {
    /// What is filled in.
    pub(super) pieces: Pieces,
    /// The whole request at once; `None` where an interceptor of the caller's may have given the input
    /// something that this crate does not know.
    pub(super) whole: Option<fn(&Input, &Pieces) -> Option<HttpRequest>>,
}

/// The items of an answer are taken out.
struct Read {
    place: Place,
    /// What the SDK's operation has in store: its deserializer.
    sdk: &'static FrozenLayer,
    answer: Mutex<Option<Answer>>,
}

impl Slot {
    pub(super) fn write(write: Write) -> Arc<Self> {
        Arc::new(Self { write, read: None })
    }

    pub(super) fn read(write: Write, place: Place, sdk: &'static FrozenLayer) -> Arc<Self> {
        let answer = Mutex::default();
        let read = Some(Read { place, sdk, answer });
        Arc::new(Self { write, read })
    }

    /// The items that were taken out of the answer; `None` where the SDK has read them.
    pub(super) fn take(&self) -> Option<Rows> {
        locked(&self.read.as_ref()?.answer).take().map(Answer::rows)
    }
}

/// The whole request of an input.
pub(super) fn whole<B: Body>(input: &Input, pieces: &Pieces) -> Option<HttpRequest> {
    let body = input.downcast_ref::<B>()?.body(pieces)?;
    let length = body.len().to_string();
    let mut request = HttpRequest::new(SdkBody::from(body));
    request.set_method("POST").ok()?;
    let headers = request.headers_mut();
    headers.insert("content-type", "application/x-amz-json-1.0");
    headers.insert("x-amz-target", B::TARGET);
    headers.insert("content-length", length);
    Some(request)
}

fn locked(answer: &Mutex<Option<Answer>>) -> MutexGuard<'_, Option<Answer>> {
    // It is whole between any two statements, whatever panicked while it was locked.
    answer.lock().unwrap_or_else(PoisonError::into_inner)
}

thread_local! {
    /// What is to be done with the request that is being polled.
    static CURRENT: RefCell<Option<Arc<Slot>>> = const { RefCell::new(None) };
}

/// A request on its way, with its slot at hand where it has one. The future of several KB is not moved
/// in here.
pub(super) async fn sending<T>(
    slot: Option<Arc<Slot>>,
    mut sent: Pin<&mut impl Future<Output = T>>,
) -> T {
    let Some(slot) = slot else {
        return sent.await;
    };
    poll_fn(|cx| {
        let before = CURRENT.replace(Some(Arc::clone(&slot)));
        let _restored = Restore(before);
        sent.as_mut().poll(cx)
    })
    .await
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
pub(super) struct Direct;

#[dyn_dispatch_hint]
impl Intercept for Direct {
    fn name(&self) -> &'static str {
        "singletable::Direct"
    }

    fn modify_before_serialization(
        &self,
        _: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let slot = CURRENT.with_borrow(Option::clone);
        let slot = slot.filter(|slot| slot.write.whole.is_some() || !slot.write.pieces.is_empty());
        if let (Some(slot), Some(sdk)) = (slot, config.load::<SharedRequestSerializer>().cloned()) {
            let serializer = SharedRequestSerializer::new(Serializer { slot, sdk });
            config.interceptor_state().store_put(serializer);
        }
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let slot = CURRENT.with_borrow(Option::clone);
        let slot = slot.filter(|slot| slot.read.is_some());
        if let Some(slot) = slot.filter(|_| context.response().status().is_success()) {
            let deserializer = SharedResponseDeserializer::new(Deserializer(slot));
            config.interceptor_state().store_put(deserializer);
        }
        Ok(())
    }
}

/// The serializer in place of the SDK's.
struct Serializer {
    slot: Arc<Slot>,
    sdk: SharedRequestSerializer,
}

impl SerializeRequest for Serializer {
    fn serialize_input(
        &self,
        input: Input,
        config: &mut ConfigBag,
    ) -> Result<HttpRequest, BoxError> {
        let Write { pieces, whole } = &self.slot.write;
        if let Some(request) = whole.and_then(|whole| whole(&input, pieces)) {
            return Ok(request);
        }
        let mut request = self.sdk.serialize_input(input, config)?;
        if pieces.is_empty() {
            return Ok(request);
        }
        let body = request.body().bytes().and_then(|rest| pieces.fill(rest));
        let body = body.ok_or("the request has other members than those to be filled in")?;
        let length = body.len().to_string();
        *request.body_mut() = SdkBody::from(body);
        request.headers_mut().insert("content-length", length);
        Ok(request)
    }
}

/// The deserializer in place of the SDK's.
struct Deserializer(Arc<Slot>);

impl DeserializeResponse for Deserializer {
    fn deserialize_nonstreaming_with_config(
        &self,
        response: &HttpResponse,
        config: &ConfigBag,
    ) -> Result<Output, OrchestratorError<Error>> {
        let missing = || OrchestratorError::other("the operation has no deserializer");
        let Read { place, sdk, answer } = self.0.read.as_ref().ok_or_else(missing)?;
        // There may have been an answer that something else found fault with.
        *locked(answer) = None;
        let sdk = sdk
            .load::<SharedResponseDeserializer>()
            .ok_or_else(missing)?;
        // A retry may get an error where an earlier try had an answer.
        let found = Some(response).filter(|response| response.status().is_success());
        let found = found.and_then(|response| response.body().bytes());
        let Some((found, rest)) = found.and_then(|body| Answer::read(body, *place)) else {
            return sdk.deserialize_nonstreaming_with_config(response, config);
        };
        let mut others = HttpResponse::new(response.status(), SdkBody::from(rest));
        *others.headers_mut() = response.headers().clone();
        let output = sdk.deserialize_nonstreaming_with_config(&others, config)?;
        *locked(answer) = Some(found);
        Ok(output)
    }
}

impl fmt::Debug for Serializer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Serializer")
    }
}

impl fmt::Debug for Deserializer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Deserializer")
    }
}
