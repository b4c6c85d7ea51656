use serde::{Deserialize, Serialize};
use singletable::{Entity, KeyField};
use std::collections::{BTreeMap, HashMap, HashSet};

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct UserId(String);

impl AsRef<str> for UserId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
struct Rank(u32);

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "GOOD#<id>", sk = "#GOOD")]
struct Good {
    id: String,
    owner: UserId,
    price: u32,
    rank: Rank,
    tags: HashSet<String>,
    sold: HashMap<UserId, u32>,
    ranks: BTreeMap<u32, u32>,
}

fn main() {
    let _ = || {
        let _ = Good::OWNER.begins_with("a");
        let _ = Good::PRICE.begins_with("1");
        let _ = Good::RANK.begins_with("1");
        let _ = Good::TAGS.begins_with("a");
        let _ = Good::PRICE.contains("1");
        let _ = Good::SOLD.key("u1");
        let _ = Good::RANKS.key("1");
    };
}
