//! Any mix of creates, changes and deletes, of fresh and of stale values, with requests and answers that
//! are lost, against a model in memory: items and guards are those of the model, and nothing more.

use super::{App, everything};
use crate::support::text;
use proptest::prelude::*;
use singletable::aws_sdk_dynamodb::Client;
use singletable::aws_sdk_dynamodb::config::retry::RetryConfig;
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Entity, Error, Table, Timestamp};
use singletable_local::{Local, Outcome, Script};
use std::collections::BTreeMap;

/// A card with two constraints, one of them of two fields, and a time to live, without a version.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = App, pk = "CARD#<id>", sk = "#CARD")]
#[entity(unique(place, fields(row, seat)))]
struct Card {
    id: u8,
    #[entity(unique)]
    code: Option<u8>,
    row: u8,
    seat: Option<u8>,
    #[entity(ttl)]
    ends: Option<Timestamp>,
    note: u8,
}

#[derive(Debug, Clone)]
struct Step {
    id: u8,
    action: Action,
    /// How many saves ago the value was loaded that the step begins with.
    age: usize,
    failure: Option<Outcome>,
    /// Whether the change is a transaction of the caller's.
    in_transaction: bool,
}

#[derive(Debug, Clone)]
enum Action {
    Create(Values),
    /// Takes some of the values, and the others as they were loaded.
    Save(Values, [bool; 5]),
    Delete,
}

/// Few values, so that they meet: a code, a row, a seat, a day and a note.
type Values = (Option<u8>, u8, Option<u8>, Option<u8>, u8);

fn step() -> impl Strategy<Value = Step> {
    let some = |below: u8| prop::option::of(0..below);
    let values = move || (some(3), 0_u8..2, some(3), some(2), 0_u8..3);
    let action = prop_oneof![
        1 => values().prop_map(Action::Create),
        3 => (values(), any::<[bool; 5]>()).prop_map(|(values, taken)| Action::Save(values, taken)),
        1 => Just(Action::Delete),
    ];
    let failure = prop_oneof![
        6 => Just(None),
        1 => Just(Some(Outcome::LostRequest)),
        1 => Just(Some(Outcome::LostAnswer)),
        1 => Just(Some(Outcome::server_error())),
        1 => Just(Some(Outcome::throttled())),
    ];
    let step = (0_u8..4, action, 0_usize..3, failure, any::<bool>());
    step.prop_map(|(id, action, age, failure, in_transaction)| Step {
        id,
        action,
        age,
        failure,
        in_transaction,
    })
}

fn card(id: u8, (code, row, seat, day, note): Values) -> Card {
    let ends = |day: u8| {
        let seconds = 4_102_444_800 + i64::from(day) * 86_400;
        Timestamp::from_epoch_seconds(seconds).unwrap()
    };
    Card {
        id,
        code,
        row,
        seat,
        ends: day.map(ends),
        note,
    }
}

/// The card with some of the values of another.
fn changed(before: &Card, values: Values, taken: [bool; 5]) -> Card {
    let new = card(before.id, values);
    let mut after = before.clone();
    let [code, row, seat, ends, note] = taken;
    if code {
        after.code = new.code;
    }
    if row {
        after.row = new.row;
    }
    if seat {
        after.seat = new.seat;
    }
    if ends {
        after.ends = new.ends;
    }
    if note {
        after.note = new.note;
    }
    after
}

type Model = BTreeMap<u8, Card>;

/// The keys of the guards of a card.
fn guards(card: &Card) -> Vec<String> {
    let code = card.code.map(|code| format!("_UNIQUE#CARD#code#{code}"));
    let place = card
        .seat
        .map(|seat| format!("_UNIQUE#CARD#place#{}#{seat}", card.row));
    code.into_iter().chain(place).collect()
}

/// The model with that card in it; `None` when another card has one of its values.
fn with(model: &Model, card: &Card) -> Option<Model> {
    let own = guards(card);
    let mut others = model.values().filter(|other| other.id != card.id);
    if others.any(|other| guards(other).iter().any(|guard| own.contains(guard))) {
        return None;
    }
    let mut model = model.clone();
    model.insert(card.id, card.clone());
    Some(model)
}

/// Items and guards are those of the model, with its times to live.
fn check_stored(
    model: &Model,
    stored: &BTreeMap<String, BTreeMap<String, AttributeValue>>,
) -> Result<(), TestCaseError> {
    let mut expected = BTreeMap::new();
    for card in model.values() {
        let ttl = card
            .ends
            .map(|ends| AttributeValue::N(ends.epoch_seconds().to_string()));
        expected.insert(format!("CARD#{}", card.id), (ttl.clone(), None));
        for guard in guards(card) {
            let owner = text(&format!("CARD#{}", card.id));
            expected.insert(guard, (ttl.clone(), Some(owner)));
        }
    }
    let found: BTreeMap<_, _> = stored
        .iter()
        .map(|(pk, item)| {
            let value = (item.get("ttl").cloned(), item.get("_owner_pk").cloned());
            (pk.clone(), value)
        })
        .collect();
    prop_assert_eq!(found, expected);
    Ok(())
}

