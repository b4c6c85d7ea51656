use singletable::Entity;

struct Address {
    city: String,
}

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "U")]
struct User {
    id: String,
    address: Address,
}

fn main() {}
