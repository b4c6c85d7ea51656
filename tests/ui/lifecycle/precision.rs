//! Where a precision cannot be asked for.

use chrono::{DateTime, Utc};
use singletable::{Entity, Timestamp};

#[derive(Entity)]
#[entity(pk = "A#<id>", sk = "A")]
struct Tokens {
    #[entity(precision = us)]
    id: String,
    #[entity(precision = seconds)]
    unknown: DateTime<Utc>,
    #[entity(precision = 6)]
    digits: DateTime<Utc>,
    #[entity(precision)]
    alone: DateTime<Utc>,
    #[entity(precision = us, precision = ns)]
    twice: DateTime<Utc>,
    #[entity(ttl, precision = us)]
    ends: Option<DateTime<Utc>>,
    #[entity(precision = us)]
    #[serde(with = "own")]
    own: DateTime<Utc>,
    #[entity(precision = us)]
    #[serde(skip)]
    skipped: Option<DateTime<Utc>>,
    #[entity(precision = us)]
    number: Option<u64>,
    #[entity(list, precision = us)]
    set: std::collections::HashSet<String>,
    #[entity(extra, precision = us)]
    rest: singletable::Item,
}

mod own {
    use chrono::{DateTime, Utc};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
        at.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<DateTime<Utc>, D::Error> {
        DateTime::deserialize(from)
    }
}

type Text = String;

#[derive(Entity)]
#[entity(pk = "B#<id>", sk = "B")]
struct Evaluated {
    id: String,
    #[entity(precision = ms)]
    text: Option<Text>,
    #[entity(precision = ms)]
    milliseconds: Timestamp,
    #[entity(precision = us)]
    ours: Timestamp,
    #[entity(precision = ns)]
    theirs: jiff::Timestamp,
}

fn main() {}
