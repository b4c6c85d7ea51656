//! Any mix of creates, changes and deletes, with requests and answers that are lost, against a model
//! in memory: items and guards are those of the model, and nothing more.

use super::{App, User, UserRepository, everything, user};
use proptest::prelude::*;
use singletable::aws_sdk_dynamodb::Client;
use singletable::aws_sdk_dynamodb::config::retry::RetryConfig;
use singletable::{Error, Table};
use singletable_local::{Local, Outcome, Script};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone)]
struct Step {
    id: u8,
    action: Action,
    failure: Option<Outcome>,
    /// Whether the change is a part of a transaction with another item.
    in_transaction: bool,
}

#[derive(Debug, Clone)]
enum Action {
    Create(Values),
    Save(Values),
    Delete,
}

/// An e-mail address and a handle, of few that there are.
type Values = (u8, Option<u8>);

fn step() -> impl Strategy<Value = Step> {
    let values = || (0_u8..4, prop::option::of(0_u8..3));
    let action = prop_oneof![
        values().prop_map(Action::Create),
        values().prop_map(Action::Save),
        values().prop_map(Action::Save),
        Just(Action::Delete),
    ];
    let failure = prop_oneof![
        4 => Just(None),
        1 => Just(Some(Outcome::LostRequest)),
        1 => Just(Some(Outcome::LostAnswer)),
        1 => Just(Some(Outcome::server_error())),
        1 => Just(Some(Outcome::throttled())),
    ];
    (0_u8..4, action, failure, any::<bool>()).prop_map(|(id, action, failure, in_transaction)| {
        Step {
            id,
            action,
            failure,
            in_transaction,
        }
    })
}

fn entity(id: u8, (email, handle): Values) -> User {
    User {
        handle: handle.map(|handle| handle.to_string()),
        ..user(&id.to_string(), &email.to_string())
    }
}

/// Whether another item has one of the values.
fn clashes(model: &BTreeMap<u8, Values>, id: u8, (email, handle): Values) -> bool {
    let mut others = model.iter().filter(|(other, _)| **other != id);
    others.any(|(_, theirs)| theirs.0 == email || (handle.is_some() && theirs.1 == handle))
}

/// What the step makes of the model, if nothing fails; `None` when it is refused.
fn next(model: &BTreeMap<u8, Values>, step: &Step) -> Option<BTreeMap<u8, Values>> {
    let mut next = model.clone();
    match step.action {
        Action::Create(values) if !model.contains_key(&step.id) => {
            next.insert(step.id, values);
            (!clashes(model, step.id, values)).then_some(next)
        }
        Action::Save(values) if model.contains_key(&step.id) => {
            next.insert(step.id, values);
            (!clashes(model, step.id, values)).then_some(next)
        }
        Action::Delete if model.contains_key(&step.id) => {
            next.remove(&step.id);
            Some(next)
        }
        _ => None,
    }
}

/// The step on the table, as the model's values have it.
async fn run(users: &UserRepository, step: &Step, before: Option<Values>) -> Result<(), Error> {
    // What an operation of the caller's is about has the values that the caller last saw.
    let before = entity(step.id, before.unwrap_or((9, None)));
    let transaction = users.table().write_transaction();
    match step.action {
        Action::Create(values) => {
            let create = users.create(&entity(step.id, values));
            if step.in_transaction {
                return transaction.with(create).send().await;
            }
            create.send().await
        }
        Action::Save(values) => {
            let save = users.save(&before, &entity(step.id, values));
            if step.in_transaction {
                return transaction.with(save).send().await;
            }
            save.send().await.map(drop)
        }
        Action::Delete => {
            let delete = users.delete(&before.id).given(&before);
            if step.in_transaction {
                return transaction.with(delete).send().await;
            }
            delete.send().await
        }
    }
}

/// The partition keys of all items and guards that the model stands for.
fn keys(model: &BTreeMap<u8, Values>) -> BTreeSet<String> {
    let of = |(id, (email, handle)): (&u8, &Values)| {
        let handle = handle.map(|handle| format!("_UNIQUE#USER#handle_in_team#1#{handle}"));
        [format!("USER#{id}"), format!("_UNIQUE#USER#email#{email}")]
            .into_iter()
            .chain(handle)
    };
    model.iter().flat_map(of).collect()
}

async fn check(steps: &[Step]) -> Result<(), TestCaseError> {
    let (local, script) = (Local::memory().unwrap(), Script::new());
    let config = local.scripted_config(&script);
    let once = config.retry_config(RetryConfig::disabled()).build();
    let table = Table::<App>::new(Client::from_conf(once));
    table.create().send().await.unwrap();
    let users = UserRepository::new(&table);
    let mut model = BTreeMap::new();
    for step in steps {
        let unchanged = matches!(
            step.action,
            Action::Save(values) if model.get(&step.id) == Some(&values)
        );
        if let Some(failure) = step.failure.clone().filter(|_| !unchanged) {
            script.push(failure);
        }
        let next = next(&model, step);
        let result = run(&users, step, model.get(&step.id).copied()).await;
        prop_assert_eq!(script.remaining(), 0);
        let arrives = matches!(step.failure, None | Some(Outcome::LostAnswer));
        match &next {
            Some(next) if arrives || unchanged => model.clone_from(next),
            _ => {}
        }
        let answered = step.failure.is_none() || unchanged;
        prop_assert_eq!(result.is_ok(), next.is_some() && answered, "{:?}", result);
        let stored = everything(&table).await;
        let stored: BTreeSet<_> = stored.into_iter().map(|(pk, _)| pk).collect();
        prop_assert_eq!(stored, keys(&model));
    }
    for (id, values) in &model {
        let stored = users.get(id.to_string()).send().await.unwrap();
        let mut stored = stored.unwrap();
        stored.updated_at = None;
        prop_assert_eq!(&stored, &entity(*id, *values));
        let found = users.by_unique_email(values.0.to_string()).send().await;
        prop_assert_eq!(found.unwrap().map(|found| found.id), Some(id.to_string()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn trap_39_no_mix_of_writes_and_failures_leaves_a_guard_behind(
        steps in prop::collection::vec(step(), 1..24),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(check(&steps))?;
    }
}
