//! Comparisons by order: on what sorts in its stored form, and there as the values do.

use crate::support::table;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};
use singletable::expr::{Ordered, Prefixed};
use singletable::{Attributes, Condition, Entity, KeyField, Mapping, Table, Timestamp};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::num::NonZeroU32;
use std::rc::Rc;
use std::sync::Arc;

#[derive(Debug, Table)]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
struct Shop;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, KeyField)]
struct UserId(String);

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, KeyField)]
#[serde(transparent)]
struct Rank(i32);

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, KeyField)]
struct Seen(Timestamp);

/// A newtype of what does not sort where serde writes it: it has a key, and no order.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, KeyField)]
struct Moment(chrono::DateTime<chrono::Utc>);

/// A newtype of a newtype.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
struct Owner(UserId);

/// A form of one's own that sorts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Slug(String);

impl Ordered for Slug {}

impl Prefixed for Slug {
    type Prefix = str;
}

/// Serde's form of the value.
fn as_it_is<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::deserialize(deserializer)
}

type Millis = chrono::DateTime<chrono::Utc>;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Part {
    rank: Rank,
    name: Box<str>,
    at: Timestamp,
    day: chrono::NaiveDate,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "ROW#<id>", sk = "#ROW")]
struct Row {
    id: String,
    owner: Owner,
    boxed: Box<i64>,
    text: Box<str>,
    letter: char,
    float: f64,
    wide: u128,
    non_zero: NonZeroU32,
    price: Decimal,
    slug: Slug,
    seen: Option<Seen>,
    moment: Moment,
    chrono: chrono::DateTime<chrono::Utc>,
    alias: Millis,
    jiff: jiff::Timestamp,
    day: chrono::NaiveDate,
    civil: jiff::civil::DateTime,
    #[serde(deserialize_with = "as_it_is")]
    read_by: u32,
    #[serde(deserialize_with = "as_it_is")]
    read_text: String,
    list: Vec<Rank>,
    prices: HashMap<String, u32>,
    users: BTreeMap<UserId, Slug>,
    part: Part,
    words: VecDeque<String>,
}

fn row() -> Row {
    let time = "2026-01-01T00:00:05.017Z";
    Row {
        id: "r".into(),
        owner: Owner(UserId("ada".into())),
        boxed: Box::new(-10),
        text: "m".into(),
        letter: 'é',
        float: -0.5,
        wide: 10,
        non_zero: NonZeroU32::new(9).unwrap(),
        price: Decimal::new(95, 1),
        slug: Slug("b-1".into()),
        seen: Some(Seen(time.parse().unwrap())),
        moment: Moment(time.parse().unwrap()),
        chrono: time.parse().unwrap(),
        alias: time.parse().unwrap(),
        jiff: time.parse().unwrap(),
        day: "2026-01-31".parse().unwrap(),
        civil: "2026-01-31T10:00:05.5".parse().unwrap(),
        read_by: 9,
        read_text: "text".into(),
        list: vec![Rank(-1), Rank(10)],
        prices: [("eur".to_owned(), 10)].into(),
        users: [(UserId("ada".into()), Slug("x".into()))].into(),
        part: Part {
            rank: Rank(10),
            name: "n".into(),
            at: time.parse().unwrap(),
            day: "2026-01-31".parse().unwrap(),
        },
        words: ["a".to_owned(), "b".to_owned()].into(),
    }
}

