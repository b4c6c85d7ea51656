//! The time to live in write transactions.

use super::{Ticket, Visit, VisitRepository, Web, ticket, tickets};
use crate::support::{MovableClock, raw, table};
use singletable::Entity as _;
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::error::Cause;

#[tokio::test]
async fn a_transaction_sees_an_expired_item_as_absent() {
    let (tickets, _) = tickets().await;
    let table = tickets.table();
    let transaction = table
        .write_transaction()
        .with(tickets.check("old"))
        .with(tickets.update("new").set(Ticket::OWNER, "p"));
    let canceled = transaction.send().await.unwrap_err();
    let reasons = canceled.canceled().unwrap().reasons();
    assert_eq!(reasons[0].cause(), &Cause::NotFound);
    let transaction = table
        .write_transaction()
        .with(tickets.check("old").absent())
        .with(tickets.create(&ticket("another", None)));
    transaction.send().await.unwrap();
    let transaction = table
        .write_transaction()
        .with(tickets.create(&ticket("old", None)));
    transaction.send().await.unwrap();
    let transaction = table
        .write_transaction()
        .with(tickets.check("old").absent());
    assert!(transaction.send().await.is_err());
}

/// Each alone in its transaction: what fails for an absent item, and what succeeds.
#[tokio::test]
async fn each_write_of_a_transaction_takes_an_expired_item_for_absent() {
    let (tickets, _) = tickets().await;
    let transaction = || tickets.table().write_transaction();
    let update = || tickets.update("old").set(Ticket::OWNER, "p");
    let delete = || tickets.delete("old");
    let owned = || Ticket::OWNER.eq("o");
    let absent = Cause::NotFound;
    let save = tickets.save(
        &ticket("old", None),
        &Ticket {
            owner: "p".into(),
            ..ticket("old", None)
        },
    );
    let put = tickets.put(&ticket("old", None)).condition(owned());
    for (name, transaction, cause) in [
        ("update", transaction().with(update()), &absent),
        (
            "conditional update",
            transaction().with(update().condition(owned())),
            &absent,
        ),
        ("save", transaction().with(save), &absent),
        (
            "conditional delete",
            transaction().with(delete().condition(owned())),
            &absent,
        ),
        // There is nothing to show of what is absent.
        (
            "conditional put",
            transaction().with(put),
            &Cause::ConditionFailed(None),
        ),
    ] {
        let canceled = transaction.send().await.unwrap_err();
        let reasons = canceled.canceled().unwrap().reasons();
        assert_eq!(reasons[0].cause(), cause, "{name}");
    }
    // It would be mixed with the expired item's attributes, and a transaction has one write for it.
    let upsert = transaction().with(update().upsert()).send().await;
    let canceled = upsert.unwrap_err();
    let cause = canceled.canceled().unwrap().reasons()[0].cause();
    assert!(matches!(cause, Cause::ConditionFailed(_)), "{cause:?}");
    let untouched = tickets.get("old").include_expired().send().await.unwrap();
    assert_eq!(untouched.unwrap().owner, "o");

    let fresh = Ticket {
        owner: "p".into(),
        note: None,
        ..ticket("old", None)
    };
    let put = tickets.put(&fresh).condition(Ticket::NOTE.not_exists());
    transaction().with(put).send().await.unwrap();
    let stored = tickets.get("old").send().await.unwrap();
    assert_eq!(stored, Some(fresh));
}

#[tokio::test]
async fn a_transaction_creates_over_and_deletes_what_has_expired() {
    let (tickets, clock) = tickets().await;
    let transaction = || tickets.table().write_transaction();
    let key = ticket("old", None).item_key().unwrap();
    let delete = transaction().with(tickets.delete("old"));
    delete.send().await.unwrap();
    assert_eq!(raw(tickets.table(), &key).await, None);
    clock.move_by(10);
    let fresh = Ticket {
        note: None,
        ..ticket("new", None)
    };
    let create = || transaction().with(tickets.create(&fresh));
    create().send().await.unwrap();
    assert_eq!(
        tickets.get("new").send().await.unwrap(),
        Some(fresh.clone())
    );
    let taken = create().send().await.unwrap_err();
    let reasons = taken.canceled().unwrap().reasons();
    assert_eq!(reasons[0].cause(), &Cause::AlreadyExists);
}

#[tokio::test]
async fn a_transaction_stores_a_declared_lifetime_in_seconds() {
    let clock = MovableClock::at("2026-01-01T00:00:00.500Z");
    let table = table::<Web>().await.with_clock(clock.clock());
    let visits = VisitRepository::new(&table);
    let visit = Visit {
        id: "v".into(),
        pages: 1,
    };
    let transaction = || table.write_transaction();
    let ttl = async || {
        let item = raw(&table, &visit.item_key().unwrap()).await.unwrap();
        let AttributeValue::N(seconds) = &item["ttl"] else {
            panic!("a time to live is a number")
        };
        seconds.parse::<i64>().unwrap() - 1_767_225_600
    };
    let create = transaction().with(visits.create(&visit));
    create.send().await.unwrap();
    assert_eq!(ttl().await, 3600);
    clock.move_by(60);
    let counted = visits.update("v").add(Visit::PAGES, 1);
    transaction().with(counted).send().await.unwrap();
    assert_eq!(ttl().await, 3600);
    let refreshed = visits.update("v").refresh_ttl();
    transaction().with(refreshed).send().await.unwrap();
    assert_eq!(ttl().await, 3660);
    clock.move_by(60);
    let upsert = || visits.update("v").upsert().set(Visit::PAGES, 9);
    transaction().with(upsert()).send().await.unwrap();
    assert_eq!(ttl().await, 3660);
    let put = transaction().with(visits.put(&visit));
    put.send().await.unwrap();
    assert_eq!(ttl().await, 3720);
    let save = visits.save(&visit, &visit).refresh_ttl();
    clock.move_by(60);
    // The lifetime begins when the operation is made, and not when it is sent.
    transaction().with(save).send().await.unwrap();
    assert_eq!(ttl().await, 3720);
    visits.delete("v").send().await.unwrap();
    transaction().with(upsert()).send().await.unwrap();
    assert_eq!(ttl().await, 3780);
}
