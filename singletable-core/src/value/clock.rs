//! Where a table handle takes the time from.

use super::Timestamp;
use std::fmt;
use std::sync::Arc;

/// A source of the time: the machine's clock unless a test gives another.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    Function(Arc<dyn Fn() -> Timestamp + Send + Sync>),
    /// One time, of one operation.
    Standing(Timestamp),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::new(Timestamp::now)
    }

    /// A clock that asks the function.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Source::Function(Arc::new(now)))
    }

    /// A clock that stands still.
    pub(crate) fn standing(now: Timestamp) -> Self {
        Self(Source::Standing(now))
    }

    /// The time.
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
