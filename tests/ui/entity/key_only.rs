//! `#[entity(key_only)]` where the value would be lost, and what the field is not.

use singletable::aws_sdk_dynamodb::Client;
use singletable::key::{Encoding, KeyKind, KeyText, KeyValueError};
use singletable::{Attributes, Entity, Item, Projection, Table, Timestamp};

#[derive(Table)]
#[table(ttl = "expires")]
struct Store;

#[derive(Entity)]
#[entity(table = Store, pk = "USER#<id>", sk = "MAIL#<mail:lower>")]
struct User {
    id: String,
    #[entity(key_only)]
    mail: String,
    #[entity(key_only)]
    note: String,
}

#[derive(Entity)]
#[entity(table = Store, pk = "PET#<id>", sk = "<at>#<level:03>#<flags:03>")]
struct Pet {
    #[entity(key_only, read_only)]
    id: String,
    #[entity(key_only, precision = us)]
    at: Timestamp,
    #[entity(key_only, version)]
    level: u64,
    #[entity(key_only = true)]
    flags: u8,
    #[entity(key_only, extra)]
    rest: Item,
    #[entity(key_only, ttl)]
    ends: Option<Timestamp>,
}

#[derive(Attributes, serde::Serialize, serde::Deserialize)]
struct Nested {
    #[entity(key_only)]
    part: String,
}

/// A type that is not read back.
#[derive(Debug, Clone, PartialEq)]
struct Week(u8);

impl singletable::KeyField for Week {
    const KIND: KeyKind = KeyKind::Fixed;

    fn write_key(&self, _: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
        out.push_display(format_args!("{:02}", self.0));
        Ok(())
    }
}

#[derive(Entity)]
#[entity(table = Store, pk = "PLAN#<id>", sk = "<week>")]
struct Plan {
    id: String,
    #[entity(key_only)]
    week: Week,
}

/// A type that is no part of a key.
#[derive(Debug, Clone, PartialEq)]
struct Other;

#[derive(Entity)]
#[entity(table = Store, pk = "OTHER#<id>", sk = "<other>")]
struct Others {
    id: String,
    #[entity(key_only)]
    other: Other,
}

#[derive(Clone, Entity)]
#[entity(table = Store, pk = "CUST#<customer>", sk = "ORDER#<order:06>")]
struct Order {
    #[entity(key_only)]
    customer: String,
    #[entity(key_only)]
    order: u32,
    total: u32,
}

#[derive(Projection)]
#[projection(entity = Order)]
struct Brief {
    order: u64,
    custmer: String,
}

fn mistakes(client: Client) {
    let orders = OrderRepository::new(&Table::new(client));
    let _ = Order::CUSTOMER.eq("c1");
    let _ = Order::ORDER.exists();
    let _ = orders.update("c1", 1_u32).set(Order::ORDER, 2_u32);
    let _ = orders.get("c1", 1_u32).select((Order::CUSTOMER,));
}

fn main() {}
