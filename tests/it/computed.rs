//! Computed fields: filled in wherever an item is read, and never stored.

use crate::support::{raw, table};
use futures_util::TryStreamExt as _;
use singletable::{Entity, Item, Table};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    type_index(name = "TypeIndex", pk = "_type", sk = "_timestamp"),
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk")
)]
enum Shelf {
    Book(Book),
    Card(Card),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shelf, pk = "BOOK#<id>", sk = "#BOOK")]
#[entity(index(GSI1, name = by_author, pk = "AUTHOR#<author>", sk = "<id>"))]
struct Book {
    id: String,
    author: String,
    title: String,
    #[entity(on_create = default)]
    pages: u32,
    #[serde(skip)]
    #[entity(computed = loud)]
    loud: String,
    /// It sees the one before.
    #[serde(skip)]
    #[entity(computed = length)]
    length: usize,
}

fn loud(book: &Book) -> String {
    book.title.to_uppercase()
}

fn length(book: &Book) -> usize {
    book.loud.len()
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shelf, pk = "CARD#<id>", sk = "#CARD")]
struct Card {
    id: String,
    #[entity(unique)]
    number: u32,
    #[serde(skip)]
    #[entity(computed = double)]
    double: u32,
}

fn double(card: &Card) -> u32 {
    card.number * 2
}

/// A book as it is read.
fn read(title: &str) -> Book {
    Book {
        id: "b".into(),
        author: "ada".into(),
        title: title.into(),
        pages: 0,
        loud: title.to_uppercase(),
        length: title.len(),
    }
}

/// A stored book.
async fn books() -> BookRepository {
    let books = BookRepository::new(&table::<Shelf>().await);
    let stale = Book {
        loud: "something else".into(),
        length: 99,
        ..read("old")
    };
    books.put(&stale).send().await.unwrap();
    books
}

#[tokio::test]
async fn every_read_fills_in_what_is_computed() {
    let books = books().await;
    let table = books.table();
    let (one, expected) = (read("old"), Some(read("old")));
    let all = std::slice::from_ref(&one);
    let read = books.get("b").consistent().send().await.unwrap();
    assert_eq!(read, expected);
    let by_author = || books.by_author("ada");
    assert_eq!(by_author().one().await.unwrap(), expected);
    assert_eq!(by_author().all().await.unwrap(), all);
    let streamed: Vec<_> = by_author().stream().try_collect().await.unwrap();
    assert_eq!(streamed, all);
    let page = by_author().send().await.unwrap();
    assert_eq!(page.items, all);
    let listed = table.list::<Book>().all().await.unwrap();
    assert_eq!(listed, all);
    let scanned: Vec<_> = table.scan().stream().try_collect().await.unwrap();
    assert_eq!(scanned, [Shelf::Book(one.clone())]);
    let batch = books.batch_get([Book::key("b")]).consistent();
    let found = std::slice::from_ref(&expected);
    assert_eq!(batch.send().await.unwrap(), found);
    let batch = table.batch_get().with(Book::key("b")).consistent();
    let any = [Some(Shelf::Book(one.clone()))];
    assert_eq!(batch.send().await.unwrap(), any);
    let transaction = table.read_transaction((books.get("b"), vec![books.get("other")]));
    let answer = transaction.send().await.unwrap();
    assert_eq!(answer, (expected.clone(), vec![None]));

    let cards = CardRepository::new(table);
    let card = Card {
        id: "c".into(),
        number: 4,
        double: 0,
    };
    cards.create(&card).send().await.unwrap();
    let found = cards.by_unique_number(4_u32).send().await.unwrap();
    assert_eq!(found.unwrap().double, 8);
}

#[tokio::test]
async fn every_write_that_answers_an_item_fills_in_what_is_computed() {
    let books = books().await;
    let renamed = |title: &str| books.update("b").set(Book::TITLE, title);
    let new = renamed("newer").return_new().send().await.unwrap();
    assert_eq!(new, read("newer"));
    let old = renamed("newest").return_old().send().await.unwrap();
    assert_eq!(old, Some(read("newer")));
    let upsert = books.update("b").upsert();
    let upsert = upsert
        .set(Book::TITLE, "t")
        .set_if_absent(Book::AUTHOR, "ada");
    let upserted = upsert.return_new().send().await.unwrap();
    assert_eq!(upserted, read("t"));
    let saved = books.save(
        &upserted,
        &Book {
            title: "saved".into(),
            ..upserted.clone()
        },
    );
    assert_eq!(saved.send().await.unwrap(), read("saved"));
    // What is in the way of a write is an item that was read too.
    let never = Book::TITLE.eq("never");
    let failed = books.put(&read("x")).condition(never.clone()).send().await;
    let stored = failed.unwrap_err().stored::<Book>().unwrap();
    assert_eq!(stored, Some(read("saved")));
    let put = books.put(&read("x")).condition(never);
    let canceled = books.table().write_transaction().with(put).send().await;
    let canceled = canceled.unwrap_err();
    let stored = canceled.canceled().unwrap().reasons()[0].stored::<Book>();
    assert_eq!(stored.unwrap(), Some(read("saved")));
    let replaced = books.put(&read("x")).return_old().send().await.unwrap();
    assert_eq!(replaced, Some(read("saved")));
    let deleted = books.delete("b").return_old().send().await.unwrap();
    assert_eq!(deleted, Some(read("x")));
    let new = NewBook {
        id: "b".into(),
        author: "ada".into(),
        title: "made".into(),
    };
    assert_eq!(books.create(new).send().await.unwrap(), read("made"));
}

#[tokio::test]
async fn no_write_stores_what_is_computed() {
    let books = books().await;
    let table = books.table();
    let computed = |item: &Item| item.contains_key("loud") || item.contains_key("length");
    let stored = async || raw(table, &read("").item_key().unwrap()).await.unwrap();
    assert!(!computed(&stored().await));
    let book = read("old");
    let other = Book {
        loud: "x".into(),
        length: 0,
        ..book.clone()
    };
    // It is no difference either.
    assert!(books.save(&book, &other).into_update().unwrap().is_none());
    let changed = Book {
        pages: 1,
        ..other.clone()
    };
    books.save(&book, &changed).send().await.unwrap();
    assert!(!computed(&stored().await));
    let put = table.write_transaction().with(books.put(&other));
    put.send().await.unwrap();
    assert!(!computed(&stored().await));
    let put = table.batch_write().with(books.put(&other));
    put.send().await.unwrap();
    assert!(!computed(&stored().await));
    books
        .update("b")
        .set(Book::TITLE, "t")
        .send()
        .await
        .unwrap();
    assert!(!computed(&stored().await));
}
