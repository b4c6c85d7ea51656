//! One span for each operation, without keys and values.

use super::recorder::Recorder;
use super::{
    MemberRepository, Note, NoteRepository, NotesOf, Office, Visit, VisitRepository, member, note,
    scripted,
};
use crate::support::{MovableClock, table};
use futures_util::StreamExt as _;
use singletable::{Meter, Table};
use singletable_local::{Outcome, Script};

const COUNTS: [&str; 3] = ["requests", "attempts", "pages"];
const FAILURE: [&str; 2] = ["error.type", "otel.status_code"];

#[tokio::test]
async fn an_operation_is_one_span_around_the_sdks_own() {
    let table = table::<Office>().await;
    let notes = NoteRepository::new(&table);
    let (recorder, _guard) = Recorder::begin();
    notes.get("o", 1u32).send().await.unwrap();
    let all = recorder.all();
    let own = all.iter().position(|span| span.target == "singletable");
    let sdk = all
        .iter()
        .find(|span| span.field("rpc.method") == "GetItem");
    assert_eq!(sdk.unwrap().parent, own);
    let span = recorder.only();
    let name = format!("get {}", table.name());
    let expected = [
        ("otel.name", name.as_str()),
        ("otel.kind", "client"),
        ("db.system.name", "aws.dynamodb"),
        ("db.operation.name", "get"),
        ("db.collection.name", table.name()),
        ("entity", "Note"),
        ("requests", "1"),
        ("attempts", "1"),
    ];
    let expected = expected.map(|(name, value)| (name, value.to_owned()));
    assert_eq!(span.fields, expected.into());
    assert_eq!(span.name, "dynamodb");
}

#[tokio::test]
async fn every_operation_says_its_name_and_its_entity() {
    let table = table::<Office>().await;
    let (notes, members) = (NoteRepository::new(&table), MemberRepository::new(&table));
    let (recorder, _guard) = Recorder::begin();
    let seen = || {
        recorder
            .only()
            .fields(["db.operation.name", "entity"])
            .join(" ")
    };
    let (first, ada) = (note(1), member("m1", "ada"));
    let changed = Note {
        text: "y".into(),
        ..first.clone()
    };
    notes.create(&first).send().await.unwrap();
    assert_eq!(seen(), "create Note");
    notes.put(&first).send().await.unwrap();
    assert_eq!(seen(), "put Note");
    let update = notes.update("o", 1u32).set(Note::TEXT, "x");
    update.send().await.unwrap();
    assert_eq!(seen(), "update Note");
    notes.save(&first, &changed).send().await.unwrap();
    assert_eq!(seen(), "save Note");
    members.create(&ada).send().await.unwrap();
    assert_eq!(seen(), "create Member");
    members
        .by_unique_email("ada")
        .send()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(seen(), "get_unique Member");
    let eve = member("m1", "eve");
    members.save(&ada, &eve).send().await.unwrap();
    assert_eq!(seen(), "save Member");
    members.delete("m1").given(&eve).send().await.unwrap();
    assert_eq!(seen(), "delete Member");
    notes.delete("o", 1u32).send().await.unwrap();
    assert_eq!(seen(), "delete Note");
    let reads = (notes.get("o", 1u32), members.get("m1"));
    table.read_transaction(reads).send().await.unwrap();
    assert_eq!(seen(), "read_transaction ");
    table.scan_of::<Note>().all().await.unwrap();
    assert_eq!(seen(), "scan Note");
    notes.partition("o").all().await.unwrap();
    assert_eq!(seen(), "query ");
    NotesOf::get(&table, "o").send().await.unwrap();
    assert_eq!(seen(), "query NotesOf");
    notes
        .batch_get([Note::key("o", 1u32)])
        .send()
        .await
        .unwrap();
    assert_eq!(seen(), "batch_get Note");
    let other =
        Table::<Office>::new(table.client().clone()).with_name(format!("{}-2", table.name()));
    other.create_table().send().await.unwrap();
    assert_eq!(seen(), "create_table ");
    other.delete_table().send().await.unwrap();
    assert_eq!(seen(), "delete_table ");
}

#[tokio::test(start_paused = true)]
async fn what_the_sdk_tries_again_is_an_attempt_of_one_request() {
    let script = Script::new();
    let notes = NoteRepository::new(&scripted(&script).await);
    let (recorder, _guard) = Recorder::begin();
    let outcomes = [Outcome::throttled(), Outcome::LostAnswer];
    for outcome in outcomes {
        script.push(outcome);
    }
    notes.get("o", 1u32).send().await.unwrap();
    assert_eq!(recorder.only().fields(COUNTS), ["1", "3", ""]);
}

