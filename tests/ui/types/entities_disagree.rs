use singletable::{Entities, Entity, Table};

#[derive(Table)]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
struct Zoo;

#[derive(Table)]
struct Other;

#[derive(Entity)]
#[entity(table = Zoo, pk = "A#<id>", sk = "A")]
#[entity(index(GSI1, name = by_name, pk = "N#<name>", sk = "<id>"))]
struct Cat {
    id: String,
    name: String,
}

#[derive(Entity)]
#[entity(table = Zoo, pk = "A#<id>", sk = "B")]
struct OtherKey {
    id: String,
}

#[derive(Entity)]
#[entity(table = Zoo, pk = "A#<id>", sk = "A")]
struct Versioned {
    id: String,
    #[entity(version)]
    version: u32,
}

#[derive(Entity)]
#[entity(table = Zoo, pk = "A#<id>", sk = "A")]
struct Unique {
    id: String,
    #[entity(unique)]
    name: String,
}

#[derive(Entity)]
#[entity(table = Zoo, type = none, pk = "A#<id>", sk = "A")]
struct Typeless {
    id: String,
}

#[derive(Entity)]
#[entity(table = Other, pk = "A#<id>", sk = "A")]
struct Elsewhere {
    id: String,
}

#[derive(Entities)]
enum Cats {
    Cat(Cat),
    OtherKey(OtherKey),
    Versioned(Versioned),
    Unique(Unique),
    Typeless(Typeless),
    Elsewhere(Elsewhere),
}

fn main() {}
