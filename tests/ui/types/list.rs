use singletable::{Entity, Table};

#[derive(Table)]
#[table(type_attribute = none)]
struct Without;

#[derive(Entity)]
#[entity(table = Without, pk = "A#<id>", sk = "A")]
struct Plain {
    id: String,
}

#[derive(Table)]
#[table(type_index(sk = "_timestamp"))]
struct Listed;

#[derive(Entity)]
#[entity(table = Listed, type = none, pk = "A#<id>", sk = "A")]
struct Typeless {
    id: String,
}

fn main() {
    let _ = |plain: PlainRepository, typeless: TypelessRepository| {
        let _ = plain.list();
        let _ = typeless.list();
    };
}
