use singletable::{Entity, Projection, Table};

#[derive(Table)]
#[table(index(Titles, pk = "tpk", sk = "tsk", projection = include("title")))]
#[table(index(Keys, pk = "kpk", sk = "ksk", projection = keys_only))]
#[table(index(All, pk = "apk"))]
#[table(type_index(sk = "_timestamp", projection = include("title")))]
struct Library;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Library, pk = "BOOK#<book_id>", sk = "#BOOK")]
#[entity(index(Titles, name = by_title, pk = "TITLES", sk = "<title>"))]
#[entity(index(Keys, name = keys, pk = "BOOKS", sk = "<title>"))]
#[entity(index(All, name = everything, pk = "BOOKS"))]
struct Book {
    book_id: String,
    title: String,
    pages: u32,
}

#[derive(Projection)]
#[projection(entity = Book)]
struct Title {
    title: String,
}

#[derive(Projection)]
#[projection(entity = Book)]
struct Length {
    title: String,
    pages: u32,
}

fn main() {
    let _ = async |books: BookRepository| {
        let lengths = books.by_title().project::<Length>().all().await;
        let titles = books.keys().project::<Title>().all().await;
        let lengths = books.table().list::<Book>().project::<Length>().all().await;
        let titles = books.table().list::<Book>().project::<Title>().all().await;
        let titles = books.by_title().project::<Title>().all().await;
        let lengths = books.everything().project::<Length>().all().await;
        let lengths = books.query("b1").project::<Length>().all().await;
        let length = books.get("b1").project::<Length>().send().await;
    };
}
