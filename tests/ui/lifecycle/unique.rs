//! What cannot be unique.

use singletable::{Entity, Table, Timestamp};
use std::collections::HashMap;

#[derive(Table)]
#[table(separator = "_", ttl = "ttl", index(GSI1, pk = "_owner_pk"))]
struct Blog;

#[derive(Entity)]
#[entity(table = Blog, type = "THE_USER", pk = "USER_<id>", sk = "U")]
#[entity(unique(by_name, fields(name)))]
struct Separated {
    id: String,
    name: String,
}

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "#USER")]
#[entity(index(GSI1, name = by_unique_email, pk = "EMAIL#<email>", sk = "<id>"))]
#[entity(unique(email, fields(id, id)))]
#[entity(unique(nothing, fields()))]
#[entity(unique(typo, fields(emial)))]
#[entity(unique(fields(id)))]
#[entity(unique)]
struct User {
    id: String,
    #[entity(unique)]
    email: String,
    #[entity(unique)]
    #[serde(skip)]
    skipped: String,
    #[entity(unique)]
    weight: f64,
    #[entity(unique)]
    map: HashMap<String, String>,
    #[entity(unique)]
    #[entity(version)]
    version: u64,
    #[entity(unique, ttl)]
    ends: Timestamp,
    #[entity(unique, on_update = now)]
    changed: Timestamp,
    #[entity(unique, computed = shout)]
    #[serde(skip)]
    loud: String,
    #[entity(unique = "yes")]
    valued: String,
}

fn shout(_: &User) -> String {
    String::new()
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Opaque;

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "#USER")]
struct NoKey {
    id: String,
    #[entity(unique)]
    opaque: Opaque,
}

fn main() {}
