//! Paths that end at another type, or at no field; and updates of a part of what a key is made of.

use serde::{Deserialize, Serialize};
use singletable::schema::DefaultTable;
use singletable::{Attributes, Entity, Table};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Source {
    owner: String,
    number: u64,
    parent: Option<String>,
}

#[derive(Entity)]
#[entity(pk = "REPO#<id>", sk = "R")]
#[entity(index(GSI1, pk = "OWNER#<source.number>", sk = "R"))]
struct Number {
    id: String,
    source: Source,
}

#[derive(Entity)]
#[entity(pk = "REPO#<source.parent>", sk = "R")]
struct Primary {
    source: Source,
}

#[derive(Entity)]
#[entity(pk = "REPO#<id>", sk = "R")]
#[entity(index(GSI1, pk = "OWNER#<source.ownr>", sk = "R"))]
struct Unknown {
    id: String,
    source: Source,
}

#[derive(Entity)]
#[entity(pk = "REPO#<id>", sk = "R")]
#[entity(index(GSI1, name = by_owner, pk = "OWNER#<source.owner>", sk = "<at>"))]
struct Repo {
    id: String,
    source: Source,
    at: String,
}

fn updates(table: &Table<DefaultTable>, source: Source) {
    let repos = RepoRepository::new(table);
    let _ = repos.update("r").set(Repo::SOURCE.then(Source::OWNER), "ada");
    let _ = repos.update("r").set(Repo::SOURCE, source);
    let _ = repos.update("r").set(Repo::AT, "1");
    let _ = repos.update("r").remove(Repo::SOURCE);
}

fn main() {}
