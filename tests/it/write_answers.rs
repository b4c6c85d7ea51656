//! What writes answer where the item that they are to answer cannot be read.

use crate::support::{raw, table};
use serde::{Deserialize, Deserializer};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Entity, Error, Mapping, Table};

#[derive(Debug, Table)]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
struct Shop;

/// Refuses the values of other programs, which have a `!` in them.
fn ours<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.contains('!') {
        return Err(serde::de::Error::custom("a text of another program"));
    }
    Ok(text)
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "NOTE#<id>", sk = "#NOTE")]
struct Note {
    id: String,
    #[serde(deserialize_with = "ours")]
    text: String,
    #[serde(default)]
    edits: u32,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "NAME#<id>", sk = "#NAME")]
struct Name {
    id: String,
    #[serde(deserialize_with = "ours")]
    text: String,
    #[entity(unique)]
    nick: String,
}

/// The repositories of both mappings on one table each.
async fn tables() -> [Table<Shop>; 2] {
    [
        table::<Shop>().await.with_mapping(Mapping::Direct),
        table::<Shop>().await.with_mapping(Mapping::Maps),
    ]
}

fn note(text: &str) -> Note {
    Note {
        id: "n".into(),
        text: text.into(),
        edits: 0,
    }
}

/// The error says that the write has happened, and nothing of what is stored.
#[track_caller]
fn assert_happened<T: std::fmt::Debug>(answer: Result<T, Error>) {
    let error = answer.expect_err("the item cannot be read");
    assert!(error.write_happened(), "{error}");
    let Error::Decode(fault) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(fault.attribute(), Some("text"));
    let printed = format!("{error} {error:?}");
    assert!(printed.contains("the write has happened"), "{printed}");
    assert!(!printed.contains('!'), "{printed}");
}

/// What is stored of the note.
async fn stored(notes: &NoteRepository) -> Option<(AttributeValue, AttributeValue)> {
    let item = raw(notes.table(), &note("").item_key().unwrap()).await?;
    Some((item["text"].clone(), item["edits"].clone()))
}

fn values(text: &str, edits: u32) -> (AttributeValue, AttributeValue) {
    let text = AttributeValue::S(text.into());
    (text, AttributeValue::N(edits.to_string()))
}

#[tokio::test]
async fn an_error_after_a_write_says_that_it_happened() {
    for table in tables().await {
        let notes = NoteRepository::new(&table);
        assert_happened(notes.put(&note("a!")).return_new().send().await);
        assert_eq!(stored(&notes).await, Some(values("a!", 0)));
        assert_happened(notes.put(&note("b!")).return_old().send().await);
        assert_eq!(stored(&notes).await, Some(values("b!", 0)));
        let edit = || notes.update("n").add(Note::EDITS, 1);
        assert_happened(edit().return_new().send().await);
        assert_happened(edit().return_old().send().await);
        assert_eq!(stored(&notes).await, Some(values("b!", 2)));
        assert_happened(
            edit()
                .set(Note::TEXT, "c!")
                .upsert()
                .return_new()
                .send()
                .await,
        );
        let (before, mut after) = (note("c!"), note("c!"));
        after.edits = 7;
        let before = Note { edits: 3, ..before };
        assert_happened(notes.save(&before, &after).send().await);
        assert_eq!(stored(&notes).await, Some(values("c!", 7)));
        assert_happened(notes.delete("n").return_old().send().await);
        assert_eq!(stored(&notes).await, None);
    }
}

#[tokio::test]
async fn an_error_after_a_save_with_guards_says_that_it_happened() {
    for table in tables().await {
        let names = NameRepository::new(&table);
        let before = Name {
            id: "n".into(),
            text: "a!".into(),
            nick: "ada".into(),
        };
        let after = Name {
            nick: "eve".into(),
            ..before.clone()
        };
        names.create(&before).send().await.unwrap();
        assert_happened(names.save(&before, &after).send().await);
        let item = raw(&table, &after.item_key().unwrap()).await.unwrap();
        assert_eq!(item["nick"], AttributeValue::S("eve".into()));
    }
}

#[tokio::test]
async fn an_error_without_a_write_does_not_say_that_one_happened() {
    for table in tables().await {
        let notes = NoteRepository::new(&table);
        notes.put(&note("a!")).send().await.unwrap();
        let read = notes.get("n").send().await.unwrap_err();
        let saved = notes.save(&note("a!"), &note("a!")).send().await;
        let refused = notes.update("n").condition(Note::EDITS.eq(9));
        let refused = refused.set(Note::TEXT, "b").return_new().send().await;
        for error in [read, saved.unwrap_err(), refused.unwrap_err()] {
            assert!(!error.write_happened(), "{error}");
            assert!(!error.to_string().contains("has happened"), "{error}");
        }
    }
}

#[tokio::test]
async fn an_answer_that_can_be_read_is_answered() {
    for table in tables().await {
        let notes = NoteRepository::new(&table);
        assert_eq!(
            notes.put(&note("a")).return_old().send().await.unwrap(),
            None
        );
        let old = notes.put(&note("b")).return_old().send().await.unwrap();
        assert_eq!(old, Some(note("a")));
        let new = notes.put(&note("c")).return_new().send().await.unwrap();
        assert_eq!(new, note("c"));
    }
}
