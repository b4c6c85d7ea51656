//! Types that the options do not go with.

use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "A#<id>", sk = "A")]
struct Generated {
    #[entity(on_create = uuid)]
    id: u64,
    #[entity(on_create = now)]
    at: u64,
    #[entity(on_create = missing_function)]
    other: u64,
}

#[derive(Entity)]
#[entity(pk = "B#<id>", sk = "B")]
struct Versioned {
    id: String,
    #[entity(version)]
    version: String,
}

#[derive(Entity)]
#[entity(pk = "C#<id>", sk = "C")]
struct Rest {
    id: String,
    #[entity(extra)]
    rest: std::collections::BTreeMap<String, String>,
}

fn main() {}
