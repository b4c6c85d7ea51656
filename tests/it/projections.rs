//! Projections: some attributes of an entity, as a struct.

use crate::support::{MovableClock, raw, table};
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use singletable::{Attributes, Entity, Error, Projection, Table, Timestamp};
use std::collections::BTreeSet;

#[derive(Debug, Table)]
#[table(ttl = "expires", type_index(sk = "_timestamp", projection = include("title")))]
#[table(index(Titles, pk = "tpk", sk = "tsk", projection = include("title", "pageCount")))]
#[table(index(Keys, pk = "kpk", sk = "shelf", projection = keys_only))]
#[table(index(All, pk = "apk"))]
struct Library;

mod secret {
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&text.chars().rev().collect::<String>())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(text.chars().rev().collect())
    }
}

mod hidden {
    use serde::{Deserialize as _, Deserializer, Serializer};

    #[allow(
        clippy::ref_option,
        clippy::trivially_copy_pass_by_ref,
        reason = "the form that serde's `with` asks for"
    )]
    pub fn serialize<S: Serializer>(page: &Option<u32>, to: S) -> Result<S::Ok, S::Error> {
        match page {
            Some(page) => to.serialize_str(&page.to_string()),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
        Ok(String::deserialize(from)?.parse().ok())
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Publisher {
    name: String,
    cities: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = Library, pk = "BOOK#<book_id>", sk = "#BOOK")]
#[entity(index(Titles, name = by_title, pk = "TITLES", sk = "<title>"))]
#[entity(index(Keys, name = keys, pk = "BOOKS", sk = "<shelf>"))]
#[entity(index(All, name = all_books, pk = "BOOKS"))]
struct Book {
    book_id: String,
    title: String,
    shelf: String,
    page_count: u32,
    subtitle: Option<String>,
    tags: BTreeSet<String>,
    #[serde(with = "secret")]
    code: String,
    #[serde(with = "hidden")]
    last_page: Option<u32>,
    #[serde(default)]
    copies: u32,
    weight: u128,
    publisher: Publisher,
    #[entity(ttl)]
    ends: Option<Timestamp>,
    #[entity(version)]
    version: u64,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Library, pk = "BOOK#<book_id>", sk = "#BOOK#<number>")]
#[entity(index(All, name = all_copies, pk = "BOOKS"))]
struct Copy {
    book_id: String,
    number: String,
}

#[derive(Debug, PartialEq, Projection)]
#[projection(entity = Book)]
struct Card {
    title: String,
    page_count: Option<u32>,
    subtitle: Option<String>,
    tags: BTreeSet<String>,
    code: String,
    last_page: Option<u32>,
    copies: Option<u32>,
    weight: u128,
    #[projection(field = publisher)]
    whole: Publisher,
    #[projection(path = Book::PUBLISHER.then(Publisher::CITIES).at(0))]
    city: Option<String>,
    ends: Option<Timestamp>,
    version: u64,
}

#[derive(Debug, PartialEq, Projection)]
#[projection(entity = Book)]
struct Title {
    title: String,
}

#[derive(Debug, PartialEq, Projection)]
#[projection(entity = Book)]
struct Length {
    title: String,
    page_count: u32,
}

/// An index with `keys_only` holds what is mapped onto its keys.
#[derive(Debug, PartialEq, Projection)]
#[projection(entity = Book)]
struct Shelf {
    shelf: String,
}

fn book(id: &str, title: &str) -> Book {
    Book {
        book_id: id.into(),
        title: title.into(),
        shelf: format!("of {title}"),
        page_count: 300,
        subtitle: None,
        tags: BTreeSet::new(),
        code: "abc".into(),
        last_page: None,
        copies: 2,
        weight: 1 << 100,
        publisher: Publisher {
            name: "P".into(),
            cities: vec!["Rome".into(), "Oslo".into()],
        },
        ends: None,
        version: 1,
    }
}

fn card(book: &Book) -> Card {
    Card {
        city: book.publisher.cities.first().cloned(),
        title: book.title.clone(),
        page_count: Some(book.page_count),
        subtitle: book.subtitle.clone(),
        tags: book.tags.clone(),
        code: book.code.clone(),
        last_page: book.last_page,
        copies: Some(book.copies),
        weight: book.weight,
        whole: book.publisher.clone(),
        ends: book.ends,
        version: book.version,
    }
}

async fn library(books: &[Book]) -> BookRepository {
    let table = table::<Library>().await;
    let repository = BookRepository::new(&table);
    for book in books {
        repository.create(book).send().await.unwrap();
    }
    repository
}

