//! Pages and cursors: every item once, and no cursor where it does not belong.

use crate::support::table;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use singletable::bounds::{AccessPattern, Contents};
use singletable::error::CursorError;
use singletable::op::Query;
use singletable::{Cursor, Entity, Error, Page, Table};
use singletable_local::{Local, Script};
use std::collections::BTreeSet;

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "Logs",
    index(Levels, pk = "lpk", sk = "lsk"),
    index(Sizes, pk = "spk", sk = number("ssk")),
    index(Hosts, pk = "hpk"),
    index(ByLevel, local, sk = "level_sk")
)]
enum Logs {
    Event(Event),
    Note(Note),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Logs, type = "EVENT", pk = "LOG#<log>", sk = "AT#<at:05>")]
#[entity(index(Levels, name = by_level, pk = "LEVELS#<log>", sk = "<level>"))]
#[entity(index(Sizes, name = by_size, pk = "SIZES#<log>", sk = "<size>"))]
#[entity(index(Hosts, name = by_host, pk = "HOST#<log>"))]
#[entity(index(ByLevel, name = own_level, sk = "LEVEL#<level>"))]
struct Event {
    log: String,
    at: u32,
    level: String,
    size: i64,
    seen: u8,
}

/// Its sort keys lie between those of events.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Logs, type = "NOTE", pk = "LOG#<log>", sk = "AT#<at:05>#NOTE")]
struct Note {
    log: String,
    at: u32,
}

/// Few levels and sizes, so that many keys of an index are equal.
fn event() -> impl Strategy<Value = (u8, u8, u8)> {
    (0_u8..3, 0_u8..3, 0_u8..10)
}

fn events_of(log: &str, values: &[(u8, u8, u8)]) -> Vec<Event> {
    let events = values.iter().enumerate();
    let events = events.map(|(at, (level, size, seen))| Event {
        log: log.into(),
        at: u32::try_from(at).unwrap(),
        level: format!("L{level}"),
        size: i64::from(*size) - 1,
        seen: *seen,
    });
    events.collect()
}

/// What is asked of each query.
#[derive(Debug, Clone)]
struct Reading {
    descending: bool,
    page_size: Option<usize>,
    limit: Option<usize>,
    /// Only events that were seen at least so often.
    seen: Option<u8>,
}

fn reading() -> impl Strategy<Value = Reading> {
    let page_size = prop::option::of(1_usize..7);
    let limit = prop::option::of(1_usize..7);
    let seen = prop::option::of(1_u8..11);
    (any::<bool>(), page_size, limit, seen).prop_map(|(descending, page_size, limit, seen)| {
        Reading {
            descending,
            page_size,
            limit,
            seen,
        }
    })
}

impl Reading {
    fn query<A: AccessPattern<Entity = Event>>(&self, mut query: Query<A>) -> Query<A> {
        if self.descending {
            query = query.descending();
        }
        if let Some(items) = self.page_size {
            query = query.page_size(items);
        }
        if let Some(results) = self.limit {
            query = query.limit(results);
        }
        if let Some(seen) = self.seen {
            query = query.filter(Event::SEEN.ge(seen));
        }
        query
    }

    /// All pages, each asked for by the text of the cursor before it.
    async fn read<A>(&self, make: impl Fn() -> Query<A>) -> Result<Vec<Event>, TestCaseError>
    where
        A: AccessPattern<Entity = Event, Contents = Contents<true>>,
    {
        let mut found = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let mut query = self.query(make());
            if let Some(text) = &cursor {
                query = query.start_at(text);
            }
            let page: Page<Event> = query.send().await.unwrap();
            prop_assert!(page.errors.is_empty());
            if let Some(limit) = self.limit {
                let full = page.items.len() == limit;
                prop_assert!(full || (page.items.len() < limit && page.next.is_none()));
            }
            found.extend(page.items);
            match page.next {
                Some(next) => cursor = Some(next.to_string()),
                None => return Ok(found),
            }
        }
    }

    /// What the model says: the events that are found, those of one sort key in any order.
    fn check<K: Ord>(
        &self,
        events: &[Event],
        found: &[Event],
        key: impl Fn(&Event) -> K,
    ) -> Result<(), TestCaseError> {
        let wanted = events
            .iter()
            .filter(|event| event.seen >= self.seen.unwrap_or(0));
        let wanted: BTreeSet<u32> = wanted.map(|event| event.at).collect();
        let times: BTreeSet<u32> = found.iter().map(|event| event.at).collect();
        prop_assert_eq!(found.len(), times.len(), "an event came twice");
        prop_assert_eq!(times, wanted);
        let mut keys: Vec<K> = found.iter().map(key).collect();
        if self.descending {
            keys.reverse();
        }
        prop_assert!(keys.is_sorted());
        Ok(())
    }
}

