//! Key attributes of other types than text.

use singletable::{Entity, Table};

#[derive(Table)]
#[table(pk = numeric("id"))]
#[table(sk = number)]
struct Words;

#[derive(Table)]
#[table(pk = number("id", "x"), sk = nothing)]
struct Lists;

#[derive(Table)]
#[table(pk = number("id"), sk = none, index(ByAge, local, sk = number("age")))]
struct LocalWithoutSortKey;

#[derive(Table)]
#[table(pk = number("id"), index(ByTag, pk = binary("id"), sk = "tag"), index(ByAge, pk = "x", sk = number("tag")))]
struct TwoTypes;

#[derive(Table)]
#[table(pk = number("id"), sk = binary("at"), type_index(sk = binary("made")))]
#[table(index(ByTag, pk = number("tag"), sk = binary("key")))]
enum Mixed {
    Texts(Texts),
    Encoded(Encoded),
    Wrong(Wrong),
}

/// More than one field, a constant that is no number, and a creation time that is no binary.
#[derive(Entity)]
#[entity(table = Mixed, pk = "A#<id>", sk = "X")]
#[entity(index(ByTag, pk = "one", sk = "<id>#<id>"))]
struct Texts {
    id: u64,
}

/// Fields in another form.
#[derive(Entity)]
#[entity(table = Mixed, pk = "<id:010>", sk = "<at:raw>", type_sk = "<at>")]
struct Encoded {
    id: u64,
    at: String,
}

/// Fields of another type, and a guard whose partition key would be text.
#[derive(Entity)]
#[entity(table = Mixed, pk = "<id>", sk = "<at>", type_sk = "<at>")]
#[entity(index(ByTag, pk = "<bytes>", sk = "<float>"))]
struct Wrong {
    id: String,
    at: u32,
    bytes: Vec<u8>,
    float: f64,
    #[entity(unique)]
    email: String,
}

#[derive(Table)]
#[table(sk = none)]
enum Alone {
    Sorted(Sorted),
}

/// A sort key in a table without one.
#[derive(Entity)]
#[entity(table = Alone, pk = "A#<id>", sk = "B")]
struct Sorted {
    id: String,
}

#[derive(Table)]
enum Usual {
    Unsorted(Unsorted),
    Floats(Floats),
}

/// No sort key in a table with one.
#[derive(Entity)]
#[entity(table = Usual, pk = "A#<id>")]
struct Unsorted {
    id: String,
}

/// Fields that have no text.
#[derive(Entity)]
#[entity(table = Usual, pk = "<bytes>", sk = "<float>")]
struct Floats {
    bytes: Vec<u8>,
    float: f64,
}

fn main() {}
