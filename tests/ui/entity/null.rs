//! `#[entity(null)]` where `None` cannot be a null.

use singletable::{Entity, Item, Table, Timestamp};

#[derive(Table)]
#[table(ttl = "expires", index(ByOwner, pk = "owner", sk = "osk"))]
struct Store;

type Text = String;

#[derive(Entity)]
#[entity(table = Store, pk = "USER#<id>", sk = "#USER")]
struct User {
    id: String,
    #[entity(null)]
    name: String,
    #[entity(null)]
    nick: Text,
    #[entity(null)]
    tags: std::collections::BTreeSet<String>,
    #[entity(null, ttl)]
    expires: Option<Timestamp>,
    #[entity(null)]
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<u8>,
    #[entity(null)]
    #[serde(skip)]
    skipped: Option<u8>,
    #[entity(null, extra)]
    rest: Item,
    #[entity(null = true)]
    phone: Option<String>,
}

#[derive(Entity)]
#[entity(table = Store, pk = "LOCK#<id>", sk = "#LOCK")]
struct Lock {
    id: String,
    #[entity(null, version)]
    version: u64,
}

#[derive(Entity)]
#[entity(table = Store, pk = "PET#<id>", sk = "#PET")]
#[entity(index(ByOwner, name = by_owner, pk = "<owner>", sk = "PET"))]
struct Pet {
    id: String,
    #[entity(null)]
    owner: Option<String>,
}

#[derive(Entity)]
#[entity(table = Store, pk = "TOY#<id>", sk = "#TOY", null)]
#[entity(index(ByOwner, name = by_owner, pk = "<owner>", sk = "TOY"))]
struct Toy {
    id: String,
    owner: Option<String>,
}

#[derive(Entity)]
#[entity(table = Store, pk = "CAT#<id>", sk = "#CAT")]
struct Cat {
    id: String,
    #[entity(null)]
    nick: Text,
}

fn main() {}
