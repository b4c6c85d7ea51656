//! What is seen of operations: their spans, and what their requests consume.

mod answers;
mod meter;
mod recorder;
mod server_messages;
mod spans;

use singletable::{Collection, Entity, Ids, Table, Timestamp};
use singletable_local::{Local, Script};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "Office",
    ttl = "ttl",
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk")
)]
enum Office {
    Note(Note),
    Member(Member),
    Visit(Visit),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Office, type = "NOTE", pk = "OWNER#<owner>", sk = "NOTE#<number:04>")]
#[entity(index(GSI1, name = by_topic, pk = "TOPIC#<topic>", sk = "<number:04>"))]
struct Note {
    owner: String,
    number: u32,
    topic: String,
    text: String,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Office, type = "MEMBER", pk = "MEMBER#<id>", sk = "#MEMBER")]
struct Member {
    id: String,
    #[entity(unique)]
    email: String,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Office, type = "VISIT", pk = "VISIT#<id>", sk = "#VISIT")]
struct Visit {
    id: String,
    pages: u32,
    #[entity(ttl)]
    ends: Option<Timestamp>,
}

#[derive(Debug, PartialEq, Collection)]
#[collection(table = Office, pk = "OWNER#<owner>")]
struct NotesOf {
    notes: Vec<Note>,
}

fn note(number: u32) -> Note {
    Note {
        owner: "o".into(),
        number,
        topic: "t".into(),
        text: "x".into(),
    }
}

fn member(id: &str, email: &str) -> Member {
    Member {
        id: id.into(),
        email: email.into(),
    }
}

/// A table behind a script, made before anything is recorded.
async fn scripted(script: &Script) -> Table<Office> {
    let client = Local::memory().unwrap().scripted_client(script);
    let table = Table::new(client).with_ids(Ids::new(|| [0; 16]));
    table.create_table().send().await.unwrap();
    table
}
