use singletable::{Entity, Table};

#[derive(Table)]
#[table(index(Titles, pk = "tpk", sk = "tsk", projection = include("title")))]
#[table(index(Keys, pk = "kpk", sk = "ksk", projection = keys_only))]
#[table(index(Enough, pk = "epk", projection = include("book_id", "title", "pages")))]
#[table(index(Only, pk = "opk", projection = include_only("title")))]
#[table(index(OnlyEnough, pk = "oepk", projection = include_only("book_id", "title", "pages")))]
struct Library;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Library, pk = "BOOK#<book_id>", sk = "#BOOK")]
#[entity(index(Titles, name = by_title, pk = "TITLES", sk = "<title>"))]
#[entity(index(Keys, name = keys, pk = "BOOKS", sk = "<title>"))]
#[entity(index(Enough, name = enough, pk = "BOOKS"))]
#[entity(index(Only, name = only, pk = "BOOKS"))]
#[entity(index(OnlyEnough, name = only_enough, pk = "BOOKS"))]
struct Book {
    book_id: String,
    title: String,
    pages: Option<u32>,
}

fn main() {
    let _ = async |books: BookRepository| {
        let whole = books.by_title().one().await;
        let whole = books.keys().all().await;
        let whole = books.enough().all().await;
        let whole = books.only().all().await;
        let whole = books.only_enough().all().await;
        let title = books.by_title().select((Book::TITLE,)).one().await;
        let count = books.keys().count().await;
    };
}
