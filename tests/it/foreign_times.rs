//! Times that other programs have stored are read in their forms, and left as they are by what does not
//! change them.

use crate::support::{MovableClock, raw, table};
use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::TableModel;
use singletable::{Entity, Error, ItemKey, KeyField, Mapping, Table, Timestamp};

#[derive(Debug, Table)]
#[table(
    ttl = "ttl",
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk"),
    index(GSI2, pk = "gsi2pk", sk = "gsi2sk")
)]
struct Diary;

/// Its keys are fields.
#[derive(Debug, Table)]
#[table(pk = "id", sk = "part", index(ByMade, pk = "kind", sk = "made"))]
struct Plain;

/// Writes an attribute as another program would.
async fn write<T: TableModel>(table: &Table<T>, key: &ItemKey, attribute: &str, text: &str) {
    let mut item = raw(table, key).await.unwrap();
    item.insert(attribute.to_owned(), AttributeValue::S(text.to_owned()));
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
}

/// A table whose times have not come yet.
async fn before_all_that() -> Table<Diary> {
    let clock = MovableClock::at("2021-01-01T00:00:00.000Z");
    table::<Diary>().await.with_clock(clock.clock())
}

async fn stored<T: TableModel>(table: &Table<T>, key: &ItemKey, attribute: &str) -> String {
    let item = raw(table, key).await.unwrap();
    item[attribute].as_s().unwrap().clone()
}

/// 2021-06-26T20:19:14Z.
const SECOND: i64 = 1_624_738_754;

/// One moment, 494,658 microseconds later, in the forms of other programs.
const FORMS: [&str; 9] = [
    "2021-06-26T20:19:14.494658+0000",
    "2021-06-26T20:19:14.494658+00:00",
    "2021-06-26T20:19:14.494658Z",
    "2021-06-26t20:19:14.494658000z",
    "2021-06-26 20:19:14.494658+00",
    "2021-06-26 20:19:14.494658 +00:00:00",
    "2021-06-26 20:19:14.494658 UTC",
    "2021-06-26T16:49:14.494658-0330",
    "2021-06-26T22:19:14.494658+02:00[Europe/Paris]",
];

/// Some of them.
const SOME: [&str; 2] = [FORMS[0], FORMS[7]];

/// The same second without a fraction.
const WHOLE: [&str; 3] = [
    "2021-06-26T20:19:14Z",
    "2021-06-26T20:19:14.000000+0000",
    "20210626T221914+02",
];

