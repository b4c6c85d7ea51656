//! Items from before their entity had a unique constraint: how they get guards, and values that no
//! guard can have.

use super::{App, SeatRepository, everything, guards, seat, user, users, violated};
use crate::support::{raw, table, text};
use singletable::{Entity, Error, Repository};

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = App, pk = "LOCKER#<id>", sk = "#LOCKER")]
#[entity(unique(place, fields(room, number)))]
struct Locker {
    id: String,
    room: String,
    number: String,
    #[entity(unique)]
    code: String,
    note: String,
}

/// What it was before.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = App, type = "LOCKER", pk = "LOCKER#<id>", sk = "#LOCKER")]
struct OldLocker {
    id: String,
    room: String,
    number: String,
    code: String,
    note: String,
}

fn locker(room: &str, number: &str) -> Locker {
    Locker {
        id: "l".into(),
        room: room.into(),
        number: number.into(),
        code: "c".into(),
        note: "n".into(),
    }
}

/// The lockers of a table that holds this one, stored before there were constraints.
async fn stored(locker: &Locker) -> LockerRepository {
    let table = table::<App>().await;
    let old = OldLocker {
        id: locker.id.clone(),
        room: locker.room.clone(),
        number: locker.number.clone(),
        code: locker.code.clone(),
        note: locker.note.clone(),
    };
    let old_lockers: Repository<OldLocker> = Repository::new(&table);
    old_lockers.create(&old).send().await.unwrap();
    LockerRepository::new(&table)
}

/// Lockers whose room and number no guard can have.
fn unguardable() -> [Locker; 3] {
    [
        locker("", "1"),
        locker("a#b", "1"),
        locker("a", &"1".repeat(2049)),
    ]
}

#[tokio::test]
async fn an_item_whose_values_no_guard_can_have_is_deleted() {
    for locker in unguardable() {
        let lockers = stored(&locker).await;
        let other = Locker {
            room: "z".into(),
            ..locker.clone()
        };
        let stale = lockers.delete("l").given(&other).send().await;
        assert!(stale.unwrap_err().is_condition_failed());
        lockers.delete("l").given(&locker).send().await.unwrap();
        assert_eq!(everything(lockers.table()).await, []);
    }
}

#[tokio::test]
async fn an_item_whose_values_no_guard_can_have_is_saved_with_better_ones() {
    for old in unguardable() {
        let lockers = stored(&old).await;
        // Such values cannot be written.
        let renamed = Locker {
            note: "m".into(),
            ..old.clone()
        };
        let refused = lockers.save(&old, &renamed).send().await;
        assert!(matches!(refused, Err(Error::Key(_))), "{refused:?}");
        let better = Locker {
            note: "m".into(),
            ..locker("a", "1")
        };
        let saved = lockers.save(&old, &better).with_all_guards();
        assert_eq!(saved.send().await.unwrap(), better);
        assert_eq!(
            guards(lockers.table()).await,
            ["_UNIQUE#LOCKER#code#c", "_UNIQUE#LOCKER#place#a#1"]
        );
    }
}

#[tokio::test]
async fn an_item_with_one_value_that_no_guard_can_have_is_found_by_another() {
    let better = locker("a", "1");
    let lockers = stored(&better).await;
    let guarded = lockers.save(&better, &better).with_all_guards();
    guarded.send().await.unwrap();
    // As another program may leave it.
    let table = lockers.table();
    let mut item = raw(table, &better.item_key().unwrap()).await.unwrap();
    item.insert("room".into(), text(""));
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
    let found = lockers.by_unique_code("c").send().await.unwrap();
    assert_eq!(found, Some(locker("", "1")));
    let moved = lockers.by_unique_place("a", "1").send().await.unwrap();
    assert_eq!(moved, None);
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
