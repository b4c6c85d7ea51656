//! Unique values: no two items have the same, and no guard is left without its owner.

mod contention;
mod earlier;
mod expiry;
mod foreign;
mod lookup;
mod model;
mod values;

use crate::support::{raw, table, text};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::TableModel;
use singletable::error::{Cause, TransactionError};
use singletable::{Entity, Error, Item, Table, Timestamp};

#[derive(Debug, Table)]
#[table(
    ttl = "ttl",
    type_index(sk = "_timestamp"),
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk")
)]
struct App;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = App, pk = "USER#<id>", sk = "#USER")]
#[entity(index(GSI1, name = by_email, pk = "EMAIL#<email>", sk = "<id>"))]
#[entity(unique(handle_in_team, fields(team, handle)))]
struct User {
    id: String,
    #[entity(unique)]
    email: String,
    team: u8,
    handle: Option<String>,
    name: String,
    #[entity(on_update = now)]
    updated_at: Option<Timestamp>,
}

/// A seat that is taken for a time.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = App, pk = "SEAT#<id>", sk = "#SEAT")]
struct Seat {
    id: String,
    #[entity(unique)]
    number: Option<u32>,
    guest: String,
    #[entity(version)]
    version: u64,
    #[entity(ttl)]
    ends: Option<Timestamp>,
}

/// A code that is good for an hour.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = App, pk = "COUPON#<id>", sk = "#COUPON", ttl = "1h")]
struct Coupon {
    id: String,
    #[entity(unique)]
    code: String,
    uses: u32,
}

fn user(id: &str, email: &str) -> User {
    User {
        id: id.into(),
        email: email.into(),
        team: 1,
        handle: None,
        name: "n".into(),
        updated_at: None,
    }
}

fn seat(id: &str, number: Option<u32>) -> Seat {
    Seat {
        id: id.into(),
        number,
        guest: "g".into(),
        version: 1,
        ends: None,
    }
}

async fn users() -> UserRepository {
    UserRepository::new(&table::<App>().await)
}

/// The constraint of a clash.
fn violated<T: std::fmt::Debug>(result: Result<T, Error>) -> &'static str {
    match result {
        Err(Error::UniqueViolation { constraint, .. }) => constraint,
        other => panic!("no clash: {other:?}"),
    }
}

/// Every item of the table, with its keys in front.
async fn everything<T: TableModel>(table: &Table<T>) -> Vec<(String, Item)> {
    let scan = table.client().scan().table_name(table.name());
    let items = scan.consistent_read(true).send().await.unwrap().items;
    let key = |item: &Item| {
        let AttributeValue::S(pk) = &item["pk"] else {
            panic!("a partition key is a text")
        };
        pk.clone()
    };
    let items = items.unwrap_or_default().into_iter();
    let mut items: Vec<_> = items.map(|item| (key(&item), item)).collect();
    items.sort_by(|(a, _), (b, _)| a.cmp(b));
    items
}

/// The partition keys of all guards.
async fn guards<T: TableModel>(table: &Table<T>) -> Vec<String> {
    let items = everything(table).await.into_iter();
    let guards = items.filter(|(_, item)| item["sk"] == text("_UNIQUE"));
    guards.map(|(pk, _)| pk).collect()
}

#[tokio::test]
async fn a_new_item_is_written_with_its_guards_or_not_at_all() {
    let users = users().await;
    let ada = User {
        handle: Some("ada".into()),
        ..user("1", "a@c.de")
    };
    users.create(&ada).send().await.unwrap();
    let stored = everything(users.table()).await;
    let guard = |pk: &str| {
        let own = [
            ("pk", pk),
            ("sk", "_UNIQUE"),
            ("_type", "_UNIQUE"),
            ("_owner_pk", "USER#1"),
            ("_owner_sk", "#USER"),
        ];
        let own = own.map(|(name, value)| (name.to_owned(), text(value)));
        (pk.to_owned(), Item::from(own))
    };
    assert_eq!(stored.len(), 3);
    assert_eq!(stored[1], guard("_UNIQUE#USER#email#a@c.de"));
    assert_eq!(stored[2], guard("_UNIQUE#USER#handle_in_team#1#ada"));

    let same_email = users.create(&user("2", "a@c.de")).send().await;
    assert_eq!(violated(same_email), "email");
    let same_handle = User {
        handle: Some("ada".into()),
        ..user("2", "b@c.de")
    };
    let same_handle = users.create(&same_handle).send().await;
    assert_eq!(violated(same_handle), "handle_in_team");
    let same_key = users.create(&user("1", "b@c.de")).send().await;
    assert!(same_key.unwrap_err().is_already_exists());
    assert_eq!(everything(users.table()).await, stored);
    let other_team = User {
        team: 2,
        handle: Some("ada".into()),
        ..user("2", "b@c.de")
    };
    users.create(&other_team).send().await.unwrap();
    // Values that are not there clash with nothing.
    users.create(&user("3", "c@c.de")).send().await.unwrap();
    users.create(&user("4", "d@c.de")).send().await.unwrap();
}

