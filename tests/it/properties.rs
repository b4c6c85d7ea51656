//! Laws of mapping and expressions, on generated values and a real engine.

use crate::support::{raw, table, time};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use serde::{Deserialize, Serialize};
use singletable::bounds::TableItem as _;
use singletable::expr::AttributeType;
use singletable::{Attributes, Clock, Condition, Entity, Error, KeyField, Table, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashSet};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "Zoo",
    type_index(name = "TypeIndex", pk = "_type", sk = "_timestamp"),
    ttl = "ttl",
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk"),
    index(Scores, pk = "scpk", sk = number("scsk"))
)]
enum Zoo {
    Animal(Animal),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, KeyField)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Mammal,
    FlyingBird,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[serde(rename_all = "camelCase")]
struct Cage {
    street_name: String,
    number: i64,
    doors: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warden: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Meal {
    Nothing,
    Hay(u32),
    Fish { kind: String, grams: f32 },
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = Zoo, type = "ANIMAL", pk = "ZOO#<zoo>", sk = "ANIMAL#<kind>#<number:ordered>")]
#[entity(index(GSI1, name = by_keeper, pk = "KEEPER#<keeper>", sk = "<born>"))]
#[entity(index(Scores, name = by_score, pk = "SCORES", sk = "<score>"))]
struct Animal {
    zoo: String,
    kind: Kind,
    number: i32,
    keeper: Option<String>,
    born: Timestamp,
    score: i64,
    // A reserved word, a dot and a space in names.
    #[serde(rename = "size")]
    length: u16,
    #[serde(rename = "a.b c")]
    odd: bool,
    weight: f64,
    huge: u128,
    tags: Vec<String>,
    friends: BTreeSet<String>,
    numbers: HashSet<i64>,
    cage: Cage,
    meals: Vec<Meal>,
    notes: BTreeMap<String, String>,
    maybe: Option<i32>,
    #[serde(default)]
    later: u8,
    #[entity(ttl)]
    leaves: Option<Timestamp>,
}

fn key_text() -> impl Strategy<Value = String> {
    "[ -\"$-~é]{1,8}"
}

fn animal() -> impl Strategy<Value = Animal> {
    let key = (
        key_text(),
        prop_oneof![Just(Kind::Mammal), Just(Kind::FlyingBird)],
        any::<i32>(),
        prop::option::of(key_text()),
        0_i64..4_000_000_000_000,
        any::<i64>(),
    );
    let plain = (
        any::<u16>(),
        any::<bool>(),
        -1e100_f64..1e100,
        0_u128..100_000_000_000_000_000_000_000_000_000_000_000_000,
        any::<u8>(),
        prop::option::of(any::<i32>()),
        prop::option::of(1_i64..4_000_000_000),
    );
    let nested = (
        vec(".{0,5}", 0..4),
        btree_set(".{0,5}", 0..4),
        prop::collection::hash_set(any::<i64>(), 0..4),
        cage(),
        vec(meal(), 0..3),
        btree_map(".{1,5}", ".{0,5}", 0..3),
    );
    (key, plain, nested).prop_map(|(key, plain, nested)| Animal {
        zoo: key.0,
        kind: key.1,
        number: key.2,
        keeper: key.3,
        born: Timestamp::from_epoch_millis(key.4).unwrap(),
        score: key.5,
        length: plain.0,
        odd: plain.1,
        weight: plain.2,
        huge: plain.3,
        later: plain.4,
        maybe: plain.5,
        leaves: plain.6.map(|s| Timestamp::from_epoch_seconds(s).unwrap()),
        tags: nested.0,
        friends: nested.1,
        numbers: nested.2,
        cage: nested.3,
        meals: nested.4,
        notes: nested.5,
    })
}

fn cage() -> impl Strategy<Value = Cage> {
    (
        ".{0,5}",
        any::<i64>(),
        vec(".{0,3}", 0..3),
        prop::option::of(".{0,3}"),
    )
        .prop_map(|(street_name, number, doors, warden)| Cage {
            street_name,
            number,
            doors,
            warden,
        })
}

fn meal() -> impl Strategy<Value = Meal> {
    prop_oneof![
        Just(Meal::Nothing),
        any::<u32>().prop_map(Meal::Hay),
        (".{0,4}", -1e5_f32..1e5).prop_map(|(kind, grams)| Meal::Fish { kind, grams }),
    ]
}

/// Runs an asynchronous property: one runtime, one table, many cases.
fn check<S: Strategy>(
    cases: u32,
    strategy: S,
    property: impl AsyncFn(&Table<Zoo>, S::Value) -> Result<(), TestCaseError>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    // At the beginning of time nothing has expired.
    let clock = Clock::new(|| time("0000-01-01T00:00:00.000Z"));
    let zoo = runtime.block_on(table::<Zoo>()).with_clock(clock);
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&strategy, |value| runtime.block_on(property(&zoo, value)))
        .unwrap();
}

