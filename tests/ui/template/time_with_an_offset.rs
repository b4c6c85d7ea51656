use chrono::{DateTime, FixedOffset};
use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "A#<id>", sk = "<at>")]
struct Local {
    id: String,
    at: DateTime<FixedOffset>,
}

#[derive(Entity)]
#[entity(pk = "A#<id>", sk = "<at:ms>")]
struct Digits {
    id: String,
    at: DateTime<FixedOffset>,
}

fn main() {}
