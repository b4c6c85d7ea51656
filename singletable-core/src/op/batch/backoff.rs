//! Entries that came back, and how long they wait before they are sent again.

use crate::exec::{Pauses, Timer};
use std::collections::BTreeMap;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::Instant;

/// The longest first wait.
pub(super) const BASE: Duration = Duration::from_millis(50);
/// The longest wait.
pub(super) const CAP: Duration = Duration::from_secs(5);

/// How long an entry waits that came back from so many tries: a random part (`fraction`, from 0 to
/// 1) of a time that doubles with each try.
pub(super) fn pause(tries: u32, fraction: f64) -> Duration {
    let doublings = tries.saturating_sub(1).min(16);
    let longest = BASE.saturating_mul(1 << doublings).min(CAP);
    longest.mul_f64(fraction.clamp(0.0, 1.0))
}

/// Entries that wait. Those that came back from the same number of tries wait together, so that
/// they fill requests when they are sent again.
pub(super) struct BackingOff<T> {
    levels: BTreeMap<u32, Level<T>>,
    timer: Timer,
}

struct Level<T> {
    due: Instant,
    entries: Vec<T>,
}

impl<T> BackingOff<T> {
    pub(super) fn new(pauses: &Pauses) -> Self {
        Self {
            levels: BTreeMap::new(),
            timer: Timer::new(pauses),
        }
    }

    /// The present, by which entries wait.
    pub(super) fn now(&self) -> Instant {
        self.timer.now()
    }

    pub(super) fn len(&self) -> usize {
        self.levels.values().map(|level| level.entries.len()).sum()
    }

    /// Lets an entry wait. It joins those of as many tries; the first of them sets how long.
    pub(super) fn push(&mut self, tries: u32, entry: T, pause: impl FnOnce() -> Duration) {
        let now = self.now();
        let level = self.levels.entry(tries).or_insert_with(|| Level {
            due: now + pause(),
            entries: Vec::new(),
        });
        level.entries.push(entry);
    }

    /// The entries whose wait is over. Pending while there are none, too.
    pub(super) fn poll_due(&mut self, cx: &mut Context<'_>) -> Poll<Vec<T>> {
        let first = self.levels.iter().min_by_key(|(_, level)| level.due);
        let Some((&tries, level)) = first else {
            self.timer.stop();
            return Poll::Pending;
        };
        ready!(self.timer.poll_until(level.due, cx));
        let level = self.levels.remove(&tries);
        Poll::Ready(level.map(|level| level.entries).unwrap_or_default())
    }

    /// Everything that waits.
    pub(super) fn take(&mut self) -> impl Iterator<Item = T> {
        let levels = std::mem::take(&mut self.levels);
        levels.into_values().flat_map(|level| level.entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_longest_wait_doubles_up_to_the_cap() {
        let longest: Vec<_> = (1..=9).map(|tries| pause(tries, 1.0).as_millis()).collect();
        assert_eq!(longest, [50, 100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    }

    proptest! {
        #[test]
        fn a_wait_is_a_part_of_the_longest(tries: u32, fraction in -1.0..2.0) {
            let longest = pause(tries, 1.0);
            prop_assert!(longest <= CAP);
            prop_assert!(pause(tries, fraction) <= longest);
            prop_assert!(longest <= pause(tries.saturating_add(1), 1.0));
            prop_assert_eq!(pause(tries, 0.0), Duration::ZERO);
        }
    }
}
