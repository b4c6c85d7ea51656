use singletable::{Entity, Table, Timestamp};

#[derive(Table)]
#[table(separator = ":")]
struct Log;

#[derive(Entity)]
#[entity(table = Log, pk = "LOG:<id>", sk = "<at>:<id>:<at:raw>")]
struct Entry {
    id: String,
    at: Timestamp,
}

fn main() {}
