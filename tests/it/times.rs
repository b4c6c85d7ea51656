//! The date-times of other crates do all that our own does: `chrono`, `time` and `jiff`.

use crate::support::{MovableClock, raw, table};
use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Attributes, Condition, Entity, Error, Item, ItemKey, Table};

type Chrono = chrono::DateTime<chrono::Utc>;

#[derive(Debug, Table)]
#[table(ttl = "ttl", index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
struct Diary;

const START: &str = "2026-01-01T00:00:05.000Z";
const LATER: &str = "2026-01-01T00:01:05.000Z";

/// The second that the clock shows, and one of its milliseconds: as the crates' serde forms
/// have it, the first sorts after the second.
const SECOND: i64 = 1_767_225_605;

/// The same entity and rules for each crate. `$at` makes a time of seconds and nanoseconds.
macro_rules! times {
    ($module:ident, $time:ty, $at:expr) => {
        mod $module {
            use super::*;

            #[derive(Debug, Clone, PartialEq, Entity)]
            #[entity(table = Diary, pk = "NOTE#<id>", sk = "#<made>")]
            #[entity(index(GSI1, name = by_change, pk = "NOTES", sk = "<changed>"))]
            struct Note {
                id: String,
                #[entity(on_create = now)]
                made: $time,
                #[entity(on_create = now, on_update = now)]
                changed: $time,
                #[entity(on_update = now)]
                updated: Option<$time>,
                #[entity(ttl)]
                ends: Option<$time>,
                read: Option<$time>,
                #[entity(precision = ns)]
                exact: $time,
                likes: u64,
            }

            fn at(seconds: i64, nanos: u32) -> $time {
                let at: fn(i64, u32) -> $time = $at;
                at(seconds, nanos)
            }

            fn new(id: &str) -> NewNote {
                NewNote {
                    id: id.into(),
                    ends: Some(at(SECOND + 600, 0)),
                    read: None,
                    exact: at(SECOND, 1),
                    likes: 0,
                }
            }

            async fn notes() -> (NoteRepository, MovableClock) {
                let clock = MovableClock::at(START);
                let table = table::<Diary>().await.with_clock(clock.clock());
                (NoteRepository::new(&table), clock)
            }

            #[tokio::test]
            async fn a_time_is_generated_stored_with_a_fixed_width_and_read_back() {
                let (notes, clock) = notes().await;
                let note = notes.create(new("a")).send().await.unwrap();
                let now = at(SECOND, 0);
                assert_eq!((note.made, note.changed, note.updated), (now, now, None));
                let key = note.item_key().unwrap();
                assert_stored(
                    &raw(notes.table(), &key).await.unwrap(),
                    &[
                        ("sk", "#2026-01-01T00:00:05.000Z"),
                        ("made", START),
                        ("changed", START),
                        ("gsi1sk", START),
                        ("exact", "2026-01-01T00:00:05.000000001Z"),
                    ],
                );
                clock.move_by(60);
                let update = notes.update("a", now).add(Note::LIKES, 1).return_new();
                let updated = update.send().await.unwrap();
                let later = at(SECOND + 60, 0);
                let expected = Note {
                    changed: later,
                    updated: Some(later),
                    likes: 1,
                    ..note
                };
                assert_eq!(updated, expected);
                let stored = raw(notes.table(), &key).await.unwrap();
                let times = [("changed", LATER), ("updated", LATER), ("gsi1sk", LATER)];
                assert_stored(&stored, &times);
                let found = notes.by_change().at_or_after((later,)).one().await.unwrap();
                assert_eq!(found, Some(expected));
            }

            #[tokio::test]
            async fn a_time_to_live_is_whole_seconds() {
                let (notes, clock) = notes().await;
                let note = notes.create(new("a")).send().await.unwrap();
                let stored = raw(notes.table(), &note.item_key().unwrap()).await;
                let seconds = AttributeValue::N((SECOND + 600).to_string());
                assert_eq!(stored.unwrap()["ttl"], seconds);
                clock.move_by(600);
                let found = notes.get("a", note.made).send().await.unwrap();
                assert_eq!(found, None);
                let found = notes.get("a", note.made).include_expired().send().await;
                assert_eq!(found.unwrap(), Some(note));
            }

            #[tokio::test]
            async fn conditions_compare_times_by_order() {
                let (notes, _) = notes().await;
                let (early, late) = (at(SECOND, 0), at(SECOND, 17_000_000));
                let note = Note {
                    made: early,
                    changed: early,
                    updated: None,
                    ends: None,
                    id: "a".into(),
                    read: Some(late),
                    exact: at(SECOND, 5),
                    likes: 0,
                };
                notes.create(&note).send().await.unwrap();
                let holds = async |condition: Condition<Note>| {
                    let found = notes.by_change().filter(condition).count();
                    found.await.unwrap() == 1
                };
                assert!(holds(Note::READ.gt(early)).await);
                assert!(holds(Note::READ.between(early, late)).await);
                assert!(!holds(Note::READ.lt(late)).await);
                assert!(holds(Note::EXACT.lt(late)).await);
                assert!(holds(Note::EXACT.gt(at(SECOND, 4))).await);
                assert!(!holds(Note::EXACT.le(at(SECOND, 4))).await);
                assert!(holds(Note::CHANGED.lt_attr(Note::READ)).await);
                let set = notes.update("a", early);
                let set = set.set(Note::READ, early).remove(Note::UPDATED);
                let changed = set.condition(Note::READ.eq(late)).return_new();
                let changed = changed.send().await.unwrap();
                assert_eq!((changed.read, changed.updated), (Some(early), None));
            }

            #[tokio::test]
            async fn finer_digits_are_refused_before_any_request() {
                let (notes, _) = notes().await;
                let fine = at(SECOND, 1_000);
                let made = at(SECOND, 0);
                let update = notes.update("a", made).set(Note::READ, fine);
                let Err(Error::Expression { source, .. }) = update.into_input() else {
                    panic!("a time in microseconds does not fit milliseconds")
                };
                assert_eq!(
                    source.to_string(),
                    "attribute `read`: the time has digits finer than milliseconds; round it, \
                     or store more digits: `#[entity(precision = us)]` or `precision = ns`"
                );
                let filter = notes.by_change().filter(Note::READ.lt(fine));
                assert!(matches!(filter.into_input(), Err(Error::Expression { .. })));
                let mut note = new("a");
                note.read = Some(fine);
                let Err(Error::Encode(error)) = notes.create(note).into_input() else {
                    panic!("a time in microseconds does not fit milliseconds")
                };
                assert_eq!(error.attribute(), "read");
            }

            #[tokio::test]
            async fn what_other_programs_wrote_is_read() {
                let (notes, _) = notes().await;
                let note = notes.create(new("a")).send().await.unwrap();
                let key = note.item_key().unwrap();
                for (text, time) in [
                    ("2026-01-01T00:00:05Z", Some(at(SECOND, 0))),
                    ("2026-01-01T02:30:05.5+02:30", Some(at(SECOND, 500_000_000))),
                    (
                        "2026-01-01T00:00:05.123456789Z",
                        Some(at(SECOND, 123_456_789)),
                    ),
                    // Microseconds with an offset, as PynamoDB writes them.
                    (
                        "2026-01-01T00:00:05.123456+0000",
                        Some(at(SECOND, 123_456_000)),
                    ),
                    ("2026-01-01 00:00:05Z", Some(at(SECOND, 0))),
                    ("2026-01-01T00:00:05.1234567891Z", None),
                    ("2026-01-01", None),
                ] {
                    write(notes.table(), &key, "read", text).await;
                    let read = notes.get("a", note.made).send().await;
                    let Some(time) = time else {
                        let Err(Error::Decode(error)) = read else {
                            panic!("{text} is no time")
                        };
                        assert_eq!(error.attribute(), Some("read"));
                        assert!(!error.to_string().contains(text), "{error}");
                        continue;
                    };
                    assert_eq!(read.unwrap().unwrap().read, Some(time), "{text}");
                }
            }
        }
    };
}

