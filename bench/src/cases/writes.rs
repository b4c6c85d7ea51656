//! Requests that write.

use crate::contenders::facade::Facade;
use crate::contenders::hand::Hand;
use crate::contenders::modyne::Modyne;
use crate::contenders::serde::Serde;
use crate::contenders::singletable::Singletable;
use crate::contenders::{Answer, BATCH, Parts, Users, Work};
use crate::harness::{Bench, Case};
use crate::requests::normal;
use crate::shapes::Shape as _;
use crate::shapes::user::{Change, User};
use crate::{canned, wire};
use aws_sdk_dynamodb::Client;
use bytes::Bytes;
use serde_json::{Value, json};
use std::convert::identity;

/// Adds all contenders to a case.
macro_rules! by_all {
    ($contender:ident($case:expr, $body:expr)) => {
        $contender::<Hand>($case, $body);
        $contender::<Serde>($case, $body);
        $contender::<Modyne>($case, $body);
        $contender::<Facade>($case, $body);
        $contender::<Singletable>($case, $body);
    };
}

/// One item in one request.
pub fn single(bench: &mut Bench) {
    let body = &wire::empty();
    bench.case("put/user", |case| {
        by_all!(put(case, body));
    });
    bench.case("create/user", |case| {
        by_all!(create(case, body));
    });
    bench.case("update/user", |case| {
        by_all!(update(case, body));
    });
    bench.case("delete/user", |case| {
        by_all!(delete(case, body));
    });
}

/// Many items in one request.
pub fn together(bench: &mut Bench) {
    let body = &wire::written();
    bench.case("batch-write/user-25", |case| {
        by_all!(batch(case, body));
    });
    let body = &wire::empty();
    bench.case("transaction/10-writes", |case| {
        by_all!(transact(case, body));
    });
}

/// Adds a contender whose operation answers nothing.
fn writer<C: Users, I: Clone + 'static>(
    case: &mut Case<()>,
    body: &Bytes,
    input: &I,
    operation: impl AsyncFn(&C, &I) -> Answer<()> + Copy + 'static,
) {
    let operation = |client: Client| {
        let (contender, input) = (C::open(client), input.clone());
        async move || operation(&contender, &input).await.expect("an answer")
    };
    case.request(C::NAME, body, operation, identity);
}

fn put<C: Users>(case: &mut Case<()>, body: &Bytes) {
    writer(case, body, &User::sample(0), C::put);
}

fn create<C: Users>(case: &mut Case<()>, body: &Bytes) {
    writer(case, body, &User::sample(0), C::create);
}

fn update<C: Users>(case: &mut Case<()>, body: &Bytes) {
    writer(case, body, &Change::sample(0), C::update);
}

fn delete<C: Users>(case: &mut Case<()>, body: &Bytes) {
    let operation = async |contender: &C, user_id: &String| contender.delete(user_id).await;
    writer(case, body, &User::sample(0).user_id, operation);
}

fn batch<C: Users>(case: &mut Case<()>, body: &Bytes) {
    let operation = async |contender: &C, users: &Vec<User>| contender.write_batch(users).await;
    writer(case, body, &User::samples(BATCH), operation);
}

fn transact<C: Users>(case: &mut Case<()>, body: &Bytes) {
    let work = Work {
        created: User::samples(5),
        changed: (5..9).map(Change::sample).collect(),
        deleted: User::sample(9).user_id,
    };
    writer(case, body, &work, C::transact);
}

/// An update that is built and not sent. `serde` would build it as `hand` does.
pub fn built(bench: &mut Bench) {
    bench.case("build/update", |case| {
        builder::<Hand>(case);
        builder::<Modyne>(case);
        builder::<Facade>(case);
        builder::<Singletable>(case);
    });
}

fn builder<C: Users>(case: &mut Case<Value>) {
    let contender = C::open(canned::client(&wire::empty()));
    case.function(
        C::NAME,
        || Change::sample(0),
        move |change| contender.built(change).expect("an update"),
        |built| parts(&built.into()),
    );
}

/// The meaning of an update, as that of a request.
fn parts(Parts(update): &Parts) -> Value {
    let values = update.expression_attribute_values.iter().flatten();
    let values = values.map(|(name, value)| (name.clone(), format!("{value:?}").into()));
    normal(&json!({
        "Table": update.table_name,
        "Key": format!("{:?} {:?}", update.key.get("pk"), update.key.get("sk")),
        "UpdateExpression": update.update_expression,
        "ConditionExpression": update.condition_expression,
        "ExpressionAttributeNames": update.expression_attribute_names,
        "ExpressionAttributeValues": values.collect::<serde_json::Map<_, _>>(),
    }))
}
