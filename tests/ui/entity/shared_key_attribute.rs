use singletable::{Entity, Table};

#[derive(Table)]
#[table(index(GSI1, pk = "owner", sk = "a"), index(GSI2, pk = "owner", sk = "b"))]
struct Blog;

#[derive(Entity)]
#[entity(table = Blog, pk = "AGREED#<id>", sk = "#P")]
#[entity(index(GSI1, name = by_a, pk = "OWNER#<owned_by>", sk = "<id>"))]
#[entity(index(GSI2, name = by_b, pk = "OWNER#<owned_by>", sk = "<name>"))]
struct Agreed {
    id: String,
    owned_by: String,
    name: String,
}

#[derive(Entity)]
#[entity(table = Blog, pk = "OTHER#<id>", sk = "#P")]
#[entity(index(GSI1, name = by_a, pk = "OWNER#<owned_by>", sk = "<id>"))]
#[entity(index(GSI2, name = by_b, pk = "NAME#<name>", sk = "<id>"))]
struct OtherTemplate {
    id: String,
    owned_by: String,
    name: String,
}

#[derive(Entity)]
#[entity(table = Blog, pk = "SPARSE#<id>", sk = "#P")]
#[entity(index(GSI1, name = by_a, pk = "OWNER#<owned_by>", sk = "<id>"))]
#[entity(index(GSI2, name = by_b, pk = "OWNER#<owned_by>", sk = "<name>"))]
struct Sparse {
    id: String,
    owned_by: String,
    name: Option<String>,
}

fn main() {}