#[tokio::test]
async fn a_changed_value_moves_its_guard_and_the_index_key() {
    let users = users().await;
    let ada = User {
        handle: Some("ada".into()),
        ..user("1", "a")
    };
    users.create(&ada).send().await.unwrap();
    users.create(&user("2", "b")).send().await.unwrap();
    let moved = User {
        email: "c".into(),
        ..ada.clone()
    };
    let saved = users.save(&ada, &moved).send().await.unwrap();
    assert!(saved.updated_at.is_some());
    assert_eq!(saved, users.get("1").send().await.unwrap().unwrap());
    assert_eq!(
        users.by_email("c").one().await.unwrap(),
        Some(saved.clone())
    );
    let keys = [
        "_UNIQUE#USER#email#b",
        "_UNIQUE#USER#email#c",
        "_UNIQUE#USER#handle_in_team#1#ada",
    ];
    assert_eq!(guards(users.table()).await, keys);
    // The value that was given up is free, and the one that is held is not.
    let taken = User {
        email: "b".into(),
        ..saved.clone()
    };
    assert_eq!(violated(users.save(&saved, &taken).send().await), "email");
    users.create(&user("3", "a")).send().await.unwrap();
    // A save of a value that was changed meanwhile changes nothing.
    let stale = users.save(
        &ada,
        &User {
            email: "d".into(),
            ..ada.clone()
        },
    );
    assert!(stale.send().await.unwrap_err().is_condition_failed());
    // Without a value there is no guard, and without a change of one no transaction.
    let bare = User {
        handle: None,
        ..saved.clone()
    };
    let bare = users.save(&saved, &bare).send().await.unwrap();
    let keys = [
        "_UNIQUE#USER#email#a",
        "_UNIQUE#USER#email#b",
        "_UNIQUE#USER#email#c",
    ];
    assert_eq!(guards(users.table()).await, keys);
    let renamed = User {
        name: "m".into(),
        ..bare.clone()
    };
    users.save(&bare, &renamed).send().await.unwrap();
    users.update("1").set(User::NAME, "k").send().await.unwrap();
    assert_eq!(guards(users.table()).await, keys);
}

#[tokio::test]
async fn a_value_that_had_no_guard_alone_is_changed_with_its_constraint_only() {
    let users = users().await;
    let (ada, other_team) = (
        user("1", "a"),
        User {
            team: 2,
            ..user("1", "a")
        },
    );
    users.create(&ada).send().await.unwrap();
    let handle = Some("ada".to_owned());
    let named = User {
        handle,
        ..ada.clone()
    };
    users.save(&ada, &named).send().await.unwrap();
    // Seen from before the handle, the team has no guard that would have to move.
    let stale = users.save(&ada, &other_team).send().await;
    assert!(stale.unwrap_err().is_condition_failed());
    let keys = ["_UNIQUE#USER#email#a", "_UNIQUE#USER#handle_in_team#1#ada"];
    assert_eq!(guards(users.table()).await, keys);
}

#[tokio::test]
async fn a_deleted_item_takes_its_guards_along() {
    let users = users().await;
    let ada = User {
        handle: Some("ada".into()),
        ..user("1", "a")
    };
    users.create(&ada).send().await.unwrap();
    let other = User {
        email: "b".into(),
        ..ada.clone()
    };
    let stale = users.delete("1").given(&other).send().await;
    assert!(stale.unwrap_err().is_condition_failed());
    assert_eq!(guards(users.table()).await.len(), 2);
    let conditional = users.delete("1").given(&ada).condition(User::NAME.eq("x"));
    assert!(conditional.send().await.unwrap_err().is_condition_failed());
    users.delete("1").given(&ada).send().await.unwrap();
    assert_eq!(everything(users.table()).await, []);
    let gone = users.delete("1").given(&ada).send().await;
    assert!(gone.unwrap_err().is_not_found());
    let wrong = users.delete("2").given(&ada).send().await;
    assert!(matches!(wrong, Err(Error::Expression { .. })));
}