/// The conditions hold for the row, and what they deny does not.
async fn hold(conditions: Vec<Condition<Row>>) {
    for mapping in [Mapping::Direct, Mapping::Maps] {
        let rows = RowRepository::new(&table::<Shop>().await.with_mapping(mapping));
        rows.create(&row()).send().await.unwrap();
        for condition in &conditions {
            let (holds, denied) = (condition.clone(), !condition.clone());
            assert_eq!(
                rows.query("r").filter(holds).count().await.unwrap(),
                1,
                "{condition:?}"
            );
            assert_eq!(
                rows.query("r").filter(denied).count().await.unwrap(),
                0,
                "{condition:?}"
            );
        }
    }
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test]
async fn what_sorts_in_its_stored_form_is_compared_by_order() {
    let later = "2026-01-01T00:00:06.000Z";
    let earlier = "2026-01-01T00:00:05.000Z";
    hold(vec![
        Row::OWNER.gt(Owner(UserId("Ada".into()))),
        Row::BOXED.lt(Box::new(-9)),
        Row::TEXT.between("a", "m"),
        Row::LETTER.gt('z'),
        Row::FLOAT.lt(0.0),
        Row::WIDE.gt(9_u128),
        Row::NON_ZERO.lt(NonZeroU32::new(10).unwrap()),
        Row::PRICE.lt(Decimal::from(10)),
        Row::SLUG.ge(Slug("b".into())),
        Row::SEEN.gt(Seen(time(earlier))),
        Row::CHRONO.between(
            earlier.parse::<Millis>().unwrap(),
            later.parse::<Millis>().unwrap(),
        ),
        Row::ALIAS.lt(later.parse::<Millis>().unwrap()),
        Row::JIFF.gt(earlier.parse::<jiff::Timestamp>().unwrap()),
        Row::DAY.lt("2026-02-01".parse::<chrono::NaiveDate>().unwrap()),
        Row::CIVIL.gt("2026-01-31T10:00:05"
            .parse::<jiff::civil::DateTime>()
            .unwrap()),
        Row::READ_BY.lt(10),
        Row::READ_BY.le(9),
        Row::READ_TEXT.ge("text"),
    ])
    .await;
}

#[tokio::test]
async fn a_path_orders_as_what_it_leads_to() {
    hold(vec![
        Row::LIST.at(0).lt(Rank(0)),
        Row::LIST.at(0).lt_attr(Row::LIST.at(1)),
        Row::PRICES.key("eur").gt(9),
        Row::USERS.key(UserId("ada".into())).gt(Slug("w".into())),
        Row::PART.then(Part::RANK).between(Rank(9), Rank(11)),
        Row::PART.then(Part::NAME).gt("m"),
        Row::PART
            .then(Part::AT)
            .lt(time("2026-01-01T00:00:06.000Z")),
        Row::PART
            .then(Part::DAY)
            .gt("2026-01-09".parse::<chrono::NaiveDate>().unwrap()),
    ])
    .await;
}

#[tokio::test]
async fn what_is_stored_as_text_has_prefixes() {
    let prefix = String::from("2026-01");
    hold(vec![
        Row::OWNER.begins_with("ad"),
        Row::TEXT.begins_with("m"),
        Row::SLUG.begins_with("b-"),
        Row::SEEN.begins_with(&prefix),
        Row::CHRONO.begins_with("2026-01-01T00:00:05.017"),
        Row::DAY.begins_with(&prefix),
        Row::CIVIL.begins_with(prefix.as_str()),
        Row::READ_TEXT.begins_with("te"),
        Row::USERS.key(UserId("ada".into())).begins_with("x"),
        Row::PART.then(Part::NAME).begins_with("n"),
    ])
    .await;
}

#[tokio::test]
async fn texts_and_lists_of_any_kind_contain() {
    hold(vec![
        Row::TEXT.contains("m"),
        Row::READ_TEXT.contains("ex"),
        Row::PART.then(Part::NAME).contains("n"),
        Row::LIST.contains(Rank(10)),
        Row::WORDS.contains("b"),
    ])
    .await;
}

#[test]
fn wrappers_order_as_what_they_hold() {
    fn ordered<T: Ordered + ?Sized>() {}
    ordered::<Box<Rc<Arc<&'static str>>>>();
    ordered::<std::borrow::Cow<'static, str>>();
    ordered::<Owner>();
    ordered::<Box<Rank>>();
    ordered::<i128>();
}
