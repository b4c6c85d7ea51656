//! An operation that is being sent: its requests, and the one span around them.

use super::direct::{Direct, Slot, Write};
use super::meter::Consumed;
use super::request::{Reads, Request};
use super::seen::{Attempts, Seen};
use super::{Connection, Mapping};
use super::{Failed, is_passing, map_error};
use crate::error::Error;
use crate::item::ItemKey;
use crate::wire::{Pieces, Rows};
use aws_sdk_dynamodb::config::SharedInterceptor;
use aws_sdk_dynamodb::error::SdkError;
use std::future::Future;
use std::sync::{Arc, OnceLock};
use tracing::Instrument as _;

/// An operation that is being sent. Its span begins with the first request, so what fails before
/// has none, and ends when this is dropped.
pub(crate) struct Call {
    connection: Arc<Connection>,
    pub(super) subject: Subject,
    /// The item's key, where spans are to have it.
    pub(super) key: Option<ItemKey>,
    /// `None` inside where nobody looks.
    seen: OnceLock<Option<Seen>>,
}

/// What an operation is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject {
    pub(crate) operation: &'static str,
    /// The entity; empty where there are several.
    pub(crate) entity: &'static str,
    pub(crate) index: Option<&'static str>,
    /// Whether its requests read page after page.
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

    /// One that reads page after page.
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

    /// The same, about the item of that key, which is asked for where spans are to have it.
    pub(crate) fn about(mut self, key: impl FnOnce() -> Option<ItemKey>) -> Self {
        if self.connection.keys_in_spans {
            self.key = key();
        }
        self
    }

    /// How items reach the SDK.
    pub(crate) fn mapping(&self) -> Mapping {
        self.connection.mapping
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Makes one request.
    pub(crate) fn request<R: Request>(
        &self,
        request: R,
    ) -> impl Future<Output = Result<R::Output, Error>> + Send + use<R>
    where
        aws_sdk_dynamodb::Error: From<SdkError<R::Error>>,
    {
        self.filled(request, Pieces::default())
    }

    /// Makes one request, with the pieces in place of its empty members.
    pub(crate) fn filled<R: Request>(
        &self,
        request: R,
        pieces: Pieces,
    ) -> impl Future<Output = Result<R::Output, Error>> + Send + use<R>
    where
        aws_sdk_dynamodb::Error: From<SdkError<R::Error>>,
    {
        let (entity, answer) = (self.subject.entity, self.send_filled(request, pieces));
        async move {
            answer
                .await
                .map_err(|error| map_error(entity, error.into()))
        }
    }

    /// Makes one request, with the pieces in place of its empty members, and gives the items of its
    /// answer.
    pub(crate) fn rows<R: Reads>(
        &self,
        request: R,
        pieces: Pieces,
    ) -> impl Future<Output = Result<(R::Output, Rows), Error>> + Send + use<R>
    where
        aws_sdk_dynamodb::Error: From<SdkError<R::Error>>,
    {
        let (entity, answer) = (self.subject.entity, self.read(request, pieces));
        async move {
            answer
                .await
                .map_err(|error| map_error(entity, error.into()))
        }
    }

    /// Makes one request of several, whose failure is not yet that of the operation, with the
    /// pieces in place of its empty members.
    pub(crate) fn part_filled<R: Request>(
        &self,
        request: R,
        pieces: Pieces,
    ) -> impl Future<Output = Result<R::Output, Failed>> + Send + use<R>
    where
        aws_sdk_dynamodb::Error: From<SdkError<R::Error>>,
    {
        let answer = self.send_filled(request, pieces);
        async move { answer.await.map_err(failed) }
    }

    /// Makes one request of several, with the pieces in place of its empty members, and gives the items
    /// of its answer.
    pub(crate) fn part_rows<R: Reads>(
        &self,
        request: R,
        pieces: Pieces,
    ) -> impl Future<Output = Result<(R::Output, Rows), Failed>> + Send + use<R>
    where
        aws_sdk_dynamodb::Error: From<SdkError<R::Error>>,
    {
        let answer = self.read(request, pieces);
        async move { answer.await.map_err(failed) }
    }

    fn send_filled<R: Request>(
        &self,
        request: R,
        pieces: Pieces,
    ) -> impl Future<Output = Result<R::Output, SdkError<R::Error>>> + Send + use<R> {
        let slot = (!pieces.is_empty()).then(|| Slot::write(self.as_text::<R>(pieces)));
        self.ask(request, slot)
    }

    fn read<R: Reads>(
        &self,
        request: R,
        pieces: Pieces,
    ) -> impl Future<Output = Result<(R::Output, Rows), SdkError<R::Error>>> + Send + use<R> {
        let sdk = R::sdk().filter(|_| self.connection.mapping == Mapping::Direct);
        let slot = match sdk {
            Some(sdk) => Some(Slot::read(self.as_text::<R>(pieces), R::PLACE, sdk)),
            None if pieces.is_empty() => None,
            None => Some(Slot::write(self.as_text::<R>(pieces))),
        };
        let answer = self.ask(request, slot.clone());
        async move {
            let mut output = answer.await?;
            let direct = slot.and_then(|slot| slot.take());
            let rows = direct.unwrap_or_else(|| R::rows(&mut output));
            Ok((output, rows))
        }
    }

    fn as_text<R: Request>(&self, pieces: Pieces) -> Write {
        let whole = R::WHOLE.filter(|_| self.connection.writes_whole());
        Write { pieces, whole }
    }

    fn ask<R: Request>(
        &self,
        request: R,
        slot: Option<Arc<Slot>>,
    ) -> impl Future<Output = Result<R::Output, SdkError<R::Error>>> + Send + use<R> {
        let seen = self.seen();
        let attempts = seen.map(|seen| Attempts(Arc::clone(&seen.counts)));
        let mut interceptors: Vec<_> = attempts.map(SharedInterceptor::new).into_iter().collect();
        let mut client = &self.connection.client;
        match (&slot, &self.connection.direct) {
            (Some(_), Some(direct)) => client = direct,
            (Some(_), None) => interceptors.push(SharedInterceptor::new(Direct)),
            (None, _) => {}
        }
        let sent = request.send(client, slot, interceptors);
        let seen = seen.map(|seen| (seen.span.clone(), Arc::clone(&seen.counts)));
        async move {
            let Some((span, counts)) = seen else {
                return sent.await;
            };
            counts.begin_request();
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

    /// Notes how the operation has ended, if it has failed.
    pub(crate) fn end<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        if let (Err(error), Some(Some(seen))) = (&result, self.seen.get()) {
            seen.fail(error);
        }
        result
    }

    /// What the requests have consumed, where a meter asks for it.
    pub(crate) fn consumed(&self) -> Option<Consumed> {
        self.connection.meter.as_ref()?;
        let seen = self.seen.get().and_then(Option::as_ref);
        Some(seen.map_or_else(Consumed::default, |seen| seen.counts.consumed()))
    }
}

fn failed<E>(error: SdkError<E>) -> Failed
where
    aws_sdk_dynamodb::Error: From<SdkError<E>>,
{
    let is_passing = is_passing(&error);
    let failed = Failed::from(map_error("", error.into()));
    Failed {
        can_succeed_later: failed.can_succeed_later || is_passing,
        ..failed
    }
}
