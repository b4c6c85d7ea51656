use singletable::{Entity, Table};

#[derive(Table)]
#[table(index(Global, pk = "gpk", sk = "gsk"), index(Other, pk = "opk", sk = "osk"))]
#[table(index(NoSort, pk = "npk"), index(Local, local, sk = "lsk"))]
struct Blog;

#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<user_id>", sk = "#METADATA", type_sk = "<email>")]
#[entity(index(Global, pk = "A#<email>"))]
#[entity(index(Other, sk = "A#<email>"))]
#[entity(index(NoSort, pk = "B#<email>", sk = "C"))]
#[entity(index(Local, pk = "D#<email>", sk = "E"))]
struct User {
    user_id: String,
    email: String,
    #[entity(ttl)]
    gone_at: Option<singletable::Timestamp>,
}

fn main() {}