#[tokio::test(start_paused = true)]
async fn a_guarded_create_that_meets_a_conflict_is_one_span() {
    let script = Script::new();
    let members = MemberRepository::new(&scripted(&script).await);
    let (recorder, _guard) = Recorder::begin();
    let conflict = Outcome::transaction_canceled(&["None", "TransactionConflict"]);
    script.push_for("TransactWriteItems", conflict.clone());
    script.push_for("TransactWriteItems", conflict);
    members.create(&member("m1", "ada")).send().await.unwrap();
    let span = recorder.only();
    assert_eq!(span.fields(COUNTS), ["3", "3", ""]);
    assert_eq!(span.fields(FAILURE), ["", ""]);
}

#[tokio::test(start_paused = true)]
async fn a_query_of_many_pages_is_one_span() {
    let script = Script::new();
    let table = scripted(&script).await;
    let notes = NoteRepository::new(&table);
    let puts = (0..5).map(|number| notes.put(&note(number)));
    table.batch_write().with_all(puts).send().await.unwrap();
    let (recorder, _guard) = Recorder::begin();
    let query = || notes.by_topic("t").page_size(2);
    script.push_for("Query", Outcome::throttled());
    assert_eq!(query().all().await.unwrap().len(), 5);
    let span = recorder.only();
    assert_eq!(span.fields(COUNTS), ["3", "4", "3"]);
    assert_eq!(
        span.fields(["db.operation.name", "entity", "aws.dynamodb.index_name"]),
        ["query", "Note", "GSI1"]
    );
    assert_eq!(query().count().await.unwrap(), 5);
    assert_eq!(recorder.only().fields(COUNTS), ["3", "3", "3"]);
    assert_eq!(query().limit(3).send().await.unwrap().items.len(), 3);
    assert_eq!(recorder.only().fields(COUNTS), ["2", "2", "2"]);
    assert_eq!(query().stream().count().await, 5);
    assert_eq!(recorder.only().fields(COUNTS), ["3", "3", "3"]);
    // Dropped on the way, it has ended with what was done until then.
    let mut stream = query().stream();
    stream.next().await.unwrap().unwrap();
    drop(stream);
    assert_eq!(recorder.only().fields(COUNTS), ["1", "1", "1"]);
}

#[tokio::test(start_paused = true)]
async fn a_batch_is_one_span_with_what_it_sends_again() {
    let script = Script::new();
    let table = scripted(&script).await;
    let notes = NoteRepository::new(&table);
    let (recorder, _guard) = Recorder::begin();
    script.push_for("BatchWriteItem", Outcome::Unprocessed(5));
    let puts = (0..30).map(|number| notes.put(&note(number)));
    table.batch_write().with_all(puts).send().await.unwrap();
    let span = recorder.only();
    assert_eq!(span.fields(COUNTS), ["3", "3", ""]);
    assert_eq!(
        span.fields(["db.operation.name", "entity"]),
        ["batch_write", ""]
    );
    script.push_for("BatchGetItem", Outcome::Unprocessed(1));
    let keys = (0..30).map(|number| Note::key("o", number));
    notes.batch_get(keys.clone()).send().await.unwrap();
    assert_eq!(recorder.only().fields(COUNTS), ["2", "2", ""]);
    let keys = futures_util::stream::iter(keys);
    assert_eq!(notes.batch_get_stream(keys).stream().count().await, 30);
    assert_eq!(recorder.only().fields(COUNTS), ["1", "1", ""]);
    let puts = futures_util::stream::iter((0..30).map(|number| notes.put(&note(number))));
    table.batch_write().send_stream(puts).await.unwrap();
    assert_eq!(recorder.only().fields(COUNTS), ["2", "2", ""]);
}

#[tokio::test]
async fn a_scan_of_many_segments_is_one_span() {
    let table = table::<Office>().await;
    let notes = NoteRepository::new(&table);
    let puts = (0..20).map(|number| notes.put(&note(number)));
    table.batch_write().with_all(puts).send().await.unwrap();
    let (recorder, _guard) = Recorder::begin();
    let segments = table.scan().segments(3).page_size(4).consistent();
    let mut stream = segments.stream();
    while let Some(item) = stream.next().await {
        item.unwrap();
    }
    let pages = stream.progress().pages.to_string();
    drop(stream);
    let span = recorder.only();
    assert_eq!(span.fields(COUNTS), [pages.as_str(); 3]);
    assert_eq!(span.fields(["db.operation.name", "entity"]), ["scan", ""]);
}

