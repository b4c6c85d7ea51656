use singletable::{Entity, Table};

#[derive(Table)]
#[table(separator = "|")]
struct Files;

#[derive(Entity)]
#[entity(table = Files, pk = "A#<folder><name>", sk = "<folder:raw><name:raw>")]
struct File {
    folder: String,
    name: String,
}

fn main() {}
