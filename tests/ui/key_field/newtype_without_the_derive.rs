use serde::{Deserialize, Serialize};
use singletable::Entity;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct UserId(String);

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "U")]
struct User {
    id: UserId,
}

fn main() {
    let _ = |users: UserRepository| users.get(UserId("u".to_owned()));
}
