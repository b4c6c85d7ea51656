//! The source of the time for a table's handle.

use super::Timestamp;
use std::fmt;
use std::sync::Arc;

/// A source of the time: the machine's clock, or a test's.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    Function(Arc<dyn Fn() -> Timestamp + Send + Sync>),
    /// A fixed time, for one operation.
    Standing(Timestamp),
}

impl Clock {
    /// Creates a clock with the machine's time.
    pub fn system() -> Self {
        Self::new(Timestamp::now)
    }

    /// Creates a clock that calls the function.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Source::Function(Arc::new(now)))
    }

    /// Creates a clock with a fixed time.
    pub(crate) fn standing(now: Timestamp) -> Self {
        Self(Source::Standing(now))
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::Function(now) => now(),
            Source::Standing(now) => *now,
        }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}
