use singletable::Table;

#[derive(Table)]
#[table(type_index(pk = "_shard", shards = 0))]
struct None;

#[derive(Table)]
#[table(type_index(pk = "_shard", shards = 101))]
struct TooMany;

#[derive(Table)]
#[table(type_index(pk = "_shard", shards = "8"))]
struct Text;

#[derive(Table)]
#[table(type_index(shards = 8))]
struct NoAttribute;

#[derive(Table)]
#[table(type_index(pk = "_type", shards = 8))]
struct TypeAttribute;

#[derive(Table)]
#[table(type_index(pk = "gsi1pk", sk = "_timestamp", shards = 8))]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
struct Shared;

fn main() {}
