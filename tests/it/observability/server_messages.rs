//! What a server says can hold values of items: it is in `server_message()`, and nowhere else of ours.

use super::recorder::Recorder;
use super::{MemberRepository, Note, NoteRepository, NotesOf, member, note, scripted};
use futures_util::StreamExt as _;
use serde_json::{Map, Value, json};
use singletable::error::Cause;
use singletable::{Error, Table};
use singletable_local::{Outcome, Script};
use std::error::Error as _;

/// A value of an item, as a server's message may hold it.
const PLANTED: &str = "jane.doe@example.com";

fn planted() -> Outcome {
    let message = format!("Invalid value: {PLANTED} is not allowed");
    Outcome::error(400, "ValidationException", &message)
}

/// A cancellation whose message, reasons and items all have the value.
fn canceled(code: &str, reasons: usize) -> Outcome {
    let reason = |code: &str| {
        json!({
            "Code": code,
            "Message": format!("told of {PLANTED}"),
            "Item": { "text": { "S": PLANTED } },
        })
    };
    let mut all = vec![reason(code)];
    all.extend((1..reasons).map(|_| json!({ "Code": "None" })));
    Outcome::Error {
        status: 400,
        code: "TransactionCanceledException".into(),
        members: Map::from_iter([
            (
                "message".to_owned(),
                Value::from(format!("canceled: {PLANTED}")),
            ),
            ("CancellationReasons".to_owned(), Value::Array(all)),
        ]),
    }
}

#[track_caller]
fn says_nothing(error: &Error) {
    let text = format!("{error} {error:?} {error:#?}");
    assert!(!text.contains(PLANTED), "{text}");
    let said = error.server_message().unwrap();
    assert!(said.contains(PLANTED), "{said}");
}

/// The failure of each operation that is sent.
async fn failures(table: &Table<super::Office>, script: &Script) -> Vec<Error> {
    let notes = NoteRepository::new(table);
    let members = MemberRepository::new(table);
    let mut errors = Vec::new();
    macro_rules! fail {
        ($($send:expr),+ $(,)?) => {$(
            script.push(planted());
            errors.push($send.await.map(drop).unwrap_err());
        )+};
    }
    fail! {
        notes.get("o", 1).send(),
        notes.put(&note(1)).send(),
        notes.create(&note(1)).send(),
        notes.update("o", 1).set(Note::TEXT, "x").send(),
        notes.delete("o", 1).send(),
        notes.query("o").all(),
        notes.query("o").send(),
        notes.query("o").count(),
        notes.by_topic("t").one(),
        notes.partition("o").count(),
        NotesOf::get(table, "o").send(),
        table.scan().all(),
        notes.scan().count(),
        notes.batch_get([Note::key("o", 1)]).send(),
        table.batch_write().with(notes.put(&note(1))).send(),
        table.write_transaction().with(notes.put(&note(1))).send(),
        table.read_transaction((notes.get("o", 1),)).send(),
        members.create(&member("m", "e")).send(),
        members.delete("m").given(&member("m", "e")).send(),
        table.create_table().send(),
        table.delete_table().send(),
    }
    script.push(planted());
    let first = notes.query("o").stream().next().await.unwrap();
    errors.push(first.map(drop).unwrap_err());
    errors
}

#[tokio::test(start_paused = true)]
async fn a_value_in_a_servers_message_is_in_no_display_debug_or_span() {
    let script = Script::new();
    let table = scripted(&script).await;
    let (recorder, _guard) = Recorder::begin();
    for error in failures(&table, &script).await {
        says_nothing(&error);
        assert!(!format!("{:?}", error.unprocessed()).contains(PLANTED));
        if error.unprocessed().is_none() {
            assert!(error.to_string().contains("ValidationException"), "{error}");
        }
    }
    let spans = recorder.spans();
    assert!(spans.len() > 20, "{}", spans.len());
    assert!(!format!("{spans:?}").contains(PLANTED), "{spans:#?}");
}

#[tokio::test(start_paused = true)]
async fn a_path_that_is_missing_and_a_cancellation_say_nothing_either() {
    let script = Script::new();
    let table = scripted(&script).await;
    let (recorder, _guard) = Recorder::begin();
    let notes = NoteRepository::new(&table);
    let missing = format!(
        "The document path provided in the update expression is invalid for update: {PLANTED}"
    );
    script.push(Outcome::error(400, "ValidationException", &missing));
    let update = notes.update("o", 1).set(Note::TEXT, "x").send().await;
    let error = update.unwrap_err();
    assert!(matches!(error, Error::MissingDocument { .. }));
    says_nothing(&error);

    for code in ["ValidationError", "ConditionalCheckFailed", "Unheard"] {
        script.push(canceled(code, 1));
        let write = table.write_transaction().with(notes.delete("o", 1));
        let error = write.send().await.unwrap_err();
        says_nothing(&error);
        let reason = &error.canceled().unwrap().reasons()[0];
        assert!(!format!("{reason:?}").contains(PLANTED), "{reason:?}");
        assert!(reason.server_message().unwrap().contains(PLANTED));
    }
    script.push(canceled("ValidationError", 1));
    let read = table.read_transaction((notes.get("o", 1),)).send().await;
    let error = read.unwrap_err();
    says_nothing(&error);
    let reason = &error.canceled().unwrap().reasons()[0];
    assert_eq!(*reason.cause(), Cause::Invalid);
    assert!(reason.server_message().unwrap().contains(PLANTED));

    // An operation that is a transaction of its own, too.
    script.push(canceled("ValidationError", 2));
    let members = MemberRepository::new(&table);
    let created = members.create(&member("m", "e")).send().await;
    says_nothing(&created.unwrap_err());
    let spans = recorder.spans();
    assert!(!format!("{spans:?}").contains(PLANTED), "{spans:#?}");
}

#[tokio::test]
async fn the_sdks_error_is_the_source() {
    let script = Script::new().for_operation("GetItem", planted());
    let table = scripted(&script).await;
    let error = NoteRepository::new(&table).get("o", 1).send().await;
    let error = error.unwrap_err();
    let source = error.source().unwrap();
    let sdk = source.downcast_ref::<singletable::aws_sdk_dynamodb::Error>();
    assert!(sdk.is_some(), "{source:?}");
    let Error::Service(answer) = error else {
        panic!("{error}")
    };
    assert_eq!(answer.code(), Some("ValidationException"));
    assert!(answer.server_message().unwrap().contains(PLANTED));
    let id = answer.request_id().map(str::to_owned);
    assert_eq!(id.is_some(), answer.to_string().contains("request "));
}