#[test]
fn paging_any_query_gives_every_item_once_and_in_order() {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    let open = runtime.block_on(table::<Logs>());
    let sealed = open.clone().with_cursor_key([7; 32]);
    let config = Config {
        cases: 60,
        failure_persistence: None,
        ..Config::default()
    };
    let logs = std::cell::Cell::new(0);
    let property = async |values: Vec<_>, reading: Reading, with_key: bool| {
        logs.set(logs.get() + 1);
        let log = format!("log{}", logs.get());
        let table = if with_key { &sealed } else { &open };
        let (events, notes) = (EventRepository::new(table), NoteRepository::new(table));
        let written = events_of(&log, &values);
        for event in &written {
            events.put(event).send().await.unwrap();
            let (log, at) = (log.clone(), event.at);
            notes.put(&Note { log, at }).send().await.unwrap();
        }
        let found = reading.read(|| events.query(&log)).await?;
        reading.check(&written, &found, |event| event.at)?;
        let found = reading.read(|| events.own_level(&log)).await?;
        reading.check(&written, &found, |event| event.level.clone())?;
        let found = reading.read(|| events.by_level(&log)).await?;
        reading.check(&written, &found, |event| event.level.clone())?;
        let found = reading.read(|| events.by_size(&log)).await?;
        reading.check(&written, &found, |event| event.size)?;
        let found = reading.read(|| events.by_host(&log)).await?;
        reading.check(&written, &found, |_| ())
    };
    TestRunner::new(config)
        .run(
            &(vec(event(), 0..25), reading(), any::<bool>()),
            |(values, reading, with_key)| runtime.block_on(property(values, reading, with_key)),
        )
        .unwrap();
}

/// A table with events, and the script that its requests pass.
async fn logs(count: usize) -> (Table<Logs>, Script) {
    let script = Script::new();
    let table = Table::<Logs>::new(Local::memory().unwrap().scripted_client(&script));
    table.create_table().send().await.unwrap();
    fill(&table, count).await;
    (table, script)
}

/// Two logs of so many events, whose keys in indexes are equal.
async fn fill(table: &Table<Logs>, count: usize) {
    let events = EventRepository::new(table);
    for log in ["a", "b"] {
        for event in events_of(log, &vec![(1, 1, 1); count]) {
            events.put(&event).send().await.unwrap();
        }
    }
}

