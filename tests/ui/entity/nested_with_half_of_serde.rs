use serde::Serialize;
use singletable::Entity;

#[derive(Serialize)]
struct Address {
    city: String,
}

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "U")]
struct User {
    #[entity(on_create = uuid)]
    id: String,
    address: Option<Address>,
}

fn main() {}
