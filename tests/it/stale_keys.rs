//! Items whose keys are not those that their fields make: found by a scan, and put right.

mod moved;

use crate::support::{put_raw, raw, table, text};
use futures_util::TryStreamExt as _;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Entity, Error, KeyField, Table, Timestamp};
use singletable_local::{Local, Script};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    type_index(name = "TypeIndex", pk = "_shard", sk = "_timestamp", shards = 4),
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk"),
    index(GSI2, pk = "gsi2pk", sk = number("rank")),
    index(GSI3, pk = "gsi3pk", sk = "gsi3sk"),
    index(ByAge, local, sk = "age_sk")
)]
enum Library {
    Book(Book),
    Reader(Reader),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
struct Shelf(String);

/// Keys of each kind. In `GSI3` only a newer build has it.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Library, type = "BOOK", pk = "BOOK#<id>", sk = "#BOOK", type_sk = "<title:lower>")]
#[entity(index(GSI1, name = by_shelf, pk = "SHELF#<shelf>", sk = "<pages:06>#<mail:lower>"))]
#[entity(index(GSI2, name = by_series, pk = "SERIES#<series>", sk = "<volume>"))]
#[entity(index(ByAge, name = by_age, sk = "<offset:ordered>#<at>"))]
struct Book {
    id: String,
    shelf: Shelf,
    title: String,
    mail: String,
    pages: u32,
    offset: i16,
    at: Timestamp,
    series: Option<String>,
    volume: Option<u32>,
    #[entity(version)]
    version: u64,
}

/// Is listed by the time of creation. Of no index of its own.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Library, type = "READER", pk = "READER#<id>", sk = "#READER")]
struct Reader {
    id: String,
    name: String,
}

const KEYS: [&str; 7] = [
    "_shard",
    "_timestamp",
    "gsi1pk",
    "gsi1sk",
    "gsi2pk",
    "rank",
    "age_sk",
];

fn book(id: &str, series: Option<&str>, volume: Option<u32>) -> Book {
    Book {
        id: id.into(),
        shelf: Shelf("s".into()),
        title: "title".into(),
        mail: "Ada@Example.com".into(),
        pages: 12,
        offset: -3,
        at: "2026-01-01T00:00:00.000Z".parse().unwrap(),
        series: series.map(str::to_owned),
        volume,
        version: 0,
    }
}

/// What is stored under a key's name.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stored {
    Right,
    Absent,
    Stale,
    /// The same number in other digits, of a key that is one.
    OtherDigits,
}

