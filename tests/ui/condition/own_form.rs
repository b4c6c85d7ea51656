use serde::{Deserialize, Deserializer, Serialize, Serializer};
use singletable::{Attributes, Entity, KeyField};
use std::collections::BTreeMap;

mod own {
    use super::*;

    pub fn serialize<S: Serializer, T: Serialize>(value: &T, s: S) -> Result<S::Ok, S::Error> {
        (value, "").serialize(s)
    }

    pub fn deserialize<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<T, D::Error> {
        <(T, String)>::deserialize(d).map(|(value, _)| value)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Part {
    rank: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
struct Label(#[serde(with = "own")] String);

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "GOOD#<id>", sk = "#GOOD")]
struct Good {
    id: String,
    #[serde(with = "own")]
    price: u64,
    #[serde(with = "own")]
    name: String,
    #[serde(with = "own")]
    ranks: Vec<u32>,
    #[serde(with = "own")]
    sold: BTreeMap<String, u32>,
    #[serde(with = "own")]
    part: Part,
    label: Label,
}

fn main() {
    let _ = || {
        let _ = Good::PRICE.gt(1);
        let _ = Good::NAME.begins_with("a");
        let _ = Good::RANKS.at(0);
        let _ = Good::SOLD.key("a");
        let _ = Good::PART.then(Part::RANK);
        let _ = Good::LABEL.gt(Label("a".into()));
    };
}
