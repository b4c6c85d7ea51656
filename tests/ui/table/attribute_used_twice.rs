use singletable::Table;

#[derive(Table)]
#[table(pk = "key", sk = "key")]
struct SameKeys;

#[derive(Table)]
#[table(ttl = "_type", index(GSI1, pk = "pk", sk = "gsi1sk"))]
#[table(index(GSI2, pk = "gsi2pk", sk = "gsi2pk"))]
struct SameOthers;

#[derive(Table)]
#[table(type_attribute = "kind", type_index(pk = "_type", sk = "sk"))]
struct SameType;

#[derive(Table)]
#[table(sk = "", index(GSI1, pk = "gsi1pk", sk = ""))]
struct NoNames;

fn main() {}
