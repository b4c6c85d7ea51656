use singletable::{Entity, Table, Timestamp};

#[derive(Table)]
#[table(ttl = "expires", index(GSI1, pk = "gsi1pk", sk = "score"))]
struct Blog;

#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<pk>", sk = "#METADATA")]
struct User {
    pk: String,
    #[serde(rename = "_type")]
    kind: String,
    expires: Option<Timestamp>,
    score: Option<u64>,
}

#[derive(Table)]
#[table(pk = "id", sk = "at")]
struct Named;

/// The key is text, and these are stored otherwise.
#[derive(Entity)]
#[entity(table = Named, pk = "<id>", sk = "<at>")]
struct Sold {
    id: u64,
    at: bool,
}

fn main() {}
