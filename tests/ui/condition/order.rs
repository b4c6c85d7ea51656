use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};
use singletable::{Attributes, Entity, KeyField};
use std::collections::{BTreeMap, BTreeSet, HashSet};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
enum Status {
    Draft,
    Published,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Plain(String);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
struct Flag(bool);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
struct Moment(DateTime<Utc>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Part {
    at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "GOOD#<id>", sk = "#GOOD")]
struct Good {
    id: String,
    sold: bool,
    status: Status,
    plain: Plain,
    flag: Flag,
    moment: Moment,
    offset: DateTime<FixedOffset>,
    times: Vec<DateTime<Utc>>,
    maybe: Vec<Option<u32>>,
    prices: BTreeMap<String, bool>,
    tags: HashSet<String>,
    #[entity(list)]
    listed: BTreeSet<u32>,
    pair: (u32, u32),
    part: Part,
    boxed: Box<Vec<u32>>,
}

fn main() {
    let _ = || {
        let now = Utc::now();
        let _ = Good::SOLD.lt(true);
        let _ = Good::STATUS.ge(Status::Published);
        let _ = Good::PLAIN.between(Plain("a".into()), Plain("b".into()));
        let _ = Good::FLAG.le(Flag(true));
        let _ = Good::MOMENT.gt(Moment(now));
        let _ = Good::OFFSET.gt(now.fixed_offset());
        let _ = Good::TIMES.lt([now]);
        let _ = Good::TIMES.at(0).gt(now);
        let _ = Good::MAYBE.at(0).gt(1);
        let _ = Good::PRICES.key("eur").lt_attr(Good::SOLD);
        let _ = Good::TAGS.le_attr(Good::TAGS);
        let _ = Good::LISTED.gt([1].into());
        let _ = Good::PAIR.lt((1, 1));
        let _ = Good::PART.gt(Part { at: now });
        let _ = Good::PART.then(Part::AT).between(now, now);
        let _ = Good::BOXED.lt(Box::new(vec![1]));
    };
}
