//! Observation of an operation: its span, and the counts recorded at its end.

use super::call::Call;
use super::meter::{Consumed, Meter, Units};
use crate::error::Error;
use crate::item::ItemKey;
use crate::value::ScalarValue;
use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::types::ConsumedCapacity;
use aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tracing::field::{Empty, display};

pub(super) struct Seen {
    pub(super) span: tracing::Span,
    pub(super) counts: Arc<Counts>,
    paged: bool,
}

/// The counts of an operation so far.
pub(super) struct Counts {
    own: Mutex<Own>,
    meter: Option<Meter>,
}

#[derive(Clone, Copy, Default)]
struct Own {
    consumed: Consumed,
    /// Answered requests.
    answers: u64,
    /// Whether an answer has reported capacity.
    measured: bool,
}

impl Seen {
    /// Begins an operation; `None` if there is neither a span nor a meter.
    pub(super) fn begin(call: &Call) -> Option<Self> {
        let span = span(call);
        let meter = call.connection().meter.clone();
        if span.is_disabled() && meter.is_none() {
            return None;
        }
        if let Some(key) = &call.key {
            span.record("aws.dynamodb.key", display(KeyText(key)));
        }
        let own = Mutex::default();
        Some(Self {
            span,
            counts: Arc::new(Counts { own, meter }),
            paged: call.subject.paged,
        })
    }

    pub(super) fn fail(&self, error: &Error) {
        self.span.record("error.type", error.kind());
        self.span.record("otel.status_code", "ERROR");
    }
}

/// An operation that is dropped before its end has counts too.
impl Drop for Seen {
    fn drop(&mut self) {
        if self.span.is_disabled() {
            return;
        }
        let own = *self.counts.own();
        let Consumed {
            read_units,
            write_units,
            requests,
            attempts,
        } = own.consumed;
        self.span.record("requests", requests);
        self.span.record("attempts", attempts);
        if self.paged {
            self.span.record("pages", own.answers);
        }
        if own.measured {
            self.span
                .record("aws.dynamodb.consumed_read_capacity", read_units);
            self.span
                .record("aws.dynamodb.consumed_write_capacity", write_units);
        }
    }
}

/// The span has neither keys nor values, unless the handle asks for keys.
fn span(call: &Call) -> tracing::Span {
    let (subject, table) = (call.subject, call.connection().table.as_str());
    tracing::debug_span!(
        target: "singletable",
        "dynamodb",
        otel.name = format_args!("{} {table}", subject.operation),
        otel.kind = "client",
        otel.status_code = Empty,
        db.system.name = "aws.dynamodb",
        db.operation.name = subject.operation,
        db.collection.name = table,
        aws.dynamodb.index_name = subject.index,
        aws.dynamodb.key = Empty,
        aws.dynamodb.consumed_read_capacity = Empty,
        aws.dynamodb.consumed_write_capacity = Empty,
        entity = Some(subject.entity).filter(|entity| !entity.is_empty()),
        pages = Empty,
        requests = Empty,
        attempts = Empty,
        "error.type" = Empty,
    )
}

impl Counts {
    fn own(&self) -> MutexGuard<'_, Own> {
        // The counts are whole between any two statements, even after a panic under the lock.
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn consumed(&self) -> Consumed {
        self.own().consumed
    }

    pub(super) fn begin_request(&self) {
        self.add(Consumed {
            requests: 1,
            ..Consumed::default()
        });
    }

    fn begin_attempt(&self) {
        self.add(Consumed {
            attempts: 1,
            ..Consumed::default()
        });
    }

    fn add(&self, consumed: Consumed) {
        self.own().consumed += consumed;
        if let Some(meter) = &self.meter {
            meter.add(consumed);
        }
    }

    /// Adds an answer and the capacity that it reports.
    pub(super) fn answered(&self, reads: bool, capacity: &[ConsumedCapacity]) {
        let mut own = self.own();
        own.answers += 1;
        own.measured |= !capacity.is_empty();
        own.consumed += Units::of_answer(reads, capacity).into();
        drop(own);
        if let Some(meter) = &self.meter {
            meter.add_capacity(reads, capacity);
        }
    }
}

/// Counts the SDK's attempts of one request, which its answer does not show. An interceptor of one call
/// costs some 5 microseconds, so it is used only if there is a span or a meter.
pub(crate) struct Attempts(pub(super) Arc<Counts>);

#[dyn_dispatch_hint]
impl Intercept for Attempts {
    fn name(&self) -> &'static str {
        "singletable::Attempts"
    }

    fn read_before_attempt(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.begin_attempt();
        Ok(())
    }
}

impl fmt::Debug for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attempts")
    }
}

/// The values of a key with their names.
struct KeyText<'a>(&'a ItemKey);

impl fmt::Display for KeyText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names: Vec<_> = self.0.attributes().keys().collect();
        names.sort();
        let mut map = f.debug_map();
        for name in names {
            let value = self.0.value(name);
            match &value {
                Some(ScalarValue::String(text) | ScalarValue::Number(text)) => {
                    map.entry(name, text)
                }
                Some(ScalarValue::Binary(bytes)) => map.entry(name, bytes),
                None => map.entry(name, &""),
            };
        }
        map.finish()
    }
}
