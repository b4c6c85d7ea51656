use singletable::{Entities, Entity, Table};

#[derive(Entities)]
struct NoEnum;

#[derive(Entities)]
enum Empty {}

#[derive(Entities)]
enum Shape {
    Cat(Cat, Lion),
    Lion,
}

#[derive(Entities)]
enum Twice {
    Cat(Cat),
    Again(Cat),
}

#[derive(Entities)]
#[entities(table = Zoo)]
enum Option {
    Cat(Cat),
}

#[derive(Table)]
enum Zoo {
    Cat(Cat),
    Lion(Lion),
}

#[derive(Entity)]
#[entity(table = Zoo, pk = "A#<id>", sk = "A")]
struct Cat {
    id: String,
}

#[derive(Entity)]
#[entity(table = Zoo, shares = [Cat], pk = "A#<id>", sk = "A")]
struct Lion {
    id: String,
}

fn main() {}
