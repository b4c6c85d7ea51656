use singletable::{Entity, Table};

#[derive(Table)]
#[table(type_index(pk = "_shard", sk = "_timestamp", shards = 8))]
struct Shop;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "ORDER#<id>", sk = "#ORDER")]
struct Order {
    id: String,
    #[serde(rename = "_shard")]
    place: String,
}

fn main() {}