/// The same rules for each type of time. `$at` makes one of seconds and nanoseconds, `$keeps` says
/// whether it keeps microseconds.
macro_rules! times {
    ($module:ident, $time:ty, $keeps:literal, $at:expr) => {
        mod $module {
            use super::*;

            #[derive(Debug, Clone, PartialEq, Entity)]
            #[entity(table = Diary, pk = "EVENT#<id>", sk = "#EVENT")]
            #[entity(index(GSI1, name = by_made, pk = "EVENTS", sk = "<made>"))]
            #[entity(index(GSI2, name = by_status, pk = "STATES", sk = "<status>#<made>"))]
            struct Event {
                id: String,
                status: String,
                made: $time,
                read: Option<$time>,
                #[entity(ttl)]
                ends: Option<$time>,
                likes: u64,
            }

            #[derive(Debug, Clone, PartialEq, Entity)]
            #[entity(table = Diary, pk = "STAY#<id>", sk = "#STAY")]
            struct Stay {
                id: String,
                #[entity(unique)]
                booked: $time,
                room: u64,
                #[entity(ttl)]
                ends: Option<$time>,
            }

            #[derive(Debug, Clone, PartialEq, Entity)]
            #[entity(table = Diary, pk = "DRAFT#<id>", sk = "#DRAFT")]
            #[entity(index(GSI1, name = by_made, pk = "DRAFTS#<kind>", sk = "<made>"))]
            struct Draft {
                id: String,
                kind: String,
                made: $time,
                #[entity(version)]
                revision: u64,
            }

            #[derive(Debug, Clone, PartialEq, Entity)]
            #[entity(table = Plain, pk = "<id>", sk = "<part>")]
            #[entity(index(ByMade, name = by_made, pk = "<kind>", sk = "<made>"))]
            struct Line {
                id: String,
                part: String,
                kind: String,
                made: Option<$time>,
            }

            fn at(nanos: u32) -> $time {
                let at: fn(u32) -> $time = $at;
                at(nanos)
            }

            /// What is read of the forms.
            fn fine() -> $time {
                at(if $keeps { 494_658_000 } else { 494_000_000 })
            }

            fn event() -> Event {
                Event {
                    id: "e".into(),
                    status: "new".into(),
                    made: at(0),
                    read: None,
                    ends: None,
                    likes: 0,
                }
            }

            /// A stored event whose times another program has written in that form, as it is read.
            async fn events(form: &str) -> (EventRepository, ItemKey, Event) {
                let events = EventRepository::new(&before_all_that().await);
                events.create(&event()).send().await.unwrap();
                let key = event().item_key().unwrap();
                write(events.table(), &key, "made", form).await;
                write(events.table(), &key, "read", form).await;
                let loaded = events.get("e").send().await.unwrap().unwrap();
                (events, key, loaded)
            }

            #[tokio::test]
            async fn the_forms_of_other_programs_are_read() {
                for (forms, time) in [(&FORMS[..], fine()), (&WHOLE[..], at(0))] {
                    for form in forms {
                        let (events, _, loaded) = events(form).await;
                        assert_eq!((loaded.made, loaded.read), (time, Some(time)), "{form}");
                        let maps = events.table().clone().with_mapping(Mapping::Maps);
                        let again = EventRepository::new(&maps).get("e").send().await.unwrap();
                        assert_eq!(again, Some(loaded), "{form}");
                    }
                }
            }

            #[tokio::test]
            async fn a_save_of_another_field_writes_that_field_alone() {
                for form in SOME.iter().chain(&WHOLE[..1]) {
                    let (events, key, before) = events(form).await;
                    let keys = [
                        stored(events.table(), &key, "gsi1sk").await,
                        stored(events.table(), &key, "gsi2sk").await,
                    ];
                    let after = Event {
                        likes: 1,
                        ..before.clone()
                    };
                    let update = events.save(&before, &after).into_update().unwrap();
                    let input = update.unwrap().into_input().unwrap();
                    let expression = input.update_expression.unwrap();
                    assert_eq!(expression.matches('=').count(), 1, "{expression}");
                    let saved = events.save(&before, &after).send().await.unwrap();
                    assert_eq!(saved, after);
                    for name in ["made", "read"] {
                        assert_eq!(stored(events.table(), &key, name).await, *form);
                    }
                    assert_eq!(stored(events.table(), &key, "gsi1sk").await, keys[0]);
                    assert_eq!(stored(events.table(), &key, "gsi2sk").await, keys[1]);
                    // In a transaction too.
                    let more = Event {
                        likes: 2,
                        ..after.clone()
                    };
                    let transaction = events.table().write_transaction();
                    transaction
                        .with(events.save(&after, &more))
                        .send()
                        .await
                        .unwrap();
                    assert_eq!(events.get("e").send().await.unwrap(), Some(more));
                    assert_eq!(stored(events.table(), &key, "made").await, *form);
                }
            }

            #[tokio::test]
            async fn a_time_to_live_with_a_fraction_is_read_and_left_as_it_is() {
                let (events, key, _) = events(FORMS[0]).await;
                let mut item = raw(events.table(), &key).await.unwrap();
                let ttl = AttributeValue::N("1624738754.75".into());
                item.insert("ttl".into(), ttl.clone());
                let put = events.table().client().put_item();
                let put = put.table_name(events.table().name()).set_item(Some(item));
                put.send().await.unwrap();
                let before = events.get("e").send().await.unwrap().unwrap();
                assert_eq!(before.ends, Some(at(0)));
                let after = Event {
                    likes: 1,
                    ..before.clone()
                };
                assert_eq!(events.save(&before, &after).send().await.unwrap(), after);
                assert_eq!(raw(events.table(), &key).await.unwrap()["ttl"], ttl);
            }

            #[tokio::test]
            async fn a_key_that_changes_with_another_field_has_the_time_rounded_down() {
                for form in SOME {
                    let (events, key, before) = events(form).await;
                    let after = Event {
                        status: "old".into(),
                        ..before.clone()
                    };
                    let saved = events.save(&before, &after).send().await.unwrap();
                    assert_eq!(saved, after, "{form}");
                    let expected = "old#2021-06-26T20:19:14.494Z";
                    assert_eq!(stored(events.table(), &key, "gsi2sk").await, expected);
                    assert_eq!(stored(events.table(), &key, "made").await, form);
                    let found = events.by_status().prefix(("old",)).one().await.unwrap();
                    assert_eq!(found, Some(after.clone()));
                    // `given` too, which asks that the time is still the loaded one.
                    let update = events.update("e").given(&after).set(Event::STATUS, "gone");
                    update.send().await.unwrap();
                    let expected = "gone#2021-06-26T20:19:14.494Z";
                    assert_eq!(stored(events.table(), &key, "gsi2sk").await, expected);
                    write(events.table(), &key, "made", "2021-06-26T20:19:15Z").await;
                    let late = Event {
                        status: "late".into(),
                        ..after.clone()
                    };
                    let refused = events.save(&after, &late).send().await.unwrap_err();
                    assert!(refused.is_condition_failed(), "{refused}");
                    let update = events.update("e").given(&after).set(Event::STATUS, "late");
                    assert!(update.send().await.unwrap_err().is_condition_failed());
                }
            }

            #[tokio::test]
            async fn a_time_that_changes_rewrites_its_keys() {
                for form in SOME.iter().chain(&WHOLE[..1]) {
                    let (events, key, before) = events(form).await;
                    let after = Event {
                        made: at(17_000_000),
                        read: None,
                        ends: Some(at(0)),
                        ..before.clone()
                    };
                    events.save(&before, &after).send().await.unwrap();
                    let text = "2021-06-26T20:19:14.017Z";
                    assert_eq!(stored(events.table(), &key, "made").await, text);
                    assert_eq!(stored(events.table(), &key, "gsi1sk").await, text);
                    let both = format!("new#{text}");
                    assert_eq!(stored(events.table(), &key, "gsi2sk").await, both);
                    let item = raw(events.table(), &key).await.unwrap();
                    assert!(!item.contains_key("read"));
                    assert_eq!(item["ttl"], AttributeValue::N(SECOND.to_string()));
                    // What was loaded is no longer there.
                    let again = events.save(&before, &after).send().await.unwrap_err();
                    assert!(
                        again.is_condition_failed() || again.is_not_found(),
                        "{again}"
                    );
                }
            }

            #[tokio::test]
            async fn a_put_of_finer_digits_is_refused_or_rounds_them() {
                for form in SOME {
                    let (events, key, loaded) = events(form).await;
                    let put = events.put(&loaded).send().await;
                    if $keeps {
                        let Err(error) = put else {
                            panic!("microseconds do not fit milliseconds")
                        };
                        assert!(
                            error.to_string().contains("finer than milliseconds"),
                            "{error}"
                        );
                        assert_eq!(stored(events.table(), &key, "made").await, form);
                        // Nor does a save write them elsewhere.
                        let moved = Event {
                            read: Some(at(1_000)),
                            ..loaded.clone()
                        };
                        let Err(Error::Encode(error)) = events.save(&loaded, &moved).send().await
                        else {
                            panic!("microseconds do not fit milliseconds")
                        };
                        assert!(error.to_string().contains("`#[entity(precision = us)]`"));
                    } else {
                        put.unwrap();
                        let rounded = "2021-06-26T20:19:14.494Z";
                        assert_eq!(stored(events.table(), &key, "made").await, rounded);
                    }
                }
            }

            #[tokio::test]
            async fn a_unique_time_of_another_program_does_not_stand_in_the_way() {
                for form in SOME {
                    let stays = StayRepository::new(&before_all_that().await);
                    let stay = Stay {
                        id: "s".into(),
                        booked: at(0),
                        room: 1,
                        ends: None,
                    };
                    stays.create(&stay).send().await.unwrap();
                    let key = stay.item_key().unwrap();
                    write(stays.table(), &key, "booked", form).await;
                    let before = stays.get("s").send().await.unwrap().unwrap();
                    assert_eq!(before.booked, fine());
                    let after = Stay {
                        room: 2,
                        ..before.clone()
                    };
                    assert_eq!(stays.save(&before, &after).send().await.unwrap(), after);
                    assert_eq!(stored(stays.table(), &key, "booked").await, form);
                    // A time to live that changes writes the guards that there are.
                    let ending = Stay {
                        ends: Some(at(0)),
                        ..after.clone()
                    };
                    let saved = stays.save(&after, &ending).send().await.unwrap();
                    assert_eq!(saved, ending);
                    if $keeps {
                        let all = stays.save(&ending, &ending).with_all_guards().send().await;
                        assert!(matches!(all, Err(Error::Key(_))), "{all:?}");
                    }
                    let before = stays
                        .get("s")
                        .include_expired()
                        .send()
                        .await
                        .unwrap()
                        .unwrap();
                    let moved = Stay {
                        booked: at(5_000_000),
                        ends: None,
                        ..before.clone()
                    };
                    stays.save(&before, &moved).send().await.unwrap();
                    let found = stays.by_unique_booked(at(5_000_000)).send().await.unwrap();
                    assert_eq!(found, Some(moved));
                }
            }

            #[tokio::test]
            async fn a_version_is_checked_and_advanced_as_ever() {
                for form in SOME {
                    let drafts = DraftRepository::new(&table::<Diary>().await);
                    let new = NewDraft {
                        id: "d".into(),
                        kind: "a".into(),
                        made: at(0),
                    };
                    let draft = drafts.create(new).send().await.unwrap();
                    let key = draft.item_key().unwrap();
                    write(drafts.table(), &key, "made", form).await;
                    let before = drafts.get("d").send().await.unwrap().unwrap();
                    let after = Draft {
                        kind: "b".into(),
                        ..before.clone()
                    };
                    let saved = drafts.save(&before, &after).send().await.unwrap();
                    assert_eq!(saved.revision, before.revision + 1);
                    assert_eq!(saved.made, fine());
                    assert_eq!(stored(drafts.table(), &key, "made").await, form);
                    assert_eq!(stored(drafts.table(), &key, "gsi1pk").await, "DRAFTS#b");
                    let stale = drafts.save(&before, &after).send().await.unwrap_err();
                    assert!(matches!(stale, Error::VersionConflict { .. }), "{stale}");
                    assert_eq!(drafts.by_made("b").one().await.unwrap(), Some(saved));
                }
            }

            #[tokio::test]
            async fn a_time_that_is_the_key_attribute_itself_stays_as_it_is_stored() {
                for form in SOME {
                    let lines = LineRepository::new(&table::<Plain>().await);
                    let line = Line {
                        id: "l".into(),
                        part: "p".into(),
                        kind: "a".into(),
                        made: Some(at(0)),
                    };
                    lines.create(&line).send().await.unwrap();
                    let key = line.item_key().unwrap();
                    write(lines.table(), &key, "made", form).await;
                    let before = lines.get("l", "p").send().await.unwrap().unwrap();
                    let after = Line {
                        kind: "b".into(),
                        ..before.clone()
                    };
                    assert_eq!(lines.save(&before, &after).send().await.unwrap(), after);
                    assert_eq!(stored(lines.table(), &key, "made").await, form);
                    let found = lines.by_made("b").one().await.unwrap();
                    assert_eq!(found, Some(after));
                }
            }
        }
    };
}