/// The step on the table, with the value that the caller has in hand.
async fn run(cards: &CardRepository, step: &Step, before: &Card) -> Result<(), Error> {
    let transaction = cards.table().write_transaction();
    match &step.action {
        Action::Create(values) => {
            let create = cards.create(&card(step.id, *values));
            if step.in_transaction {
                return transaction.with(create).send().await;
            }
            create.send().await
        }
        Action::Save(values, taken) => {
            let save = cards.save(before, &changed(before, *values, *taken));
            if step.in_transaction {
                return transaction.with(save).send().await;
            }
            save.send().await.map(drop)
        }
        Action::Delete => {
            let delete = cards.delete(step.id).given(before);
            if step.in_transaction {
                return transaction.with(delete).send().await;
            }
            delete.send().await
        }
    }
}

/// What the step makes of the model, if its request arrives; `None` when it is refused.
fn applied(model: &Model, step: &Step, before: &Card) -> Option<Model> {
    match &step.action {
        Action::Create(values) if !model.contains_key(&step.id) => {
            with(model, &card(step.id, *values))
        }
        Action::Create(_) => None,
        Action::Save(values, taken) => {
            let stored = model.get(&step.id)?;
            let after = changed(before, *values, *taken);
            // What differs is written, over what was loaded.
            let mut merged = stored.clone();
            let mut same = true;
            macro_rules! field {
                ($($field:ident),*) => {$(
                    if after.$field != before.$field {
                        same &= stored.$field == before.$field;
                        merged.$field = after.$field;
                    }
                )*};
            }
            field!(code, row, seat, ends, note);
            // A place is unique as a whole, so it is met as a whole.
            let place = |card: &Card| (card.row, card.seat);
            if place(&after) != place(before) {
                same &= place(stored) == place(before);
            }
            let guarded = guards(&after) != guards(before) || after.ends != before.ends;
            if guarded {
                let of = |card: &Card| (card.code, card.row, card.seat, card.ends);
                same &= of(stored) == of(before);
            }
            if after == *before {
                return Some(model.clone());
            }
            same.then(|| with(model, &merged)).flatten()
        }
        Action::Delete => {
            let stored = model.get(&step.id)?;
            let of = |card: &Card| (card.code, card.row, card.seat);
            let mut model = model.clone();
            model.remove(&step.id);
            (of(stored) == of(before)).then_some(model)
        }
    }
}

async fn check(steps: &[Step]) -> Result<(), TestCaseError> {
    let (local, script) = (Local::memory().unwrap(), Script::new());
    let config = local.scripted_config(&script);
    let once = config.retry_config(RetryConfig::disabled()).build();
    let table = Table::<App>::new(Client::from_conf(once));
    table.create_table().send().await.unwrap();
    let cards = CardRepository::new(&table);
    let mut model = Model::new();
    // What each card was, the latest last.
    let mut history: BTreeMap<u8, Vec<Card>> = BTreeMap::new();
    for step in steps {
        let known = history.entry(step.id).or_default();
        let index = known.len().saturating_sub(1 + step.age);
        let never = card(step.id, (Some(9), 9, Some(9), None, 9));
        let before = known.get(index).cloned().unwrap_or(never);
        let silent = matches!(&step.action, Action::Save(values, taken)
            if changed(&before, *values, *taken) == before);
        if let Some(failure) = step.failure.clone().filter(|_| !silent) {
            script.push(failure);
        }
        let next = applied(&model, step, &before);
        let result = run(&cards, step, &before).await;
        prop_assert_eq!(script.remaining(), 0);
        let arrives = silent || matches!(step.failure, None | Some(Outcome::LostAnswer));
        let answered = silent || step.failure.is_none();
        prop_assert_eq!(
            result.is_ok(),
            answered && (silent || next.is_some()),
            "{:?}",
            result
        );
        if let Some(next) = next.filter(|_| arrives) {
            model = next;
        }
        if let Some(card) = model.get(&step.id) {
            known.push(card.clone());
        }
        let stored = everything(&table).await.into_iter();
        let stored = stored
            .map(|(pk, item)| (pk, item.into_iter().collect()))
            .collect();
        check_stored(&model, &stored)?;
    }
    for card in model.values() {
        let stored = cards.get(card.id).send().await.unwrap();
        prop_assert_eq!(stored.as_ref(), Some(card));
        if let Some(code) = card.code {
            let found = cards.by_unique_code(code).send().await.unwrap();
            prop_assert_eq!(found.as_ref(), Some(card));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 192,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_mix_of_writes_and_failures_leaves_a_guard_without_its_owner(
        steps in prop::collection::vec(step(), 1..24),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(check(&steps))?;
    }
}
