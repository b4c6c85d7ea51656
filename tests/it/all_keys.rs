//! Items from before their entity had an index: found by a scan, and given the keys.

use crate::support::{MovableClock, put_raw, raw, table, text};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Entity, Table, Timestamp};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    type_index(name = "TypeIndex", pk = "_shard", sk = "_timestamp", shards = 4),
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk"),
    index(GSI2, pk = "gsi2pk", sk = number("rank"))
)]
enum Library {
    Book(Book),
    Reader(Reader),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Library, type = "BOOK", pk = "BOOK#<id>", sk = "#BOOK", type_sk = "<title>")]
#[entity(index(GSI1, name = by_shelf, pk = "SHELF#<shelf>", sk = "<title>#<id>"))]
#[entity(index(GSI2, name = by_series, pk = "SERIES#<series>", sk = "<volume>"))]
struct Book {
    id: String,
    shelf: String,
    title: String,
    series: Option<String>,
    volume: Option<u32>,
    #[entity(on_update = now)]
    changed: Option<Timestamp>,
    #[entity(version)]
    version: u64,
}

/// Is listed by the time of creation.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Library, type = "READER", pk = "READER#<id>", sk = "#READER")]
#[entity(index(GSI1, name = by_name, pk = "READERS", sk = "<name>"))]
struct Reader {
    id: String,
    name: String,
}

const KEYS: [&str; 6] = ["_shard", "_timestamp", "gsi1pk", "gsi1sk", "gsi2pk", "rank"];

fn book(series: Option<&str>, volume: Option<u32>) -> Book {
    Book {
        id: "b".into(),
        shelf: "s".into(),
        title: "t".into(),
        series: series.map(str::to_owned),
        volume,
        changed: None,
        version: 0,
    }
}

/// Stores the entity without those of its keys.
async fn store_without<E: Entity<Table = Library>>(
    table: &Table<Library>,
    entity: &E,
    keys: &[&str],
) {
    let key = entity.item_key().unwrap();
    let mut item = raw(table, &key).await.unwrap();
    item.retain(|name, _| !keys.contains(&name.as_str()));
    put_raw(table, &item).await;
}

#[tokio::test]
async fn an_item_from_before_its_index_gets_the_keys_and_nothing_else_changes() {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let table = table::<Library>().await.with_clock(clock.clock());
    let books = BookRepository::new(&table);
    let book = book(Some("x"), Some(3));
    books.create(&book).send().await.unwrap();
    let whole = raw(&table, &book.item_key().unwrap()).await.unwrap();
    store_without(&table, &book, &KEYS).await;
    assert_eq!(books.by_shelf("s").count().await.unwrap(), 0);
    clock.move_by(60);

    let found = books.scan().lacking_keys().all().await.unwrap();
    assert_eq!(
        found,
        [Book {
            version: 1,
            ..book.clone()
        }]
    );
    let saved = books.save(&found[0], &found[0]).with_all_keys();
    let saved = saved.send().await.unwrap();
    // No field has changed, so the time of the last change has not.
    assert_eq!(saved, Book { version: 2, ..book });
    let mut stored = raw(&table, &saved.item_key().unwrap()).await.unwrap();
    assert_eq!(
        stored.insert("version".into(), AttributeValue::N("1".into())),
        Some(AttributeValue::N("2".into()))
    );
    assert_eq!(stored, whole);
    let saved = [saved];
    assert_eq!(books.by_shelf("s").all().await.unwrap(), saved);
    assert_eq!(books.by_series("x").all().await.unwrap(), saved);
    assert_eq!(books.list().all().await.unwrap(), saved);
    assert_eq!(books.scan().lacking_keys().all().await.unwrap(), []);
}

