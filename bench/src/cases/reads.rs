//! Requests that read.

use crate::contenders::facade::Facade;
use crate::contenders::hand::{Hand, Handmade};
use crate::contenders::modyne::Modyne;
use crate::contenders::serde::Serde;
use crate::contenders::singletable::Singletable;
use crate::contenders::{BatchReads, Contender, Maps, Users};
use crate::harness::{Bench, Case};
use crate::shapes::Shape;
use crate::shapes::user::User;
use crate::wire::{self, Item};
use aws_sdk_dynamodb::Client;
use bytes::Bytes;
use std::convert::identity;

/// The stored items of so many samples.
fn stored<S: Handmade>(count: usize) -> Vec<Item> {
    S::samples(count).iter().map(Handmade::to_item).collect()
}

/// One item by its key.
pub fn get<S: Handmade>(bench: &mut Bench)
where
    Hand: Maps<S>,
    Serde: Maps<S>,
    Modyne: Maps<S>,
    Facade: Maps<S>,
    Singletable: Maps<S>,
{
    let body = wire::got(&S::sample(0).to_item());
    bench.case(&format!("get/{}", S::NAME), |case| {
        getter::<S, Hand>(case, &body);
        getter::<S, Serde>(case, &body);
        getter::<S, Modyne>(case, &body);
        getter::<S, Facade>(case, &body);
        getter::<S, Singletable>(case, &body);
    });
}

fn getter<S: Shape, C: Maps<S>>(case: &mut Case<Option<S>>, body: &Bytes) {
    let key = S::sample(0).key();
    let operation = |client| {
        let (contender, key) = (C::open(client), key.clone());
        async move || contender.get(&key).await.expect("an answer")
    };
    case.request(C::NAME, body, operation, |found| found.map(Into::into));
}

/// One page of a partition.
pub fn query<S: Handmade>(bench: &mut Bench, count: usize)
where
    Hand: Maps<S>,
    Serde: Maps<S>,
    Modyne: Maps<S>,
    Facade: Maps<S>,
    Singletable: Maps<S>,
{
    let body = wire::page(&stored::<S>(count));
    bench.case(&format!("query/{}-{count}", S::NAME), |case| {
        querier::<S, Hand>(case, &body);
        querier::<S, Serde>(case, &body);
        querier::<S, Modyne>(case, &body);
        querier::<S, Facade>(case, &body);
        querier::<S, Singletable>(case, &body);
    });
}

/// One page of a partition of flat items: how the cost grows with their attributes.
pub fn growth<S: Handmade>(bench: &mut Bench, count: usize)
where
    Hand: Maps<S>,
    Serde: Maps<S>,
    Singletable: Maps<S>,
{
    let body = wire::page(&stored::<S>(count));
    bench.case(&format!("query/{}-{count}", S::NAME), |case| {
        querier::<S, Hand>(case, &body);
        querier::<S, Serde>(case, &body);
        querier::<S, Singletable>(case, &body);
    });
}

fn querier<S: Shape, C: Maps<S>>(case: &mut Case<Vec<S>>, body: &Bytes) {
    let operation = |client| {
        let contender = C::open(client);
        async move || contender.query(S::partition()).await.expect("a page")
    };
    case.request(C::NAME, body, operation, |found| {
        found.into_iter().map(Into::into).collect()
    });
}

/// One page of a scan for users.
pub fn scan(bench: &mut Bench, count: usize) {
    let body = wire::page(&stored::<User>(count));
    bench.case(&format!("scan/user-{count}"), |case| {
        scanner::<Hand>(case, &body);
        scanner::<Serde>(case, &body);
        scanner::<Modyne>(case, &body);
        scanner::<Facade>(case, &body);
        // Its filter also lets items without a type through, which are told by their keys.
        case.wider_request(Singletable::NAME, &body, scans::<Singletable>, identity);
    });
}

fn scanner<C: Users>(case: &mut Case<Vec<User>>, body: &Bytes) {
    case.request(C::NAME, body, scans::<C>, identity);
}

fn scans<C: Users>(client: Client) -> impl AsyncFn() -> Vec<User> {
    let contender = C::open(client);
    async move || contender.scan().await.expect("a page")
}

/// Users by their keys, in one request; they are answered in another order than asked for.
pub fn batch_get(bench: &mut Bench, count: usize) {
    let mut items = stored::<User>(count);
    items.reverse();
    items.rotate_left(count / 3);
    let body = wire::batch(&items);
    bench.case(&format!("batch-get/user-{count}"), |case| {
        batch_getter::<Hand>(case, count, &body);
        batch_getter::<Serde>(case, count, &body);
        batch_getter::<Modyne>(case, count, &body);
        batch_getter::<Singletable>(case, count, &body);
    });
}

fn batch_getter<C: BatchReads>(case: &mut Case<Vec<Option<User>>>, count: usize, body: &Bytes) {
    let keys: Vec<_> = User::samples(count).iter().map(Shape::key).collect();
    let operation = |client| {
        let (contender, keys) = (C::open(client), keys.clone());
        async move || contender.batch_get(&keys).await.expect("an answer")
    };
    case.request(C::NAME, body, operation, identity);
}
