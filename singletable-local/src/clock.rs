//! A clock that tests can set and move.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The time as the engine sees it. Clones share one time.
///
/// It runs with the machine's clock, ahead of it by what [`advance`](Clock::advance) was given, or
/// stands where [`set_millis`](Clock::set_millis) put it until it is moved again.
///
/// ```
/// use singletable_local::Clock;
/// use std::time::Duration;
///
/// let clock = Clock::at_millis(1_767_225_600_000);
/// clock.advance(Duration::from_secs(1));
/// assert_eq!(clock.now_millis(), 1_767_225_601_000);
/// ```
#[derive(Clone)]
pub struct Clock(Arc<Mutex<Time>>);

/// Milliseconds, all of them.
#[derive(Clone, Copy, PartialEq)]
enum Time {
    /// Runs, ahead of the machine's clock by this.
    Running(i64),
    /// Stands at this time since the epoch.
    Standing(i64),
}

impl Clock {
    /// A clock that runs with the machine's.
    pub fn system() -> Self {
        Self::new(Time::Running(0))
    }

    /// A clock that stands at that many milliseconds after 1970-01-01T00:00:00Z.
    pub fn at_millis(epoch_millis: i64) -> Self {
        Self::new(Time::Standing(epoch_millis))
    }

    fn new(time: Time) -> Self {
        Self(Arc::new(Mutex::new(time)))
    }

    /// Stops the clock at that many milliseconds after 1970-01-01T00:00:00Z.
    pub fn set_millis(&self, epoch_millis: i64) {
        *self.time() = Time::Standing(epoch_millis);
    }

    /// Moves the clock forward; a running one goes on from there. Parts of a millisecond are lost.
    pub fn advance(&self, duration: Duration) {
        let step = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        let mut time = self.time();
        *time = match *time {
            Time::Running(ahead) => Time::Running(ahead.saturating_add(step)),
            Time::Standing(at) => Time::Standing(at.saturating_add(step)),
        };
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn now_millis(&self) -> i64 {
        let time = *self.time();
        match time {
            Time::Standing(at) => at,
            Time::Running(ahead) => {
                let machine = SystemTime::now().duration_since(UNIX_EPOCH);
                let millis = i64::try_from(machine.unwrap_or_default().as_millis());
                millis.unwrap_or(i64::MAX).saturating_add(ahead)
            }
        }
    }

    /// The time as the standard library has it; times before 1970 are 1970.
    pub fn now(&self) -> SystemTime {
        UNIX_EPOCH + self.since_epoch()
    }

    /// Whether this is the machine's time, never moved.
    pub(crate) fn is_the_machines(&self) -> bool {
        *self.time() == Time::Running(0)
    }

    fn since_epoch(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.now_millis()).unwrap_or(0))
    }

    fn time(&self) -> MutexGuard<'_, Time> {
        // One value is replaced as a whole, so a panic elsewhere cannot have left it half-written.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl dynoxide::storage_backend::Clock for Clock {
    fn now_unix_secs(&self) -> u64 {
        self.since_epoch().as_secs()
    }

    fn now_unix_secs_f64(&self) -> f64 {
        self.since_epoch().as_secs_f64()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({} ms)", self.now_millis())
    }
}