#[tokio::test]
async fn guards_are_part_of_the_callers_transaction_and_count() {
    let users = users().await;
    let table = users.table();
    users.create(&user("0", "taken")).send().await.unwrap();
    let clash = table
        .write_transaction()
        .with(users.create(&user("1", "a")))
        .with(users.create(&user("2", "taken")));
    assert_eq!(clash.len(), 4);
    let canceled = clash.send().await.unwrap_err();
    let reasons = canceled.canceled().unwrap().reasons();
    assert_eq!(reasons.len(), 2);
    assert_eq!(reasons[0].cause(), &Cause::None);
    assert_eq!(reasons[1].cause(), &Cause::UniqueViolation("email"));
    assert_eq!(
        (reasons[1].entity(), reasons[1].operation()),
        ("User", "create")
    );
    assert_eq!(everything(table).await.len(), 2);

    let old = user("0", "taken");
    let all = table
        .write_transaction()
        .with(users.create(&user("1", "a")))
        .with(users.save(&old, &user("0", "b")));
    assert_eq!(all.len(), 5);
    all.send().await.unwrap();
    let keys = ["_UNIQUE#USER#email#a", "_UNIQUE#USER#email#b"];
    assert_eq!(guards(table).await, keys);
    let delete = table
        .write_transaction()
        .with(users.delete("1").given(&user("1", "a")));
    delete.send().await.unwrap();
    assert_eq!(guards(table).await, ["_UNIQUE#USER#email#b"]);

    let many = |count: u32| {
        let new = (0..count).map(|n| users.create(&user(&format!("m{n}"), &format!("m{n}"))));
        table.write_transaction().with_all(new)
    };
    assert!(matches!(
        many(51).send().await,
        Err(Error::Transaction(TransactionError::TooManyOperations(102)))
    ));
    many(50).send().await.unwrap();
    // One guard can be written once.
    let exchange = table
        .write_transaction()
        .with(users.save(&user("0", "b"), &user("0", "c")))
        .with(users.create(&user("9", "b")));
    let error = exchange.send().await.unwrap_err();
    assert!(matches!(
        error,
        Error::Transaction(TransactionError::SameUniqueValue {
            first: 0,
            second: 1,
            constraint: "email",
            ..
        })
    ));
}

#[tokio::test]
async fn a_unique_value_of_a_stale_version_is_a_conflict() {
    let seats = SeatRepository::new(&table::<App>().await);
    let first = seat("1", Some(1));
    seats.create(&first).send().await.unwrap();
    let second = Seat {
        number: Some(2),
        ..first.clone()
    };
    let second = seats.save(&first, &second).send().await.unwrap();
    assert_eq!(second.version, 2);
    let stale = Seat {
        number: Some(3),
        ..first.clone()
    };
    let stale = seats.save(&first, &stale).send().await.unwrap_err();
    assert!(matches!(
        &stale,
        Error::VersionConflict {
            expected: 1,
            stored: Some(2),
            ..
        }
    ));
    assert_eq!(stale.stored::<Seat>().unwrap(), Some(second.clone()));
    let stale = seats.delete("1").given(&first).send().await.unwrap_err();
    assert!(stale.is_version_conflict());
    assert_eq!(guards(seats.table()).await, ["_UNIQUE#SEAT#number#2"]);
    // An update of another field advances the version, and a save in between notices.
    let update = seats.update("1").given(&second).set(Seat::GUEST, "h");
    update.send().await.unwrap();
    let late = Seat {
        number: None,
        ..second.clone()
    };
    let late = seats.save(&second, &late).send().await.unwrap_err();
    assert!(late.is_version_conflict());
}

#[tokio::test]
async fn a_guard_is_not_taken_for_an_item_of_another_type() {
    let users = users().await;
    users.create(&user("1", "a")).send().await.unwrap();
    let table = users.table();
    let mut item = raw(table, &user("1", "a").item_key().unwrap())
        .await
        .unwrap();
    item.insert("_type".into(), text("OTHER"));
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
    assert_eq!(users.by_unique_email("a").send().await.unwrap(), None);
}
