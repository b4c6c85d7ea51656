//! Pauses between requests, with the client's own sleep.
//!
//! A client may run where tokio has no timer, and then has a sleep of its own. If it has none, tokio
//! sleeps, as it does for the SDK's retries.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{AsyncSleep as _, SharedAsyncSleep};
use futures_util::future::{BoxFuture, FutureExt as _};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::Instant;

/// The sleep of a client.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pauses(Option<SharedAsyncSleep>);

impl Pauses {
    pub(super) fn of(client: &Client) -> Self {
        Self(client.config().sleep_impl())
    }

    /// Sleeps for that time.
    pub(crate) fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        match &self.0 {
            Some(own) => own.sleep(time).boxed(),
            None => tokio::time::sleep(time).boxed(),
        }
    }
}

/// A sleep whose end may change while it sleeps.
pub(crate) struct Timer {
    pauses: Pauses,
    under_way: Option<(Instant, BoxFuture<'static, ()>)>,
    /// The latest time that it has slept until. The client's sleep may follow another clock.
    passed: Option<Instant>,
}

impl Timer {
    pub(crate) fn new(pauses: &Pauses) -> Self {
        Self {
            pauses: pauses.clone(),
            under_way: None,
            passed: None,
        }
    }

    /// The current time, at least any time that it has slept until.
    pub(crate) fn now(&self) -> Instant {
        let now = Instant::now();
        self.passed.map_or(now, |passed| passed.max(now))
    }

    /// Sleeps until that time, and no longer for an earlier call's.
    pub(crate) fn poll_until(&mut self, time: Instant, cx: &mut Context<'_>) -> Poll<()> {
        let left = time.saturating_duration_since(self.now());
        if left.is_zero() {
            self.stop();
            return Poll::Ready(());
        }
        let (pauses, under_way) = (&self.pauses, &mut self.under_way);
        let same = under_way.take().filter(|(until, _)| *until == time);
        let (_, sleep) = under_way.insert(same.unwrap_or_else(|| (time, pauses.sleep(left))));
        ready!(sleep.as_mut().poll(cx));
        self.passed = self.passed.max(Some(time));
        self.stop();
        Poll::Ready(())
    }

    /// Cancels the sleep.
    pub(crate) fn stop(&mut self) {
        self.under_way = None;
    }

    /// Sleeps for that time.
    pub(crate) async fn sleep(&mut self, time: Duration) {
        let until = self.now() + time;
        std::future::poll_fn(|cx| self.poll_until(until, cx)).await;
    }
}
