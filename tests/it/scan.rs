//! Scans: every item of the table once, in parallel, interrupted and resumed.

use crate::slow::slow;
use crate::support::{MovableClock, client, table, time};
use futures_util::StreamExt as _;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::TableModel;
use singletable::op::ScanProgress;
use singletable::{Cursor, Entity, Error, Item, Table, Timestamp};
use singletable_local::{Local, Outcome, Script};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Zoo", ttl = "ttl")]
enum Zoo {
    Animal(Animal),
    Visit(Visit),
}

/// As the same table is known to a program that expects more.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Zoo", ttl = "ttl")]
enum Tolerant {
    Keeper(Keeper),
    #[table(unknown)]
    Unknown(Item),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Tolerant, type = "KEEPER", pk = "KEEPER#<id>", sk = "#KEEPER")]
struct Keeper {
    id: String,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Zoo, type = "ANIMAL", pk = "ANIMAL#<id>", sk = "#ANIMAL")]
struct Animal {
    id: u32,
    #[entity(unique)]
    name: String,
    legs: u8,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Zoo, type = "VISIT", pk = "DAY#<day>", sk = "VISIT#<id>")]
struct Visit {
    day: u8,
    id: String,
    #[entity(ttl)]
    until: Option<Timestamp>,
}

fn animal(id: u32) -> Animal {
    Animal {
        id,
        name: format!("name {id}"),
        legs: u8::try_from(id % 5).unwrap(),
    }
}

fn visit(id: &str) -> Visit {
    Visit {
        day: 1,
        id: id.into(),
        until: None,
    }
}

async fn fill(table: &Table<Zoo>, animals: u32) {
    let repository = AnimalRepository::new(table);
    for id in 0..animals {
        repository.create(&animal(id)).send().await.unwrap();
    }
    VisitRepository::new(table)
        .put(&visit("v"))
        .send()
        .await
        .unwrap();
}

async fn put_raw<T: TableModel>(table: &Table<T>, attributes: &[(&str, &str)]) {
    let put = table.client().put_item().table_name(table.name());
    let put = attributes.iter().fold(put, |put, (name, value)| {
        put.item(*name, AttributeValue::S((*value).to_owned()))
    });
    put.send().await.unwrap();
}

/// A table whose client follows a script.
async fn scripted(animals: u32) -> (Table<Zoo>, Script) {
    let script = Script::new();
    let table = Table::<Zoo>::new(Local::memory().unwrap().scripted_client(&script));
    table.create_table().send().await.unwrap();
    fill(&table, animals).await;
    (table, script)
}

fn scans(script: &Script) -> Vec<serde_json::Value> {
    let requests = script.requests().into_iter();
    let scans = requests.filter(|request| request.operation == "Scan");
    scans.map(|request| request.body).collect()
}

#[tokio::test]
async fn a_scan_gives_every_item_as_the_tables_enum_without_guards() {
    let table = table::<Zoo>().await;
    fill(&table, 3).await;
    let mut found = table.scan().all().await.unwrap();
    found.sort_by_key(|item| format!("{item:?}"));
    let animals = (0..3).map(|id| Zoo::Animal(animal(id)));
    assert_eq!(
        found,
        animals.chain([Zoo::Visit(visit("v"))]).collect::<Vec<_>>()
    );
    // The guards of three names are there.
    let raw = table.client().scan().table_name(table.name()).send().await;
    assert_eq!(raw.unwrap().count, 7);
}

#[tokio::test]
async fn a_scan_of_one_entity_takes_a_filter() {
    let table = table::<Zoo>().await;
    fill(&table, 10).await;
    let all = table.scan_of::<Animal>().segments(3).all().await.unwrap();
    assert_eq!(all.len(), 10);
    let animals = AnimalRepository::new(&table);
    let four = animals
        .scan()
        .filter(Animal::LEGS.eq(4))
        .filter(Animal::NAME.ne("name 4"));
    assert_eq!(four.consistent().all().await.unwrap(), [animal(9)]);
    assert_eq!(table.scan_of::<Visit>().all().await.unwrap(), [visit("v")]);
}

#[tokio::test]
async fn expired_items_are_passed_over_unless_asked_for() {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let table = table::<Zoo>().await.with_clock(clock.clock());
    let until = Some(time("2026-01-01T00:01:00.000Z"));
    let visits = VisitRepository::new(&table);
    visits
        .put(&Visit {
            until,
            ..visit("v")
        })
        .send()
        .await
        .unwrap();
    assert_eq!(table.scan().all().await.unwrap().len(), 1);
    clock.move_by(60);
    assert_eq!(table.scan().all().await.unwrap(), []);
    assert_eq!(table.scan_of::<Visit>().all().await.unwrap(), []);
    assert_eq!(table.scan().include_expired().all().await.unwrap().len(), 1);
    assert_eq!(
        visits.scan().include_expired().all().await.unwrap().len(),
        1
    );
}

