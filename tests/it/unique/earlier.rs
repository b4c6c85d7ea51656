//! Items from before their entity had a unique constraint, with values that it would not allow.

use super::{App, everything, guards, text};
use crate::support::{raw, table};
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

/// Lockers whose place no guard can have.
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
