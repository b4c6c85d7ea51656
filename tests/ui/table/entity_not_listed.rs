use singletable::{Entity, Table};

#[derive(Table)]
enum Blog {
    User(User),
}

#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<id>", sk = "#USER")]
struct User {
    id: String,
}

#[derive(Entity)]
#[entity(table = Blog, pk = "POST#<id>", sk = "#POST")]
struct Post {
    id: String,
}

#[derive(Entity)]
#[entity(table = Blog, pk = "OLD#<id>", sk = "#OLD", unlisted)]
struct Former {
    id: String,
}

fn main() {}
