//! What can be flattened is a struct that derives `Attributes`.

use serde::{Deserialize, Serialize};
use singletable::{Attributes, Entity, Item};

#[derive(Serialize, Deserialize)]
struct Plain {
    by: String,
}

#[derive(Serialize, Deserialize, Attributes)]
enum Choice {
    One { by: String },
}

#[derive(Entity)]
#[entity(pk = "A#<id>", sk = "#A")]
struct WithPlain {
    id: String,
    #[serde(flatten)]
    audit: Plain,
}

#[derive(Entity)]
#[entity(pk = "B#<id>", sk = "#B")]
struct WithEnum {
    id: String,
    #[serde(flatten)]
    choice: Option<Choice>,
}

#[derive(Entity)]
#[entity(pk = "C#<id>", sk = "#C")]
struct WithMap {
    id: String,
    #[serde(flatten)]
    rest: Item,
}

#[derive(Entity)]
#[entity(pk = "D#<id>", sk = "#D")]
struct WithText {
    id: String,
    #[serde(flatten)]
    text: String,
}

fn main() {}
