use singletable::{Entity, Timestamp};

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "U")]
struct User {
    #[entity(on_create = uuidv4)]
    id: String,
    #[entity(on_update = nwo)]
    at: Timestamp,
}

fn main() {}
