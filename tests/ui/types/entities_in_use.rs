use singletable::{Entities, Entity, Table};

#[derive(Table)]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"), index(GSI2, pk = "gsi2pk", sk = "gsi2sk"))]
enum Zoo {
    Cat(Cat),
    Lion(Lion),
}

#[derive(Entity)]
#[entity(table = Zoo, pk = "A#<id>", sk = "A")]
#[entity(index(GSI1, name = by_name, pk = "N#<name>", sk = "<id>"))]
#[entity(index(GSI2, name = by_id, pk = "I#<id>", sk = "<name>"))]
struct Cat {
    id: String,
    name: String,
}

#[derive(Entity)]
#[entity(table = Zoo, shares = [Cat], pk = "A#<id>", sk = "A")]
#[entity(index(GSI1, name = by_name, pk = "L#<name>", sk = "<id>"))]
struct Lion {
    id: String,
    name: String,
}

#[derive(Entities)]
enum Cats {
    Cat(Cat),
    Lion(Lion),
}

#[derive(Entities)]
enum Lions {
    Lion(Lion),
}

fn main() {
    let _ = |cats: CatRepository| {
        // Its first is another.
        let _ = cats.get("i").any_of::<Lions>();
        let _ = cats.get("i").any_of::<Cat>();
    };
}
