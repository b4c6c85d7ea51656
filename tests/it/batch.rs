//! Batches: any number of reads and writes, and what becomes of those that come back.

use crate::support::{MovableClock, raw, table};
use futures_util::stream::{self, StreamExt as _};
use singletable::bounds::EntityKey as _;
use singletable::error::BatchError;
use singletable::{Entity, Error, Ids, Table, Timestamp};
use singletable_local::{Local, Request, Script};
use std::collections::BTreeSet;

mod requests;
mod retries;
mod streams;

#[derive(Debug, Clone, PartialEq, Table)]
#[table(ttl = "ttl")]
enum Library {
    Book(Book),
    Reader(Reader),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Library, type = "BOOK", pk = "BOOK#<id>", sk = "#BOOK")]
struct Book {
    id: String,
    title: String,
    #[entity(ttl)]
    ends: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Library, type = "READER", pk = "READER#<name>", sk = "CARD#<card:03>")]
struct Reader {
    name: String,
    card: u32,
}

fn book(number: usize) -> Book {
    Book {
        id: format!("b{number:05}"),
        title: format!("title {number}"),
        ends: None,
    }
}

fn reader(name: &str) -> Reader {
    Reader {
        name: name.into(),
        card: 7,
    }
}

fn keys(numbers: impl IntoIterator<Item = usize>) -> Vec<BookKey> {
    let books = numbers.into_iter().map(book);
    books.map(|book| Book::key(book.id)).collect()
}

/// A table whose client follows a script, with waits that are as long as they can be.
async fn scripted(script: &Script) -> (Table<Library>, BookRepository) {
    let client = Local::memory().unwrap().scripted_client(script);
    let table = Table::new(client).with_ids(Ids::new(|| [0xFF; 16]));
    table.create_table().send().await.unwrap();
    let books = BookRepository::new(&table);
    (table, books)
}

/// The partition keys of each request's entries.
fn sent(requests: &[Request]) -> Vec<Vec<String>> {
    let batches = requests
        .iter()
        .filter(|request| request.operation.starts_with("Batch"));
    batches
        .map(|request| partition_keys(&request.body))
        .collect()
}

fn partition_keys(body: &serde_json::Value) -> Vec<String> {
    let tables = body["RequestItems"].as_object().unwrap().values();
    let entries = tables.flat_map(|table| table.as_array().or(table["Keys"].as_array()).unwrap());
    entries
        .map(|entry| {
            let write = entry.as_object().unwrap().values().next().unwrap();
            let key = [
                &entry["PutRequest"]["Item"]["pk"],
                &write["Key"]["pk"],
                &entry["pk"],
            ];
            let key = key.iter().find_map(|pk| pk["S"].as_str());
            key.unwrap().to_owned()
        })
        .collect()
}

fn batches(script: &Script) -> Vec<usize> {
    sent(&script.requests()).iter().map(Vec::len).collect()
}

async fn stored(table: &Table<Library>) -> BTreeSet<String> {
    let scan = table.client().scan().table_name(table.name());
    let pages = scan.into_paginator().items().send();
    let items = pages.collect::<Result<Vec<_>, _>>().await.unwrap();
    items
        .iter()
        .map(|item| item["pk"].as_s().unwrap().clone())
        .collect()
}

#[tokio::test]
async fn reads_come_in_the_order_of_the_keys_and_what_is_missing_is_none() {
    let table = table::<Library>().await;
    let books = BookRepository::new(&table);
    let even: Vec<_> = (0..250)
        .filter(|number| number % 2 == 0)
        .map(book)
        .collect();
    let puts = even.iter().map(|book| books.put(book));
    table.batch_write().with_all(puts).send().await.unwrap();
    let mut numbers: Vec<_> = (0..250).collect();
    fastrand::Rng::with_seed(1).shuffle(&mut numbers);
    let read = books.batch_get(keys(numbers.clone())).consistent();
    let expected: Vec<_> = numbers
        .iter()
        .map(|number| (number % 2 == 0).then(|| book(*number)))
        .collect();
    assert_eq!(read.send().await.unwrap(), expected);
    let streamed = books.batch_get_stream(stream::iter(keys(numbers.clone())));
    let streamed: Vec<_> = streamed
        .consistent()
        .stream()
        .map(Result::unwrap)
        .collect()
        .await;
    let expected: Vec<_> = keys(numbers).into_iter().zip(expected).collect();
    assert_eq!(streamed, expected);
    let nothing: [BookKey; 0] = [];
    assert_eq!(books.batch_get(nothing).send().await.unwrap(), []);
}

