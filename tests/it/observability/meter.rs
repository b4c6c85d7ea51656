//! What requests consume, summed.

use super::answers::Answers;
use super::recorder::Recorder;
use super::{MemberRepository, Note, NoteRepository, Office, member, note, scripted};
use crate::support::table;
use futures_util::StreamExt as _;
use serde_json::Value;
use singletable::op::Consumed;
use singletable::{Meter, Table};
use singletable_local::{Outcome, Script};
use std::sync::{Arc, Mutex};

/// The table with a meter, beside what its engine itself answers.
struct Metered {
    table: Table<Office>,
    meter: Meter,
    answers: Answers,
}

impl Metered {
    fn new(table: &Table<Office>) -> Self {
        let (client, answers) = Answers::of(table.client());
        let meter = Meter::new();
        let table = Table::new(client).with_name(table.name());
        Self {
            table: table.with_meter(&meter),
            meter,
            answers,
        }
    }

    /// Whether there were reads and writes since the last check; their units are those of the
    /// answers.
    fn check(&self, what: &str) -> (bool, bool) {
        let (read, write) = units(self.meter.reset());
        let answered = self.answers.take();
        assert!(answered > 0.0, "{what}: no answer tells of capacity");
        assert!((read + write - answered).abs() < 1e-9, "{what}: {answered}");
        (read > 0.0, write > 0.0)
    }
}

/// An item that takes almost a unit to read.
fn long(number: u32) -> Note {
    Note {
        text: "x".repeat(3000),
        ..note(number)
    }
}

/// Read units, write units.
fn units(consumed: Consumed) -> (f64, f64) {
    (consumed.read_units, consumed.write_units)
}

/// Requests, attempts.
fn counts(consumed: Consumed) -> (u64, u64) {
    (consumed.requests, consumed.attempts)
}

/// Reads of the note cost so much, twice that if they are consistent, and twice again in a
/// transaction.
async fn reads_cost(table: &Table<Office>, note: &Note, eventual: f64) {
    let meter = Meter::new();
    let table = table.clone().with_meter(&meter);
    let notes = NoteRepository::new(&table);
    notes.put(note).send().await.unwrap();
    meter.reset();
    let get = || notes.get("o", note.number);
    get().send().await.unwrap().unwrap();
    assert_eq!(units(meter.reset()), (eventual, 0.0));
    get().consistent().send().await.unwrap();
    assert_eq!(units(meter.reset()), (eventual * 2.0, 0.0));
    table.read_transaction((get(),)).send().await.unwrap();
    assert_eq!(units(meter.reset()), (eventual * 4.0, 0.0));
}

#[tokio::test]
async fn a_read_is_a_unit_and_half_of_that_if_eventual() {
    reads_cost(&table().await, &note(1), 0.5).await;
}

#[tokio::test]
async fn a_read_is_a_unit_for_each_4_kb() {
    // ministack counts every read as one of 4 KB.
    let large = Note {
        text: "x".repeat(5000),
        ..note(2)
    };
    reads_cost(&scripted(&Script::new()).await, &large, 1.0).await;
}

#[tokio::test]
async fn a_write_is_a_unit_for_1_kb_and_two_in_a_transaction() {
    let meter = Meter::new();
    let table = table::<Office>().await.with_meter(&meter);
    let members = MemberRepository::new(&table);
    let visits = super::VisitRepository::new(&table);
    let visit = super::Visit {
        id: "v".into(),
        pages: 1,
        ends: None,
    };
    meter.reset();
    visits.create(&visit).send().await.unwrap();
    assert_eq!(units(meter.reset()), (0.0, 1.0));
    let visit = super::Visit {
        id: "v".repeat(600), // in the key, and as itself
        ..visit
    };
    visits.put(&visit).send().await.unwrap();
    assert_eq!(units(meter.reset()), (0.0, 2.0));
    // Its guard is a second item.
    members.create(&member("m1", "ada")).send().await.unwrap();
    assert_eq!(units(meter.reset()), (0.0, 4.0));
}