#[tokio::test]
async fn an_upsert_over_an_expired_item_is_one_span() {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let table = table::<Office>().await.with_clock(clock.clock());
    let visits = VisitRepository::new(&table);
    let old = Visit {
        id: "v".into(),
        pages: 1,
        ends: Some(clock.now()),
    };
    visits.put(&old).send().await.unwrap();
    let (recorder, _guard) = Recorder::begin();
    let upsert = visits.update("v").upsert().set(Visit::PAGES, 9);
    upsert.send().await.unwrap();
    let span = recorder.only();
    assert_eq!(span.field("db.operation.name"), "upsert");
    assert_eq!(span.fields(COUNTS), ["3", "3", ""]);
    assert_eq!(span.fields(FAILURE), ["", ""]);
}

#[tokio::test(start_paused = true)]
async fn a_failed_operation_says_what_kind_of_error_it_was() {
    let script = Script::new();
    let table = scripted(&script).await;
    let (notes, members) = (NoteRepository::new(&table), MemberRepository::new(&table));
    notes.create(&note(1)).send().await.unwrap();
    members.create(&member("m1", "ada")).send().await.unwrap();
    let (recorder, _guard) = Recorder::begin();
    notes.create(&note(1)).send().await.unwrap_err();
    assert_eq!(recorder.only().fields(FAILURE), ["AlreadyExists", "ERROR"]);
    members
        .create(&member("m2", "ada"))
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        recorder.only().fields(FAILURE),
        ["UniqueViolation", "ERROR"]
    );
    let update = notes.update("o", 2u32).set(Note::TEXT, "y");
    update.send().await.unwrap_err();
    assert_eq!(recorder.only().fields(FAILURE), ["NotFound", "ERROR"]);
    let transaction = table.write_transaction().with(notes.create(&note(1)));
    transaction.send().await.unwrap_err();
    assert_eq!(
        recorder.only().fields(FAILURE),
        ["TransactionCanceled", "ERROR"]
    );
    for _ in 0..3 {
        script.push_for("Query", Outcome::throttled());
    }
    notes.query("o").all().await.unwrap_err();
    let span = recorder.only();
    assert_eq!(span.fields(FAILURE), ["ThrottlingException", "ERROR"]);
    assert_eq!(span.fields(COUNTS), ["1", "3", "0"]);
    script.push_for("Scan", Outcome::error(400, "AccessDeniedException", "no"));
    table.scan().all().await.unwrap_err();
    assert_eq!(
        recorder.only().fields(FAILURE),
        ["AccessDeniedException", "ERROR"]
    );
    script.push_for(
        "BatchWriteItem",
        Outcome::error(400, "AccessDeniedException", "no"),
    );
    let batch = table.batch_write().with(notes.put(&note(1)));
    batch.send().await.unwrap_err();
    assert_eq!(recorder.only().fields(FAILURE), ["Unprocessed", "ERROR"]);
}

#[tokio::test]
async fn an_item_that_does_not_fit_is_a_failure_of_what_must_read_it() {
    let table = table::<Office>().await;
    let notes = NoteRepository::new(&table);
    notes.put(&note(1)).send().await.unwrap();
    let damage = table.client().update_item().table_name(table.name());
    let key = Note::key("o", 1u32);
    let damage = damage
        .set_key(Some(
            singletable::bounds::EntityKey::item_key(&key)
                .unwrap()
                .into_attributes(),
        ))
        .update_expression("REMOVE topic");
    damage.send().await.unwrap();
    let (recorder, _guard) = Recorder::begin();
    let failed = || recorder.only().field("error.type") == "Decode";
    notes.get("o", 1u32).send().await.unwrap_err();
    assert!(failed());
    notes.query("o").all().await.unwrap_err();
    assert!(failed());
    notes.partition("o").all().await.unwrap_err();
    assert!(failed());
    NotesOf::get(&table, "o").send().await.unwrap_err();
    assert!(failed());
    notes.scan().all().await.unwrap_err();
    assert!(failed());
    notes.batch_get([key]).send().await.unwrap_err();
    assert!(failed());
    // A page tells of it beside the others.
    assert_eq!(notes.query("o").send().await.unwrap().errors.len(), 1);
    assert!(!failed());
}

#[tokio::test]
async fn what_makes_no_request_has_no_span() {
    let table = table::<Office>().await;
    let notes = NoteRepository::new(&table);
    let (recorder, _guard) = Recorder::begin();
    notes.get("", 1u32).send().await.unwrap_err();
    notes.query("").all().await.unwrap_err();
    notes.query("o").into_input().unwrap();
    notes.save(&note(1), &note(1)).send().await.unwrap();
    table.batch_write().send().await.unwrap();
    table.write_transaction().send().await.unwrap();
    drop(table.scan().stream());
    assert_eq!(recorder.spans().len(), 0);
}

