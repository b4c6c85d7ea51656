//! Clients of another engine, over plain HTTP.

use crate::config;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{Builder, Credentials};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use hyper_util::client::legacy::Client as Hyper;
use hyper_util::client::legacy::connect::HttpConnector as Tcp;
use hyper_util::rt::TokioExecutor;

/// A client of the DynamoDB endpoint at that URL, over plain HTTP and with made-up credentials: for
/// emulators on the loopback interface, not for AWS.
///
/// Its connections belong to the tokio runtime of the first request, so each `#[tokio::test]` takes
/// a client of its own.
pub fn endpoint_client(url: impl Into<String>) -> Client {
    Client::from_conf(endpoint_config(url).build())
}

/// The configuration behind [`endpoint_client`].
pub fn endpoint_config(url: impl Into<String>) -> Builder {
    config::base()
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .endpoint_url(url)
        .http_client(http_client())
}

/// The HTTP/1.1 client behind [`endpoint_config`], to put a [`Script`](crate::Script) in front of.
/// It has no TLS.
pub fn http_client() -> SharedHttpClient {
    let mut tcp = Tcp::new();
    // Requests and answers are small, and one waits for the other.
    tcp.set_nodelay(true);
    SharedHttpClient::new(PlainHttp(Hyper::builder(TokioExecutor::new()).build(tcp)))
}

#[derive(Debug, Clone)]
struct PlainHttp(Hyper<Tcp, SdkBody>);

impl HttpConnector for PlainHttp {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let client = self.0.clone();
        HttpConnectorFuture::new(async move {
            let request = request
                .try_into_http1x()
                .map_err(|error| ConnectorError::user(error.into()))?;
            // As with the SDK's own client, what breaks on the way may be tried again.
            let response = client
                .request(request)
                .await
                .map_err(|error| ConnectorError::io(error.into()))?;
            HttpResponse::try_from(response.map(SdkBody::from_body_1_x))
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

impl HttpClient for PlainHttp {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}
