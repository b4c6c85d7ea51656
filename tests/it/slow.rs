//! A client whose requests take a set time, and that counts how many are under way.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use singletable::aws_sdk_dynamodb::Client;
use singletable::aws_sdk_dynamodb::config::Builder;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How many requests are under way.
#[derive(Debug, Clone, Default)]
pub struct UnderWay(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    begun: AtomicUsize,
    finished: AtomicUsize,
    most: AtomicUsize,
    at_begins: Mutex<Vec<usize>>,
}

impl UnderWay {
    /// The most that were under way at once.
    pub fn most(&self) -> usize {
        self.0.most.load(Ordering::Relaxed)
    }

    /// How many were under way each time that one began, it among them.
    pub fn at_begins(&self) -> Vec<usize> {
        self.0.at_begins.lock().unwrap().clone()
    }

    pub fn finished(&self) -> usize {
        self.0.finished.load(Ordering::Relaxed)
    }

    fn begin(&self) {
        let begun = self.0.begun.fetch_add(1, Ordering::Relaxed) + 1;
        let now = begun - self.finished();
        self.0.most.fetch_max(now, Ordering::Relaxed);
        self.0.at_begins.lock().unwrap().push(now);
    }

    fn end(&self) {
        self.0.finished.fetch_add(1, Ordering::Relaxed);
    }
}

/// The client of that configuration, with each request taking so long.
pub fn slow(config: Builder, each: Duration) -> (Client, UnderWay) {
    let under_way = UnderWay::default();
    let slow = Slow {
        inner: config.clone().build().http_client().unwrap(),
        each,
        under_way: under_way.clone(),
    };
    let client = Client::from_conf(config.http_client(slow).build());
    (client, under_way)
}

#[derive(Debug, Clone)]
struct Slow<C = SharedHttpClient> {
    inner: C,
    each: Duration,
    under_way: UnderWay,
}

impl HttpClient for Slow {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Slow {
            inner: self.inner.http_connector(settings, components),
            each: self.each,
            under_way: self.under_way.clone(),
        })
    }
}

impl HttpConnector for Slow<SharedHttpConnector> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let own = self.clone();
        HttpConnectorFuture::new(async move {
            own.under_way.begin();
            tokio::time::sleep(own.each).await;
            let answer = own.inner.call(request).await;
            own.under_way.end();
            answer
        })
    }
}
