//! SDK clients whose every request is answered with the same prepared bytes. Requests are built,
//! signed and sent as always; nothing answers them but memory.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, IdentityCache, Region};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};
use std::{fmt, thread};
use tokio::sync::oneshot;

/// A request as it was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// The operation's name.
    pub operation: String,
    /// The JSON body.
    pub body: Value,
}

/// What the clients of one log have sent.
#[derive(Debug, Clone, Default)]
pub struct Log(Arc<Mutex<Vec<Sent>>>);

impl Log {
    /// All of it, from the first on.
    pub fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, request: &HttpRequest) {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit_once('.').map_or(target, |(_, name)| name);
        let body = request.body().bytes().unwrap_or_default();
        let sent = Sent {
            operation: operation.to_owned(),
            body: serde_json::from_slice(body).expect("the SDK sends JSON"),
        };
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(sent);
    }
}

/// A client that answers at once.
pub fn client(body: &Bytes) -> Client {
    sdk_client(Canned {
        body: body.clone(),
        log: None,
        latency: None,
    })
}

/// A client that also keeps what was sent.
pub fn recording(body: &Bytes) -> (Client, Log) {
    let log = Log::default();
    let client = sdk_client(Canned {
        body: body.clone(),
        log: Some(log.clone()),
        latency: None,
    });
    (client, log)
}

/// A client that answers each request after that time, as many as there are at once.
pub fn slow(body: &Bytes, latency: Duration) -> Client {
    sdk_client(Canned {
        body: body.clone(),
        log: None,
        latency: Some(Latency::new(latency)),
    })
}

/// So many waits of that latency, so many at once, and nothing else: what no client can go below.
pub async fn latency_alone(latency: Duration, waits: usize, concurrency: usize) {
    let latency = Latency::new(latency);
    let waits = (0..waits).map(|_| latency.passed());
    let waits = stream::iter(waits).buffer_unordered(concurrency);
    waits.for_each(async |_| ()).await;
}

/// Static credentials, so that signing is real, and a cache for them, as `aws_config` gives one to
/// every client; everything else is the SDK's default.
fn sdk_client(http: Canned) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(Credentials::new("AKIDBENCH", "secret", None, None, "bench"))
        .identity_cache(IdentityCache::lazy().build())
        .http_client(http)
        .build();
    Client::from_conf(config)
}

#[derive(Clone)]
struct Canned {
    body: Bytes,
    log: Option<Log>,
    latency: Option<Latency>,
}

impl HttpConnector for Canned {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        if let Some(log) = &self.log {
            log.add(&request);
        }
        let status = StatusCode::try_from(200).expect("a status");
        let mut response = HttpResponse::new(status, SdkBody::from(self.body.clone()));
        let headers = response.headers_mut();
        headers.insert("content-type", "application/x-amz-json-1.0");
        match &self.latency {
            None => HttpConnectorFuture::ready(Ok(response)),
            Some(latency) => {
                let passed = latency.passed();
                HttpConnectorFuture::new(async move {
                    // The clock's thread runs as long as a client has it.
                    let _ = passed.await;
                    Ok(response)
                })
            }
        }
    }
}

impl HttpClient for Canned {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl fmt::Debug for Canned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Canned").finish_non_exhaustive()
    }
}

/// One latency for all requests, kept by a thread: tokio's own timer counts whole milliseconds,
/// which is half of what is to be measured.
#[derive(Clone)]
struct Latency {
    latency: Duration,
    waiting: mpsc::Sender<(Instant, oneshot::Sender<()>)>,
}

impl Latency {
    fn new(latency: Duration) -> Self {
        let (waiting, queue) = mpsc::channel::<(Instant, oneshot::Sender<()>)>();
        thread::spawn(move || {
            // All wait equally long, so the first to come is the first to go.
            for (end, waiter) in queue {
                // A thread that sleeps is woken up to a tenth of a millisecond too late.
                let left = end.saturating_duration_since(Instant::now());
                thread::sleep(left.saturating_sub(Duration::from_micros(200)));
                while Instant::now() < end {
                    std::hint::spin_loop();
                }
                // A request that was given up waits no more.
                let _ = waiter.send(());
            }
        });
        Self { latency, waiting }
    }

    fn passed(&self) -> oneshot::Receiver<()> {
        let (waiter, passed) = oneshot::channel();
        // Without the thread the receiver ends at once.
        let _ = self.waiting.send((Instant::now() + self.latency, waiter));
        passed
    }
}
