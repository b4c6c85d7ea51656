//! Items that are deleted and made anew under the same key, and writers that still have the old ones.

use crate::support::{MovableClock, raw, table};
use proptest::prelude::*;
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Entity, Error, Table, Timestamp};

#[derive(Debug, Table)]
struct Office;

/// With all that tells an item from one that was made anew.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Office, pk = "M#<id>", sk = "#M")]
struct Member {
    id: String,
    #[entity(unique)]
    email: Option<String>,
    note: u32,
    #[entity(on_create = now)]
    created_at: Timestamp,
    #[entity(version)]
    version: u64,
}

/// Without a version.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Office, pk = "G#<id>", sk = "#G")]
struct Guest {
    id: String,
    #[entity(unique)]
    email: Option<String>,
    note: u32,
    #[entity(on_create = now)]
    created_at: Timestamp,
}

/// Without unique values.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Office, pk = "L#<id>", sk = "#L")]
struct Lamp {
    id: String,
    note: u32,
    #[entity(on_create = now)]
    created_at: Timestamp,
    #[entity(version)]
    version: u64,
}

async fn office() -> (Table<Office>, MovableClock) {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    (table::<Office>().await.with_clock(clock.clock()), clock)
}

#[tokio::test]
async fn a_stale_writer_does_not_meet_the_version_of_an_item_made_anew() {
    let (table, clock) = office().await;
    let lamps = LampRepository::new(&table);
    let new = || NewLamp {
        id: "l".into(),
        note: 0,
    };
    let old = lamps.create(new()).send().await.unwrap();
    lamps.delete("l").given(&old).send().await.unwrap();
    clock.move_by(1);
    let anew = lamps.create(new()).send().await.unwrap();
    assert_eq!((old.version, anew.version), (1, 1));
    let failed = |result: Result<(), Error>| {
        assert!(
            matches!(result, Err(Error::ConditionFailed { .. })),
            "{result:?}"
        );
    };
    failed(lamps.delete("l").given(&old).send().await);
    failed(
        lamps
            .update("l")
            .given(&old)
            .set(Lamp::NOTE, 1)
            .send()
            .await,
    );
    let changed = Lamp {
        note: 1,
        ..old.clone()
    };
    failed(lamps.save(&old, &changed).send().await.map(drop));
    let transaction = table
        .write_transaction()
        .with(lamps.delete("l").given(&old));
    assert!(transaction.send().await.is_err());
    assert_eq!(lamps.get("l").send().await.unwrap(), Some(anew.clone()));
    lamps.delete("l").given(&anew).send().await.unwrap();
}

#[tokio::test]
async fn a_stored_version_of_0_is_the_version_0_of_a_loaded_item() {
    let (table, _) = office().await;
    let lamps = LampRepository::new(&table);
    let new = NewLamp {
        id: "l".into(),
        note: 0,
    };
    let lamp = lamps.create(new).send().await.unwrap();
    let mut item = raw(&table, &lamp.item_key().unwrap()).await.unwrap();
    item.insert("version".into(), AttributeValue::N("0".into()));
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
    let loaded = lamps.get("l").send().await.unwrap().unwrap();
    assert_eq!(loaded.version, 0);
    let update = lamps.update("l").given(&loaded).set(Lamp::NOTE, 5);
    let updated = update.return_new().send().await.unwrap();
    assert_eq!((updated.version, updated.note), (1, 5));
    assert!(
        lamps
            .put(&loaded)
            .send()
            .await
            .unwrap_err()
            .is_version_conflict()
    );
}

/// One step of some writer: which of the values that it has loaded it goes by, and which email it gives.
#[derive(Debug, Clone)]
enum Step {
    Create(Option<u8>),
    Load,
    Save(prop::sample::Index, Option<u8>),
    Note(prop::sample::Index),
    Delete(prop::sample::Index),
    /// Another key takes an email.
    Other(Option<u8>),
    DeleteOther,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let email = || prop::option::of(0_u8..3);
    let loaded = || any::<prop::sample::Index>();
    let step = prop_oneof![
        3 => email().prop_map(Step::Create),
        2 => Just(Step::Load),
        3 => (loaded(), email()).prop_map(|(index, email)| Step::Save(index, email)),
        1 => loaded().prop_map(Step::Note),
        3 => loaded().prop_map(Step::Delete),
        1 => email().prop_map(Step::Other),
        1 => Just(Step::DeleteOther),
    ];
    prop::collection::vec(step, 1..14)
}

