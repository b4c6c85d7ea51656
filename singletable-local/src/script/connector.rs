//! The script between the SDK and another HTTP client.

use super::batch::Unprocessed;
use super::{Script, Verdict};
use crate::connector::{read, respond};
use crate::dispatch::Answer;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use std::io;

#[derive(Debug)]
pub(super) struct ScriptedClient {
    pub(super) script: Script,
    pub(super) inner: SharedHttpClient,
}

impl HttpClient for ScriptedClient {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(ScriptedConnector {
            script: self.script.clone(),
            inner: self.inner.http_connector(settings, components),
        })
    }
}

#[derive(Debug)]
struct ScriptedConnector {
    script: Script,
    inner: SharedHttpConnector,
}

impl HttpConnector for ScriptedConnector {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        let verdict = match read(&request) {
            Ok((operation, body)) => self.script.judge(operation, body),
            Err(error) => return HttpConnectorFuture::ready(Err(error)),
        };
        match verdict {
            Verdict::Pass => self.inner.call(request),
            Verdict::Answer(answer) => HttpConnectorFuture::ready(respond(answer)),
            Verdict::LoseRequest => {
                let lost = io::Error::from(io::ErrorKind::ConnectionReset);
                HttpConnectorFuture::ready(Err(ConnectorError::io(lost.into())))
            }
            Verdict::LoseAnswer => {
                let answered = self.inner.call(request);
                HttpConnectorFuture::new(async move {
                    answered.await?;
                    let lost = io::Error::from(io::ErrorKind::TimedOut);
                    Err(ConnectorError::timeout(lost.into()))
                })
            }
            Verdict::Partly { body, left } => {
                let headers = request.headers_mut();
                headers.insert("content-length", body.len().to_string());
                *request.body_mut() = SdkBody::from(body);
                let answered = self.inner.call(request);
                HttpConnectorFuture::new(async move { add(&left, answered.await?).await })
            }
        }
    }
}

/// The batch's answer, with what the script held back.
async fn add(
    left: &Unprocessed,
    mut response: HttpResponse,
) -> Result<HttpResponse, ConnectorError> {
    let body = ByteStream::new(response.take_body()).collect().await;
    let body = body.map_err(|error| ConnectorError::io(error.into()))?;
    let body = String::from_utf8_lossy(&body.to_vec()).into_owned();
    respond(left.add_to(Answer {
        status: response.status().as_u16(),
        body,
    }))
}
