//! The time to live: expired items are absent, whether DynamoDB has deleted them or not.

mod transactions;

use crate::support::{MovableClock, raw, table};
use singletable::aws_sdk_dynamodb::types::{AttributeValue, TimeToLiveStatus};
use singletable::bounds::TableModel;
use singletable::{Entity, Table, Timestamp};
use singletable_local::{Local, Outcome, Script};
use std::time::Duration;

#[derive(Debug, Table)]
#[table(
    ttl = "ttl",
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk"),
    index(Less, pk = "lpk", projection = include("id", "ttl"))
)]
struct Web;

/// It says itself when it ends.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Web, pk = "TICKET#<id>", sk = "#TICKET")]
#[entity(index(GSI1, name = by_owner, pk = "OWNER#<owner>", sk = "<id>"))]
#[entity(index(Less, name = all, pk = "TICKETS"))]
struct Ticket {
    id: String,
    owner: String,
    note: Option<String>,
    #[entity(ttl)]
    ends: Option<Timestamp>,
}

/// It lives for an hour.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Web, pk = "VISIT#<id>", sk = "#VISIT", ttl = "1h")]
struct Visit {
    id: String,
    pages: u32,
}

/// The same, and an item may have a time of its own.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Web, pk = "CALL#<id>", sk = "#CALL", ttl = "1h")]
struct Call {
    #[entity(on_create = uuid)]
    id: String,
    #[entity(ttl)]
    ends: Option<Timestamp>,
}

fn ticket(id: &str, ends: Option<Timestamp>) -> Ticket {
    Ticket {
        id: id.into(),
        owner: "o".into(),
        note: Some("old".into()),
        ends,
    }
}

/// A ticket that has expired and one that has not, and the clock.
async fn tickets() -> (TicketRepository, MovableClock) {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let tickets = TicketRepository::new(&table::<Web>().await.with_clock(clock.clock()));
    let ends = |seconds| {
        Some(
            clock
                .now()
                .saturating_add(std::time::Duration::from_secs(seconds)),
        )
    };
    for ticket in [
        ticket("old", ends(10)),
        ticket("new", ends(20)),
        ticket("none", None),
    ] {
        tickets.create(&ticket).send().await.unwrap();
    }
    clock.move_by(10);
    (tickets, clock)
}

#[tokio::test]
async fn an_expired_item_is_absent_to_every_read() {
    let (tickets, clock) = tickets().await;
    assert_eq!(tickets.get("old").send().await.unwrap(), None);
    let old = tickets.get("old").include_expired().send().await.unwrap();
    assert_eq!(old.unwrap().id, "old");
    let selected = tickets.get("old").select((Ticket::OWNER,)).send().await;
    assert_eq!(selected.unwrap(), None);
    assert!(tickets.get("new").send().await.unwrap().is_some());
    let ids = async || -> Vec<String> {
        let found = tickets.by_owner("o").all().await.unwrap();
        found.into_iter().map(|ticket| ticket.id).collect()
    };
    assert_eq!(ids().await, ["new", "none"]);
    assert_eq!(tickets.by_owner("o").count().await.unwrap(), 2);
    assert_eq!(
        tickets
            .by_owner("o")
            .include_expired()
            .count()
            .await
            .unwrap(),
        3
    );
    let all = tickets.by_owner("o").include_expired().all().await.unwrap();
    assert_eq!(all.len(), 3);
    // A limit counts what is found, in an index that holds the time too.
    let one = tickets
        .by_owner("o")
        .descending()
        .limit(2)
        .all()
        .await
        .unwrap();
    assert_eq!(one.len(), 2);
    assert_eq!(tickets.all().count().await.unwrap(), 2);
    let held = tickets.all().select((Ticket::ID,)).all().await.unwrap();
    assert_eq!(held.len(), 2);
    clock.move_by(10);
    assert_eq!(ids().await, ["none"]);
}

