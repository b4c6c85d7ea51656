use serde::{Deserialize, Serialize};
use singletable::{Attributes, Entity};

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
struct User {
    user_id: String,
    name: String,
    address: Address,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Address {
    city: String,
}

fn main() {
    let _ = User::ADDRESS.then(Address::CITY);
    let _ = User::NAME.then(Address::CITY);
}
