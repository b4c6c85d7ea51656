//! Code that is generic over entities, by the short bounds.

use crate::support::table;
use serde::{Deserialize, Serialize};
use singletable::bounds::{ListedEntity, PlainEntity, TableItem};
use singletable::{Entity, Error, Repository, Table};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Library", type_index(name = "TypeIndex", sk = "_timestamp"))]
enum Library {
    Book(Book),
    Shelf(Shelf),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Library, pk = "BOOK#<isbn>", sk = "#METADATA")]
struct Book {
    isbn: String,
    title: String,
}

/// It has a version, so it is listed and not plain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Library, pk = "SHELF#<number:04>", sk = "#METADATA")]
struct Shelf {
    number: u32,
    #[entity(version)]
    version: u64,
}

async fn save_all<E: PlainEntity>(all: &Repository<E>, entities: &[E]) -> Result<(), Error> {
    let puts = entities.iter().map(|entity| all.put(entity));
    all.table().batch_write().with_all(puts).send().await
}

async fn list_all<E: ListedEntity>(table: &Table<E::Table>) -> Result<Vec<E>, Error> {
    table.list::<E>().all().await
}

async fn rename<E: PlainEntity>(all: &Repository<E>, old: E::Key, new: &E) -> Result<(), Error> {
    all.delete_by(old).send().await?;
    all.create(new).send().await
}

async fn count_all<T: TableItem>(table: &Table<T>) -> Result<usize, Error> {
    Ok(table.scan().all().await?.len())
}

fn book(isbn: &str) -> Book {
    Book {
        isbn: isbn.into(),
        title: "T".into(),
    }
}

#[tokio::test]
async fn entities_are_saved_listed_and_replaced_by_generic_code() {
    let table = table::<Library>().await;
    let books = BookRepository::new(&table);
    save_all(&books, &[book("1"), book("2")]).await.unwrap();
    rename(&books, Book::key("1"), &book("3")).await.unwrap();
    let mut found = list_all::<Book>(&table).await.unwrap();
    found.sort_by(|one, other| one.isbn.cmp(&other.isbn));
    assert_eq!(found, [book("2"), book("3")]);
    let shelf = Shelf {
        number: 7,
        version: 0,
    };
    ShelfRepository::new(&table)
        .create(&shelf)
        .send()
        .await
        .unwrap();
    assert_eq!(list_all::<Shelf>(&table).await.unwrap().len(), 1);
    assert_eq!(count_all(&table).await.unwrap(), 3);
}
