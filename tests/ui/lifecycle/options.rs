//! What cannot be asked of a field.

use singletable::{Entity, Table, Timestamp};

#[derive(Table)]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
struct Blog;

#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<user_id>", sk = "V#<version:010>", ttl = "1 day")]
#[entity(index(GSI1, name = by_status, pk = "STATUS", sk = "<status>#<changed_at>"))]
struct User {
    #[entity(on_update = uuid)]
    user_id: String,
    #[entity(version)]
    version: u64,
    #[entity(version)]
    other: Option<u64>,
    status: String,
    #[entity(on_update = now)]
    changed_at: Timestamp,
    #[entity(read_only, on_update = now)]
    fixed: Timestamp,
    #[entity(on_create = now)]
    #[serde(skip)]
    skipped: Option<Timestamp>,
    #[entity(computed = shout)]
    loud: String,
    #[entity(computed = shout, read_only)]
    #[serde(skip)]
    quiet: String,
    #[entity(extra, on_create = default)]
    rest: singletable::Item,
}

fn shout(_: &User) -> String {
    String::new()
}

#[derive(Entity)]
#[entity(table = Blog, pk = "S#<id>", sk = "S", ttl = "24h")]
struct NoTtl {
    id: String,
}

#[derive(Entity)]
#[entity(pk = "T#<id>", sk = "T", ttl = "24h")]
struct TwoTtls {
    id: String,
    #[entity(ttl)]
    ends: Timestamp,
}

fn main() {}