#[tokio::test]
async fn an_item_that_cannot_be_decoded_is_one_error_of_a_scan() {
    let table = table::<Zoo>().await;
    fill(&table, 2).await;
    put_raw(&table, &[("pk", "a"), ("sk", "a"), ("_type", "NEWER")]).await;
    put_raw(&table, &[("pk", "b"), ("sk", "b")]).await;
    put_raw(
        &table,
        &[
            ("pk", "c"),
            ("sk", "c"),
            ("_type", "ANIMAL"),
            ("id", "many"),
        ],
    )
    .await;
    let results: Vec<_> = table.scan().page_size(1).stream().collect().await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 3);
    let errors = results.iter().filter_map(|result| result.as_ref().err());
    let errors: Vec<_> = errors.map(ToString::to_string).collect();
    assert_eq!(errors.len(), 3);
    assert!(
        errors.iter().any(|text| text.contains("`NEWER`")),
        "{errors:?}"
    );
    assert!(
        !errors.iter().any(|text| text.contains("many")),
        "{errors:?}"
    );
    assert!(table.scan().all().await.is_err());
    // With an arm for them, the unknown ones are values.
    let tolerant = Table::<Tolerant>::new(table.client().clone()).with_name(table.name());
    assert_eq!(tolerant.scan().all().await.unwrap().len(), 6);
}

#[tokio::test]
async fn all_segments_are_under_way_at_once_and_their_answers_bounded() {
    let (table, script) = scripted(200).await;
    let mut stream = table.scan_of::<Animal>().segments(8).page_size(5).stream();
    stream.next().await.unwrap().unwrap();
    let first = scans(&script);
    let segments: BTreeSet<_> = first
        .iter()
        .map(|body| body["Segment"].as_u64().unwrap())
        .collect();
    assert_eq!(segments, (0..8).collect());
    assert!(first.iter().all(|body| body["TotalSegments"] == 8));
    // One answer that is being taken, and one request for each segment.
    let before = first.len();
    for taken in 1..40 {
        stream.next().await.unwrap().unwrap();
        let asked = scans(&script).len() - before;
        assert!(asked <= 8 + taken, "{asked} requests for {taken} items");
    }
    let mut ids: BTreeSet<u32> = BTreeSet::new();
    while let Some(animal) = stream.next().await {
        assert!(ids.insert(animal.unwrap().id));
    }
    assert_eq!(ids.len(), 160);
    // A scan of one segment says nothing of segments.
    table.scan().all().await.unwrap();
    assert_eq!(
        scans(&script).last().unwrap()["TotalSegments"],
        serde_json::Value::Null
    );
}

/// Takes items in several runs, each resumed from the text of the cursor before it.
#[test]
fn a_parallel_scan_sees_every_item_once_while_interrupted_and_resumed_at_any_page() {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    let (open, sealed) = runtime.block_on(async {
        let table = table::<Zoo>().await;
        fill(&table, 120).await;
        (table.clone(), table.with_cursor_key([7; 32]))
    });
    let config = Config {
        cases: 40,
        failure_persistence: None,
        ..Config::default()
    };
    let runs = vec((1_usize..30, 1_usize..12), 0..12);
    let least = prop::option::of(0_u8..6);
    let property = async |segments, runs: Vec<(usize, usize)>, least: Option<u8>, with_key| {
        let table = if with_key { &sealed } else { &open };
        let scan = |page_size: usize, cursor: Option<&String>| {
            let mut scan = table
                .scan_of::<Animal>()
                .segments(segments)
                .page_size(page_size);
            if let Some(least) = least {
                scan = scan.filter(Animal::LEGS.ge(least));
            }
            if let Some(cursor) = cursor {
                scan = scan.start_at(cursor);
            }
            scan
        };
        let (mut found, mut cursor) = (Vec::new(), None::<String>);
        for (items, page_size) in runs {
            let mut stream = scan(page_size, cursor.as_ref()).stream();
            for _ in 0..items {
                let Some(animal) = stream.next().await else {
                    break;
                };
                found.push(animal.unwrap().id);
            }
            cursor = Some(stream.cursor().unwrap().to_string());
        }
        let mut stream = scan(7, cursor.as_ref()).stream();
        while let Some(animal) = stream.next().await {
            found.push(animal.unwrap().id);
        }
        let end = stream.cursor().unwrap();
        found.sort_unstable();
        let wanted = (0..120_u32).filter(|id| id % 5 >= u32::from(least.unwrap_or(0)));
        prop_assert_eq!(found, wanted.collect::<Vec<_>>());
        // Behind the end there is nothing more.
        prop_assert_eq!(scan(7, Some(&end.to_string())).all().await.unwrap(), []);
        Ok(())
    };
    let segments = prop_oneof![Just(8_u32), Just(1), 2_u32..12];
    TestRunner::new(config)
        .run(
            &(segments, runs, least, any::<bool>()),
            |(segments, runs, least, with_key)| {
                runtime.block_on(property(segments, runs, least, with_key))
            },
        )
        .unwrap();
}

