use singletable::{Entity, KeyField, Table, Timestamp};

#[derive(Table)]
#[table(separator = ":")]
struct Blog;

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, KeyField)]
struct At(Timestamp);

#[derive(Entity)]
#[entity(table = Blog, pk = "USER:<user_id>", sk = "<at>:<since>")]
struct User {
    user_id: String,
    at: At,
    since: Timestamp,
}

// The text between the fields is in every value of the first.
#[derive(Entity)]
#[entity(pk = "USER#<user_id>", sk = "<day>-<user_id>")]
struct Visit {
    user_id: String,
    day: chrono::NaiveDate,
}

fn main() {}