fn email(of: Option<u8>) -> Option<String> {
    of.map(|of| format!("{of}@x"))
}

macro_rules! walk {
    ($name:ident, $entity:ident, $repository:ident, $new:ident) => {
        async fn $name(steps: Vec<Step>) {
            let (table, clock) = office().await;
            let all = $repository::new(&table);
            let mut loaded: Vec<$entity> = Vec::new();
            for step in steps {
                clock.move_by(1);
                let of = |index: &prop::sample::Index, loaded: &[$entity]| {
                    (!loaded.is_empty()).then(|| loaded[index.index(loaded.len())].clone())
                };
                let new = |id: &str, of: Option<u8>| $new {
                    id: id.into(),
                    email: email(of),
                    note: 0,
                };
                // Whether the step succeeds is its own matter; what it leaves must be right.
                match &step {
                    Step::Create(of) => {
                        loaded.extend(all.create(new("one", *of)).send().await);
                    }
                    Step::Load => loaded.extend(all.get("one").send().await.unwrap()),
                    Step::Save(index, to) => {
                        if let Some(before) = of(index, &loaded) {
                            let after = $entity {
                                email: email(*to),
                                ..before.clone()
                            };
                            loaded.extend(all.save(&before, &after).send().await);
                        }
                    }
                    Step::Note(index) => {
                        if let Some(before) = of(index, &loaded) {
                            let update = all.update("one").given(&before);
                            drop(update.set($entity::NOTE, 7).send().await);
                        }
                    }
                    Step::Delete(index) => {
                        if let Some(before) = of(index, &loaded) {
                            drop(all.delete("one").given(&before).send().await);
                        }
                    }
                    Step::Other(of) => drop(all.create(new("two", *of)).send().await),
                    Step::DeleteOther => {
                        if let Some(other) = all.get("two").send().await.unwrap() {
                            all.delete("two").given(&other).send().await.unwrap();
                        }
                    }
                }
                let owned = guarded_and_owned(&table).await;
                assert_eq!(owned.0, owned.1, "{step:?}");
            }
        }
    };
}

walk!(walk_members, Member, MemberRepository, NewMember);
walk!(walk_guests, Guest, GuestRepository, NewGuest);

/// The partition key of each guard with that of its owner; and the emails of the items with theirs.
async fn guarded_and_owned(
    table: &Table<Office>,
) -> (Vec<(String, String)>, Vec<(String, String)>) {
    let scan = table.client().scan().table_name(table.name());
    let items = scan.consistent_read(true).send().await.unwrap().items;
    let (mut guards, mut owners) = (Vec::new(), Vec::new());
    for item in items.unwrap_or_default() {
        let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned();
        let pk = text("pk").unwrap();
        if let Some(rest) = pk.strip_prefix("_UNIQUE#") {
            let email = rest.rsplit('#').next().unwrap().to_owned();
            let owner = item.values().filter_map(|value| value.as_s().ok());
            let owner = owner.chain(
                item.values()
                    .filter_map(|value| value.as_m().ok())
                    .flat_map(|map| map.values().filter_map(|value| value.as_s().ok())),
            );
            let mut owner = owner.filter(|text| text.starts_with("M#") || text.starts_with("G#"));
            guards.push((email, owner.next().unwrap().clone()));
        } else if let Some(email) = text("email") {
            owners.push((email, pk));
        }
    }
    guards.sort();
    owners.sort();
    (guards, owners)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_guard_is_without_its_owner_and_no_value_has_two(steps in steps(), versioned: bool) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        if versioned {
            runtime.block_on(walk_members(steps));
        } else {
            runtime.block_on(walk_guests(steps));
        }
    }
}