times!(of_chrono, chrono::DateTime<chrono::Utc>, true, |nanos| {
    chrono::DateTime::from_timestamp(SECOND, nanos).unwrap()
});
times!(of_time, time::OffsetDateTime, true, |nanos| {
    time::OffsetDateTime::from_unix_timestamp(SECOND).unwrap()
        + time::Duration::nanoseconds(nanos.into())
});
times!(of_jiff, jiff::Timestamp, true, |nanos| {
    jiff::Timestamp::new(SECOND, nanos.try_into().unwrap()).unwrap()
});
times!(ours, Timestamp, false, |nanos| {
    Timestamp::from_epoch_millis(SECOND * 1000 + i64::from(nanos / 1_000_000)).unwrap()
});

/// A newtype around a time, as plain serde stores it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, KeyField)]
struct Moment(chrono::DateTime<chrono::Utc>);

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Diary, pk = "WALK#<id>", sk = "#WALK")]
#[entity(index(GSI1, name = by_place, pk = "WALKS", sk = "<place>#<at:ms>"))]
struct Walk {
    id: String,
    place: String,
    at: Moment,
}

#[tokio::test]
async fn a_newtype_of_a_time_is_rounded_in_keys_too() {
    let walks = WalkRepository::new(&table::<Diary>().await);
    let at = |nanos| Moment(chrono::DateTime::from_timestamp(SECOND, nanos).unwrap());
    let walk = Walk {
        id: "w".into(),
        place: "a".into(),
        at: at(0),
    };
    walks.create(&walk).send().await.unwrap();
    let key = walk.item_key().unwrap();
    write(walks.table(), &key, "at", FORMS[0]).await;
    let before = walks.get("w").send().await.unwrap().unwrap();
    assert_eq!(before.at, at(494_658_000));
    let after = Walk {
        place: "b".into(),
        ..before.clone()
    };
    assert_eq!(walks.save(&before, &after).send().await.unwrap(), after);
    assert_eq!(stored(walks.table(), &key, "at").await, FORMS[0]);
    let expected = "b#2021-06-26T20:19:14.494Z";
    assert_eq!(stored(walks.table(), &key, "gsi1sk").await, expected);
}
