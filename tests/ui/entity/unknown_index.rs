use singletable::{Entity, Table};

#[derive(Table)]
#[table(index(GSI1, pk = "gsi1pk"))]
struct Blog;

#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<user_id>", sk = "#METADATA")]
#[entity(index(GSI2, name = by_email, pk = "EMAIL#<email>"))]
struct User {
    user_id: String,
    email: String,
}

#[derive(Entity)]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
#[entity(index(ByEmail, pk = "EMAIL#<email>"))]
struct OnDefaultTable {
    user_id: String,
    email: String,
}

fn main() {}
