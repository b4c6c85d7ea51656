use singletable::{Entity, Table};

#[derive(Table)]
struct Open;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Open, pk = "NOTE#<id>", sk = "#NOTE")]
struct Note {
    id: String,
}

#[derive(Table)]
enum Blog {
    Post(Post),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Blog, pk = "POST#<id>", sk = "#POST")]
struct Post {
    id: String,
    title: String,
}

fn main() {
    let _ = async |open: Table<Open>, blog: Table<Blog>| {
        // The list of entities is open, so there is nothing that every item is.
        let everything = open.scan();
        let notes = open.scan_of::<Note>().segments(8).all().await;
        // The items are of many entities, and a condition is about one.
        let titled = blog.scan().filter(Post::TITLE.exists());
        let titled = blog.scan_of::<Post>().filter(Post::TITLE.exists());
        // The entity is another table's.
        let notes = blog.scan_of::<Note>();
    };
}