const MARKER: &str = "Zyx-personal";

/// All kinds of operations on items whose keys and values have the marker in them.
async fn with_markers(table: &Table<Office>) {
    let (notes, members) = (NoteRepository::new(table), MemberRepository::new(table));
    let visits = VisitRepository::new(table);
    let marked = |number| Note {
        owner: MARKER.into(),
        number,
        topic: MARKER.into(),
        text: MARKER.into(),
    };
    let who = member(MARKER, MARKER);
    notes.create(&marked(1)).send().await.unwrap();
    notes.create(&marked(1)).send().await.unwrap_err();
    notes
        .put(&marked(1))
        .condition(Note::TEXT.eq(MARKER))
        .send()
        .await
        .unwrap();
    notes
        .put(&marked(1))
        .condition(Note::TEXT.eq(""))
        .send()
        .await
        .unwrap_err();
    notes.get(MARKER, 1u32).send().await.unwrap();
    notes
        .update(MARKER, 1u32)
        .set(Note::TEXT, MARKER)
        .send()
        .await
        .unwrap();
    visits
        .update(MARKER)
        .upsert()
        .set(Visit::PAGES, 1)
        .send()
        .await
        .unwrap();
    members.create(&who).send().await.unwrap();
    members
        .create(&member("x", MARKER))
        .send()
        .await
        .unwrap_err();
    members
        .by_unique_email(MARKER)
        .send()
        .await
        .unwrap()
        .unwrap();
    notes
        .query(MARKER)
        .filter(Note::TEXT.eq(MARKER))
        .all()
        .await
        .unwrap();
    notes.by_topic(MARKER).all().await.unwrap();
    table
        .scan_of::<Note>()
        .filter(Note::TEXT.eq(MARKER))
        .all()
        .await
        .unwrap();
    table
        .batch_write()
        .with(notes.put(&marked(2)))
        .send()
        .await
        .unwrap();
    notes
        .batch_get([Note::key(MARKER, 1u32)])
        .send()
        .await
        .unwrap();
    table
        .read_transaction((notes.get(MARKER, 1u32),))
        .send()
        .await
        .unwrap();
    let transaction = table.write_transaction().with(notes.create(&marked(1)));
    transaction.send().await.unwrap_err();
    notes
        .save(
            &marked(1),
            &Note {
                text: "y".into(),
                ..marked(1)
            },
        )
        .send()
        .await
        .unwrap();
    notes.delete(MARKER, 1u32).send().await.unwrap();
    members.delete(MARKER).given(&who).send().await.unwrap();
}

#[tokio::test]
async fn no_key_and_no_value_is_in_a_span_or_in_a_meter() {
    let meter = Meter::by_index();
    let table = table::<Office>().await.with_meter(&meter);
    let (recorder, _guard) = Recorder::begin();
    with_markers(&table).await;
    let spans = recorder.spans();
    assert_eq!(spans.len(), 20);
    for span in spans {
        assert!(!format!("{span:?}").contains(MARKER), "{span:?}");
    }
    let shown = format!("{meter:?} {:?} {table:?}", meter.parts());
    assert!(!shown.contains(MARKER), "{shown}");
}

#[tokio::test]
async fn keys_are_in_the_spans_of_operations_on_one_item_when_asked_for() {
    let table = table::<Office>().await.with_keys_in_spans();
    let (recorder, _guard) = Recorder::begin();
    with_markers(&table).await;
    let mut without = Vec::new();
    for mut span in recorder.spans() {
        let operation = span.field("db.operation.name").to_owned();
        let key = span.fields.remove("aws.dynamodb.key");
        assert!(!format!("{span:?}").contains(MARKER), "{span:?}");
        match key {
            Some(key) => assert!(key.contains(MARKER) || key.contains("MEMBER#x"), "{key}"),
            None => without.push(operation),
        }
    }
    assert_eq!(
        without,
        [
            "query",
            "query",
            "scan",
            "batch_write",
            "batch_get",
            "read_transaction",
            "write_transaction"
        ]
    );
    recorder.clear();
    let notes = NoteRepository::new(&table);
    notes.get("o", 7u32).send().await.unwrap();
    assert_eq!(
        recorder.only().field("aws.dynamodb.key"),
        r#"{"pk": "OWNER#o", "sk": "NOTE#0007"}"#
    );
}
