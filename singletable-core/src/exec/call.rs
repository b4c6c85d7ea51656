//! An operation that is being sent: its requests, and the span around them.

use super::connection::Connection;
use super::exchange::{Exchange, NotText, TextInterceptor};
use super::lower::{Lowering, ToRequest};
use super::meter::Consumed;
use super::request::Request;
use super::seen::{Attempts, Seen};
use super::{Failed, is_transient, map_error};
use crate::error::Error;
use crate::item::ItemKey;
use crate::wire::Rows;
use aws_sdk_dynamodb::config::SharedInterceptor;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::get_item::GetItemError;
use std::future::Future;
use std::sync::{Arc, OnceLock};
use tracing::Instrument as _;

/// An operation that is being sent. Its span begins with the first request, so an earlier failure has
/// none, and ends when this is dropped.
pub(crate) struct Call {
    connection: Arc<Connection>,
    pub(super) subject: Subject,
    /// The item's key, if spans are to have it.
    pub(super) key: Option<ItemKey>,
    /// `None` inside if there is neither a span nor a meter.
    seen: OnceLock<Option<Seen>>,
}

/// The subject of an operation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject {
    pub(crate) operation: &'static str,
    /// The entity; empty if there are several.
    pub(crate) entity: &'static str,
    pub(crate) index: Option<&'static str>,
    /// Whether the operation reads page by page.
    pub(crate) paged: bool,
}

impl Subject {
    /// An operation that reads no pages and no index.
    pub(crate) fn new(operation: &'static str, entity: &'static str) -> Self {
        Self {
            operation,
            entity,
            index: None,
            paged: false,
        }
    }

    /// An operation that reads page by page.
    pub(crate) fn paged(
        operation: &'static str,
        entity: &'static str,
        index: Option<&'static str>,
    ) -> Self {
        Self {
            operation,
            entity,
            index,
            paged: true,
        }
    }
}

impl Call {
    pub(crate) fn new(connection: &Arc<Connection>, subject: Subject) -> Self {
        Self {
            connection: Arc::clone(connection),
            subject,
            key: None,
            seen: OnceLock::new(),
        }
    }

    /// Adds the item's key, which is computed only if spans are to have it.
    pub(crate) fn about(mut self, key: impl FnOnce() -> Option<ItemKey>) -> Self {
        if self.connection.keys_in_spans {
            self.key = key();
        }
        self
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Makes one request, as text if the connection allows it.
    ///
    /// If the text did not become the request's body, nothing was sent, and the request is made again by
    /// maps.
    ///
    /// # Errors
    ///
    /// When a required member is missing, and when the request fails.
    pub(crate) async fn send<D: ToRequest>(&self, draft: &D) -> Result<Answer<D::Request>, Failed> {
        // This counts as one request, also if it is made again by maps.
        if let Some(seen) = self.seen() {
            seen.counts.begin_request();
        }
        let mut lowering = self.connection.lowering();
        if let Some(form) = D::Request::TEXT
            && matches!(lowering, Lowering::Text(_))
        {
            let request = draft.to_request(&mut lowering)?;
            if let Lowering::Text(members) = lowering {
                let items = D::Request::ITEMS.zip(D::Request::layer());
                let support = &self.connection.text_support;
                let exchange = Exchange::new(form, members, support, items);
                let answer = self.ask(request, Some(&exchange)).await;
                if exchange.is_written() {
                    return self.answered(answer, exchange.take());
                }
                if answer.is_ok() {
                    return Err(Failed::from(not_written()));
                }
                exchange.note_failure();
            }
        }
        let request = draft.to_request(&mut Lowering::Maps)?;
        let answer = self.ask(request, None).await;
        self.answered(answer, None)
    }

    fn answered<R: Request>(
        &self,
        answer: Result<R::Output, SdkError<R::Error>>,
        rows: Option<Rows>,
    ) -> Result<Answer<R>, Failed> {
        match answer {
            Ok(mut output) => Ok(Answer {
                rows: rows.unwrap_or_else(|| R::rows(&mut output)),
                output,
            }),
            Err(error) => {
                let is_transient = is_transient(&error);
                let failed = Failed::from(map_error(self.subject.entity, R::error(error)));
                Err(Failed {
                    can_succeed_later: failed.can_succeed_later || is_transient,
                    ..failed
                })
            }
        }
    }

    fn ask<R: Request>(
        &self,
        request: R,
        exchange: Option<&Arc<Exchange>>,
    ) -> impl Future<Output = Result<R::Output, SdkError<R::Error>>> + Send + use<R> {
        let seen = self.seen();
        let attempts = seen.map(|seen| Attempts(Arc::clone(&seen.counts)));
        let mut interceptors: Vec<_> = attempts.map(SharedInterceptor::new).into_iter().collect();
        let mut client = &self.connection.client;
        let mut polled = None;
        match (exchange, &self.connection.text_client) {
            (Some(exchange), Some(text_client)) => {
                client = text_client;
                polled = Some(Arc::clone(exchange));
            }
            (Some(exchange), None) => {
                let own = TextInterceptor(Some(Arc::clone(exchange)));
                interceptors.push(SharedInterceptor::new(own));
            }
            (None, _) => {}
        }
        let sent = request.send(client, polled, interceptors);
        let seen = seen.map(|seen| (seen.span.clone(), Arc::clone(&seen.counts)));
        async move {
            let Some((span, counts)) = seen else {
                return sent.await;
            };
            let answer = sent.instrument(span).await;
            if let Ok(output) = &answer {
                counts.answered(R::READS, R::capacity(output));
            }
            answer
        }
    }

    fn seen(&self) -> Option<&Seen> {
        self.seen.get_or_init(|| Seen::begin(self)).as_ref()
    }

    /// Notes a failure at the end of the operation.
    pub(crate) fn end<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        if let (Err(error), Some(Some(seen))) = (&result, self.seen.get()) {
            seen.fail(error);
        }
        result
    }

    /// What the requests have consumed, if a meter asks for it.
    pub(crate) fn consumed(&self) -> Option<Consumed> {
        self.connection.meter.as_ref()?;
        let seen = self.seen.get().and_then(Option::as_ref);
        Some(seen.map_or_else(Consumed::default, |seen| seen.counts.consumed()))
    }
}

/// The answer to a request: its items, and the rest.
pub(crate) struct Answer<R: Request> {
    pub(crate) output: R::Output,
    pub(crate) rows: Rows,
}

/// The error for a request whose text was not used although the SDK reports that it was sent.
fn not_written() -> Error {
    let error = SdkError::<GetItemError>::construction_failure(NotText);
    Error::Service(aws_sdk_dynamodb::Error::from(error).into())
}
