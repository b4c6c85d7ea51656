//! Indexes over the table's own keys, and over plain attributes.

use singletable::{Entity, Table};

#[derive(Table)]
#[table(
    index(Inverted, pk = "sk", sk = "pk"),
    index(ByRank, pk = "sk", sk = number("rank")),
    index(ByAge, pk = "agepk", sk = "agesk"),
    index(ByState, pk = "state", sk = number("since"))
)]
enum App {
    Other(Other),
    NotInverted(NotInverted),
    Plain(Plain),
}

/// Not the templates of the primary key.
#[derive(Entity)]
#[entity(table = App, pk = "OTHER#<id>", sk = "<rank:05>")]
#[entity(index(Inverted, pk = "<id>", sk = "<rank:05>"))]
#[entity(index(ByRank, pk = "RANKS", sk = "<rank>"))]
struct Other {
    id: String,
    rank: u32,
}

/// No templates, for an index that is not over the table's keys.
#[derive(Entity)]
#[entity(table = App, pk = "NOT#<id>", sk = "A")]
#[entity(index(ByAge))]
struct NotInverted {
    id: String,
}

/// Fields of other types than the index keys of their names.
#[derive(Entity)]
#[entity(table = App, pk = "PLAIN#<id>", sk = "B")]
struct Plain {
    id: String,
    state: u32,
    since: String,
}

/// No templates in the default table.
#[derive(Entity)]
#[entity(pk = "DEFAULT#<id>", sk = "C", index(GSI1))]
struct InDefault {
    id: String,
}

fn main() {}
