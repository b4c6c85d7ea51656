//! The SDK's HTTP layer, answered by the engine.

use crate::dispatch::{Answer, answer};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use dynoxide::Database;
use std::fmt;

/// One engine behind the SDK.
#[derive(Clone)]
pub(crate) struct EngineConnector(pub(crate) Database);

impl HttpConnector for EngineConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answered =
            read(&request).and_then(|(operation, body)| respond(answer(&self.0, operation, body)));
        HttpConnectorFuture::ready(answered)
    }
}

impl HttpClient for EngineConnector {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl fmt::Debug for EngineConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EngineConnector").finish_non_exhaustive()
    }
}

/// The operation's name and the JSON body of a request.
pub(crate) fn read(request: &HttpRequest) -> Result<(&str, &str), ConnectorError> {
    let target = request.headers().get("x-amz-target").unwrap_or_default();
    let operation = target.rsplit_once('.').map_or(target, |(_, name)| name);
    let body = std::str::from_utf8(request.body().bytes().unwrap_or_default());
    let body = body.map_err(|error| ConnectorError::user(error.into()))?;
    Ok((operation, body))
}

/// The answer as the SDK takes it from the network.
pub(crate) fn respond(answer: Answer) -> Result<HttpResponse, ConnectorError> {
    let status =
        StatusCode::try_from(answer.status).map_err(|error| ConnectorError::user(error.into()))?;
    let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
    let headers = response.headers_mut();
    headers.insert("content-type", "application/x-amz-json-1.0");
    Ok(response)
}
