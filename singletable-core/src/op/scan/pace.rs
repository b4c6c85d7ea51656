//! The pace of a scan with a limit of read units.

use std::time::Duration;
use tokio::time::Instant;

/// When the next request may begin. What a request costs is known from its answer only, so a
/// request sets aside what the one before it has cost, and the difference is settled then.
#[derive(Debug)]
pub(super) struct Pace {
    units_per_second: f64,
    /// Everything that was set aside is used up by then.
    free_at: Instant,
    /// What a request costs, as far as it is known.
    cost: Option<f64>,
}

/// What no request takes, at one unit a second.
const LONGEST: Duration = Duration::from_hours(1);

/// Whether a request may begin.
#[derive(Debug, PartialEq)]
pub(super) enum Admission {
    /// It may; so many units are set aside.
    Now(f64),
    /// At that time.
    At(Instant),
    /// When the answer to a request under way shows what it costs.
    AfterAnswer,
}

impl Pace {
    pub(super) fn new(units_per_second: u32, now: Instant) -> Self {
        Self {
            units_per_second: f64::from(units_per_second),
            free_at: now,
            cost: None,
        }
    }

    /// Asks for a request, while so many are under way.
    pub(super) fn admit(&mut self, now: Instant, under_way: usize) -> Admission {
        if self.free_at > now {
            return Admission::At(self.free_at);
        }
        let Some(cost) = self.cost else {
            return match under_way {
                0 => Admission::Now(0.0),
                _ => Admission::AfterAnswer,
            };
        };
        self.free_at = now + self.time(cost);
        Admission::Now(cost)
    }

    /// Settles a request that has set aside the one number and consumed the other.
    pub(super) fn settle(&mut self, now: Instant, aside: f64, consumed: f64) {
        self.cost = Some(consumed);
        if consumed >= aside {
            self.free_at = self.free_at.max(now) + self.time(consumed - aside);
        } else {
            let less = self.time(aside - consumed);
            self.free_at = self.free_at.checked_sub(less).unwrap_or(now);
        }
    }

    /// How long it takes until so many units are used up. No request costs more than 256.
    fn time(&self, units: f64) -> Duration {
        let time = Duration::try_from_secs_f64(units / self.units_per_second);
        time.unwrap_or_default().min(LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_begin_when_those_before_them_are_paid() {
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let mut pace = Pace::new(10, start);
        // The first goes alone.
        assert_eq!(pace.admit(start, 0), Admission::Now(0.0));
        assert_eq!(pace.admit(start, 1), Admission::AfterAnswer);
        pace.settle(start, 0.0, 20.0);
        assert_eq!(pace.admit(at(1), 0), Admission::At(at(2)));
        // Then each sets aside what the one before it has cost.
        assert_eq!(pace.admit(at(2), 0), Admission::Now(20.0));
        assert_eq!(pace.admit(at(2), 1), Admission::At(at(4)));
        pace.settle(at(2), 20.0, 10.0);
        assert_eq!(pace.admit(at(2), 0), Admission::At(at(3)));
        assert_eq!(pace.admit(at(3), 0), Admission::Now(10.0));
        pace.settle(at(3), 10.0, 40.0);
        assert_eq!(pace.admit(at(4), 0), Admission::At(at(7)));
    }

    #[test]
    fn nonsense_costs_do_not_stop_a_scan() {
        let start = Instant::now();
        let mut pace = Pace::new(1, start);
        for nonsense in [f64::NAN, f64::INFINITY, f64::MAX, -1.0] {
            pace.settle(start, 0.0, nonsense);
            let later = start + Duration::from_hours(4);
            assert!(matches!(pace.admit(later, 0), Admission::Now(_)));
        }
    }
}
