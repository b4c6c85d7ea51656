use singletable::{Entity, Table, Timestamp};

#[derive(Entity)]
#[entity(pk = "SESSION#<id>", sk = "<ends>")]
struct Session {
    id: String,
    #[entity(ttl)]
    ends: Timestamp,
    #[entity(ttl)]
    also: Timestamp,
    #[entity(list)]
    tags: Vec<String>,
}

#[derive(Table)]
struct NoTtl;

#[derive(Entity)]
#[entity(table = NoTtl, pk = "SESSION#<id>", sk = "#S")]
struct Unstored {
    id: String,
    #[entity(ttl)]
    ends: Timestamp,
}

fn main() {}
