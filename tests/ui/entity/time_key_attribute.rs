//! A date-time that is a key attribute itself has the digits of the key.

use chrono::{DateTime, Utc};
use singletable::{Entity, Table};

#[derive(Table)]
#[table(pk = "id", sk = "at")]
struct Log;

#[derive(Entity)]
#[entity(table = Log, pk = "<id>", sk = "<at>")]
struct Finer {
    id: String,
    #[entity(precision = us)]
    at: DateTime<Utc>,
}

#[derive(Entity)]
#[entity(table = Log, pk = "<id>", sk = "<at:ns>")]
struct Coarser {
    id: String,
    at: DateTime<Utc>,
}

#[derive(Entity)]
#[entity(table = Log, pk = "<id>", sk = "<at:ms>")]
struct Same {
    id: String,
    at: DateTime<Utc>,
}

fn main() {}
