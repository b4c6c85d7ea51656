//! The program as it is now: the orders of a customer are found too, through an index. The items are
//! the same, so the type has the same name, and lives in another module only while both are needed.

use serde::{Deserialize, Serialize};
use singletable::{Entity, Table, Timestamp};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Shop", index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
pub enum Shop {
    Order(Order),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = Shop, type = "ORDER", pk = "ORDER#<order_id>", sk = "#ORDER")]
#[entity(index(GSI1, name = by_customer, pk = "CUSTOMER#<customer_id>", sk = "<placed_at>"))]
pub struct Order {
    pub order_id: String,
    pub customer_id: String,
    pub placed_at: Timestamp,
    pub cents: u64,
    #[entity(on_update = now)]
    pub updated_at: Option<Timestamp>,
}