#[tokio::test]
async fn the_number_of_segments_is_that_of_the_scan_that_is_resumed() {
    let (table, script) = scripted(30).await;
    let mut stream = table.scan().segments(4).page_size(2).stream();
    for _ in 0..5 {
        stream.next().await.unwrap().unwrap();
    }
    let cursor = stream.cursor().unwrap();
    let rest = table
        .scan()
        .segments(9)
        .start_at(&cursor)
        .all()
        .await
        .unwrap();
    assert_eq!(rest.len(), 31 - 5);
    assert_eq!(scans(&script).last().unwrap()["TotalSegments"], 4);
}

#[tokio::test]
async fn a_scan_goes_on_where_items_were_that_are_gone() {
    let table = table::<Zoo>().await;
    fill(&table, 40).await;
    let animals = AnimalRepository::new(&table);
    let mut stream = animals.scan().segments(3).page_size(20).stream();
    let mut ids = BTreeSet::new();
    for _ in 0..13 {
        ids.insert(stream.next().await.unwrap().unwrap().id);
    }
    for id in &ids {
        let item = animal(*id);
        animals
            .delete_by(item.to_key())
            .given(&item)
            .send()
            .await
            .unwrap();
    }
    let rest = animals
        .scan()
        .start_at(stream.cursor().unwrap())
        .all()
        .await
        .unwrap();
    assert_eq!(rest.len(), 40 - 13);
    ids.extend(rest.iter().map(|animal| animal.id));
    assert_eq!(ids, (0..40).collect());
}

