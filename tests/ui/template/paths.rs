//! Paths into fields that are none, or that say the wrong thing of them.

use serde::{Deserialize, Serialize};
use singletable::{Collection, Entity};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Source {
    owner: String,
    number: u64,
}

#[derive(Entity)]
#[entity(pk = "REPO#<id>", sk = "R")]
#[entity(index(GSI1, pk = "OWNER#<sorce.owner>", sk = "R"))]
#[entity(index(GSI2, pk = "OWNER#<source.>", sk = "R"))]
#[entity(index(GSI3, pk = "OWNER#<source.owner:wide>", sk = "R"))]
struct Names {
    id: String,
    source: Source,
}

#[derive(Entity)]
#[entity(pk = "REPO#<id>", sk = "R", paths(source.number))]
#[entity(paths(source.owner: Option<String>, source.name: String, source.owner: String))]
#[entity(index(GSI1, pk = "OWNER#<source.owner>", sk = "R"))]
struct Types {
    id: String,
    source: Source,
}

#[derive(Entity)]
#[entity(pk = "REPO#<source.owner>", sk = "<parts.owner>")]
#[entity(index(GSI1, pk = "OWNER#<skipped.owner>", sk = "<id>"))]
#[entity(index(GSI2, pk = "OWNER#<id.owner>", sk = "R"))]
struct Holders {
    id: String,
    source: Option<Source>,
    #[serde(flatten)]
    parts: Source,
    #[serde(skip)]
    skipped: Source,
}

#[derive(Collection)]
#[collection(pk = "REPO#<source.owner>")]
struct Repos {
    repos: Vec<Names>,
}

fn main() {}