times!(of_chrono, Chrono, |seconds, nanos| {
    chrono::DateTime::from_timestamp(seconds, nanos).unwrap()
});
times!(of_time, time::OffsetDateTime, |seconds, nanos| {
    time::OffsetDateTime::from_unix_timestamp(seconds).unwrap()
        + time::Duration::nanoseconds(nanos.into())
});
times!(of_jiff, jiff::Timestamp, |seconds, nanos| {
    jiff::Timestamp::new(seconds, nanos.try_into().unwrap()).unwrap()
});

fn assert_stored(item: &Item, texts: &[(&str, &str)]) {
    for (attribute, text) in texts {
        let text = AttributeValue::S((*text).to_owned());
        assert_eq!(item.get(*attribute), Some(&text), "{attribute}");
    }
}

/// Writes an attribute as another program would.
async fn write(table: &Table<Diary>, key: &ItemKey, attribute: &str, text: &str) {
    let mut item = raw(table, key).await.unwrap();
    item.insert(attribute.to_owned(), AttributeValue::S(text.to_owned()));
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
}

trait Clocked {
    type Time;
}

struct Wall;

impl Clocked for Wall {
    type Time = jiff::Timestamp;
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Visit {
    at: Chrono,
    left: Option<jiff::Timestamp>,
    noted: Option<singletable::Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
enum Sight {
    At(Chrono),
    Never(Option<Chrono>),
}

/// Aliases of types; open types that are no times.
type Moment = Chrono;
type Perhaps = Option<Chrono>;
type Names = Vec<String>;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Diary, pk = "TRIP#<id>", sk = "TRIP")]
struct Trip {
    id: String,
    moment: Moment,
    perhaps: Perhaps,
    #[entity(precision = us)]
    projected: <Wall as Clocked>::Time,
    #[serde(default)]
    names: Names,
    visit: Visit,
    seen: Sight,
    #[entity(unique, precision = us)]
    booked: Chrono,
}

