//! One request and its answer as text. The SDK signs, sends and retries as always, but it neither writes
//! nor reads the items.
//!
//! The SDK's serializer is replaced by one that writes the request's body in one pass, with texts in
//! place of the input's empty maps. For a successful answer, the SDK's deserializer is replaced by one
//! that takes the items out and passes the rest to it.
//!
//! An interceptor of one call costs some 5 microseconds, so where possible there is one in the client.
//! It takes the exchange from the thread, because the SDK calls interceptors while it polls the
//! request's future. If that does not hold, or the SDK has another protocol, nothing is sent as text:
//! the interceptor fails before anything is sent, and [`Call::send`](super::Call::send) uses maps.

use super::inputs::TextForm;
use crate::wire::{Answer, AnswerShape, RawMembers, Rows};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::{
    BeforeDeserializationInterceptorContextMut, BeforeSerializationInterceptorContextMut,
    BeforeTransmitInterceptorContextRef,
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
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The same client with the interceptor in it. `None` if it would have connections or credentials of its
/// own: the SDK gives each client those that the configuration does not name.
pub(crate) fn text_client(client: &Client) -> Option<Client> {
    let config = client.config();
    let shares = config.http_client().is_some() && config.identity_cache().is_some();
    shares.then(|| {
        Client::from_conf(
            config
                .to_builder()
                .interceptor(TextInterceptor(None))
                .build(),
        )
    })
}

/// Whether requests of a connection can be text; 0 until its first request.
#[derive(Debug, Default)]
pub(crate) struct TextSupport(AtomicU8);

const SUPPORTED: u8 = 1;
const UNSUPPORTED: u8 = 2;

impl TextSupport {
    /// Whether requests may still be text.
    pub(super) fn is_possible(&self) -> bool {
        self.0.load(Ordering::Relaxed) != UNSUPPORTED
    }

    /// Notes that requests cannot be text.
    fn end(&self) {
        self.0.store(UNSUPPORTED, Ordering::Relaxed);
    }

    /// Whether the SDK's serializer writes such requests as this crate does, apart from the texts.
    /// Checked once for a connection, with its first request.
    fn check(
        &self,
        form: &TextForm,
        input: &Input,
        sdk: &SharedRequestSerializer,
        config: &mut ConfigBag,
    ) -> bool {
        match self.0.load(Ordering::Relaxed) {
            SUPPORTED => return true,
            UNSUPPORTED => return false,
            _ => {}
        }
        // A value without a text says nothing about the SDK, so the next request is checked.
        let Some((copy, own)) = (form.empty)(input) else {
            return false;
        };
        let sdks = sdk.serialize_input(copy, config);
        let is_same = sdks.is_ok_and(|sdks| is_same_protocol(&own, &sdks));
        let state = if is_same { SUPPORTED } else { UNSUPPORTED };
        self.0.store(state, Ordering::Relaxed);
        is_same
    }
}

/// Whether two requests have the same protocol. Maps with several entries have no order of their own, so
/// only the lengths of the bodies are compared.
fn is_same_protocol(one: &HttpRequest, other: &HttpRequest) -> bool {
    let header = |request: &HttpRequest, name: &str| request.headers().get(name).map(str::to_owned);
    let length = |request: &HttpRequest| request.body().bytes().map(<[u8]>::len);
    let names = ["content-type", "x-amz-target"];
    one.method() == other.method()
        && one.uri() == other.uri()
        && names
            .iter()
            .all(|name| header(one, name) == header(other, name))
        && length(one) == length(other)
}

/// The progress of a request's writing.
const UNREACHED: u8 = 0;
const REACHED: u8 = 1;
const WRITTEN: u8 = 2;

/// A request that is written as text, and its answer.
pub(crate) struct Exchange {
    members: RawMembers,
    form: &'static TextForm,
    support: Arc<TextSupport>,
    state: AtomicU8,
    read: Option<Read>,
}

/// The items of an answer, which are taken out of it.
struct Read {
    shape: AnswerShape,
    /// The configuration of the SDK's operation: its deserializer.
    layer: &'static FrozenLayer,
    answer: Mutex<Option<Answer>>,
}

impl Exchange {
    pub(super) fn new(
        form: &'static TextForm,
        members: RawMembers,
        support: &Arc<TextSupport>,
        items: Option<(AnswerShape, &'static FrozenLayer)>,
    ) -> Arc<Self> {
        Arc::new(Self {
            members,
            form,
            support: Arc::clone(support),
            state: AtomicU8::new(UNREACHED),
            read: items.map(|(shape, layer)| Read {
                shape,
                layer,
                answer: Mutex::default(),
            }),
        })
    }

    /// Whether the text became the request's body. Otherwise nothing of this crate's was sent.
    pub(super) fn is_written(&self) -> bool {
        self.state.load(Ordering::Relaxed) == WRITTEN
    }

    /// Notes that the request failed without its text being used. If the SDK did not even begin to write
    /// it, later requests are not written as text.
    pub(super) fn note_failure(&self) {
        if self.state.load(Ordering::Relaxed) == UNREACHED {
            self.support.end();
        }
    }

    /// The items that were taken out of the answer; `None` if the SDK has read them.
    pub(super) fn take(&self) -> Option<Rows> {
        locked(&self.read.as_ref()?.answer).take().map(Answer::rows)
    }
}

fn locked(answer: &Mutex<Option<Answer>>) -> MutexGuard<'_, Option<Answer>> {
    // The value is whole between any two statements, even after a panic under the lock.
    answer.lock().unwrap_or_else(PoisonError::into_inner)
}

thread_local! {
    /// The exchange of the request that is being polled.
    static CURRENT: RefCell<Option<Arc<Exchange>>> = const { RefCell::new(None) };
}

/// Sends a request with its exchange on the thread if the client's interceptor needs it. The future has
/// several KB and is not moved in here.
pub(super) async fn under_exchange<T>(
    exchange: Option<Arc<Exchange>>,
    mut sent: Pin<&mut impl Future<Output = T>>,
) -> T {
    let Some(exchange) = exchange else {
        return sent.await;
    };
    poll_fn(|cx| {
        let before = CURRENT.replace(Some(Arc::clone(&exchange)));
        let _restored = Restore(before);
        sent.as_mut().poll(cx)
    })
    .await
}

/// Restores the previous exchange, also after a panic.
struct Restore(Option<Arc<Exchange>>);

impl Drop for Restore {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// The interceptor, either of one call with its exchange, or of a client.
#[derive(Debug)]
pub(super) struct TextInterceptor(pub(super) Option<Arc<Exchange>>);

impl TextInterceptor {
    fn exchange(&self) -> Option<Arc<Exchange>> {
        self.0
            .clone()
            .or_else(|| CURRENT.with_borrow(Option::clone))
    }
}

#[dyn_dispatch_hint]
impl Intercept for TextInterceptor {
    fn name(&self) -> &'static str {
        "singletable::TextInterceptor"
    }

    fn modify_before_serialization(
        &self,
        _: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let exchange = self.exchange().ok_or(NotText)?;
        let sdk = config.load::<SharedRequestSerializer>().cloned();
        let sdk = sdk.ok_or(NotText)?;
        let serializer = SharedRequestSerializer::new(Serializer { exchange, sdk });
        config.interceptor_state().store_put(serializer);
        Ok(())
    }

    fn read_after_serialization(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let exchange = self.exchange().ok_or(NotText)?;
        if exchange.is_written() {
            return Ok(());
        }
        exchange.support.end();
        Err(NotText.into())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let exchange = self.exchange().filter(|exchange| exchange.read.is_some());
        if let Some(exchange) = exchange.filter(|_| context.response().status().is_success()) {
            let deserializer = SharedResponseDeserializer::new(Deserializer(exchange));
            config.interceptor_state().store_put(deserializer);
        }
        Ok(())
    }
}

/// The error for a request that cannot be sent as text.
#[derive(Debug, thiserror::Error)]
#[error("the request cannot be written as text with this version of the SDK")]
pub(super) struct NotText;

/// The serializer that replaces the SDK's.
struct Serializer {
    exchange: Arc<Exchange>,
    sdk: SharedRequestSerializer,
}

impl SerializeRequest for Serializer {
    fn serialize_input(
        &self,
        input: Input,
        config: &mut ConfigBag,
    ) -> Result<HttpRequest, BoxError> {
        let Exchange {
            members,
            form,
            support,
            state,
            ..
        } = &*self.exchange;
        state.store(REACHED, Ordering::Relaxed);
        if !support.check(form, &input, &self.sdk, config) {
            return Err(NotText.into());
        }
        let request = (form.whole)(&input, members).ok_or(NotText)?;
        state.store(WRITTEN, Ordering::Relaxed);
        Ok(request)
    }
}

/// The deserializer that replaces the SDK's.
struct Deserializer(Arc<Exchange>);

impl DeserializeResponse for Deserializer {
    fn deserialize_nonstreaming_with_config(
        &self,
        response: &HttpResponse,
        config: &ConfigBag,
    ) -> Result<Output, OrchestratorError<Error>> {
        let missing = || OrchestratorError::other("the operation has no deserializer");
        let read = self.0.read.as_ref().ok_or_else(missing)?;
        // An earlier answer may have been rejected elsewhere.
        *locked(&read.answer) = None;
        let sdk = read
            .layer
            .load::<SharedResponseDeserializer>()
            .ok_or_else(missing)?;
        // A retry may get an error after an answer.
        let found = Some(response).filter(|response| response.status().is_success());
        let found = found.and_then(|response| response.body().bytes());
        let Some((found, rest)) = found.and_then(|body| Answer::read(body, read.shape)) else {
            return sdk.deserialize_nonstreaming_with_config(response, config);
        };
        let mut others = HttpResponse::new(response.status(), SdkBody::from(rest));
        *others.headers_mut() = response.headers().clone();
        let output = sdk.deserialize_nonstreaming_with_config(&others, config)?;
        *locked(&read.answer) = Some(found);
        Ok(output)
    }
}

macro_rules! opaque {
    ($($type:ident),+) => {$(
        /// Shows neither what was sent nor what was read, because it is data.
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($type))
            }
        }
    )+};
}

opaque!(Exchange, Serializer, Deserializer);

/// Takes the exchange from the thread, as if interceptors ran elsewhere.
#[cfg(test)]
pub(super) fn lose_exchange() {
    CURRENT.set(None);
}