#[test]
fn what_is_stored_is_read_back_equal() {
    check(100, animal(), async |zoo, animal| {
        let animals = AnimalRepository::new(zoo);
        animals.put(&animal).send().await.unwrap();
        let read = animals
            .get_by(animal.to_key())
            .consistent()
            .send()
            .await
            .unwrap();
        prop_assert_eq!(read.as_ref(), Some(&animal));
        let item = raw(zoo, &animal.item_key().unwrap()).await.unwrap();
        prop_assert_eq!(
            Zoo::from_item(item.clone()).unwrap(),
            Zoo::Animal(animal.clone())
        );
        prop_assert_eq!(item.contains_key("gsi1pk"), animal.keeper.is_some());
        prop_assert_eq!(item.contains_key("gsi1sk"), animal.keeper.is_some());
        prop_assert_eq!(item.contains_key("friends"), !animal.friends.is_empty());
        Ok(())
    });
}

/// One condition on one attribute; `which` and the values choose it.
fn leaf() -> impl Strategy<Value = Condition<Animal>> {
    (0_usize..26, animal(), animal()).prop_map(|(which, a, b)| match which {
        0 => Animal::ZOO.eq(&a.zoo),
        1 => Animal::KIND.ne(a.kind),
        2 => Animal::NUMBER.lt(a.number),
        3 => Animal::BORN.ge(a.born),
        4 => Animal::SCORE.between(a.score.min(b.score), a.score.max(b.score)),
        5 => Animal::LENGTH.is_in([a.length, b.length]),
        6 => Animal::ODD.eq(a.odd),
        7 => Animal::WEIGHT.gt(a.weight),
        8 => Animal::HUGE.le(a.huge),
        9 => Animal::TAGS.contains(&a.zoo),
        10 => Animal::FRIENDS.contains(&a.zoo),
        11 => Animal::NUMBERS.contains(a.score),
        12 => Animal::CAGE.then(Cage::STREET_NAME).begins_with("a"),
        13 => Animal::CAGE.then(Cage::DOORS).at(1).eq("x"),
        14 => Animal::CAGE.eq(a.cage),
        15 => Animal::MEALS.at(0).eq(Meal::Hay(1)),
        16 => Animal::NOTES.key("a key").exists(),
        17 => Animal::MAYBE.not_exists(),
        18 => Animal::LATER.attribute_type(AttributeType::Number),
        19 => Animal::TAGS.size().ge(2),
        20 => Animal::LEAVES.gt(a.born),
        21 => Animal::KEEPER.contains("x"),
        22 => Animal::SCORE.eq(b.score),
        23 => Animal::ZOO.size().lt(5),
        24 => Animal::CAGE.then(Cage::WARDEN).not_exists(),
        _ => Animal::MEALS.eq(a.meals),
    })
}

fn condition() -> impl Strategy<Value = Condition<Animal>> {
    leaf().prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| a & b),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| a | b),
            inner.prop_map(|a| !a),
        ]
    })
}

/// Whether the engine has read the request, whatever its answer.
fn accepted<T>(answer: Result<T, Error>) -> Result<(), TestCaseError> {
    match answer {
        Ok(_) | Err(Error::ConditionFailed { .. } | Error::NotFound { .. }) => Ok(()),
        Err(Error::Service(error)) => {
            Err(TestCaseError::fail(format!("{:?}", error.server_message())))
        }
        Err(error) => Err(TestCaseError::fail(error.to_string())),
    }
}

#[test]
fn every_condition_is_accepted_and_a_condition_or_its_opposite_holds() {
    check(
        60,
        (animal(), condition()),
        async |zoo, (animal, condition)| {
            let animals = AnimalRepository::new(zoo);
            animals.put(&animal).send().await.unwrap();
            let delete = |condition| animals.delete_by(animal.to_key()).condition(condition);
            let holds = delete(condition.clone()).send().await;
            let gone = holds.is_ok();
            accepted(holds)?;
            if gone {
                animals.put(&animal).send().await.unwrap();
            }
            let opposite = delete(!condition).send().await;
            prop_assert_eq!(opposite.is_ok(), !gone);
            accepted(opposite)
        },
    );
}

#[test]
fn every_filter_is_accepted_and_finds_what_the_condition_holds_for() {
    check(
        40,
        (animal(), condition()),
        async |zoo, (animal, condition)| {
            let animals = AnimalRepository::new(zoo);
            animals.put(&animal).send().await.unwrap();
            let found = animals
                .query(&animal.zoo)
                .at((animal.kind, animal.number))
                .filter(condition.clone())
                .one()
                .await;
            let holds = animals
                .update_by(animal.to_key())
                .set(Animal::ODD, animal.odd)
                .condition(condition)
                .send()
                .await;
            prop_assert_eq!(found.as_ref().unwrap().is_some(), holds.is_ok());
            accepted(found)?;
            accepted(holds)
        },
    );
}