#[tokio::test]
async fn a_create_over_an_expired_item_succeeds() {
    let (tickets, _) = tickets().await;
    let fresh = Ticket {
        note: None,
        ..ticket("old", None)
    };
    tickets.create(&fresh).send().await.unwrap();
    assert_eq!(
        tickets.get("old").send().await.unwrap(),
        Some(fresh.clone())
    );
    let again = tickets.create(&fresh).send().await;
    assert!(again.unwrap_err().is_already_exists());
    let taken = tickets.create(&ticket("new", None)).send().await;
    assert!(taken.unwrap_err().is_already_exists());
}

#[tokio::test]
async fn conditions_see_an_expired_item_as_absent() {
    let (tickets, _) = tickets().await;
    let missing = tickets.update("old").set(Ticket::OWNER, "p").send().await;
    assert!(missing.unwrap_err().is_not_found());
    let conditional = tickets.update("old").set(Ticket::OWNER, "p");
    let conditional = conditional.condition(Ticket::OWNER.eq("o")).send().await;
    assert!(conditional.unwrap_err().is_not_found());
    let deleted = tickets.delete("old").condition(Ticket::OWNER.eq("o"));
    assert!(deleted.send().await.unwrap_err().is_not_found());
    let put = tickets.put(&ticket("old", None));
    let failed = put
        .condition(Ticket::OWNER.eq("o"))
        .send()
        .await
        .unwrap_err();
    assert!(failed.is_condition_failed());
    assert_eq!(failed.stored::<Ticket>().unwrap(), None);
    // What holds for an absent item holds for an expired one, and the other way round.
    let absent = [
        Ticket::NOTE.not_exists(),
        Ticket::OWNER.ne("o"),
        !Ticket::OWNER.eq("o"),
    ];
    for condition in absent {
        let (tickets, _) = self::tickets().await;
        let put = tickets
            .put(&ticket("old", None))
            .condition(condition.clone());
        put.send().await.unwrap();
        let put = tickets.put(&ticket("new", None)).condition(condition);
        assert!(put.send().await.unwrap_err().is_condition_failed());
    }
    assert_eq!(
        tickets.delete("old").return_old().send().await.unwrap(),
        None
    );
    let new = tickets.delete("new").return_old().send().await.unwrap();
    assert_eq!(new.unwrap().id, "new");
}

#[tokio::test]
async fn an_upsert_over_an_expired_item_leaves_nothing_of_it() {
    let (tickets, _) = tickets().await;
    let upsert = tickets
        .update("old")
        .upsert()
        .set(Ticket::OWNER, "p")
        .return_new();
    let made = upsert.send().await.unwrap();
    let expected = Ticket {
        owner: "p".into(),
        note: None,
        ..ticket("old", None)
    };
    assert_eq!(made, expected);
    let upsert = tickets
        .update("new")
        .upsert()
        .set(Ticket::OWNER, "p")
        .return_new();
    assert_eq!(upsert.send().await.unwrap().note.as_deref(), Some("old"));
}

