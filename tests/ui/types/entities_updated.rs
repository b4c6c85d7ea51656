use singletable::bounds::EntityKey as _;
use singletable::{Entities, Entity, Repository, Table};

#[derive(Table)]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
enum Zoo {
    Cat(Cat),
    Lion(Lion),
}

#[derive(Entity)]
#[entity(table = Zoo, pk = "A#<id>", sk = "A")]
#[entity(index(GSI1, name = by_name, pk = "N#<name>", sk = "<id>"))]
struct Cat {
    id: String,
    name: String,
}

#[derive(Entity)]
#[entity(table = Zoo, shares = [Cat], pk = "A#<id>", sk = "A")]
struct Lion {
    id: String,
    name: String,
}

#[derive(Entities)]
enum Cats {
    Cat(Cat),
    Lion(Lion),
}

fn main() {
    let _ = |cats: CatRepository, all: Repository<Cats>, one: Cats| {
        // Not all of them are in the index.
        let _ = cats.by_name("n").any_of::<Cats>().into_input();
        // What changes an item is of one entity.
        let _ = all.save(&one, &one);
        let _ = all.update_by(Cat::key("i").any_of());
    };
}
