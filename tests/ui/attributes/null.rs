//! `#[entity(null)]` of nested structs where `None` cannot be a null, and flattened ones.

use serde::{Deserialize, Serialize};
use singletable::{Attributes, Entity};

type Text = String;

#[derive(Serialize, Deserialize, Attributes)]
struct Place {
    #[entity(null)]
    town: String,
    #[entity(null)]
    #[serde(skip_serializing_if = "Option::is_none")]
    zip: Option<String>,
}

#[derive(Serialize, Deserialize, Attributes)]
struct Nick {
    #[entity(null)]
    text: Text,
}

#[derive(Serialize, Deserialize, Attributes)]
enum Kind {
    Named {
        #[entity(null)]
        name: String,
    },
}

#[derive(Serialize, Deserialize, Attributes)]
#[entity(nul)]
struct Misspelt {
    zip: Option<String>,
}

#[derive(Serialize, Deserialize, Attributes)]
struct Audit {
    by: Option<String>,
}

#[derive(Entity)]
#[entity(pk = "PAGE#<id>", sk = "#PAGE")]
struct Page {
    id: String,
    #[entity(null)]
    #[serde(flatten)]
    audit: Audit,
}

fn main() {}