#[tokio::test]
async fn a_declared_lifetime_is_stored_in_seconds_and_begins_again_on_demand() {
    let clock = MovableClock::at("2026-01-01T00:00:00.500Z");
    let table = table::<Web>().await.with_clock(clock.clock());
    let visits = VisitRepository::new(&table);
    let visit = Visit {
        id: "v".into(),
        pages: 1,
    };
    let ttl = async || {
        let item = raw(&table, &visit.item_key().unwrap()).await.unwrap();
        let AttributeValue::N(seconds) = &item["ttl"] else {
            panic!("a time to live is a number")
        };
        seconds.parse::<i64>().unwrap() - 1_767_225_600
    };
    visits.create(&visit).send().await.unwrap();
    assert_eq!(ttl().await, 3600);
    clock.move_by(60);
    visits
        .update("v")
        .add(Visit::PAGES, 1)
        .send()
        .await
        .unwrap();
    assert_eq!(ttl().await, 3600);
    visits.update("v").refresh_ttl().send().await.unwrap();
    assert_eq!(ttl().await, 3660);
    clock.move_by(60);
    visits
        .update("v")
        .upsert()
        .set(Visit::PAGES, 9)
        .send()
        .await
        .unwrap();
    assert_eq!(ttl().await, 3660);
    visits.put(&visit).send().await.unwrap();
    assert_eq!(ttl().await, 3720);
    clock.move_by(3600);
    assert_eq!(visits.get("v").send().await.unwrap(), None);
    let upsert = visits.update("v").upsert().set(Visit::PAGES, 9);
    upsert.send().await.unwrap();
    assert_eq!(ttl().await, 7320);

    let calls = CallRepository::new(&table);
    let own = clock
        .now()
        .saturating_add(std::time::Duration::from_secs(5));
    let own = Timestamp::from_epoch_seconds(own.epoch_seconds()).unwrap();
    for ends in [None, Some(own)] {
        let call = Call {
            id: "c".into(),
            ends,
        };
        calls.put(&call).send().await.unwrap();
        let read = calls.get("c").send().await.unwrap().unwrap();
        let hour = clock.now().epoch_seconds() + 3600;
        let expected = ends.map_or(hour, Timestamp::epoch_seconds);
        assert_eq!(read.ends.map(Timestamp::epoch_seconds), Some(expected));
        // A new item is answered as it is stored.
        let made = calls.create(NewCall { ends }).send().await.unwrap();
        assert_eq!(made.ends, read.ends);
        assert_eq!(calls.get(&made.id).send().await.unwrap(), Some(made));
    }
}

/// A lifetime, a time of its own, and a guard that shares it.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Web, pk = "LINE#<id>", sk = "#LINE", ttl = "1h")]
struct Line {
    id: String,
    #[entity(unique)]
    number: u32,
    #[entity(ttl)]
    ends: Option<Timestamp>,
}

#[tokio::test]
async fn a_time_of_its_own_is_kept_and_none_begins_the_lifetime() {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let table = table::<Web>().await.with_clock(clock.clock());
    let (lines, calls) = (LineRepository::new(&table), CallRepository::new(&table));
    let later = |seconds| {
        Some(
            clock
                .now()
                .saturating_add(std::time::Duration::from_secs(seconds)),
        )
    };
    let month = later(30 * 86_400);
    let line = Line {
        id: "l".into(),
        number: 1,
        ends: month,
    };
    lines.create(&line).send().await.unwrap();
    // Another unique value is no reason for another time.
    let moved = Line {
        number: 2,
        ..line.clone()
    };
    let moved = lines.save(&line, &moved).send().await.unwrap();
    assert_eq!(moved.ends, month);
    assert_eq!(lines.get("l").send().await.unwrap(), Some(moved.clone()));
    let guard = lines.by_unique_number(2_u32).send().await.unwrap();
    assert_eq!(guard, Some(moved.clone()));
    let ended = Line {
        ends: None,
        ..moved.clone()
    };
    let saved = lines.save(&moved, &ended).send().await.unwrap();
    assert_eq!(saved.ends, later(3600));
    assert_eq!(lines.get("l").send().await.unwrap(), Some(saved.clone()));
    let refreshed = lines
        .save(&saved, &saved)
        .refresh_ttl()
        .send()
        .await
        .unwrap();
    assert_eq!(refreshed.ends, later(3600));

    let id = String::from("c");
    let call = Call { id, ends: month };
    calls.put(&call).send().await.unwrap();
    let ended = Call {
        ends: None,
        ..call.clone()
    };
    let saved = calls.save(&call, &ended).send().await.unwrap();
    assert_eq!(saved.ends, later(3600));
    let ends = calls
        .update("c")
        .set_or_remove(Call::ENDS, month)
        .return_new();
    assert_eq!(ends.send().await.unwrap().ends, month);
    let ends = calls
        .update("c")
        .set_or_remove(Call::ENDS, None)
        .return_new();
    assert_eq!(ends.send().await.unwrap().ends, later(3600));
    let upsert = calls.update("d").upsert().set_or_remove(Call::ENDS, None);
    let made = upsert.return_new().send().await.unwrap();
    assert_eq!(made.ends, later(3600));
}

