//! Tables without types: items are told apart by their keys.

use super::{MAPPINGS, put_raw, raw, table, text};
use singletable::aws_sdk_dynamodb::types::{AttributeValue, Select};
use singletable::bounds::{EntityKey as _, TableItem as _, TableModel};
use singletable::schema::TypeAttribute;
use singletable::stream::Change;
use singletable::stream::aws_sdk_dynamodbstreams::types as streams;
use singletable::{Collection, Entity, Error, Item, Table};
use std::collections::BTreeSet;

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Shelves", type_attribute = none)]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"), index(Keys, pk = "kpk", projection = keys_only))]
enum Shelves {
    Shelf(Shelf),
    Book(Book),
    Loan(Loan),
    Reader(Reader),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shelves, pk = "SHELF#<shelf>", sk = "#SHELF")]
struct Shelf {
    shelf: String,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shelves, pk = "SHELF#<shelf>", sk = "BOOK#<id:04>")]
#[entity(index(GSI1, name = by_author, pk = "AUTHOR#<author>", sk = "BOOK#<id:04>"))]
#[entity(index(Keys, name = all_books, pk = "BOOKS"))]
struct Book {
    shelf: String,
    id: u32,
    author: String,
    pages: u32,
}

/// Its sort keys begin as those of books do.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shelves, pk = "SHELF#<shelf>", sk = "BOOK#<id:04>#LOAN#<number:04>")]
#[entity(index(GSI1, name = of_author, pk = "AUTHOR#<author>", sk = "BOOK#<id:04>#LOAN#<number:04>"))]
struct Loan {
    shelf: String,
    id: u32,
    number: u32,
    author: String,
}

/// Its keys begin as any do. What other tables call the type is a plain attribute.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shelves, pk = "<card>", sk = "READER")]
struct Reader {
    card: String,
    #[entity(unique)]
    email: String,
    #[serde(rename = "_type")]
    kind: String,
}

#[derive(Debug, Clone, PartialEq, Collection)]
#[collection(table = Shelves, pk = "SHELF#<shelf>")]
struct Whole {
    shelf: Shelf,
    books: Vec<Book>,
    loans: Vec<Loan>,
}

fn book(id: u32) -> Book {
    Book {
        shelf: "s".into(),
        id,
        author: "a".into(),
        pages: id,
    }
}

fn loan(id: u32, number: u32) -> Loan {
    Loan {
        shelf: "s".into(),
        id,
        number,
        author: "a".into(),
    }
}

fn reader(card: &str) -> Reader {
    Reader {
        card: card.into(),
        email: format!("{card}@example.com"),
        kind: "BOOK".into(),
    }
}

/// A shelf with three books, a loan of each, and a reader, whose guard is an item too.
async fn shelves(mapping: singletable::Mapping) -> Table<Shelves> {
    let table = table::<Shelves>().await.with_mapping(mapping);
    let shelf = Shelf { shelf: "s".into() };
    ShelfRepository::new(&table)
        .create(&shelf)
        .send()
        .await
        .unwrap();
    for id in 1..4 {
        BookRepository::new(&table)
            .put(&book(id))
            .send()
            .await
            .unwrap();
        LoanRepository::new(&table)
            .create(&loan(id, 7))
            .send()
            .await
            .unwrap();
    }
    ReaderRepository::new(&table)
        .create(&reader("r"))
        .send()
        .await
        .unwrap();
    table
}

#[test]
fn the_layout_has_no_type() {
    assert_eq!(Shelves::LAYOUT.type_attribute, TypeAttribute::None);
    assert!(Shelves::LAYOUT.type_attribute.names().is_empty());
    assert!(!Shelves::LAYOUT.reserves("_type"));
}