/// What a list of changes makes of an item is the changed value, stored as a `put` would store it.
#[test]
fn an_update_stores_what_a_put_of_the_changed_value_would() {
    check(
        100,
        (animal(), animal(), any::<u16>()),
        async |zoo, (before, other, which)| {
            let animals = AnimalRepository::new(zoo);
            animals.put(&before).send().await.unwrap();
            let written =
                raw(zoo, &before.item_key().unwrap()).await.unwrap()["_timestamp"].clone();
            let mut after = before.clone();
            let mut update = animals.update_by(before.to_key()).given(&before);
            let chosen = |bit: u16| which & (1 << bit) != 0;
            update = update.set(Animal::LENGTH, other.length);
            after.length = other.length;
            if chosen(0) {
                update = update.set(Animal::BORN, other.born);
                after.born = other.born;
            }
            if chosen(1) {
                update = update.set_or_remove(Animal::KEEPER, other.keeper.clone());
                after.keeper = other.keeper.clone();
            }
            if chosen(2) {
                let delta = other.score / 4 - before.score / 2;
                update = update.add(Animal::SCORE, delta);
                after.score = before.score + delta;
            }
            if chosen(3) {
                update = update.append(Animal::TAGS, other.tags.clone());
                after.tags.extend(other.tags.clone());
            }
            if chosen(4) {
                update = update.insert_into(Animal::FRIENDS, other.friends.clone());
                after.friends.extend(other.friends.clone());
            }
            if chosen(5) {
                update = update.set(Animal::NUMBERS, other.numbers.clone());
                after.numbers = other.numbers.clone();
            }
            if chosen(6) {
                update = update.set_or_remove(Animal::MAYBE, other.maybe);
                after.maybe = other.maybe;
            }
            if chosen(7) {
                update = update.set(Animal::CAGE.then(Cage::NUMBER), other.cage.number);
                after.cage.number = other.cage.number;
            }
            if chosen(8) {
                update = update.set(Animal::MEALS, other.meals.clone());
                after.meals = other.meals.clone();
            }
            if chosen(9) {
                update = update.set(Animal::SCORE.clone(), other.score);
                after.score = other.score;
            }
            if chosen(2) && chosen(9) {
                // The same path twice: refused before the request.
                let refused = matches!(update.into_input(), Err(Error::Expression { .. }));
                prop_assert!(refused);
                return Ok(());
            }
            let read = update.return_new().send().await.unwrap();
            prop_assert_eq!(&read, &after);
            let updated = raw(zoo, &after.item_key().unwrap()).await.unwrap();
            animals.put(&after).send().await.unwrap();
            let mut put = raw(zoo, &after.item_key().unwrap()).await.unwrap();
            // The time of creation is the put's own.
            put.insert("_timestamp".into(), written);
            prop_assert_eq!(sorted(updated), sorted(put));
            Ok(())
        },
    );
}

/// An item with its sets in one order.
fn sorted(item: singletable::Item) -> BTreeMap<String, String> {
    use singletable::aws_sdk_dynamodb::types::AttributeValue;
    let show = |value| match value {
        AttributeValue::Ss(mut set) | AttributeValue::Ns(mut set) => {
            set.sort();
            format!("{set:?}")
        }
        AttributeValue::M(map) => format!("{:?}", sorted(map)),
        AttributeValue::L(list) => {
            let list = list
                .into_iter()
                .map(|value| sorted([("e".into(), value)].into()));
            format!("{:?}", list.collect::<Vec<_>>())
        }
        other => format!("{other:?}"),
    };
    item.into_iter()
        .map(|(name, value)| (name, show(value)))
        .collect()
}

#[tokio::test]
async fn a_number_of_38_digits_is_exact() {
    let zoo = table::<Zoo>().await;
    let animals = AnimalRepository::new(&zoo);
    let mut runner = TestRunner::deterministic();
    let mut animal = animal().new_tree(&mut runner).unwrap().current();
    animal.huge = 99_999_999_999_999_999_999_999_999_999_999_999_999;
    animal.born = time("2026-01-01T00:00:00.000Z");
    animals.put(&animal).send().await.unwrap();
    let read = animals
        .get_by(animal.to_key())
        .send()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(read.huge, animal.huge);
    animal.huge += 1;
    animals.put(&animal).send().await.unwrap();
    animal.huge += 1;
    let error = animals.put(&animal).send().await.unwrap_err();
    assert!(error.to_string().contains("huge"), "{error}");
}
