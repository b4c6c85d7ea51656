//! Interceptors of the caller's client, on the default mapping: they find in inputs and outputs what the
//! SDK's own requests would have there, and what they change is what is sent and what the caller gets.

mod changes;
mod observers;

use crate::support::{raw, table};
use singletable::aws_sdk_dynamodb::Client;
use singletable::aws_sdk_dynamodb::config::Intercept;
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Entity, Item, Table};

#[derive(Debug, Clone, PartialEq, Table)]
enum Notes {
    Note(Note),
    Book(Book),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Notes, pk = "BOOK#<book>", sk = "NOTE#<id>")]
struct Note {
    book: String,
    id: String,
    text: String,
    #[serde(default)]
    reads: u32,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Notes, pk = "BOOK#<book>", sk = "#BOOK")]
struct Book {
    book: String,
    title: String,
}

fn note(id: &str) -> Note {
    Note {
        book: "b".into(),
        id: id.into(),
        text: format!("secret {id}"),
        reads: 0,
    }
}

fn book() -> Book {
    Book {
        book: "b".into(),
        title: "secret title".into(),
    }
}

/// The same table through a client with that interceptor.
fn intercepted(table: &Table<Notes>, interceptor: impl Intercept + 'static) -> Table<Notes> {
    let config = table.client().config().to_builder();
    let client = Client::from_conf(config.interceptor(interceptor).build());
    Table::new(client).with_name(table.name())
}

/// The notes of a fresh table, as they are, and through a client with that interceptor.
async fn notes(interceptor: impl Intercept + 'static) -> [NoteRepository; 2] {
    let plain = table::<Notes>().await;
    let intercepted = intercepted(&plain, interceptor);
    [&plain, &intercepted].map(NoteRepository::new)
}

/// The stored item of a note.
async fn stored(notes: &NoteRepository, id: &str) -> Option<Item> {
    raw(notes.table(), &note(id).item_key().unwrap()).await
}

/// The stored text of a note.
async fn stored_text(notes: &NoteRepository, id: &str) -> String {
    let item = stored(notes, id).await.unwrap();
    let AttributeValue::S(text) = &item["text"] else {
        panic!("a text is a string")
    };
    text.clone()
}