async fn cursor(query: Query<EventByKey>) -> Cursor {
    query.limit(2).send().await.unwrap().next.unwrap()
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> CursorError {
    match result {
        Err(Error::InvalidCursor { source, .. }) => source,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_limit_counts_results_and_not_what_a_request_evaluates() {
    let (table, script) = logs(20).await;
    let events = EventRepository::new(&table);
    let late = || events.query("a").filter(Event::AT.ge(15));
    let page = late().limit(3).send().await.unwrap();
    assert_eq!(
        page.items.iter().map(|e| e.at).collect::<Vec<_>>(),
        [15, 16, 17]
    );
    let before = script.requests().len();
    assert_eq!(late().limit(1).all().await.unwrap().len(), 1);
    assert_eq!(
        script.requests().len(),
        before + 1,
        "one request for each item"
    );
    // How much one request evaluates is another number.
    assert_eq!(late().page_size(5).limit(1).all().await.unwrap().len(), 1);
    assert_eq!(script.requests().len(), before + 1 + 4);
    assert_eq!(script.requests()[before + 1].body["Limit"], 5);
}

#[tokio::test]
async fn an_empty_page_is_not_the_end() {
    let (table, _) = logs(9).await;
    let events = EventRepository::new(&table);
    let last = || events.query("a").filter(Event::AT.eq(8)).page_size(2);
    let page = last().send().await.unwrap();
    assert!(page.items.is_empty());
    let rest = last().start_at(page.next.unwrap());
    assert_eq!(rest.all().await.unwrap().len(), 1);
    assert_eq!(last().all().await.unwrap().len(), 1);
    assert_eq!(last().count().await.unwrap(), 1);
}

#[tokio::test]
async fn one_with_a_filter_goes_on_until_it_finds_one() {
    let (table, _) = logs(9).await;
    let events = EventRepository::new(&table);
    let found = events.query("a").filter(Event::AT.eq(8)).one().await;
    assert_eq!(found.unwrap().unwrap().at, 8);
    let found = events.query("a").filter(Event::AT.eq(8)).page_size(1);
    assert_eq!(found.one().await.unwrap().unwrap().at, 8);
    let none = events.query("a").filter(Event::AT.eq(9)).page_size(1);
    assert_eq!(none.one().await.unwrap(), None);
}

#[tokio::test]
async fn the_cursor_of_a_trimmed_page_is_after_its_last_item() {
    let (table, _) = logs(5).await;
    let events = EventRepository::new(&table);
    // A filter makes the request evaluate more than the page holds; the index's keys are equal.
    let seen = || events.by_level("a").filter(Event::SEEN.ge(1));
    let mut times = BTreeSet::new();
    let mut page = seen().limit(2).send().await.unwrap();
    loop {
        times.extend(page.items.iter().map(|event| event.at));
        let Some(next) = page.next else { break };
        page = seen().limit(2).start_at(next).send().await.unwrap();
    }
    assert_eq!(times, (0..5).collect());
}

#[tokio::test]
async fn a_cursor_is_refused_when_it_is_damaged_and_before_any_request() {
    let (table, script) = logs(5).await;
    for table in [table.clone(), table.with_cursor_key([7; 32])] {
        let events = EventRepository::new(&table);
        let text = cursor(events.query("a")).await.to_string();
        let before = script.requests().len();
        let read = |text: &str| events.query("a").start_at(text).into_input();
        assert!(read(&text).is_ok());
        for position in 0..text.len() {
            for other in ["A", "b", "-", "=", "é", ""] {
                let altered = format!("{}{other}{}", &text[..position], &text[position + 1..]);
                if altered != text {
                    refused(read(&altered));
                }
            }
            refused(read(&text[..position]));
            refused(events.query("a").start_at(&text[..position]).send().await);
        }
        refused(read(&format!("{text}A")));
        refused(events.query("a").start_at("").all().await);
        refused(events.query("a").start_at("page2").count().await);
        assert_eq!(script.requests().len(), before);
    }
}

#[tokio::test]
async fn a_cursor_is_refused_by_every_other_query() {
    let (table, script) = logs(5).await;
    let events = EventRepository::new(&table);
    let filtered = || events.query("a").after((0,)).filter(Event::SEEN.ge(1));
    let own = cursor(filtered()).await;
    let other_name = EventRepository::new(&table.clone().with_name("other"));
    let notes = NoteRepository::new(&table);
    let seen = || Event::SEEN.ge(1);
    let before = script.requests().len();
    let foreign = [
        // Another tenant's partition.
        events
            .query("b")
            .after((0,))
            .filter(seen())
            .start_at(&own)
            .into_input(),
        // Another range.
        events
            .query("a")
            .after((1,))
            .filter(seen())
            .start_at(&own)
            .into_input(),
        events
            .query("a")
            .at_or_after((0,))
            .filter(seen())
            .start_at(&own)
            .into_input(),
        events.query("a").filter(seen()).start_at(&own).into_input(),
        // Another filter: none, another value, another attribute, another operator.
        events.query("a").after((0,)).start_at(&own).into_input(),
        events
            .query("a")
            .after((0,))
            .filter(Event::SEEN.ge(2))
            .start_at(&own)
            .into_input(),
        events
            .query("a")
            .after((0,))
            .filter(Event::SIZE.ge(1))
            .start_at(&own)
            .into_input(),
        events
            .query("a")
            .after((0,))
            .filter(Event::SEEN.gt(1))
            .start_at(&own)
            .into_input(),
        // Another order.
        filtered().descending().start_at(&own).into_input(),
        // Another table, another index, another entity.
        other_name
            .query("a")
            .after((0,))
            .filter(seen())
            .start_at(&own)
            .into_input(),
        events
            .own_level("a")
            .filter(seen())
            .start_at(&own)
            .into_input(),
        events
            .by_size("a")
            .filter(seen())
            .start_at(&own)
            .into_input(),
        notes.query("a").after((0,)).start_at(&own).into_input(),
    ];
    for (index, foreign) in foreign.into_iter().enumerate() {
        assert_eq!(refused(foreign), CursorError::Foreign, "{index}");
    }
    let error = events
        .by_level("a")
        .start_at(&own)
        .send()
        .await
        .unwrap_err();
    assert!(error.is_invalid_cursor());
    assert_eq!(
        error.to_string(),
        "Event: the cursor is not one of this read of index Levels: it is damaged, or a cursor of \
         something else"
    );
    assert_eq!(script.requests().len(), before);
    // What does not decide which items are found may change.
    let rest = filtered().start_at(&own).limit(1).page_size(1).consistent();
    assert_eq!(rest.all().await.unwrap()[0].at, 3);
    let selected = filtered()
        .start_at(&own)
        .include_expired()
        .select((Event::AT,));
    assert_eq!(selected.all().await.unwrap(), [(Some(3),), (Some(4),)]);
    assert_eq!(filtered().start_at(&own).count().await.unwrap(), 2);
}

#[tokio::test]
async fn a_cursor_whose_item_is_gone_goes_on_where_it_was() {
    let table = table::<Logs>().await;
    fill(&table, 6).await;
    let events = EventRepository::new(&table);
    let times = |events: &[Event]| events.iter().map(|event| event.at).collect::<Vec<_>>();
    let next = cursor(events.query("a")).await;
    let page = events.by_level("a").limit(2).send().await.unwrap();
    let mut gone = times(&page.items);
    for at in [0, 1].into_iter().chain(gone.clone()) {
        events.delete("a", at).send().await.ok();
    }
    let rest = events.query("a").start_at(next).all().await.unwrap();
    assert!(rest.iter().all(|event| event.at > 1));
    gone.extend([0, 1]);
    // Among equal keys of an index, too.
    let rest = events.by_level("a").start_at(page.next.unwrap());
    gone.extend(times(&rest.all().await.unwrap()));
    assert_eq!(gone.into_iter().collect::<BTreeSet<_>>(), (0..6).collect());
}

#[tokio::test]
async fn a_cursor_is_text_for_an_http_interface() {
    let (table, _) = logs(5).await;
    let events = EventRepository::new(&table);
    let next = cursor(events.query("a")).await;
    let text = next.to_string();
    assert!(
        text.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    );
    assert_eq!(text.parse(), Ok(next.clone()));
    assert_eq!(serde_json::to_value(&next).unwrap(), text.as_str());
    assert_eq!(
        serde_json::from_str::<Cursor>(&format!("\"{text}\"")).unwrap(),
        next
    );
    assert!(serde_json::from_str::<Cursor>("\"no cursor\"").is_err());
}

#[tokio::test]
async fn a_sealed_cursor_reveals_nothing_and_needs_its_key() {
    let (table, _) = logs(5).await;
    let query = |table: &Table<Logs>| EventRepository::new(table).query("a");
    let (old, new) = (table.clone().with_cursor_key([1; 32]), [2; 32]);
    let (first, again) = (cursor(query(&old)).await, cursor(query(&old)).await);
    assert_ne!(first, again);
    let rotated = table.clone().with_cursor_keys(new, [[1; 32]]);
    let rest = query(&rotated).start_at(&first).all().await.unwrap();
    assert_eq!(rest.len(), 3);
    let only_new = table.clone().with_cursor_key(new);
    assert_eq!(
        refused(query(&only_new).start_at(&first).all().await),
        CursorError::Foreign
    );
    let written_new = cursor(query(&rotated)).await;
    assert_eq!(
        query(&only_new)
            .start_at(&written_new)
            .all()
            .await
            .unwrap()
            .len(),
        3
    );
    assert_eq!(
        refused(query(&table).start_at(&first).all().await),
        CursorError::Sealed
    );
    let open = cursor(query(&table)).await;
    assert_eq!(
        refused(query(&old).start_at(&open).all().await),
        CursorError::NotSealed
    );
}

#[tokio::test]
async fn a_page_of_no_results_goes_on_where_it_began() {
    let (table, _) = logs(3).await;
    let events = EventRepository::new(&table);
    let page = events.query("a").limit(0).send().await.unwrap();
    assert!(page.items.is_empty());
    let rest = events.query("a").start_at(page.next.unwrap());
    assert_eq!(rest.all().await.unwrap().len(), 3);
}