#[test]
fn an_item_is_found_exactly_if_a_key_is_not_the_one_of_its_fields() {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    let table = runtime.block_on(table::<Library>());
    let books = BookRepository::new(&table);
    let property = async |series: Option<String>, volume, stored: Vec<Stored>| {
        let book = book("b", series.as_deref(), volume);
        books.delete("b").any_version().send().await.unwrap();
        books.create(&book).send().await.unwrap();
        let key = book.item_key().unwrap();
        let mut right = raw(&table, &key).await.unwrap();
        right.insert("gsi3pk".into(), text("NEWER"));
        let mut item = right.clone();
        for (name, stored) in KEYS.into_iter().zip(&stored) {
            let is_number = name == "rank";
            let stale = if is_number {
                AttributeValue::N("77".into())
            } else {
                text("stale")
            };
            match (stored, right.get(name)) {
                (Stored::Absent, _) => item.remove(name),
                (Stored::Stale, _) => item.insert(name.into(), stale),
                (Stored::OtherDigits, Some(AttributeValue::N(digits))) => {
                    let digits = AttributeValue::N(format!("{digits}.0"));
                    item.insert(name.into(), digits)
                }
                (Stored::Right | Stored::OtherDigits, _) => None,
            };
        }
        put_raw(&table, &item).await;
        let is_number = |value: Option<&AttributeValue>| match value {
            Some(AttributeValue::N(digits)) => digits.trim_end_matches(".0").to_owned(),
            other => format!("{other:?}"),
        };
        let is_stale = KEYS
            .into_iter()
            .any(|name| is_number(item.get(name)) != is_number(right.get(name)));
        let scan = || books.scan().consistent().stale_keys();
        prop_assert_eq!(scan().count().await.unwrap(), usize::from(is_stale));
        let found = scan().all().await.unwrap();
        let read = books.get("b").consistent().send().await.unwrap().unwrap();
        if is_stale {
            prop_assert_eq!(&found, std::slice::from_ref(&read));
        } else {
            prop_assert_eq!(&found, &[]);
        }
        // Missing keys are stale ones.
        let lacking = books
            .scan()
            .consistent()
            .lacking_keys()
            .count()
            .await
            .unwrap();
        prop_assert!(lacking <= found.len());
        let save = books.save(&read, &read).with_all_keys();
        save.send().await.unwrap();
        prop_assert_eq!(scan().count().await.unwrap(), 0);
        let mut written = raw(&table, &key).await.unwrap();
        written.insert("version".into(), right["version"].clone());
        prop_assert_eq!(written, right);
        prop_assert_eq!(books.scan().misplaced().count().await.unwrap(), 0);
        Ok(())
    };
    let config = Config {
        cases: 100,
        failure_persistence: None,
        ..Config::default()
    };
    let one = prop_oneof![
        8 => Just(Stored::Right),
        1 => Just(Stored::Absent),
        1 => Just(Stored::Stale),
        1 => Just(Stored::OtherDigits),
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

#[tokio::test]
async fn an_entity_without_indexes_of_its_own_has_the_keys_of_the_type_index() {
    let table = table::<Library>().await;
    let readers = ReaderRepository::new(&table);
    let reader = Reader {
        id: "r".into(),
        name: "ada".into(),
    };
    readers.create(&reader).send().await.unwrap();
    let key = reader.item_key().unwrap();
    let right = raw(&table, &key).await.unwrap();
    let stale = || readers.scan().consistent().stale_keys();
    assert_eq!(stale().all().await.unwrap(), []);
    // A time of creation is none of its fields.
    let mut item = right.clone();
    item.remove("_timestamp");
    put_raw(&table, &item).await;
    assert_eq!(stale().all().await.unwrap(), []);
    // Another program has stored it without a type.
    let mut item = right.clone();
    item.remove("_type");
    put_raw(&table, &item).await;
    let found = stale().all().await.unwrap();
    assert_eq!(found, [reader]);
    let save = readers.save(&found[0], &found[0]).with_all_keys();
    save.send().await.unwrap();
    assert_eq!(raw(&table, &key).await.unwrap(), right);
    assert_eq!(stale().all().await.unwrap(), []);
}

#[tokio::test]
async fn scans_for_stale_keys_have_every_verb_and_option() {
    let table = table::<Library>().await;
    let books = BookRepository::new(&table);
    let ids: Vec<String> = (0..60).map(|number| format!("{number:02}")).collect();
    let mut wrong = Vec::new();
    for (number, id) in ids.iter().enumerate() {
        let book = book(id, None, None);
        books.create(&book).send().await.unwrap();
        if number % 3 == 0 {
            let mut item = raw(&table, &book.item_key().unwrap()).await.unwrap();
            item.insert("gsi1pk".into(), text("STALE"));
            put_raw(&table, &item).await;
            wrong.push(id.clone());
        }
    }
    let scan = || books.scan().stale_keys().consistent();
    let sorted = |books: Vec<Book>| {
        let mut ids: Vec<_> = books.into_iter().map(|book| book.id).collect();
        ids.sort();
        ids
    };
    assert_eq!(sorted(scan().all().await.unwrap()), wrong);
    let parallel = scan().segments(4).page_size(7);
    assert_eq!(sorted(parallel.all().await.unwrap()), wrong);
    assert_eq!(scan().count().await.unwrap(), wrong.len());
    assert_eq!(
        scan().segments(3).page_size(5).count().await.unwrap(),
        wrong.len()
    );
    assert_eq!(scan().limit(4).count().await.unwrap(), 4);
    assert_eq!(scan().limit(4).all().await.unwrap().len(), 4);
    assert!(scan().one().await.unwrap().is_some());
    let streamed: Vec<_> = scan().segments(2).stream().try_collect().await.unwrap();
    assert_eq!(sorted(streamed), wrong);
    // Page by page, and on from the cursor of a stream.
    let (mut found, mut next) = (Vec::new(), None);
    loop {
        let page = scan().limit(3).page_size(2);
        let page = match next {
            Some(cursor) => page.start_at(cursor),
            None => page,
        };
        let page = page.send().await.unwrap();
        found.extend(page.items);
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    assert_eq!(sorted(found), wrong);
    let mut stream = scan().page_size(10).stream();
    let mut found: Vec<Book> = Vec::new();
    for _ in 0..5 {
        found.extend(stream.try_next().await.unwrap());
    }
    let rest = scan().start_at(stream.cursor().unwrap());
    found.extend(rest.all().await.unwrap());
    assert_eq!(sorted(found), wrong);
    // With a filter before or after, and of a progress.
    let few = || Book::ID.lt("30");
    let filtered = books.scan().filter(few()).stale_keys();
    assert_eq!(filtered.count().await.unwrap(), 10);
    assert_eq!(scan().filter(few()).all().await.unwrap().len(), 10);
    // The cursor of another scan is none of this one.
    let cursor = books.scan().stream().cursor().unwrap();
    let refused = scan().start_at(&cursor).send().await;
    assert!(matches!(refused, Err(Error::InvalidCursor { .. })));
    let refused = books.scan().misplaced().start_at(stream.cursor().unwrap());
    assert!(matches!(
        refused.send().await,
        Err(Error::InvalidCursor { .. })
    ));
}

#[tokio::test]
async fn a_scan_for_wrong_keys_reads_whole_items_and_filters_as_any_other() {
    let script = Script::new();
    let local = Local::memory().unwrap();
    let table = Table::<Library>::new(local.scripted_client(&script));
    table.create_table().send().await.unwrap();
    let books = BookRepository::new(&table);
    let plain = books.scan().into_input().unwrap();
    let stale = books.scan().stale_keys().into_input().unwrap();
    let misplaced = books.scan().misplaced().into_input().unwrap();
    assert_eq!(stale, plain);
    assert_eq!(misplaced, plain);
    assert_eq!(plain.projection_expression, None);
    assert_eq!(plain.select, None);
    // DynamoDB cannot count them.
    books.create(&book("b", None, None)).send().await.unwrap();
    let before = script.requests().len();
    books.scan().stale_keys().count().await.unwrap();
    books.scan().misplaced().count().await.unwrap();
    for request in &script.requests()[before..] {
        assert!(!format!("{request:?}").contains("COUNT"));
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_an_error_and_what_makes_no_key_is_found() {
    let table = table::<Library>().await;
    let books = BookRepository::new(&table);
    books.create(&book("a", None, None)).send().await.unwrap();
    let mut item = raw(&table, &book("a", None, None).item_key().unwrap())
        .await
        .unwrap();
    item.insert("pages".into(), text("many"));
    put_raw(&table, &item).await;
    let page = books.scan().stale_keys().send().await.unwrap();
    assert_eq!((page.items.len(), page.errors.len()), (0, 1));
    let page = books.scan().misplaced().send().await.unwrap();
    assert_eq!((page.items.len(), page.errors.len()), (0, 1));
    assert!(matches!(
        books.scan().stale_keys().all().await,
        Err(Error::Decode(_))
    ));
    // A value with the separator in it.
    item.insert("pages".into(), AttributeValue::N("12".into()));
    item.insert("shelf".into(), text("a#b"));
    put_raw(&table, &item).await;
    let found = books.scan().stale_keys().all().await.unwrap();
    assert_eq!(found[0].shelf, Shelf("a#b".into()));
    let save = books.save(&found[0], &found[0]).with_all_keys();
    assert!(matches!(save.send().await, Err(Error::Key(_))));
}

/// A field that is stored in the key attribute of an index, and a sparse index.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Scores, pk = "GAME#<game>", sk = "#GAME")]
#[entity(index(ByTeam, name = by_team, pk = "TEAM#<team>", sk = "<score>"))]
#[entity(index(ByTime, name = by_time, pk = "ALL", sk = "<at>"))]
struct Game {
    game: String,
    team: Option<String>,
    score: u32,
    at: Timestamp,
}

#[derive(Debug, Table)]
#[table(
    index(ByTeam, pk = "team_pk", sk = number("score")),
    index(ByTime, pk = "time_pk", sk = "at")
)]
struct Scores;

#[tokio::test]
async fn a_field_in_a_key_attribute_is_no_stale_key_and_is_never_removed() {
    let table = table::<Scores>().await;
    let games = GameRepository::new(&table);
    let game = Game {
        game: "g".into(),
        team: None,
        score: 3,
        at: "2026-01-01T00:00:05.000Z".parse().unwrap(),
    };
    games.create(&game).send().await.unwrap();
    let key = game.item_key().unwrap();
    let right = raw(&table, &key).await.unwrap();
    assert_eq!(games.scan().stale_keys().all().await.unwrap(), []);
    games
        .save(&game, &game)
        .with_all_keys()
        .send()
        .await
        .unwrap();
    assert_eq!(raw(&table, &key).await.unwrap(), right);
    // The same time in a form that sorts elsewhere.
    let mut item = right.clone();
    item.insert("at".into(), text("2026-01-01T00:00:05Z"));
    put_raw(&table, &item).await;
    assert_eq!(
        games.scan().stale_keys().all().await.unwrap(),
        std::slice::from_ref(&game)
    );
    games
        .save(&game, &game)
        .with_all_keys()
        .send()
        .await
        .unwrap();
    assert_eq!(games.scan().stale_keys().all().await.unwrap(), []);
    assert_eq!(raw(&table, &key).await.unwrap(), right);
}
