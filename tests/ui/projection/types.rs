use serde::{Deserialize, Serialize};
use singletable::{Attributes, Entity, Projection};

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
struct User {
    user_id: String,
    name: String,
    bio: Option<String>,
    #[serde(default)]
    posts: u64,
    address: Address,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Address {
    city: String,
}

#[derive(Projection)]
#[projection(entity = User)]
struct Card {
    name: u32,
    bio: String,
    posts: u64,
    #[projection(path = User::ADDRESS.then(Address::CITY))]
    city: String,
}

fn main() {}