#[tokio::test]
async fn a_cursor_of_another_scan_or_a_damaged_one_is_refused_before_any_request() {
    let (table, script) = scripted(5).await;
    let own = table
        .scan_of::<Animal>()
        .segments(2)
        .stream()
        .cursor()
        .unwrap();
    let other = table.clone().with_name("other");
    let animals = AnimalRepository::new(&table);
    let before = script.requests().len();
    let refused = [
        table.scan().start_at(&own).into_input(),
        table.scan_of::<Visit>().start_at(&own).into_input(),
        table
            .scan_of::<Animal>()
            .filter(Animal::LEGS.ge(1))
            .start_at(&own)
            .into_input(),
        other.scan_of::<Animal>().start_at(&own).into_input(),
        table.scan_of::<Animal>().start_at("").into_input(),
        table
            .scan_of::<Animal>()
            .start_at(format!("{own}A"))
            .into_input(),
    ];
    for refused in refused {
        assert!(refused.unwrap_err().is_invalid_cursor());
    }
    let query = animals.query(1_u32).start_at(&own).into_input();
    assert!(query.unwrap_err().is_invalid_cursor());
    let mut stream = table.scan().start_at(&own).stream();
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "table: the cursor is not one of this read of the table: it is damaged, or a cursor of \
         something else"
    );
    assert!(stream.next().await.is_none());
    assert_eq!(script.requests().len(), before);
    let changed = table
        .scan_of::<Animal>()
        .page_size(1)
        .consistent()
        .start_at(&own);
    assert_eq!(changed.all().await.unwrap().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn after_a_failed_request_the_cursor_says_where_to_go_on() {
    let (table, script) = scripted(40).await;
    let mut stream = table.scan().segments(4).page_size(3).stream();
    let mut found = Vec::new();
    for _ in 0..10 {
        found.push(stream.next().await.unwrap().unwrap());
    }
    for _ in 0..30 {
        script.push_for("Scan", Outcome::throttled());
    }
    let error = loop {
        match stream.next().await.unwrap() {
            Ok(item) => found.push(item),
            Err(error) => break error,
        }
    };
    assert!(error.is_throttling());
    assert!(stream.next().await.is_none());
    let cursor: Cursor = stream.cursor().unwrap();
    let client = table.client().clone();
    while script.remaining() > 0 {
        let _ = client.scan().table_name(table.name()).send().await;
    }
    found.extend(table.scan().start_at(cursor).all().await.unwrap());
    let distinct: BTreeSet<_> = found.iter().map(|item| format!("{item:?}")).collect();
    assert_eq!((found.len(), distinct.len()), (41, 41));
}

#[tokio::test(start_paused = true)]
async fn a_scan_consumes_no_more_than_its_read_units_per_second() {
    let (table, script) = scripted(100).await;
    let total = Arc::new(Mutex::new(ScanProgress::default()));
    for segments in [1, 8] {
        let seen = Arc::clone(&total);
        let start = Instant::now();
        let scan = table
            .scan()
            .segments(segments)
            .page_size(10)
            .read_units_per_second(1);
        let scan = scan.on_progress(move |progress| *seen.lock().unwrap() = progress);
        assert_eq!(scan.all().await.unwrap().len(), 101);
        let progress = *total.lock().unwrap();
        assert!(progress.read_units > 5.0, "{progress:?}");
        // The last request is not waited for, and neither is what others cost less than thought.
        let seconds = start.elapsed().as_secs_f64();
        assert!(
            seconds >= progress.read_units - 4.0,
            "{seconds} {progress:?}"
        );
        assert!(
            seconds <= progress.read_units + 1.0,
            "{seconds} {progress:?}"
        );
        assert_eq!(
            scans(&script).last().unwrap()["ReturnConsumedCapacity"],
            "TOTAL"
        );
    }
    let start = Instant::now();
    table.scan().page_size(10).all().await.unwrap();
    assert_eq!(start.elapsed(), Duration::ZERO);
    // The progress includes them without a limit too.
    let mut stream = table.scan().page_size(10).stream();
    while let Some(item) = stream.next().await {
        item.unwrap();
    }
    assert!(stream.progress().read_units > 0.0);
}

#[tokio::test]
async fn a_scan_that_could_not_begin_has_no_cursor() {
    let table = table::<Zoo>().await;
    let stream = table.scan().start_at("garbage").stream();
    assert!(stream.cursor().unwrap_err().is_invalid_cursor());
}

#[tokio::test]
async fn the_progress_is_reported_after_each_answer() {
    let table = table::<Zoo>().await;
    fill(&table, 30).await;
    let reports = Arc::new(Mutex::new(Vec::new()));
    let all = Arc::clone(&reports);
    let scan = table.scan_of::<Animal>().segments(3).page_size(4);
    let mut stream = scan
        .on_progress(move |progress| all.lock().unwrap().push(progress))
        .stream();
    while let Some(animal) = stream.next().await {
        animal.unwrap();
    }
    let reports = reports.lock().unwrap().clone();
    let last = *reports.last().unwrap();
    // 30 animals, their guards, and a visit.
    assert_eq!((last.items, last.evaluated), (30, 61));
    assert_eq!((last.segments_done, last.segments), (3, 3));
    assert_eq!(usize::try_from(last.pages).unwrap(), reports.len());
    assert_eq!(stream.progress(), last);
    assert!(reports.is_sorted_by_key(|progress| (progress.evaluated, progress.segments_done)));
    // What was done before counts as done.
    let resumed = table
        .scan_of::<Animal>()
        .start_at(stream.cursor().unwrap())
        .stream();
    let progress = resumed.progress();
    assert_eq!(
        (progress.segments_done, progress.segments, progress.items),
        (3, 3, 0)
    );
}

#[tokio::test]
async fn a_scan_says_nothing_of_what_it_read() {
    let table = Table::<Zoo>::new(client());
    let scan = table
        .scan_of::<Animal>()
        .filter(Animal::NAME.eq("secret"))
        .segments(0);
    let text = format!("{scan:?} {:?}", table.scan().stream());
    assert!(
        !text.contains("secret") && text.contains("segments: 1"),
        "{text}"
    );
    let error = table
        .scan_of::<Animal>()
        .filter(Animal::LEGS.is_in::<u8>([]))
        .all()
        .await;
    assert!(matches!(
        error,
        Err(Error::Expression {
            entity: "Animal",
            ..
        })
    ));
}

#[tokio::test(start_paused = true)]
async fn segments_are_read_at_once_without_gaps() {
    let (script, each) = (Script::new(), Duration::from_millis(10));
    let local = Local::memory().unwrap();
    let (client, under_way) = slow(local.scripted_config(&script), each);
    let table = Table::<Zoo>::new(client);
    table.create_table().send().await.unwrap();
    let visits = VisitRepository::new(&table);
    let days = (0..200).map(|day| Visit { day, ..visit("v") });
    let puts = days.map(|visit| visits.put(&visit));
    table.batch_write().with_all(puts).send().await.unwrap();
    let start = Instant::now();
    let found = table.scan().segments(8).page_size(5).all().await.unwrap();
    let taken = start.elapsed();
    assert_eq!((found.len(), under_way.most()), (200, 8));
    // Each segment asks for one page after the other: the one with most pages takes longest.
    let mut pages = [0; 8];
    for request in scans(&script) {
        pages[usize::try_from(request["Segment"].as_u64().unwrap()).unwrap()] += 1;
    }
    assert!(pages.iter().all(|pages| *pages > 2), "{pages:?}");
    assert_eq!(taken, each * pages.into_iter().max().unwrap());
}
