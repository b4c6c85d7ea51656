use serde::{Deserialize, Serialize};
use singletable::Entity;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct UserId(String);

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "U")]
#[entity(index(GSI1, name = by_owner, pk = "OWNER", sk = "<id>#<owner>"))]
struct User {
    id: String,
    owner: Option<UserId>,
}

fn main() {
    let _ = |users: UserRepository| users.by_owner();
}