#[tokio::test]
async fn the_sums_are_those_of_the_engines_answers() {
    let metered = Metered::new(&table().await);
    let (table, check) = (&metered.table, |what| metered.check(what));
    let (notes, members) = (NoteRepository::new(table), MemberRepository::new(table));
    let puts = (0..60).map(|number| notes.put(&long(number)));
    table.batch_write().with_all(puts).send().await.unwrap();
    assert_eq!(check("batch_write"), (false, true));
    notes.query("o").page_size(7).all().await.unwrap();
    assert_eq!(check("query"), (true, false));
    notes.by_topic("t").page_size(7).count().await.unwrap();
    assert_eq!(check("count"), (true, false));
    let scan = table.scan().segments(4).page_size(5);
    scan.all().await.unwrap();
    assert_eq!(check("scan"), (true, false));
    members.create(&member("m1", "ada")).send().await.unwrap();
    assert_eq!(check("guarded create"), (false, true));
    members
        .by_unique_email("ada")
        .send()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(check("get_unique"), (true, false));
    let changed = Note {
        topic: "other".into(),
        ..long(1)
    };
    notes.save(&long(1), &changed).send().await.unwrap();
    assert_eq!(check("save"), (false, true));
    notes.delete("o", 1u32).send().await.unwrap();
    assert_eq!(check("delete"), (false, true));
}

#[tokio::test]
async fn the_sums_of_batches_of_reads_are_those_of_the_engines_answers() {
    // ministack does not tell what a batch of reads consumes.
    let metered = Metered::new(&scripted(&Script::new()).await);
    let (table, check) = (&metered.table, |what| metered.check(what));
    let notes = NoteRepository::new(table);
    let puts = (0..60).map(|number| notes.put(&long(number)));
    table.batch_write().with_all(puts).send().await.unwrap();
    check("batch_write");
    let keys = (0..130).map(|number| Note::key("o", number));
    notes.batch_get(keys.clone()).send().await.unwrap();
    assert_eq!(check("batch_get"), (true, false));
    let keys = futures_util::stream::iter(keys);
    notes.batch_get_stream(keys).stream().count().await;
    assert_eq!(check("batch_get_stream"), (true, false));
}

#[tokio::test]
async fn an_index_has_a_part_of_its_own_where_asked() {
    let (total, by_index) = (Meter::new(), Meter::by_index());
    let table = table::<Office>().await;
    let put = NoteRepository::new(&table.clone().with_meter(&total));
    put.put(&note(1)).send().await.unwrap();
    let parts = total.parts();
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].table, table.name());
    assert_eq!(
        (parts[0].index.as_deref(), parts[0].write_units),
        (None, 2.0)
    );
    let notes = NoteRepository::new(&table.with_meter(&by_index));
    notes.put(&note(2)).send().await.unwrap();
    notes.by_topic("t").all().await.unwrap();
    let parts = by_index.parts();
    let parts: Vec<_> = parts
        .iter()
        .map(|part| (part.index.as_deref(), part.read_units, part.write_units))
        .collect();
    assert_eq!(parts, [(None, 0.0, 1.0), (Some("GSI1"), 0.5, 1.0)]);
    assert_eq!(units(by_index.read()), (0.5, 2.0));
}

