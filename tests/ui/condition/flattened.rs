//! A flattened field is several attributes: conditions and updates name one of them.

use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::Client;
use singletable::{Attributes, Entity, Table};

#[derive(Clone, Serialize, Deserialize, Attributes)]
struct Audit {
    by: String,
    edits: u32,
}

#[derive(Serialize, Deserialize, Attributes)]
struct Address {
    city: String,
}

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "#USER")]
struct User {
    id: String,
    #[serde(flatten)]
    audit: Audit,
    #[serde(flatten)]
    #[entity(read_only)]
    made: Made,
}

#[derive(Serialize, Deserialize, Attributes)]
struct Made {
    made_by: String,
}

fn mistakes(client: Client) {
    let audit = Audit { by: "ada".into(), edits: 1 };
    let users = UserRepository::new(&Table::new(client));
    // It is no attribute.
    let _ = User::AUDIT.eq(audit.clone());
    let _ = User::AUDIT.exists();
    let _ = users.update("u").set(User::AUDIT, audit);
    let _ = users.update("u").remove(User::AUDIT);
    let _ = users.get("u").select((User::AUDIT,));
    // Of another struct.
    let _ = User::AUDIT.then(Address::CITY);
    // An attribute of a struct that every item has, and one that is read only.
    let _ = users.update("u").remove(User::AUDIT.then(Audit::BY));
    let _ = users.update("u").set(User::MADE.then(Made::MADE_BY), "eve");
}

fn main() {}
