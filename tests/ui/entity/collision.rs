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

fn main() {}
