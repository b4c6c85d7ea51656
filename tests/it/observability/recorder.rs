//! A subscriber that keeps every span.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard, Once};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, Interest};
use tracing::{Event, Metadata, Subscriber};

/// A span, with its fields as text.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub name: &'static str,
    pub target: &'static str,
    pub fields: BTreeMap<&'static str, String>,
    pub parent: Option<usize>,
    handles: usize,
}

impl Recorded {
    /// A field; empty where it has no value.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// Several fields.
    pub fn fields<const N: usize>(&self, names: [&str; N]) -> [&str; N] {
        names.map(|name| self.field(name))
    }

    pub fn is_closed(&self) -> bool {
        self.handles == 0
    }
}

#[derive(Clone, Default)]
pub struct Recorder(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    spans: Vec<Recorded>,
    entered: Vec<usize>,
}

impl Recorder {
    /// Records what the current thread does, as long as the guard lives.
    pub fn begin() -> (Self, DefaultGuard) {
        EVERYWHERE.call_once(|| tracing::subscriber::set_global_default(Elsewhere).unwrap());
        let recorder = Self::default();
        let guard = tracing::subscriber::set_default(recorder.clone());
        (recorder, guard)
    }

    /// All spans so far, the SDK's too.
    pub fn all(&self) -> Vec<Recorded> {
        self.state().spans.clone()
    }

    /// The spans of operations so far.
    pub fn spans(&self) -> Vec<Recorded> {
        let all = self.all().into_iter();
        all.filter(|span| span.target == "singletable").collect()
    }

    /// Takes the spans of operations, of which there is one, that has ended.
    pub fn only(&self) -> Recorded {
        let mut spans = self.spans();
        assert_eq!(spans.len(), 1, "{spans:#?}");
        self.clear();
        let span = spans.remove(0);
        assert!(span.is_closed());
        span
    }

    /// Forgets the spans so far.
    pub fn clear(&self) {
        self.state().spans.clear();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

/// The subscriber of threads that record nothing. Without one, a thread of another test that is the
/// first to come to a span would switch it off for all.
struct Elsewhere;

static EVERYWHERE: Once = Once::new();

impl Subscriber for Elsewhere {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::sometimes()
    }

    fn enabled(&self, _: &Metadata<'_>) -> bool {
        false
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(u64::MAX)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn place(id: &Id) -> usize {
    usize::try_from(id.into_u64()).unwrap() - 1
}

struct Fields<'a>(&'a mut BTreeMap<&'static str, String>);

impl Visit for Fields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut state = self.state();
        let mut recorded = Recorded {
            name: span.metadata().name(),
            target: span.metadata().target(),
            fields: BTreeMap::new(),
            parent: state.entered.last().copied(),
            handles: 1,
        };
        span.record(&mut Fields(&mut recorded.fields));
        state.spans.push(recorded);
        Id::from_u64(state.spans.len() as u64)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        if let Some(span) = self.state().spans.get_mut(place(id)) {
            values.record(&mut Fields(&mut span.fields));
        }
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, id: &Id) {
        self.state().entered.push(place(id));
    }

    fn exit(&self, _: &Id) {
        self.state().entered.pop();
    }

    fn clone_span(&self, id: &Id) -> Id {
        if let Some(span) = self.state().spans.get_mut(place(id)) {
            span.handles += 1;
        }
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let mut state = self.state();
        let Some(span) = state.spans.get_mut(place(&id)) else {
            return false;
        };
        span.handles -= 1;
        span.is_closed()
    }
}
