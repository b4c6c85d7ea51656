//! Tables that `dynamodb-toolbox` wrote.

use super::foreign::Foreign;
use crate::support::time;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use singletable::bounds::TableModel;
use singletable::key::{Encoding, KeyKind, KeyText, KeyValueError};
use singletable::testing::key_field_laws;
use singletable::{Attributes, Collection, Entity, KeyField, Mapping, Number, Table, Timestamp};
use std::collections::BTreeSet;

const FILE: &str = include_str!("toolbox.json");
const MAPPINGS: [Mapping; 2] = [Mapping::Direct, Mapping::Maps];

async fn load<T: TableModel>(mapping: Mapping) -> Foreign<T> {
    Foreign::load("toolbox", FILE, mapping).await
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "shop",
    pk = "PK",
    sk = "SK",
    type_attribute = "_et",
    index(GSI1, pk = "GSI1PK", sk = "GSI1SK"),
    index(LSI1, local, sk = number("age"))
)]
enum Shop {
    User(User),
    Order(Order),
    Stock(Stock),
    Audit(Audit),
}

/// A field of number or text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Level {
    Number(Number),
    Text(String),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Prefs {
    #[serde(rename = "d")]
    dark: bool,
    zone: String,
}

/// The times that the library writes are fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = Shop, type = "User", pk = "ORG#<org_id:raw>", sk = "USER#<user_id:raw>")]
#[entity(index(GSI1, name = by_email, pk = "EMAIL#<email:raw>", sk = "USER"))]
#[entity(index(LSI1, name = by_age, sk = "<age>"))]
struct User {
    user_id: String,
    org_id: String,
    email: String,
    age: Option<u32>,
    tags: BTreeSet<String>,
    scores: BTreeSet<Number>,
    list: Option<Vec<serde_json::Value>>,
    prefs: Option<Prefs>,
    level: Option<Level>,
    #[serde(rename = "_ct")]
    created: Timestamp,
    #[serde(rename = "_md")]
    modified: Timestamp,
}

/// Customer and order are the keys themselves, each with a prefix and no attribute besides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Shop, type = "Order", pk = "CUST#<customer:raw>", sk = "ORDER#<order:raw>")]
struct Order {
    #[entity(key_only)]
    customer: String,
    #[entity(key_only)]
    order: String,
    #[serde(rename = "t")]
    total: Number,
    country: Option<String>,
    tier: Option<String>,
    year: Option<u32>,
    month: Option<u32>,
    /// With the library's prefix, `S-`.
    state: String,
    #[serde(rename = "_ct")]
    created: Timestamp,
    #[serde(rename = "_md")]
    modified: Timestamp,
}

/// Its id is the partition key and no attribute besides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Shop, type = "Stock", pk = "<id:raw>", sk = "STOCK")]
struct Stock {
    #[serde(rename = "PK")]
    id: String,
    left: u32,
    #[serde(rename = "ca")]
    created: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Shop, type = none, pk = "ORG#<org:raw>", sk = "AUDIT#<at:raw>")]
struct Audit {
    org: String,
    at: String,
    what: String,
}

#[derive(Debug, Clone, PartialEq, Collection)]
#[collection(table = Shop, pk = "ORG#<org:raw>")]
struct Organisation {
    users: Vec<User>,
    audits: Vec<Audit>,
}

#[tokio::test]
async fn the_shop() {
    for mapping in MAPPINGS {
        let mut file = load::<Shop>(mapping).await;
        let users = file.entity::<User>(&[0, 1]).await;
        assert_eq!(users[1].level, Some(Level::Text("high".into())));
        assert_eq!(users[1].created, time("2026-01-01T00:00:06.123Z"));
        let orders = file.entity::<Order>(&[2, 3, 4]).await;
        assert_eq!(orders[2].order, "ORDER#79");
        file.entity::<Stock>(&[5]).await;
        file.entity::<Audit>(&[6]).await;

        let users = UserRepository::new(&file.table);
        let found = users.get("o1", "u1").send().await.unwrap();
        file.found("User get", found.as_slice());
        let found = users.query("o1").all().await.unwrap();
        file.found("organisation's users", &found);
        file.found("organisation's partition, users only", &found);
        let found = Organisation::get(&file.table, "o1").send().await.unwrap();
        let found = found.unwrap();
        let audits = found.audits.iter().map(Entity::item_key);
        let keys = audits.chain(found.users.iter().map(Entity::item_key));
        let keys: Vec<_> = keys.map(Result::unwrap).collect();
        file.found_keys("organisation's partition, without an entity", &keys);
        let found = users.by_email("A@b.c").all().await.unwrap();
        file.found("user by email", &found);
        let found = users.by_age("o1").within((), 30..=40).all().await.unwrap();
        file.found("users of 30 to 40 in LSI1", &found);
        let orders = OrderRepository::new(&file.table);
        let found = orders.query("c1").descending().all().await.unwrap();
        file.found("customer's orders, descending", &found);
        let found = orders.get("c1", "77").send().await.unwrap();
        file.found("Order get", found.as_slice());
        let found = StockRepository::new(&file.table).get("pen").send().await;
        file.found("Stock get", found.unwrap().as_slice());
        file.finish();
    }
}

/// The library's prefix on an attribute that is a key: the attribute has it, the value has not.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
struct Device(String);

const PREFIX: &str = "DEV:";

impl Serialize for Device {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{PREFIX}{}", self.0))
    }
}

impl<'de> Deserialize<'de> for Device {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let id = text.strip_prefix(PREFIX);
        let id = id.ok_or_else(|| de::Error::custom("no device"))?;
        Ok(Self(id.to_owned()))
    }
}

impl KeyField for Device {
    const KIND: KeyKind = KeyKind::Fixed;
    const PUNCTUATION: &'static str = ":";

    fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
        if encoding != Encoding::Plain {
            return Err(KeyValueError::Encoding);
        }
        out.push_display(format_args!("{PREFIX}{}", self.0));
        Ok(())
    }
}

#[test]
fn devices_keep_the_laws_of_keys() {
    key_field_laws(["", "a", "a#b", "b"].map(|id| Device(id.into())));
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "sensors", pk = "device", sk = number("at"), type_attribute = "__ent")]
enum Sensors {
    Reading(Reading),
    Status(Status),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Sensors, type = "Reading", pk = "<device>", sk = "<at>")]
struct Reading {
    device: Device,
    at: Number,
    value: f64,
    exact: Option<u128>,
    unit: String,
}

/// A reading may have its key: it is the item without a type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Sensors, type = none, shares = [Reading], pk = "DEV:<id:raw>", sk = "0")]
struct Status {
    id: String,
    online: bool,
}

#[tokio::test]
async fn the_sensors() {
    for mapping in MAPPINGS {
        let mut file = load::<Sensors>(mapping).await;
        file.entity::<Reading>(&[0, 1]).await;
        file.entity::<Status>(&[2]).await;
        let readings = ReadingRepository::new(&file.table);
        let device = || Device("d1".into());
        let half: Number = "1767225660.5".parse().unwrap();
        let found = readings.get(device(), half).send().await.unwrap();
        file.found("Reading get", found.as_slice());
        let since = Number::from(1_767_225_600);
        let found = readings
            .query(device())
            .after((since,))
            .all()
            .await
            .unwrap();
        file.found("readings since a time", &found);
        let none = readings.get(device(), Number::from(0)).send().await;
        assert_eq!(none.unwrap(), None);
        let found = StatusRepository::new(&file.table).get("d1").send().await;
        file.found("Status get", found.unwrap().as_slice());
        file.finish();
    }
}
