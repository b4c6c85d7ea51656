use singletable::{Entity, Table, Timestamp};

#[derive(Table)]
struct Shop;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "CUSTOMER#<id>", sk = "ORDER#<state>#<placed>")]
struct Order {
    id: String,
    state: String,
    placed: Timestamp,
}

fn main() {
    let _ = |orders: OrderRepository, time: Timestamp| {
        // No range: it would be all of the prefix.
        let all = orders.query("c").within(("open",), ..);
        // No field follows.
        let full = orders.query("c").within(("open", time), time..);
        // A value of another field.
        let other = orders.query("c").within(("open",), "2026"..);
        // Not from the left.
        let middle = orders.query("c").within((time,), time..);
    };
}