fn trip() -> Trip {
    let chrono = |nanos| chrono::DateTime::from_timestamp(SECOND, nanos).unwrap();
    Trip {
        id: "t".into(),
        moment: chrono(0),
        perhaps: None,
        projected: jiff::Timestamp::new(SECOND, 1_000).unwrap(),
        names: vec!["a".into()],
        visit: Visit {
            at: chrono(0),
            left: None,
            noted: None,
        },
        seen: Sight::At(chrono(0)),
        booked: chrono(3_000),
    }
}

#[tokio::test]
async fn a_time_is_known_through_an_alias() {
    let trips = TripRepository::new(&table::<Diary>().await);
    let trip = trip();
    trips.create(&trip).send().await.unwrap();
    let key = trip.item_key().unwrap();
    let stored = raw(trips.table(), &key).await.unwrap();
    let times = [
        ("moment", START),
        ("projected", "2026-01-01T00:00:05.000001Z"),
        ("booked", "2026-01-01T00:00:05.000003Z"),
    ];
    assert_stored(&stored, &times);
    assert!(!stored.contains_key("perhaps"));
    let update = trips.update("t").append(Trip::NAMES, ["b".to_owned()]);
    let update = update.set(Trip::PERHAPS, trip.moment).return_new();
    let updated = update.send().await.unwrap();
    assert_eq!(updated.names, ["a", "b"]);
    let stored = raw(trips.table(), &key).await.unwrap();
    assert_stored(&stored, &[("perhaps", START)]);
    let found = trips.by_unique_booked(trip.booked).send().await.unwrap();
    assert_eq!(found, Some(updated));
}

#[tokio::test]
async fn only_our_own_time_has_an_order_inside_a_document() {
    let trips = TripRepository::new(&table::<Diary>().await);
    let chrono = trip().moment;
    trips.create(&trip()).send().await.unwrap();
    let ours = Trip::VISIT
        .then(Visit::NOTED)
        .gt(crate::support::time(START));
    let conditions = ours.clone() | Trip::VISIT.then(Visit::AT).eq(chrono);
    let transaction = trips.table().write_transaction();
    let transaction = transaction.with(trips.check("t").condition(conditions));
    transaction.send().await.unwrap();
}

#[derive(Debug, Table)]
#[table(pk = "id", sk = "made", index(ByRead, pk = "kind", sk = "read"))]
struct Plain;

/// Its keys are its fields.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Plain, pk = "<id>", sk = "<made:us>")]
#[entity(index(ByRead, name = by_read, pk = "<kind>", sk = "<read:ms>"))]
struct Line {
    id: String,
    #[entity(precision = us)]
    made: Chrono,
    kind: String,
    read: Option<jiff::Timestamp>,
}

#[tokio::test]
async fn a_time_is_a_key_attribute_where_both_have_the_same_digits() {
    let lines = LineRepository::new(&table::<Plain>().await);
    let line = Line {
        id: "l".into(),
        made: chrono::DateTime::from_timestamp(SECOND, 7_000).unwrap(),
        kind: "k".into(),
        read: None,
    };
    lines.create(&line).send().await.unwrap();
    let read = jiff::Timestamp::new(SECOND, 0).unwrap();
    let update = lines.update("l", line.made).given(&line);
    update.set(Line::READ, read).send().await.unwrap();
    let found = lines.by_read("k").all().await.unwrap();
    let expected = Line {
        read: Some(read),
        ..line
    };
    assert_eq!(found, [expected]);
}