#[tokio::test]
async fn keys_are_written_only_of_what_is_still_stored() {
    let table = table::<Library>().await;
    let (books, readers) = (BookRepository::new(&table), ReaderRepository::new(&table));
    let reader = |name: &str| Reader {
        id: "r".into(),
        name: name.into(),
    };
    readers.create(&reader("ada")).send().await.unwrap();
    let key = reader("ada").item_key().unwrap();
    store_without(&table, &reader("ada"), &KEYS).await;
    let stale = readers.save(&reader("bob"), &reader("bob")).with_all_keys();
    assert!(stale.send().await.unwrap_err().is_condition_failed());
    assert_eq!(raw(&table, &key).await.unwrap().get("gsi1sk"), None);
    // With a difference, the keys are those of the changed value.
    let renamed = readers
        .save(&reader("ada"), &reader("cleo"))
        .with_all_keys();
    renamed.send().await.unwrap();
    let stored = raw(&table, &key).await.unwrap();
    assert_eq!(
        (&stored["gsi1pk"], &stored["gsi1sk"]),
        (&text("READERS"), &text("cleo"))
    );
    // An item that was deleted meanwhile does not come back.
    readers.delete("r").send().await.unwrap();
    let gone = readers
        .save(&reader("cleo"), &reader("cleo"))
        .with_all_keys();
    assert!(gone.send().await.unwrap_err().is_not_found());
    assert_eq!(raw(&table, &key).await, None);

    let first = book(None, None);
    books.create(&first).send().await.unwrap();
    let first = books.get("b").send().await.unwrap().unwrap();
    let moved = Book {
        shelf: "other".into(),
        ..first.clone()
    };
    books.save(&first, &moved).send().await.unwrap();
    let stale = books.save(&first, &first).with_all_keys().send().await;
    assert!(stale.unwrap_err().is_version_conflict());
}

#[tokio::test]
async fn keys_can_be_written_in_a_transaction() {
    let table = table::<Library>().await;
    let readers = ReaderRepository::new(&table);
    let all: Vec<_> = ["a", "b", "c"]
        .map(|id| Reader {
            id: id.into(),
            name: id.into(),
        })
        .into();
    for reader in &all {
        readers.create(reader).send().await.unwrap();
        store_without(&table, reader, &["gsi1pk"]).await;
    }
    let saves = all
        .iter()
        .map(|reader| readers.save(reader, reader).with_all_keys());
    table
        .write_transaction()
        .with_all(saves)
        .send()
        .await
        .unwrap();
    assert_eq!(readers.by_name().all().await.unwrap(), all);
}

#[tokio::test]
async fn a_time_of_creation_that_is_not_stored_is_not_made_up() {
    let table = table::<Library>().await;
    let readers = ReaderRepository::new(&table);
    let reader = Reader {
        id: "r".into(),
        name: "ada".into(),
    };
    readers.create(&reader).send().await.unwrap();
    store_without(&table, &reader, &["_timestamp"]).await;
    assert_eq!(readers.scan().lacking_keys().all().await.unwrap(), []);
    readers
        .save(&reader, &reader)
        .with_all_keys()
        .send()
        .await
        .unwrap();
    let stored = raw(&table, &reader.item_key().unwrap()).await.unwrap();
    assert_eq!(stored.get("_timestamp"), None);
}

/// What is stored under a key's name: the key, nothing, or a key that is not the fields'.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stored {
    Right,
    Absent,
    Stale,
}

#[test]
fn whatever_keys_an_item_has_it_gets_those_of_its_fields() {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    let table = runtime.block_on(table::<Library>());
    let books = BookRepository::new(&table);
    let property = async |series: Option<String>, volume, stored: Vec<Stored>| {
        let book = book(series.as_deref(), volume);
        books.delete("b").any_version().send().await.unwrap();
        books.create(&book).send().await.unwrap();
        let key = book.item_key().unwrap();
        let right = raw(&table, &key).await.unwrap();
        let mut item = right.clone();
        for (name, stored) in KEYS.into_iter().zip(&stored) {
            let stale = match name {
                "rank" => AttributeValue::N("77".into()),
                _ => text("stale"),
            };
            match stored {
                Stored::Right => None,
                Stored::Absent => item.remove(name),
                Stored::Stale => item.insert(name.into(), stale),
            };
        }
        put_raw(&table, &item).await;
        let lacking = books.scan().consistent().lacking_keys();
        let lacking = lacking.all().await.unwrap();
        let lacks = right.keys().any(|name| !item.contains_key(name));
        prop_assert_eq!(lacking.len(), usize::from(lacks));
        let read = books.get("b").consistent().send().await.unwrap().unwrap();
        books
            .save(&read, &read)
            .with_all_keys()
            .send()
            .await
            .unwrap();
        let mut written = raw(&table, &key).await.unwrap();
        written.insert("version".into(), right["version"].clone());
        prop_assert_eq!(written, right);
        Ok(())
    };
    let config = Config {
        cases: 100,
        failure_persistence: None,
        ..Config::default()
    };
    let one = prop_oneof![
        Just(Stored::Right),
        Just(Stored::Absent),
        Just(Stored::Stale)
    ];
    let strategy = (
        prop::option::of("[a-c]"),
        prop::option::of(0_u32..3),
        vec(one, KEYS.len()),
    );
    TestRunner::new(config)
        .run(&strategy, |(series, volume, stored)| {
            runtime.block_on(property(series, volume, stored))
        })
        .unwrap();
}