#[tokio::test(start_paused = true)]
async fn requests_and_attempts_count_whether_they_succeed_or_not() {
    let script = Script::new();
    let meter = Meter::new();
    let table = scripted(&script).await.with_meter(&meter);
    let (notes, members) = (NoteRepository::new(&table), MemberRepository::new(&table));
    script.push(Outcome::throttled());
    notes.create(&note(1)).send().await.unwrap();
    assert_eq!(counts(meter.reset()), (1, 2));
    notes.create(&note(1)).send().await.unwrap_err();
    let failed = meter.reset();
    assert_eq!((counts(failed), units(failed)), ((1, 1), (0.0, 0.0)));
    for _ in 0..3 {
        script.push(Outcome::server_error());
    }
    notes.get("o", 1u32).send().await.unwrap_err();
    assert_eq!(counts(meter.reset()), (1, 3));
    let conflict = Outcome::transaction_canceled(&["TransactionConflict", "None"]);
    script.push(conflict);
    members.create(&member("m1", "ada")).send().await.unwrap();
    assert_eq!(counts(meter.reset()), (2, 2));
    // What was read until a query fails was consumed.
    notes.put(&note(2)).send().await.unwrap();
    meter.reset();
    script.push(Outcome::Pass);
    script.push(Outcome::error(400, "AccessDeniedException", "no"));
    notes.query("o").page_size(1).all().await.unwrap_err();
    let failed = meter.reset();
    assert_eq!((counts(failed), units(failed)), ((2, 2), (0.5, 0.0)));
}

#[tokio::test(start_paused = true)]
async fn a_batch_counts_what_it_sends_again() {
    let script = Script::new();
    let meter = Meter::new();
    let table = scripted(&script).await.with_meter(&meter);
    let visits = super::VisitRepository::new(&table);
    script.push(Outcome::Unprocessed(10));
    script.push(Outcome::Unprocessed(3));
    let puts = (0..25).map(|number| {
        visits.put(&super::Visit {
            id: format!("v{number}"),
            pages: 1,
            ends: None,
        })
    });
    table.batch_write().with_all(puts).send().await.unwrap();
    assert_eq!(counts(meter.read()), (3, 3));
    assert_eq!(units(meter.read()), (0.0, 25.0));
}

#[tokio::test]
async fn a_page_and_a_scan_say_what_they_have_consumed() {
    let meter = Meter::new();
    let plain = table::<Office>().await;
    let table = plain.clone().with_meter(&meter);
    let notes = NoteRepository::new(&table);
    let puts = (0..6).map(|number| notes.put(&note(number)));
    table.batch_write().with_all(puts).send().await.unwrap();
    let before = meter.read();
    let query = || notes.query("o").page_size(2).limit(4);
    let page = query().send().await.unwrap();
    assert_eq!(page.consumed, Some(meter.read() - before));
    assert_eq!(counts(page.consumed.unwrap()), (2, 2));
    let unmetered = NoteRepository::new(&plain).query("o").send().await;
    assert_eq!(unmetered.unwrap().consumed, None);
    meter.reset();
    let mut scan = table.scan().segments(2).stream();
    while let Some(item) = scan.next().await {
        item.unwrap();
    }
    let read = scan.progress().read_units;
    assert!(read > 0.0);
    assert_eq!(units(meter.read()), (read, 0.0));
}

#[tokio::test]
async fn a_span_has_the_units_where_they_are_known() {
    let table = table::<Office>().await;
    let units = [
        "aws.dynamodb.consumed_read_capacity",
        "aws.dynamodb.consumed_write_capacity",
    ];
    let (recorder, _guard) = Recorder::begin();
    let metered = NoteRepository::new(&table.clone().with_meter(&Meter::new()));
    metered.put(&note(1)).send().await.unwrap();
    assert_eq!(recorder.only().fields(units), ["0.0", "2.0"]);
    metered.get("o", 1u32).send().await.unwrap();
    assert_eq!(recorder.only().fields(units), ["0.5", "0.0"]);
    NoteRepository::new(&table)
        .get("o", 1u32)
        .send()
        .await
        .unwrap();
    assert_eq!(recorder.only().fields(units), ["", ""]);
    // A scan that keeps a pace asks by itself.
    table.scan().read_units_per_second(9).all().await.unwrap();
    assert_eq!(recorder.only().fields(units), ["0.5", "0.0"]);
}

