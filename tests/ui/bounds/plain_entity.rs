use serde::{Deserialize, Serialize};
use singletable::bounds::{ListedEntity, PlainEntity};
use singletable::{Entity, Repository, Table};

#[derive(Table)]
#[table(name = "Library")]
enum Library {
    Shelf(Shelf),
}

#[derive(Serialize, Deserialize, Entity)]
#[entity(table = Library, pk = "SHELF#<number:04>", sk = "#METADATA")]
struct Shelf {
    number: u32,
    #[entity(version)]
    version: u64,
}

fn save_all<E: PlainEntity>(_: &Repository<E>) {}

fn list_all<E: ListedEntity>(_: &Table<E::Table>) {}

fn both(table: &Table<Library>) {
    save_all(&ShelfRepository::new(table));
    list_all::<Shelf>(table);
}

fn main() {}
