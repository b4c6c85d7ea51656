use serde::{Deserialize, Serialize};
use singletable::{Attributes, Entity};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[serde(tag = "kind")]
enum Payment {
    Card { number: String },
    Cash,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "SALE#<id>", sk = "#SALE")]
struct Sale {
    id: String,
    payment: Payment,
}

fn main() {
    let _ = |sales: &SaleRepository| {
        let _ = sales.update("s").set(Sale::PAYMENT.then(Payment::TAG), "Card");
        let _ = sales.query("s").filter(Sale::PAYMENT.then(Payment::TAG).eq("Card"));
    };
}
