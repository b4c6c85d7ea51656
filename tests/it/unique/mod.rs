//! Unique values: no two items have the same, and no guard is left without its owner.

mod earlier;
mod lookup;
mod model;

use crate::support::{MovableClock, raw, table};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{
    Cause, Entity, EntityKey as _, Error, Item, KeyField, Table, TableModel, Timestamp,
    TransactionError,
};
use singletable_local::{Local, Outcome, Script};
use std::time::Duration;

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

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.into())
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
async fn trap_39_a_changed_value_moves_its_guard_and_the_index_key() {
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
async fn trap_39_a_value_that_had_no_guard_alone_is_changed_with_its_constraint_only() {
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
async fn trap_39_a_deleted_item_takes_its_guards_along() {
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
async fn trap_37_guards_are_part_of_the_callers_transaction_and_count() {
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
async fn trap_30_guards_expire_with_their_owner() {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let table = table::<App>().await.with_clock(clock.clock());
    let (seats, coupons) = (SeatRepository::new(&table), CouponRepository::new(&table));
    let ends = |seconds| Some(clock.now().saturating_add(Duration::from_secs(seconds)));
    let first = Seat {
        ends: ends(10),
        ..seat("1", Some(7))
    };
    seats.create(&first).send().await.unwrap();
    let coupon = Coupon {
        id: "c".into(),
        code: "x".into(),
        uses: 0,
    };
    coupons.create(&coupon).send().await.unwrap();
    let ttl = async |pk: &str| {
        let items = everything(&table).await;
        let (_, item) = items.into_iter().find(|(key, _)| key == pk).unwrap();
        item.get("ttl").cloned()
    };
    let seconds = |seconds: i64| Some(AttributeValue::N((1_767_225_600 + seconds).to_string()));
    let (seat_guard, coupon_guard) = ("_UNIQUE#SEAT#number#7", "_UNIQUE#COUPON#code#x");
    assert_eq!(ttl(seat_guard).await, seconds(10));
    assert_eq!(ttl(coupon_guard).await, seconds(3600));

    // Another time to live of the owner is the guard's too.
    let longer = Seat {
        ends: ends(20),
        ..first.clone()
    };
    let longer = seats.save(&first, &longer).send().await.unwrap();
    assert_eq!((longer.version, longer.ends), (2, ends(20)));
    assert_eq!(ttl(seat_guard).await, seconds(20));
    clock.move_by(5);
    coupons
        .save(&coupon, &coupon)
        .refresh_ttl()
        .send()
        .await
        .unwrap();
    assert_eq!(ttl("COUPON#c").await, seconds(3605));
    assert_eq!(ttl(coupon_guard).await, seconds(3605));
    let recoded = Coupon {
        code: "y".into(),
        ..coupon.clone()
    };
    clock.move_by(5);
    coupons.save(&coupon, &recoded).send().await.unwrap();
    assert_eq!(ttl("COUPON#c").await, seconds(3610));
    assert_eq!(ttl("_UNIQUE#COUPON#code#y").await, seconds(3610));

    // Until then the value is held, and from then on it is free, before anything was deleted.
    clock.move_by(9);
    assert_eq!(
        violated(seats.create(&seat("2", Some(7))).send().await),
        "number"
    );
    clock.move_by(1);
    assert_eq!(seats.by_unique_number(7_u32).send().await.unwrap(), None);
    let late = seats.by_unique_number(7_u32).include_expired().send().await;
    assert_eq!(late.unwrap().unwrap().id, "1");
    let late = seats.save(&longer, &seat("1", Some(8))).send().await;
    assert!(late.unwrap_err().is_not_found());
    seats.create(&seat("2", Some(7))).send().await.unwrap();
    let found = seats.by_unique_number(7_u32).send().await.unwrap();
    assert_eq!(found.unwrap().id, "2");
    assert_eq!(ttl(seat_guard).await, None);
    // The expired owner's key is free too, and it can hold another value.
    seats.create(&seat("1", Some(9))).send().await.unwrap();
}

#[tokio::test]
async fn trap_30_the_sweep_of_an_expired_owner_leaves_no_guard() {
    let clock = singletable_local::Clock::at_millis(1_767_225_600_000);
    let local = Local::memory_with_clock(clock.clone()).unwrap();
    let now = clock.clone();
    let now =
        singletable::Clock::new(move || Timestamp::from_epoch_millis(now.now_millis()).unwrap());
    let table = Table::<App>::new(local.client()).with_clock(now);
    table.create().send().await.unwrap();
    let coupons = CouponRepository::new(&table);
    for (id, code) in [("1", "x"), ("2", "y")] {
        let (id, code) = (id.into(), code.into());
        coupons
            .create(&Coupon { id, code, uses: 0 })
            .send()
            .await
            .unwrap();
    }
    clock.advance(Duration::from_secs(3601));
    local.sweep_expired().unwrap();
    assert_eq!(everything(&table).await, []);
}

#[tokio::test]
async fn trap_36_a_unique_value_of_a_stale_version_is_a_conflict() {
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
async fn values_of_before_the_constraint_can_be_guarded_and_given_up() {
    let users = users().await;
    let table = users.table();
    // Two users from a time when e-mail addresses were not unique.
    for id in ["1", "2"] {
        users.create(&user(id, id)).send().await.unwrap();
    }
    for (pk, item) in everything(table).await {
        let mut item = item;
        if pk.starts_with("USER#") {
            item.insert("email".into(), text("same"));
            let put = table.client().put_item().table_name(table.name());
            put.set_item(Some(item)).send().await.unwrap();
        } else {
            let delete = table.client().delete_item().table_name(table.name());
            let delete = delete
                .key("pk", item["pk"].clone())
                .key("sk", item["sk"].clone());
            delete.send().await.unwrap();
        }
    }
    let (one, two) = (user("1", "same"), user("2", "same"));
    assert_eq!(users.by_unique_email("same").send().await.unwrap(), None);
    let guarded = users
        .save(&one, &one)
        .with_all_guards()
        .send()
        .await
        .unwrap();
    let found = users.by_unique_email("same").send().await.unwrap();
    assert_eq!(found, Some(guarded));
    // Twice is once, and the other item cannot have the value too.
    users
        .save(&one, &one)
        .with_all_guards()
        .send()
        .await
        .unwrap();
    let clash = users.save(&two, &two).with_all_guards().send().await;
    assert_eq!(violated(clash), "email");
    // It can be changed and deleted all the same, and leaves the other's guard.
    let renamed = users.save(&two, &user("2", "other")).send().await.unwrap();
    assert_eq!(
        guards(table).await,
        ["_UNIQUE#USER#email#other", "_UNIQUE#USER#email#same"]
    );
    let item = raw(table, &two.item_key().unwrap()).await.unwrap();
    assert_eq!(item["email"], text("other"));
    users.delete("2").given(&renamed).send().await.unwrap();
    users.delete("1").given(&one).send().await.unwrap();
    assert_eq!(everything(table).await, []);
}

#[tokio::test]
async fn guards_are_written_only_for_what_is_still_stored() {
    let users = users().await;
    users.create(&user("1", "a")).send().await.unwrap();
    let stale = user("1", "b");
    let stale = users.save(&stale, &stale).with_all_guards().send().await;
    assert!(stale.unwrap_err().is_condition_failed());
    assert_eq!(guards(users.table()).await, ["_UNIQUE#USER#email#a"]);
    let seats = SeatRepository::new(users.table());
    let first = seat("1", Some(1));
    seats.create(&first).send().await.unwrap();
    let again = seats
        .save(&first, &first)
        .with_all_guards()
        .send()
        .await
        .unwrap();
    assert_eq!(again.version, 2);
    let stale = seats.save(&first, &first).with_all_guards().send().await;
    assert!(stale.unwrap_err().is_version_conflict());
}

#[tokio::test]
async fn trap_09_a_unique_value_that_no_key_can_hold_is_refused() {
    let users = users().await;
    let empty = users.create(&user("1", "")).send().await.unwrap_err();
    assert_eq!(
        empty.to_string(),
        "User: guard key of unique email \"<email>\", field `email`: the value is empty"
    );
    let long = users.create(&user("1", &"x".repeat(2049))).send().await;
    let Err(Error::Key(long)) = long else {
        panic!("{long:?}")
    };
    assert!(long.to_string().contains("2048"), "{long}");
    // The last value of a constraint may contain the separator, as nothing follows it.
    let coupons = CouponRepository::new(users.table());
    let coupon = |id: &str, code: &str| Coupon {
        id: id.into(),
        code: code.into(),
        uses: 0,
    };
    coupons.create(&coupon("1", "a#b")).send().await.unwrap();
    coupons.create(&coupon("2", "a")).send().await.unwrap();
    let clash = coupons.create(&coupon("3", "a#b")).send().await;
    assert_eq!(violated(clash), "code");
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = App, pk = "<first>#<second>#<third>#<fourth>", sk = "<sort>")]
struct Anything {
    first: String,
    second: String,
    third: String,
    fourth: String,
    sort: String,
}

#[tokio::test]
async fn no_entity_can_be_written_in_the_place_of_a_guard() {
    let all = singletable::Repository::<Anything>::new(&table::<App>().await);
    let guard = Anything {
        first: "_UNIQUE".into(),
        second: "USER".into(),
        third: "email".into(),
        fourth: "a".into(),
        sort: "_UNIQUE".into(),
    };
    let refused = all.put(&guard).send().await.unwrap_err();
    assert!(matches!(&refused, Error::Key(_)), "{refused}");
    assert!(all.delete_by(guard.to_key()).send().await.is_err());
    assert!(guard.to_key().item_key().is_err());
    let beside = Anything {
        sort: "e".into(),
        ..guard
    };
    all.put(&beside).send().await.unwrap();
}

/// A client whose transactions meet others under way, as DynamoDB's do.
#[tokio::test(start_paused = true)]
async fn a_write_that_meets_another_is_sent_again() {
    let script = Script::new();
    let table = Table::<App>::new(Local::memory().unwrap().scripted_client(&script));
    table.create().send().await.unwrap();
    let users = UserRepository::new(&table);
    let conflict = |codes: &[&str]| {
        script.push_for("TransactWriteItems", Outcome::transaction_canceled(codes));
    };
    conflict(&["None", "TransactionConflict"]);
    conflict(&["TransactionConflict", "None"]);
    conflict(&["None", "ThrottlingError"]);
    let started = tokio::time::Instant::now();
    users.create(&user("1", "a")).send().await.unwrap();
    assert_eq!(script.remaining(), 0);
    let waited = started.elapsed();
    assert!(waited <= Duration::from_millis(40 + 80 + 160), "{waited:?}");
    let sent = script.requests();
    let bodies = sent
        .iter()
        .filter(|sent| sent.operation == "TransactWriteItems");
    let bodies: Vec<_> = bodies.map(|sent| &sent.body).collect();
    assert!(bodies.len() == 4 && bodies.iter().all(|body| *body == bodies[0]));
    // Not for ever: then the caller is told, and can tell.
    for _ in 0..7 {
        conflict(&["None", "TransactionConflict"]);
    }
    let error = users.create(&user("2", "b")).send().await.unwrap_err();
    assert!(error.is_throttling(), "{error}");
    assert_eq!(script.remaining(), 0);
    // Another reason beside it is not waited out.
    conflict(&["ConditionalCheckFailed", "TransactionConflict"]);
    let taken = users.create(&user("3", "c")).send().await;
    assert!(taken.unwrap_err().is_already_exists());
    // A lost answer is asked for again, and the write has happened once.
    script.push_for("TransactWriteItems", Outcome::LostAnswer);
    users.create(&user("4", "d")).send().await.unwrap();
}

/// A failure that passes is not taken for a guard of another item.
#[tokio::test(start_paused = true)]
async fn a_guard_that_was_only_busy_is_not_left_behind() {
    let script = Script::new();
    let table = Table::<App>::new(Local::memory().unwrap().scripted_client(&script));
    table.create().send().await.unwrap();
    let users = UserRepository::new(&table);
    users.create(&user("1", "a")).send().await.unwrap();
    let conflict = |codes: &[&str]| {
        script.push_for("TransactWriteItems", Outcome::transaction_canceled(codes));
    };
    for code in ["TransactionConflict", "ThrottlingError"] {
        for _ in 0..7 {
            conflict(&["None", code, "None"]);
        }
        let busy = users.save(&user("1", "a"), &user("1", "b")).send().await;
        assert!(busy.unwrap_err().is_throttling());
        for _ in 0..7 {
            conflict(&["None", code]);
        }
        let busy = users.delete("1").given(&user("1", "a")).send().await;
        assert!(busy.unwrap_err().is_throttling());
    }
    assert_eq!(guards(&table).await, ["_UNIQUE#USER#email#a"]);
    // Nor is one of another item taken for the cause while something else passes.
    conflict(&["None", "ConditionalCheckFailed", "TransactionConflict"]);
    users
        .save(&user("1", "a"), &user("1", "b"))
        .send()
        .await
        .unwrap();
    assert_eq!(guards(&table).await, ["_UNIQUE#USER#email#b"]);
}

#[tokio::test]
async fn client_tokens_are_random_where_identifiers_are_given() {
    let table = table::<App>()
        .await
        .with_ids(singletable::Ids::new(|| [7; 16]));
    let users = UserRepository::new(&table);
    for id in ["1", "2", "3"] {
        users.create(&user(id, id)).send().await.unwrap();
    }
    users
        .delete("1")
        .given(&user("1", "1"))
        .send()
        .await
        .unwrap();
    users.create(&user("1", "1")).send().await.unwrap();
    assert!(users.get("1").send().await.unwrap().is_some());
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_hundred_creators_of_one_value_exactly_one_wins() {
    let users = users().await;
    let creators = (0..200).map(|n| {
        let create = users.create(&user(&n.to_string(), "same"));
        tokio::spawn(create.send())
    });
    let creators: Vec<_> = creators.collect();
    let mut won = 0;
    for creator in creators {
        match creator.await.unwrap() {
            Ok(()) => won += 1,
            Err(error) => assert!(error.is_unique_violation(), "{error}"),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(everything(users.table()).await.len(), 2);
    let winner = users.by_unique_email("same").send().await.unwrap().unwrap();
    users
        .delete(&winner.id)
        .given(&winner)
        .send()
        .await
        .unwrap();
    assert_eq!(everything(users.table()).await, []);
}

/// `KeyField` types of the caller's own are unique by their key text.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize, KeyField)]
#[serde(rename_all = "lowercase")]
enum Room {
    Red,
    Blue,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = App, pk = "TALK#<id>", sk = "#TALK")]
#[entity(unique(slot, fields(starts, room)))]
struct Talk {
    id: u32,
    starts: Timestamp,
    room: Room,
}

#[tokio::test]
async fn any_key_value_can_be_unique() {
    let talks = TalkRepository::new(&table::<App>().await);
    let starts = "2026-01-01T00:00:00.000Z".parse().unwrap();
    let talk = |id, room| Talk { id, starts, room };
    talks.create(&talk(1, Room::Red)).send().await.unwrap();
    let clash = talks.create(&talk(2, Room::Red)).send().await;
    assert_eq!(violated(clash), "slot");
    talks.create(&talk(2, Room::Blue)).send().await.unwrap();
    let found = talks.by_unique_slot(starts, Room::Blue).send().await;
    assert_eq!(found.unwrap(), Some(talk(2, Room::Blue)));
    let key = "_UNIQUE#TALK#slot#2026-01-01T00:00:00.000Z#red";
    assert!(guards(talks.table()).await.contains(&key.to_owned()));
}
