//! Many writes against a table that takes its time.

use crate::contenders::hand::Hand;
use crate::contenders::modyne::Modyne;
use crate::contenders::serde::Serde;
use crate::contenders::singletable::Singletable;
use crate::contenders::{BATCH, BulkWrites};
use crate::harness::{Bench, Case};
use crate::shapes::Shape as _;
use crate::shapes::user::User;
use crate::{canned, wire};
use std::rc::Rc;
use std::time::Duration;

/// How many items are written.
const PUTS: usize = 10_000;
/// How many requests are under way at once: singletable's own choice.
const CONCURRENCY: usize = 4;
/// What each request takes.
const LATENCY: Duration = Duration::from_millis(2);

/// All of them, and the time that the latency alone would take.
pub fn puts(bench: &mut Bench) {
    bench.long_case("bulk/10000-puts", |case| {
        bulk::<Hand>(case);
        bulk::<Serde>(case);
        bulk::<Modyne>(case);
        bulk::<Singletable>(case);
        let requests = PUTS.div_ceil(BATCH);
        let waves = u32::try_from(requests.div_ceil(CONCURRENCY)).unwrap_or(u32::MAX);
        case.given("ideal", LATENCY * waves);
        case.function_of_time("latency alone", async move || {
            canned::latency_alone(LATENCY, requests, CONCURRENCY).await;
        });
    });
}

fn bulk<C: BulkWrites>(case: &mut Case<()>) {
    let users: Rc<[User]> = User::samples(PUTS).into();
    let operation = |client| {
        let (contender, users) = (C::open(client), Rc::clone(&users));
        async move || {
            let done = contender.put_all(&users, CONCURRENCY).await;
            done.expect("all of them are written");
        }
    };
    case.slow_request(C::NAME, &wire::written(), LATENCY, operation);
}
