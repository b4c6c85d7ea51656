//! Requests as they are sent, compared with the SDK, and requests that cannot be text.

mod guard;
mod members;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Config, Credentials, IdentityCache, Intercept, Region,
};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use std::sync::{Arc, Mutex};

/// A network that keeps what is sent, and answers everything with one text.
#[derive(Debug, Clone)]
struct Network {
    answer: &'static str,
    sent: Arc<Mutex<Vec<Sent>>>,
}

#[derive(Debug, Clone, PartialEq)]
struct Sent {
    content_type: String,
    body: serde_json::Value,
}

impl Network {
    fn answering(answer: &'static str) -> Self {
        let sent = Arc::default();
        Self { answer, sent }
    }

    fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut self.sent.lock().unwrap())
    }

    /// A client of this network with those interceptors. If it names an identity cache, this crate's
    /// interceptor can be part of the client.
    fn client(&self, interceptors: Vec<impl Intercept + 'static>, names_cache: bool) -> Client {
        let mut config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("eu-west-1"))
            .credentials_provider(Credentials::new("id", "secret", None, None, "test"))
            .http_client(self.clone());
        if names_cache {
            config = config.identity_cache(IdentityCache::lazy().build());
        }
        for interceptor in interceptors {
            config = config.interceptor(interceptor);
        }
        Client::from_conf(config.build())
    }
}

impl HttpConnector for Network {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body = request.body().bytes().unwrap();
        self.sent.lock().unwrap().push(Sent {
            content_type: request.headers().get("content-type").unwrap().to_owned(),
            body: serde_json::from_slice(body).unwrap(),
        });
        let answer = SdkBody::from(self.answer);
        let response = HttpResponse::new(200_u16.try_into().unwrap(), answer);
        HttpConnectorFuture::ready(Ok(response))
    }
}

impl HttpClient for Network {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// An interceptor that does nothing.
#[derive(Debug)]
struct NoInterceptor;

#[dyn_dispatch_hint]
impl Intercept for NoInterceptor {
    fn name(&self) -> &'static str {
        "NoInterceptor"
    }
}
