//! Whose an item is, for writes of items with a version and unique values, and of those that expire.

use super::{all_items, clear, put_raw};
use crate::support::{MovableClock, raw, table, text, time};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::EntityKey as _;
use singletable::error::Cause;
use singletable::{Entity, Error, Item, Mapping, Table, Timestamp};

/// In a table that says nothing of its entities.
#[derive(Debug, Table)]
#[table(ttl = "ttl")]
struct Yard;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Yard, pk = "ACCOUNT#<id>", sk = "#ACCOUNT")]
struct Account {
    id: String,
    #[entity(unique)]
    email: String,
    #[entity(unique)]
    phone: Option<String>,
    name: String,
    #[entity(version)]
    version: u64,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Yard, type_alias = "VISIT", pk = "SESSION#<id>", sk = "#SESSION")]
struct Session {
    id: String,
    visits: u32,
    #[entity(ttl)]
    ends: Option<Timestamp>,
}

const MAPPINGS: [Mapping; 2] = [Mapping::Direct, Mapping::Maps];

fn account() -> Account {
    Account {
        id: "a".into(),
        email: "a@example.com".into(),
        phone: None,
        name: "Ann".into(),
        version: 1,
    }
}

/// The same item with another type, or without one.
fn typed(mut item: Item, name: Option<&str>) -> Item {
    match name {
        Some(name) => item.insert("_type".into(), text(name)),
        None => item.remove("_type"),
    };
    item
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Write {
    Update,
    UpdateAny,
    UpdateOnce,
    UpdateIn,
    Save,
    SaveIn,
    SaveUnique,
    SaveUniqueIn,
    SaveGuards,
    Delete,
    DeleteOnce,
    DeleteIn,
}

const WRITES: [Write; 12] = [
    Write::Update,
    Write::UpdateAny,
    Write::UpdateOnce,
    Write::UpdateIn,
    Write::Save,
    Write::SaveIn,
    Write::SaveUnique,
    Write::SaveUniqueIn,
    Write::SaveGuards,
    Write::Delete,
    Write::DeleteOnce,
    Write::DeleteIn,
];

async fn write(write: Write, accounts: &AccountRepository) -> Result<(), Error> {
    let loaded = &account();
    let update = || accounts.update("a").given(loaded).set(Account::NAME, "Eve");
    let renamed = &Account {
        name: "Eve".into(),
        ..account()
    };
    let moved = &Account {
        email: "eve@example.com".into(),
        phone: Some("1".into()),
        ..account()
    };
    let transaction = || accounts.table().write_transaction();
    match write {
        Write::Update => update().send().await,
        Write::UpdateAny => {
            let update = accounts.update("a").any_version();
            update.set(Account::NAME, "Eve").send().await
        }
        Write::UpdateOnce => update().once().send().await,
        Write::UpdateIn => transaction().with(update()).send().await,
        Write::Save => accounts.save(loaded, renamed).send().await.map(drop),
        Write::SaveIn => {
            let save = accounts.save(loaded, renamed);
            transaction().with(save).send().await
        }
        Write::SaveUnique => accounts.save(loaded, moved).send().await.map(drop),
        Write::SaveUniqueIn => {
            let save = accounts.save(loaded, moved);
            transaction().with(save).send().await
        }
        Write::SaveGuards => {
            let save = accounts.save(loaded, loaded).with_all_guards();
            save.send().await.map(drop)
        }
        Write::Delete => accounts.delete("a").given(loaded).send().await,
        Write::DeleteOnce => accounts.delete("a").given(loaded).once().send().await,
        Write::DeleteIn => {
            let delete = accounts.delete("a").given(loaded);
            transaction().with(delete).send().await
        }
    }
}

/// The error of an operation, alone or in a transaction.
fn cause(error: &Error) -> &'static str {
    let of_one = |cause: &Cause| match cause {
        Cause::NotFound => "NotFound",
        Cause::AlreadyExists => "AlreadyExists",
        Cause::ConditionFailed(_) => "ConditionFailed",
        other => panic!("{other:?}"),
    };
    match error {
        Error::NotFound { .. } => "NotFound",
        Error::AlreadyExists { .. } => "AlreadyExists",
        Error::TransactionCanceled(canceled) => of_one(canceled.reasons()[0].cause()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn neither_a_version_nor_unique_values_make_an_item_of_another_entity_ones_own() {
    for mapping in MAPPINGS {
        let table = table::<Yard>().await.with_mapping(mapping);
        let accounts = AccountRepository::new(&table);
        for kind in WRITES {
            for name in [Some("ACCOUNT"), None, Some("ORG")] {
                clear(&table).await;
                accounts.create(&account()).send().await.unwrap();
                let key = Account::key("a").item_key().unwrap();
                let item = typed(raw(&table, &key).await.unwrap(), name);
                put_raw(&table, &item).await;
                let before = all_items(&table).await;
                let found = accounts.by_unique_email("a@example.com").send().await;
                assert_eq!(found.unwrap().is_some(), name != Some("ORG"));
                let written = write(kind, &accounts).await;
                if name == Some("ORG") {
                    assert_eq!(cause(&written.unwrap_err()), "NotFound", "{kind:?}");
                    assert_eq!(all_items(&table).await, before, "{kind:?}");
                } else {
                    written.unwrap_or_else(|error| panic!("{kind:?} {name:?}: {error}"));
                    let after = raw(&table, &key).await;
                    let kept = after.as_ref().map(|item| item.get("_type").cloned());
                    let deletes =
                        matches!(kind, Write::Delete | Write::DeleteOnce | Write::DeleteIn);
                    assert_eq!(kept, (!deletes).then(|| name.map(text)), "{kind:?}");
                }
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Expired {
    Update,
    Upsert,
    UpsertOld,
    UpsertOnce,
    UpsertIn,
    Delete,
    DeleteOld,
    DeleteIn,
    Create,
    CreateIn,
}

const EXPIRED: [Expired; 10] = [
    Expired::Update,
    Expired::Upsert,
    Expired::UpsertOld,
    Expired::UpsertOnce,
    Expired::UpsertIn,
    Expired::Delete,
    Expired::DeleteOld,
    Expired::DeleteIn,
    Expired::Create,
    Expired::CreateIn,
];

async fn meet(operation: Expired, sessions: &SessionRepository) -> Result<(), Error> {
    let update = || sessions.update("s").set(Session::VISITS, 8_u32);
    let new = &Session {
        id: "s".into(),
        visits: 8,
        ends: None,
    };
    let transaction = || sessions.table().write_transaction();
    match operation {
        Expired::Update => update().send().await,
        Expired::Upsert => update().upsert().send().await,
        Expired::UpsertOld => {
            let old = update().upsert().return_old().send().await;
            old.map(|old| assert_eq!(old, None))
        }
        Expired::UpsertOnce => update().upsert().once().send().await,
        Expired::UpsertIn => transaction().with(update().upsert()).send().await,
        Expired::Delete => sessions.delete("s").send().await,
        Expired::DeleteOld => {
            let old = sessions.delete("s").return_old().send().await;
            old.map(|old| assert_eq!(old, None))
        }
        Expired::DeleteIn => transaction().with(sessions.delete("s")).send().await,
        Expired::Create => sessions.create(new).send().await,
        Expired::CreateIn => transaction().with(sessions.create(new)).send().await,
    }
}

#[tokio::test]
async fn an_expired_item_of_another_entity_stays_until_it_is_deleted_as_such() {
    let clock = MovableClock::at("2026-02-01T00:00:00.000Z");
    for mapping in MAPPINGS {
        let table = table::<Yard>().await.with_mapping(mapping);
        let table = table.with_clock(clock.clock());
        let sessions = SessionRepository::new(&table);
        let expired = Session {
            id: "s".into(),
            visits: 7,
            ends: Some(time("2026-01-01T00:00:00.000Z")),
        };
        let key = Session::key("s").item_key().unwrap();
        for operation in EXPIRED {
            for name in [Some("SESSION"), Some("VISIT"), None, Some("ORG")] {
                let item = typed(expired.to_item(clock.now()).unwrap(), name);
                put_raw(&table, &item).await;
                let outcome = meet(operation, &sessions).await;
                let is_others = name == Some("ORG");
                let wanted = match operation {
                    Expired::Update => Some("NotFound"),
                    Expired::DeleteIn if is_others => Some("NotFound"),
                    Expired::Delete | Expired::DeleteOld => None,
                    _ if is_others => Some("AlreadyExists"),
                    // A transaction cannot delete what has expired and write it anew.
                    Expired::UpsertOnce | Expired::UpsertIn => {
                        let failed = outcome.unwrap_err();
                        assert!(failed.is_condition_failed() || failed.canceled().is_some());
                        continue;
                    }
                    _ => None,
                };
                let failed = outcome.as_ref().err().map(cause);
                assert_eq!(failed, wanted, "{operation:?} {name:?}");
                let after = raw(&table, &key).await;
                if is_others || operation == Expired::Update {
                    assert_eq!(after, Some(item), "{operation:?} {name:?}");
                    continue;
                }
                let visits = after.map(|mut item| (item.remove("_type"), item.remove("visits")));
                let made = (
                    Some(text("SESSION")),
                    Some(AttributeValue::N("8".to_owned())),
                );
                let deletes = matches!(
                    operation,
                    Expired::Delete | Expired::DeleteOld | Expired::DeleteIn
                );
                assert_eq!(visits, (!deletes).then_some(made), "{operation:?} {name:?}");
            }
        }
    }
}
