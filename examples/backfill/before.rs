//! The program as it was: an order is found by its number, and in no other way.

use serde::{Deserialize, Serialize};
use singletable::{Entity, Table, Timestamp};

/// `GSI1` is there, for other entities.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Shop", index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
pub enum Shop {
    Order(Order),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = Shop, type = "ORDER", pk = "ORDER#<order_id>", sk = "#ORDER")]
pub struct Order {
    pub order_id: String,
    pub customer_id: String,
    pub placed_at: Timestamp,
    pub cents: u64,
    #[entity(on_update = now)]
    pub updated_at: Option<Timestamp>,
}
