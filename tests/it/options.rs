//! Options with numbers: what asks for nothing, or for more than the caller meant, is refused.

use futures_util::stream::{self, StreamExt as _};
use singletable::error::CursorError;
use singletable::{Collection, Cursor, Entity, Error, Table};
use singletable_local::{Local, Script};
use std::fmt::Debug;

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "Shelf",
    type_index(name = "TypeIndex", pk = "_type", sk = "_timestamp")
)]
enum Shelf {
    Book(Book),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shelf, type = "BOOK", pk = "SHELF#<shelf>", sk = "BOOK#<number:04>")]
struct Book {
    shelf: String,
    number: u16,
}

#[derive(Debug, Collection)]
#[collection(table = Shelf, pk = "SHELF#<shelf>")]
struct Books {
    #[allow(dead_code, reason = "nothing is found")]
    books: Vec<Book>,
}

async fn shelf(books: u16) -> (Table<Shelf>, BookRepository, Script) {
    let script = Script::new();
    let table = Table::<Shelf>::new(Local::memory().unwrap().scripted_client(&script));
    table.create_table().send().await.unwrap();
    let repository = BookRepository::new(&table);
    for number in 0..books {
        let book = Book {
            shelf: "s".into(),
            number,
        };
        repository.create(&book).send().await.unwrap();
    }
    (table, repository, script)
}

#[track_caller]
fn refused<T: Debug>(result: Result<T, Error>, name: &str) {
    match result {
        Err(Error::ZeroOption { option, .. }) => assert_eq!(option, name),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_page_size_of_zero_is_refused_by_every_read() {
    let (table, books, script) = shelf(2).await;
    let before = script.requests().len();
    let query = || books.query("s").page_size(0);
    refused(query().all().await, "page_size");
    refused(query().send().await, "page_size");
    refused(query().one().await, "page_size");
    refused(query().count().await, "page_size");
    refused(query().into_input(), "page_size");
    refused(query().stream().next().await.unwrap(), "page_size");
    refused(table.list::<Book>().page_size(0).all().await, "page_size");
    let partition = || books.partition("s").page_size(0);
    refused(partition().all().await, "page_size");
    refused(partition().count().await, "page_size");
    refused(partition().stream().next().await.unwrap(), "page_size");
    refused(
        Books::get(&table, "s").page_size(0).send().await,
        "page_size",
    );
    let collection = Books::get(&table, "s").page_size(0).stream();
    refused(Box::pin(collection).next().await.unwrap(), "page_size");
    let scan = || table.scan().page_size(0);
    refused(scan().all().await, "page_size");
    refused(scan().send().await, "page_size");
    refused(scan().count().await, "page_size");
    refused(scan().into_input(), "page_size");
    refused(scan().stream().next().await.unwrap(), "page_size");
    refused(books.scan().page_size(0).all().await, "page_size");
    assert_eq!(script.requests().len(), before);
    assert_eq!(query().page_size(usize::MAX).count().await.unwrap(), 2);
}

#[tokio::test]
async fn other_options_of_zero_are_the_least_that_works() {
    let (table, books, _) = shelf(3).await;
    let all = [0, 1, 2].map(|number| Book::key("s", number));
    assert_eq!(table.scan().segments(0).count().await.unwrap(), 3);
    let paced = table.scan().read_units_per_second(0);
    assert_eq!(paced.count().await.unwrap(), 3);
    let batch = books.batch_get(all.clone()).concurrency(0);
    assert!(batch.send().await.unwrap().iter().all(Option::is_some));
    let stream = books.batch_get_stream(stream::iter(all)).concurrency(0);
    assert_eq!(stream.stream().count().await, 3);
    let deletes = || (0..3).map(|number| books.delete("s", number));
    let write = table.batch_write().with_all(deletes()).concurrency(0);
    write.send().await.unwrap();
    let write = table.batch_write().concurrency(0);
    assert_eq!(write.send_stream(stream::iter(deletes())).await.unwrap(), 3);
}

#[tokio::test]
async fn a_limit_of_zero_finds_nothing_without_a_request() {
    let (table, books, script) = shelf(2).await;
    let before = script.requests().len();
    assert_eq!(books.query("s").limit(0).all().await.unwrap(), []);
    assert_eq!(books.partition("s").limit(0).all().await.unwrap(), []);
    assert_eq!(table.list::<Book>().limit(0).count().await.unwrap(), 0);
    assert_eq!(table.scan().limit(0).all().await.unwrap(), []);
    let page = books.query("s").limit(0).send().await.unwrap();
    assert!(page.items.is_empty());
    assert_eq!(script.requests().len(), before);
    // Nothing is lost: its cursor goes on where it began.
    let all = books.query("s").start_at(page.next.unwrap()).all().await;
    assert_eq!(all.unwrap().len(), 2);
}

#[tokio::test]
async fn an_open_cursor_has_no_more_segments_than_the_scan_may_have() {
    let (table, books, script) = shelf(2).await;
    let many: Cursor = books.scan().segments(50_000).stream().cursor().unwrap();
    let before = script.requests().len();
    let of_many = |segments| books.scan().segments(segments).start_at(&many);
    let errors = [
        books.scan().start_at(&many).all().await.unwrap_err(),
        of_many(1).send().await.unwrap_err(),
        of_many(49_999).count().await.unwrap_err(),
        of_many(16).into_input().unwrap_err(),
        of_many(4).stream().next().await.unwrap().unwrap_err(),
    ];
    for error in errors {
        assert!(
            matches!(
                error,
                Error::InvalidCursor {
                    source: CursorError::Segments,
                    ..
                }
            ),
            "{error:?}"
        );
    }
    assert_eq!(script.requests().len(), before);
    assert!(of_many(50_000).into_input().is_ok());

    // Usual numbers need not be said again, unless another is said.
    for (segments, taken) in [(16, true), (17, false)] {
        let cursor = books.scan().segments(segments).stream().cursor().unwrap();
        let resumed = || books.scan().start_at(&cursor);
        assert_eq!(resumed().into_input().is_ok(), taken);
        assert!(resumed().segments(15).into_input().is_err());
        assert!(resumed().segments(17).into_input().is_ok());
    }
    // Fewer are the earlier scan's.
    let two = books.scan().segments(2).stream().cursor().unwrap();
    let found = books.scan().segments(9).start_at(two).all().await;
    assert_eq!(found.unwrap().len(), 2);
    let input = books.scan().segments(9).into_input().unwrap();
    assert_eq!(input.total_segments, Some(9));

    // A sealed one is of the application's own making.
    let books = BookRepository::new(&table.with_cursor_key([7; 32]));
    let sealed = books.scan().segments(30).stream().cursor().unwrap();
    let found = books.scan().start_at(sealed).all().await.unwrap();
    assert_eq!(found.len(), 2);
}