#[tokio::test]
async fn one_batch_writes_and_reads_items_of_any_entity() {
    let table = table::<Library>().await;
    let (books, readers) = (BookRepository::new(&table), ReaderRepository::new(&table));
    let (first, ada) = (book(1), reader("ada"));
    let write = table
        .batch_write()
        .with(books.put(&first))
        .with(readers.put(&ada));
    write
        .with(None::<singletable::op::Put<Book>>)
        .send()
        .await
        .unwrap();
    let mixed = table
        .batch_get()
        .with(Reader::key("ada", 7u32))
        .with_all(keys([1, 2]))
        .consistent();
    assert_eq!(
        mixed.send().await.unwrap(),
        [
            Some(Library::Reader(ada.clone())),
            Some(Library::Book(first.clone())),
            None
        ]
    );
    let lists = (keys([2, 1, 1]), [Reader::key("ada", 7u32)]);
    let typed = table.batch_get_tuple(lists).consistent().send().await;
    let (found, cards) = typed.unwrap();
    assert_eq!(found, [None, Some(first.clone()), Some(first)]);
    assert_eq!(cards, [Some(ada)]);
    let delete = table.batch_write().with(books.delete("b00001"));
    delete
        .with(readers.put(&reader("eve")))
        .send()
        .await
        .unwrap();
    assert_eq!(
        raw(&table, &Book::key("b00001").item_key().unwrap()).await,
        None
    );
    assert_eq!(stored(&table).await.len(), 2);
}

#[tokio::test]
async fn an_expired_item_is_none_in_a_batch_too() {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let table = table::<Library>().await.with_clock(clock.clock());
    let books = BookRepository::new(&table);
    let old = Book {
        ends: Some(clock.now()),
        ..book(1)
    };
    table
        .batch_write()
        .with(books.put(&old))
        .send()
        .await
        .unwrap();
    let get = || books.batch_get(keys([1])).consistent();
    assert_eq!(get().send().await.unwrap(), [None]);
    assert_eq!(
        get().include_expired().send().await.unwrap(),
        [Some(old.clone())]
    );
    let stream = || books.batch_get_stream(stream::iter(keys([1]))).consistent();
    let mut absent = stream().stream();
    assert_eq!(absent.next().await.unwrap().unwrap().1, None);
    let mut found = stream().include_expired().stream();
    assert_eq!(found.next().await.unwrap().unwrap().1, Some(old));
}

#[tokio::test]
async fn a_key_read_twice_is_asked_for_once_and_answered_twice() {
    let script = Script::new();
    let (table, books) = scripted(&script).await;
    table
        .batch_write()
        .with(books.put(&book(1)))
        .send()
        .await
        .unwrap();
    let read = books.batch_get(keys([1, 2, 1, 1])).send().await.unwrap();
    assert_eq!(read, [Some(book(1)), None, Some(book(1)), Some(book(1))]);
    let twice = books
        .batch_get_stream(stream::iter(keys([1, 2, 1, 1])))
        .stream();
    let twice: Vec<_> = twice.map(|read| read.unwrap().1).collect().await;
    assert_eq!(twice, read);
    assert_eq!(batches(&script), [1, 2, 2]);
}

#[tokio::test]
async fn an_item_written_twice_is_an_error_unless_the_last_wins() {
    let script = Script::new();
    let (table, books) = scripted(&script).await;
    let write = || {
        let batch = table.batch_write().with(books.put(&book(1)));
        let batch = batch.with(books.put(&book(2))).with(books.delete("b00001"));
        batch.with(books.put(&book(3)))
    };
    let error = write().send().await.unwrap_err();
    let Error::Batch(twice) = &error else {
        panic!("{error}")
    };
    assert_eq!(
        *twice,
        BatchError::SameItem {
            first: 0,
            second: 2,
            entity: "Book"
        }
    );
    assert!(error.to_string().contains("operations 0 and 2"), "{error}");
    assert!(write().into_inputs().is_err());
    assert_eq!(batches(&script), [0; 0]);
    write().last_wins().send().await.unwrap();
    assert_eq!(
        sent(&script.requests()),
        [["BOOK#b00002", "BOOK#b00001", "BOOK#b00003"]]
    );
    assert_eq!(books.get("b00001").send().await.unwrap(), None);
}

#[tokio::test]
async fn a_condition_in_a_batch_is_an_error_before_any_request() {
    let script = Script::new();
    let (table, books) = scripted(&script).await;
    let put = books.put(&book(1)).condition(Book::TITLE.eq("t"));
    let delete = books.delete("b00001").condition(Book::TITLE.eq("t"));
    for batch in [
        table.batch_write().with(books.put(&book(2))).with(put),
        table.batch_write().with(delete).with(books.put(&book(2))),
    ] {
        let error = batch.send().await.unwrap_err();
        assert!(
            matches!(
                error,
                Error::Batch(BatchError::Condition { entity: "Book" })
            ),
            "{error}"
        );
        assert!(error.to_string().contains("write_transaction"));
    }
    let unbuilt = table.batch_write().with(books.delete("")).send().await;
    assert!(matches!(unbuilt, Err(Error::Key(_))));
    let unbuilt = books.batch_get([Book::key("")]).send().await;
    assert!(matches!(unbuilt, Err(Error::Key(_))));
    assert_eq!(batches(&script), [0; 0]);
}