#[tokio::test]
async fn what_is_no_number_is_no_time() {
    let (tickets, _) = tickets().await;
    let table = tickets.table();
    for (value, expired) in [
        (AttributeValue::Null(true), false),
        (AttributeValue::S("1".into()), false),
        (AttributeValue::N("1000.5".into()), true),
        (AttributeValue::N("1E3".into()), true),
    ] {
        let mut item = raw(table, &ticket("new", None).item_key().unwrap())
            .await
            .unwrap();
        item.insert("ttl".into(), value.clone());
        let put = table.client().put_item().table_name(table.name());
        put.set_item(Some(item)).send().await.unwrap();
        let read = tickets.get("new").select((Ticket::OWNER,)).send().await;
        assert_eq!(read.unwrap().is_none(), expired, "{value:?}");
        let counted = tickets.by_owner("o").at(("new",)).count().await.unwrap();
        assert_eq!(counted == 0, expired, "{value:?}");
        let update = tickets.update("new").set(Ticket::NOTE, "n").send().await;
        assert_eq!(update.is_err(), expired, "{value:?} {update:?}");
        let delete = tickets
            .delete("new")
            .condition(Ticket::NOTE.exists())
            .send()
            .await;
        assert_eq!(delete.is_err(), expired, "{value:?}");
        tickets.put(&ticket("new", None)).send().await.unwrap();
    }
}

/// The upsert has found the item expired and is about to delete it, when another program gives it more
/// time.
#[tokio::test(start_paused = true)]
async fn an_expired_item_that_gets_more_time_meanwhile_is_not_deleted_by_an_upsert() {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let (local, script) = (Local::memory().unwrap(), Script::new());
    let table = Table::<Web>::new(local.client()).with_clock(clock.clock());
    table.create_table().send().await.unwrap();
    let tickets = TicketRepository::new(&table);
    let old = ticket("t", Some(clock.now()));
    tickets.create(&old).send().await.unwrap();
    // The delete fails once, after which the SDK waits: that is when the item gets its time.
    script.push_for("DeleteItem", Outcome::throttled());
    let slow = Table::<Web>::new(local.scripted_client(&script)).with_clock(clock.clock());
    let upsert = TicketRepository::new(&slow).update("t").upsert();
    let upsert = upsert.set(Ticket::OWNER, "p").return_new();
    let upsert = tokio::spawn(upsert.send());
    let deletes = || {
        let requests = script.requests().into_iter();
        requests
            .filter(|request| request.operation == "DeleteItem")
            .count()
    };
    while deletes() == 0 {
        tokio::task::yield_now().await;
    }
    let extended = ticket(
        "t",
        Some(clock.now().saturating_add(Duration::from_mins(1))),
    );
    tickets.put(&extended).send().await.unwrap();
    let met = upsert.await.unwrap().unwrap();
    let expected = Ticket {
        owner: "p".into(),
        ..extended
    };
    assert_eq!((&met, met.note.as_deref()), (&expected, Some("old")));
    assert_eq!(tickets.get("t").send().await.unwrap(), Some(expected));
    assert_eq!((deletes(), script.remaining()), (2, 0));
}

/// A table of items that live for ever.
#[derive(Debug, Table)]
struct Archive;

#[tokio::test]
async fn a_new_table_has_the_time_to_live_switched_on_where_it_declares_one() {
    async fn described<T: TableModel>() -> (Option<TimeToLiveStatus>, Option<String>) {
        let table = table::<T>().await;
        let describe = table.client().describe_time_to_live();
        let answer = describe.table_name(table.name()).send().await.unwrap();
        let ttl = answer.time_to_live_description.unwrap();
        (ttl.time_to_live_status, ttl.attribute_name)
    }
    let (status, attribute) = described::<Web>().await;
    // DynamoDB takes its time to switch it on.
    let on = [TimeToLiveStatus::Enabled, TimeToLiveStatus::Enabling];
    assert!(on.contains(&status.unwrap()));
    assert_eq!(attribute.as_deref(), Some("ttl"));
    let (status, attribute) = described::<Archive>().await;
    assert_eq!(
        (status, attribute),
        (Some(TimeToLiveStatus::Disabled), None)
    );
}