#[tokio::test]
async fn no_write_stores_a_type() {
    let plain: Item = [
        ("pk", text("SHELF#s")),
        ("sk", text("BOOK#0001")),
        ("gsi1pk", text("AUTHOR#a")),
        ("gsi1sk", text("BOOK#0001")),
        ("kpk", text("BOOKS")),
        ("shelf", text("s")),
        ("id", AttributeValue::N("1".into())),
        ("author", text("a")),
        ("pages", AttributeValue::N("1".into())),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    for mapping in MAPPINGS {
        let table = table::<Shelves>().await.with_mapping(mapping);
        let (books, one) = (BookRepository::new(&table), book(1));
        let key = Book::key("s", 1_u32);
        let stored = async || raw(&table, &key.item_key().unwrap()).await.unwrap();
        books.create(&one).send().await.unwrap();
        assert_eq!(stored().await, plain);
        books.delete("s", 1_u32).send().await.unwrap();
        books.put(&one).send().await.unwrap();
        assert_eq!(stored().await, plain);
        books
            .update("s", 1_u32)
            .set(Book::PAGES, 1_u32)
            .send()
            .await
            .unwrap();
        books.save(&one, &one).with_all_keys().send().await.unwrap();
        assert_eq!(stored().await, plain);
        books.delete("s", 1_u32).send().await.unwrap();
        let upsert = books.update("s", 1_u32).set(Book::PAGES, 1_u32);
        let upsert = upsert.set(Book::AUTHOR, "a").upsert();
        upsert.send().await.unwrap();
        assert_eq!(stored().await, plain);
        table
            .batch_write()
            .with(books.put(&one))
            .send()
            .await
            .unwrap();
        assert_eq!(stored().await, plain);
        assert_eq!(one.to_item(singletable::Timestamp::now()).unwrap(), plain);
    }
}

#[tokio::test]
async fn a_guard_has_no_type_either_and_keeps_its_value() {
    for mapping in MAPPINGS {
        let table = shelves(mapping).await;
        let readers = ReaderRepository::new(&table);
        let found = readers
            .by_unique_email("r@example.com")
            .send()
            .await
            .unwrap();
        assert_eq!(found, Some(reader("r")));
        let other = Reader {
            card: "other".into(),
            ..reader("r")
        };
        let taken = readers.create(&other).send().await;
        assert!(
            matches!(taken, Err(Error::UniqueViolation { .. })),
            "{taken:?}"
        );
        let scan = table.client().scan().table_name(table.name());
        let items = scan.send().await.unwrap().items.unwrap();
        let guards = items.iter().filter(|item| item["sk"] == text("_UNIQUE"));
        let guards: Vec<_> = guards.collect();
        assert_eq!(guards.len(), 1);
        let names: BTreeSet<_> = guards[0].keys().map(String::as_str).collect();
        assert_eq!(
            names,
            BTreeSet::from(["pk", "sk", "_owner_pk", "_owner_sk"])
        );
    }
}

#[tokio::test]
async fn reads_find_the_items_whose_keys_are_the_entitys() {
    for mapping in MAPPINGS {
        let table = shelves(mapping).await;
        let (books, loans) = (BookRepository::new(&table), LoanRepository::new(&table));
        let own = [book(1), book(2), book(3)];
        assert_eq!(books.get("s", 2_u32).send().await.unwrap(), Some(book(2)));
        assert_eq!(books.query("s").all().await.unwrap(), own);
        assert_eq!(books.query("s").count().await.unwrap(), 3);
        assert_eq!(books.query("s").limit(2).count().await.unwrap(), 2);
        assert_eq!(books.by_author("a").all().await.unwrap(), own);
        assert_eq!(books.by_author("a").count().await.unwrap(), 3);
        assert_eq!(books.all_books().count().await.unwrap(), 3);
        let select = books.query("s").select((Book::PAGES,));
        assert_eq!(
            select.all().await.unwrap(),
            [(Some(1),), (Some(2),), (Some(3),)]
        );
        let mut scanned = books.scan().all().await.unwrap();
        scanned.sort_by_key(|book| book.id);
        assert_eq!(scanned, own);
        assert_eq!(books.scan().count().await.unwrap(), 3);
        let many = books.scan().filter(Book::PAGES.gt(1_u32));
        assert_eq!(many.count().await.unwrap(), 2);
        assert_eq!(loans.query("s").count().await.unwrap(), 3);
        assert_eq!(loans.scan().count().await.unwrap(), 3);
        // Its keys begin as those of guards do.
        let readers = ReaderRepository::new(&table);
        assert_eq!(readers.scan().count().await.unwrap(), 1);
        assert_eq!(readers.scan().all().await.unwrap(), [reader("r")]);
        let read = books.batch_get([Book::key("s", 1_u32), Book::key("s", 9_u32)]);
        assert_eq!(read.send().await.unwrap(), [Some(book(1)), None]);
    }
}

#[tokio::test]
async fn the_enum_has_every_item_and_no_guard() {
    for mapping in MAPPINGS {
        let table = shelves(mapping).await;
        let all = table.scan().all().await.unwrap();
        assert_eq!(all.len(), 8);
        assert!(all.contains(&Shelves::Loan(loan(2, 7))));
        assert!(all.contains(&Shelves::Reader(reader("r"))));
        assert_eq!(table.scan().count().await.unwrap(), 8);
        let books = BookRepository::new(&table);
        assert_eq!(books.partition("s").all().await.unwrap().len(), 7);
        assert_eq!(books.partition("s").count().await.unwrap(), 7);
        let whole = Whole::get(&table, "s").send().await.unwrap().unwrap();
        assert_eq!(whole.books, [book(1), book(2), book(3)]);
        assert_eq!(whole.loans, [loan(1, 7), loan(2, 7), loan(3, 7)]);
    }
}

#[tokio::test]
async fn an_item_of_no_entity_is_passed_over_or_an_error() {
    let table = shelves(MAPPINGS[0]).await;
    let books = BookRepository::new(&table);
    let mut odd = raw(&table, &book(1).item_key().unwrap()).await.unwrap();
    // No book has such a number, and no entity such a sort key.
    odd.insert("sk".into(), text("BOOK#12345"));
    put_raw(&table, &odd).await;
    assert_eq!(books.query("s").count().await.unwrap(), 3);
    assert_eq!(books.scan().count().await.unwrap(), 3);
    let error = Shelves::from_item(odd.clone()).unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("the item's key is not one of an entity's"),
        "{message}"
    );
    // Of a book it is the key of another one.
    odd.insert("sk".into(), text("BOOK#0009"));
    put_raw(&table, &odd).await;
    assert_eq!(books.get("s", 9_u32).send().await.unwrap(), None);
    assert_eq!(books.query("s").all().await.unwrap().len(), 3);
}

