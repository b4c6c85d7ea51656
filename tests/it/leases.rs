//! Versions of items that expire: an expired version is no version.

use crate::support::{MovableClock, raw, table};
use singletable::error::Cause;
use singletable::{Entity, Error, Table, Timestamp};
use std::time::Duration;

#[derive(Debug, Table)]
#[table(ttl = "ttl")]
struct Locks;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Locks, pk = "LEASE#<name>", sk = "#LEASE")]
struct Lease {
    name: String,
    holder: String,
    note: Option<String>,
    #[entity(version)]
    version: u64,
    #[entity(ttl)]
    ends: Option<Timestamp>,
}

/// A lease of version 2 that has expired, as it was loaded while it held.
async fn expired() -> (LeaseRepository, Lease, MovableClock) {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let leases = LeaseRepository::new(&table::<Locks>().await.with_clock(clock.clock()));
    let lease = NewLease {
        name: "l".into(),
        holder: "ada".into(),
        note: Some("old".into()),
        ends: Some(clock.now().saturating_add(Duration::from_secs(10))),
    };
    let first = leases.create(lease).send().await.unwrap();
    let second = leases.put(&first).return_new().send().await.unwrap();
    assert_eq!(second.version, 2);
    clock.move_by(10);
    (leases, second, clock)
}

fn taken(old: &Lease, clock: &MovableClock) -> Lease {
    Lease {
        holder: "eve".into(),
        note: None,
        ends: Some(clock.now().saturating_add(Duration::from_secs(10))),
        ..old.clone()
    }
}

/// A conflict's versions: the expected and the stored one.
fn conflict<T: std::fmt::Debug>(result: Result<T, Error>) -> (u64, Option<u64>) {
    match result {
        Err(Error::VersionConflict {
            expected, stored, ..
        }) => (expected, stored),
        other => panic!("no conflict: {other:?}"),
    }
}

#[tokio::test]
async fn an_expired_version_can_be_created_over_and_begins_at_1() {
    let (leases, old, clock) = expired().await;
    let new = taken(&old, &clock);
    leases.create(&new).send().await.unwrap();
    let stored = leases.get("l").send().await.unwrap().unwrap();
    assert_eq!(stored, Lease { version: 1, ..new });
    let again = leases.create(&taken(&old, &clock)).send().await;
    assert!(again.unwrap_err().is_already_exists());

    // The same in a transaction, and by a `put` of what has no version yet.
    let (leases, old, clock) = expired().await;
    let create = leases.create(&taken(&old, &clock));
    let transaction = leases.table().write_transaction().with(create);
    transaction.send().await.unwrap();
    let stored = leases.get("l").send().await.unwrap().unwrap();
    assert_eq!((stored.version, stored.holder.as_str()), (1, "eve"));
    let (leases, old, clock) = expired().await;
    let unstored = Lease {
        version: 0,
        ..taken(&old, &clock)
    };
    let put = leases.put(&unstored).return_new().send().await.unwrap();
    assert_eq!((put.version, put.holder.as_str()), (1, "eve"));
}

#[tokio::test]
async fn the_version_of_an_expired_item_is_not_there_to_be_changed() {
    let (leases, old, clock) = expired().await;
    let raw = async || raw(leases.table(), &old.item_key().unwrap()).await;
    let before = raw().await;
    assert!(before.is_some());
    let given = leases.update("l").given(&old).set(Lease::HOLDER, "eve");
    assert!(given.send().await.unwrap_err().is_not_found());
    let any = leases.update("l").any_version().set(Lease::HOLDER, "eve");
    assert!(any.send().await.unwrap_err().is_not_found());
    let save = leases.save(&old, &taken(&old, &clock)).send().await;
    assert!(save.unwrap_err().is_not_found());
    let delete = leases.delete("l").given(&old).send().await;
    assert!(delete.unwrap_err().is_not_found());
    // A `put` of an item that is gone is a conflict with no version.
    let put = leases.put(&taken(&old, &clock)).send().await;
    assert_eq!(conflict(put), (2, None));
    assert_eq!(raw().await, before);
}

#[tokio::test]
async fn the_version_of_an_expired_item_is_not_there_to_be_changed_in_a_transaction() {
    let (leases, old, clock) = expired().await;
    let new = taken(&old, &clock);
    let transaction = || leases.table().write_transaction();
    let given = leases.update("l").given(&old).set(Lease::HOLDER, "eve");
    let any = leases.update("l").any_version().set(Lease::HOLDER, "eve");
    for (name, transaction) in [
        ("given", transaction().with(given)),
        ("any version", transaction().with(any)),
        ("save", transaction().with(leases.save(&old, &new))),
        ("delete", transaction().with(leases.delete("l").given(&old))),
    ] {
        let canceled = transaction.send().await.unwrap_err();
        let cause = canceled.canceled().unwrap().reasons()[0].cause();
        assert_eq!(cause, &Cause::NotFound, "{name}");
    }
    let put = transaction().with(leases.put(&new)).send().await;
    let canceled = put.unwrap_err();
    let cause = canceled.canceled().unwrap().reasons()[0].cause();
    let none = Cause::VersionConflict {
        expected: 2,
        stored: None,
        item: None,
    };
    assert_eq!(cause, &none);
    let stored = leases.get("l").include_expired().send().await.unwrap();
    assert_eq!(stored, Some(old));
}

#[tokio::test]
async fn an_upsert_over_an_expired_version_begins_at_1_and_leaves_nothing_of_it() {
    let (leases, old, clock) = expired().await;
    let ends = taken(&old, &clock).ends;
    let upsert = || {
        let upsert = leases.update("l").any_version().upsert();
        upsert
            .set(Lease::HOLDER, "eve")
            .set_or_remove(Lease::ENDS, ends)
    };
    let made = upsert().return_new().send().await.unwrap();
    let expected = Lease {
        version: 1,
        ..taken(&old, &clock)
    };
    assert_eq!(made, expected);
    assert_eq!(upsert().return_new().send().await.unwrap().version, 2);
}
