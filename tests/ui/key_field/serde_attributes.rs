use serde::{Deserialize, Serialize};
use singletable::KeyField;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
enum Status {
    #[serde(alias = "OLD")]
    New,
    #[serde(skip_deserializing)]
    Hidden,
    #[serde(skip)]
    Unset,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
struct Id(#[serde(skip)] String);

fn main() {}