#[tokio::test]
async fn a_meter_asks_for_capacity_and_changes_nothing_else() {
    let script = Script::new();
    let plain = scripted(&script).await;
    let mut bodies = Vec::new();
    for (meter, asked) in [
        (None, Value::Null),
        (Some(Meter::new()), "TOTAL".into()),
        (Some(Meter::by_index()), "INDEXES".into()),
    ] {
        let table = match &meter {
            Some(meter) => plain.clone().with_meter(meter),
            None => plain.clone(),
        };
        let notes = NoteRepository::new(&table);
        let begun = script.requests().len();
        let put = notes.put(&note(1)).condition(Note::TEXT.ne("y"));
        put.return_old().send().await.unwrap();
        notes
            .get("o", 1u32)
            .select((Note::TEXT,))
            .send()
            .await
            .unwrap();
        let update = notes.update("o", 1u32).set(Note::TEXT, "z");
        update.return_new().send().await.unwrap();
        let query = notes.by_topic("t").after((0u32,)).descending().page_size(3);
        query.filter(Note::TEXT.ne("y")).all().await.unwrap();
        let scan = table
            .scan_of::<Note>()
            .segments(2)
            .page_size(3)
            .consistent();
        scan.filter(Note::TEXT.ne("y")).all().await.unwrap();
        notes
            .batch_get([Note::key("o", 1u32)])
            .consistent()
            .send()
            .await
            .unwrap();
        table
            .read_transaction((notes.get("o", 1u32),))
            .send()
            .await
            .unwrap();
        let transaction = table.write_transaction().with(notes.put(&note(2)));
        transaction.with_token("t").send().await.unwrap();
        let batch = table.batch_write().with(notes.put(&note(3)));
        batch.send().await.unwrap();
        let delete = notes.delete("o", 1u32).condition(Note::TEXT.eq("z"));
        delete.return_old().send().await.unwrap();
        notes.delete("o", 2u32).send().await.unwrap();
        notes.delete("o", 3u32).send().await.unwrap();
        let requests = script.requests();
        let sent = requests[begun..].iter().map(|request| {
            let mut body = request.body.as_object().unwrap().clone();
            let capacity = body.remove("ReturnConsumedCapacity");
            // A scan always asks: its progress is told in read units.
            let asked = match (request.operation.as_str(), &asked) {
                ("Scan", Value::Null) => "TOTAL".into(),
                _ => asked.clone(),
            };
            assert_eq!(capacity.unwrap_or_default(), asked, "{}", request.operation);
            // A token is bound to its request for ten minutes, capacity and all.
            body.remove("ClientRequestToken");
            (request.operation.clone(), body)
        });
        bodies.push(sent.collect::<Vec<_>>());
    }
    assert_eq!(bodies[0].len(), 13);
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(bodies[0], bodies[2]);
}

#[tokio::test]
async fn clones_of_a_meter_have_the_same_sums_also_across_threads() {
    let meter = Meter::new();
    let table = table::<Office>().await;
    let metered = table.clone().with_meter(&meter);
    let reads = (0..20u32).map(|number| {
        let notes = NoteRepository::new(&metered);
        tokio::spawn(async move { notes.get("o", number).send().await.unwrap() })
    });
    for read in reads.collect::<Vec<_>>() {
        read.await.unwrap();
    }
    let sums = meter.clone().read();
    assert_eq!((units(sums), counts(sums)), ((10.0, 0.0), (20, 20)));
    let kept = Arc::new(Mutex::new(meter.clone()));
    assert_eq!(kept.lock().unwrap().reset(), sums);
    assert_eq!(meter.read(), Consumed::default());
    assert_eq!(meter.parts(), []);
    // The handle that it was made from is not measured.
    NoteRepository::new(&table)
        .get("o", 1u32)
        .send()
        .await
        .unwrap();
    assert_eq!(meter.read(), Consumed::default());
}
