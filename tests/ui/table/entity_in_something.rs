use singletable::{Entity, Table};

#[derive(Table)]
enum Blog {
    User(Box<User>),
    Post(Option<Post>),
    Tag(&'static [Tag]),
}

#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<id>", sk = "U")]
struct User {
    id: String,
}

#[derive(Entity)]
#[entity(table = Blog, pk = "POST#<id>", sk = "P")]
struct Post {
    id: String,
}

#[derive(Entity)]
#[entity(table = Blog, pk = "TAG#<id>", sk = "T")]
struct Tag {
    id: String,
}

fn main() {}
