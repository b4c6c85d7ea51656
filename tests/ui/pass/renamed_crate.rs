//! The crate under another path, by `crate = "…"`.

mod db {
    pub mod mapper {
        pub use singletable::*;
    }
}

use db::mapper::{Attributes, Entity, KeyField, Projection, Table};
use serde::{Deserialize, Serialize};

#[derive(Table)]
#[table(
    crate = "crate::pass::renamed_crate::db::mapper",
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk")
)]
enum Shop {
    Order(Order),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(crate = "crate::pass::renamed_crate::db::mapper", table = Shop, pk = "O#<id>", sk = "#O")]
#[entity(index(GSI1, name = by_state, pk = "<state>", sk = "<state>#<id:020>"))]
struct Order {
    id: u64,
    state: State,
    to: Address,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
#[key_field(crate = "crate::pass::renamed_crate::db::mapper")]
enum State {
    Open,
    Done,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[attributes(crate = "crate::pass::renamed_crate::db::mapper")]
struct Address {
    city: String,
}

#[derive(Debug, Projection)]
#[projection(crate = "crate::pass::renamed_crate::db::mapper", entity = Order)]
struct Line {
    state: State,
    #[projection(path = Order::TO.then(Address::CITY))]
    city: ::std::option::Option<String>,
}

// Names of the prelude and of `std` may be taken.
#[allow(dead_code)]
struct Option;
#[allow(dead_code)]
struct Vec;
#[allow(dead_code, non_camel_case_types)]
mod core {}
#[allow(dead_code)]
mod std {}

#[test]
fn compiles() {
    let _ = |orders: &OrderRepository| orders.by_state(State::Done).prefix((State::Open, 7));
    let _ = |orders: &OrderRepository| orders.get(7_u64).project::<Line>();
    let _ = Order::TO.then(Address::CITY);
}
