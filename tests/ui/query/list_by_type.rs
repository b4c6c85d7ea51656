use singletable::{Entity, Table, Timestamp};

#[derive(Table)]
#[table(type_index(name = "TypeIndex", sk = "_timestamp", projection = keys_only))]
struct Shop;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "ORDER#<id>", sk = "#ORDER", type_sk = "<state>")]
struct Order {
    id: String,
    state: String,
}

#[derive(Table)]
struct Plain;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Plain, pk = "NOTE#<id>", sk = "#NOTE")]
struct Note {
    id: String,
}

fn main() {
    let _ = async |shop: Table<Shop>, plain: Table<Plain>, time: Timestamp| {
        // The table has no type index.
        let notes = plain.list::<Note>();
        // The entity is another table's.
        let notes = shop.list::<Note>();
        // The index holds only keys.
        let whole = shop.list::<Order>().all().await;
        let count = shop.list::<Order>().prefix(("open",)).count().await;
        // The sort key is made of a field, and not of the time of creation.
        let late = shop.list::<Order>().after((time,));
    };
}