#[tokio::test]
async fn writes_and_counts_ask_nothing_of_a_type() {
    let table = table::<Shelves>().await;
    let books = BookRepository::new(&table);
    let update = books
        .update("s", 1_u32)
        .set(Book::PAGES, 2_u32)
        .into_input()
        .unwrap();
    assert_eq!(
        update.condition_expression.as_deref(),
        Some("attribute_exists(#1)")
    );
    let query = books.query("s").into_input().unwrap();
    assert_eq!(query.filter_expression, None);
    let scan = ShelfRepository::new(&table).scan().into_input().unwrap();
    let filter = scan.filter_expression.unwrap();
    assert_eq!(filter, "begins_with(#0, :0) AND begins_with(#1, :1)");
    assert_eq!(query.select, None::<Select>);
}

#[tokio::test]
async fn stale_and_lacking_keys_are_found_and_written() {
    for mapping in MAPPINGS {
        let table = shelves(mapping).await;
        let books = BookRepository::new(&table);
        assert_eq!(books.scan().lacking_keys().count().await.unwrap(), 0);
        assert_eq!(books.scan().stale_keys().count().await.unwrap(), 0);
        assert_eq!(books.scan().misplaced().count().await.unwrap(), 0);
        let key = book(1).item_key().unwrap();
        let whole = raw(&table, &key).await.unwrap();
        let mut lacking = whole.clone();
        lacking.remove("gsi1sk");
        put_raw(&table, &lacking).await;
        assert_eq!(books.scan().lacking_keys().all().await.unwrap(), [book(1)]);
        assert_eq!(books.scan().stale_keys().all().await.unwrap(), [book(1)]);
        books
            .save(&book(1), &book(1))
            .with_all_keys()
            .send()
            .await
            .unwrap();
        assert_eq!(raw(&table, &key).await.unwrap(), whole);
        // A former layout has the item under another key, which no template makes.
        let loans = LoanRepository::new(&table);
        assert_eq!(loans.scan().lacking_keys().count().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn transactions_read_and_write_such_items() {
    for mapping in MAPPINGS {
        let table = shelves(mapping).await;
        let (books, loans) = (BookRepository::new(&table), LoanRepository::new(&table));
        let reads = (books.get("s", 1_u32), loans.get("s", 1_u32, 7_u32));
        let (found, lent) = table.read_transaction(reads).send().await.unwrap();
        assert_eq!((found, lent), (Some(book(1)), Some(loan(1, 7))));
        let write = table.write_transaction().with(books.delete("s", 1_u32));
        let write = write.with(loans.update("s", 2_u32, 7_u32).set(Loan::AUTHOR, "b"));
        write.send().await.unwrap();
        assert_eq!(books.query("s").count().await.unwrap(), 2);
        let missing = table
            .write_transaction()
            .with(books.update("s", 1_u32).set(Book::PAGES, 1_u32));
        assert!(missing.with(books.delete("s", 2_u32)).send().await.is_err());
    }
}

#[test]
fn records_of_a_stream_are_told_by_their_keys() {
    let value = |item: &Item, names: &[&str]| {
        let names = names
            .iter()
            .filter_map(|name| Some((*name, item.get(*name)?)));
        let pairs = names.map(|(name, value)| {
            let value = match value {
                AttributeValue::S(text) => streams::AttributeValue::S(text.clone()),
                AttributeValue::N(number) => streams::AttributeValue::N(number.clone()),
                other => panic!("{other:?}"),
            };
            (name.to_owned(), value)
        });
        pairs.collect()
    };
    let record = |item: &Item| {
        let all: Vec<_> = item.keys().map(String::as_str).collect();
        let body = streams::StreamRecord::builder()
            .set_keys(Some(value(item, &["pk", "sk"])))
            .set_new_image(Some(value(item, &all)))
            .build();
        streams::Record::builder()
            .event_name(streams::OperationType::Insert)
            .dynamodb(body)
            .build()
    };
    let now = singletable::Timestamp::now();
    let item = loan(1, 7).to_item(now).unwrap();
    let change = Shelves::from_stream_record(record(&item)).unwrap().unwrap();
    assert_eq!(change.new, Some(Shelves::Loan(loan(1, 7))));
    let of = |item| Change::from_record(record(item)).unwrap();
    let change = of(&item).into_entity::<Loan>().unwrap().unwrap();
    assert_eq!(change.new, Some(loan(1, 7)));
    assert!(of(&item).into_entity::<Book>().unwrap().is_none());
    let guard: Item = [
        ("pk", "_UNIQUE#READER#email#r@example.com"),
        ("sk", "_UNIQUE"),
    ]
    .map(|(name, value)| (name.to_owned(), text(value)))
    .into();
    assert!(of(&guard).is_guard::<Shelves>());
    assert!(
        Shelves::from_stream_record(record(&guard))
            .unwrap()
            .is_none()
    );
}