#[tokio::test]
async fn a_projection_reads_what_the_entity_wrote() {
    let full = Book {
        subtitle: Some("s".into()),
        tags: BTreeSet::from(["x".into(), "y".into()]),
        last_page: Some(299),
        ends: Some("2100-01-01T00:00:00.000Z".parse().unwrap()),
        ..book("2", "B")
    };
    let (plain, missing) = (book("1", "A"), book("3", "C"));
    let books = library(&[plain.clone(), full.clone()]).await;
    for book in [&plain, &full] {
        let read = books.get(&book.book_id).project::<Card>().send().await;
        assert_eq!(read.unwrap(), Some(card(book)));
    }
    let none = books.get(&missing.book_id).project::<Card>().send().await;
    assert_eq!(none.unwrap(), None);
    let table = books.table();
    let read = table.read_transaction((
        books.get("1").project::<Title>(),
        vec![books.get("2").project::<Card>(), books.get("3").project()],
    ));
    let (title, cards) = read.send().await.unwrap();
    assert_eq!(title, Some(Title { title: "A".into() }));
    assert_eq!(cards, [Some(card(&full)), None]);
}

#[tokio::test]
async fn only_the_attributes_of_the_projection_are_asked_for() {
    let books = library(&[]).await;
    let names = |placeholders: Option<std::collections::HashMap<String, String>>| {
        let mut names: Vec<_> = placeholders.unwrap().into_values().collect();
        names.sort();
        names.join(" ")
    };
    let get = books.get("1").project::<Length>().into_input().unwrap();
    assert_eq!(
        names(get.expression_attribute_names),
        "_type bookId expires pageCount pk sk title"
    );
    let query = books.by_title().project::<Length>().into_input().unwrap();
    assert_eq!(
        names(query.expression_attribute_names),
        "_type expires pageCount pk sk title tpk tsk"
    );
    assert!(query.projection_expression.is_some());
}

#[tokio::test]
async fn every_form_of_a_query_gives_projections() {
    let all: Vec<_> = ["A", "B", "C"].map(|title| book(title, title)).into();
    let books = library(&all).await;
    let lengths: Vec<_> = ["A", "B", "C"]
        .map(|title| Length {
            title: title.into(),
            page_count: 300,
        })
        .into();
    let query = || books.by_title().project::<Length>();
    assert_eq!(query().all().await.unwrap(), lengths);
    assert_eq!(query().one().await.unwrap().as_ref(), lengths.first());
    let streamed: Vec<_> = query().page_size(1).stream().try_collect().await.unwrap();
    assert_eq!(streamed, lengths);
    let page = query().limit(2).send().await.unwrap();
    assert_eq!(
        (page.items.as_slice(), page.errors.len()),
        (&lengths[..2], 0)
    );
    let rest = query().start_at(page.next.unwrap()).all().await.unwrap();
    assert_eq!(rest, lengths[2..]);
    let shelves = books.keys().project::<Shelf>().all().await.unwrap();
    assert_eq!(shelves[0].shelf, "of A");
    let listed = books.table().list::<Book>().project::<Title>();
    assert_eq!(listed.all().await.unwrap().len(), 3);
    let cards = books.all_books().project::<Card>().all().await.unwrap();
    assert_eq!(cards.len(), 3);
}

#[tokio::test]
async fn a_missing_required_attribute_is_an_error_that_names_it() {
    let first = book("1", "A");
    let books = library(&[first.clone(), book("2", "B")]).await;
    let key = first.item_key().unwrap();
    let mut item = raw(books.table(), &key).await.unwrap();
    item.remove("pageCount");
    let table = books.table();
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
    let read = books.get("1").project::<Length>().send().await;
    let Error::Decode(error) = read.unwrap_err() else {
        panic!("no decode error");
    };
    assert_eq!(
        (error.entity(), error.attribute()),
        ("Book", Some("pageCount"))
    );
    assert_eq!(error.key(), &key);
    let page = books.by_title().project::<Length>().send().await.unwrap();
    assert_eq!((page.items.len(), page.errors.len()), (1, 1));
    let card = books.get("1").project::<Card>().send().await.unwrap();
    assert_eq!(card.unwrap().page_count, None);
}

#[tokio::test]
async fn an_expired_item_is_absent_to_a_projection() {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let table = table::<Library>().await.with_clock(clock.clock());
    let books = BookRepository::new(&table);
    let ending = Book {
        ends: Some(clock.now()),
        ..book("1", "A")
    };
    books.create(&ending).send().await.unwrap();
    let get = || books.get("1").project::<Title>();
    assert_eq!(get().send().await.unwrap(), None);
    assert!(get().include_expired().send().await.unwrap().is_some());
    let query = || books.query("1").project::<Title>();
    assert_eq!(query().all().await.unwrap(), []);
    assert_eq!(query().include_expired().all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn items_of_other_types_are_passed_over() {
    let books = library(&[book("1", "A")]).await;
    let copies = CopyRepository::new(books.table());
    let copy = Copy {
        book_id: "1".into(),
        number: "7".into(),
    };
    copies.put(&copy).send().await.unwrap();
    let of_partition = books.query("1").project::<Title>().all().await.unwrap();
    let of_index = books.all_books().project::<Title>().all().await.unwrap();
    let title = [Title { title: "A".into() }];
    assert_eq!(
        (of_partition.as_slice(), of_index.as_slice()),
        (&title[..], &title[..])
    );
}
