use singletable::{Entity, Table, Timestamp};

#[derive(Table)]
#[table(ttl = "expires", index(GSI1, pk = "gsi1pk", sk = "score"))]
struct Blog;

#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<pk>", sk = "#METADATA")]
struct Key {
    pk: String,
}

#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<user_id>", sk = "#METADATA")]
struct Type {
    user_id: String,
    #[serde(rename = "_type")]
    kind: String,
}

#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<user_id>", sk = "#METADATA")]
struct TimeToLive {
    user_id: String,
    expires: Option<Timestamp>,
}

#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<user_id>", sk = "#METADATA")]
struct IndexKey {
    user_id: String,
    score: Option<u64>,
}

#[derive(Table)]
#[table(pk = "id", sk = "at")]
struct Named;

/// The key is text, and these are stored otherwise.
#[derive(Entity)]
#[entity(table = Named, pk = "<id>", sk = "A")]
struct Number {
    id: u64,
}

#[derive(Entity)]
#[entity(table = Named, pk = "A", sk = "<at>")]
struct Bool {
    at: bool,
}

fn main() {}
