use serde::{Deserialize, Serialize};
use singletable::Entity;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Kind {
    Guest,
    Member,
}

#[derive(Entity)]
#[entity(pk = "USER#<kind>", sk = "<other>")]
struct User {
    kind: Kind,
    other: Kind,
}

fn main() {
    let _ = |users: UserRepository| users.get(Kind::Guest, Kind::Member);
}
