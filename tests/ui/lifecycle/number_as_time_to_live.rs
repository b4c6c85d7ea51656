//! A number does not say whether it counts seconds or milliseconds.

use singletable::{Entity, Table};

#[derive(Table)]
#[table(ttl = "ttl")]
struct Web;

#[derive(Entity)]
#[entity(table = Web, pk = "TICKET#<id>", sk = "#TICKET")]
struct Ticket {
    id: String,
    #[entity(ttl)]
    ends: u64,
}

fn main() {}
