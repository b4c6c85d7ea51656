//! Tables that `dynamodb-onetable` wrote.

use super::foreign::Foreign;
use crate::support::{raw, table, text, time};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::{EntityKey as _, TableModel};
use singletable::{Attributes, Entity, Mapping, Table, Timestamp};
use std::collections::BTreeSet;

const FILE: &str = include_str!("onetable.json");
const MAPPINGS: [Mapping; 2] = [Mapping::Direct, Mapping::Maps];

async fn load<T: TableModel>(mapping: Mapping) -> Foreign<T> {
    Foreign::load("onetable", FILE, mapping).await
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "one",
    ttl = "expires",
    type_index(name = "types", pk = "_type", sk = "updated"),
    index(gs1, pk = "gs1pk", sk = "gs1sk"),
    index(gs2, pk = "gs2pk", sk = "gs2sk")
)]
enum One {
    Account(Account),
    User(User),
    Member(Member),
    Session(Session),
    Line(Line),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = One, type = "Account", type_sk = "<updated>")]
#[entity(pk = "account:<name:raw>", sk = "account:")]
struct Account {
    id: String,
    name: String,
    balance: i64,
    created: Timestamp,
    updated: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, singletable::KeyField)]
#[serde(rename_all = "lowercase")]
enum Status {
    Active,
    Gone,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Prefs {
    dark: bool,
    since: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = One, type = "User", type_sk = "<updated>")]
#[entity(pk = "account:<account_name:raw>", sk = "user:<email:raw>")]
#[entity(index(gs1, name = by_email, pk = "user:<email:raw>", sk = "user:"))]
#[entity(index(gs2, name = by_status, pk = "seq#<status>", sk = "seq#<seq:06>#<joined>"))]
struct User {
    account_name: String,
    email: String,
    name: Option<String>,
    status: Status,
    joined: Option<Timestamp>,
    admin: Option<bool>,
    roles: BTreeSet<String>,
    tags: Option<Vec<serde_json::Value>>,
    prefs: Option<Prefs>,
    /// As base64 text.
    avatar: Option<String>,
    seq: Option<u32>,
    created: Timestamp,
    updated: Timestamp,
}

/// With a guard item for each unique value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[allow(clippy::duplicated_attributes, reason = "each constraint has its own")]
#[entity(table = One, type = "Member", type_sk = "<updated>")]
#[entity(pk = "member#<id:raw>", sk = "member#")]
#[entity(unique(
    handle,
    pk = "_unique#Member#handle#<handle:raw>",
    sk = "_unique#",
    type = "_Unique"
))]
#[entity(unique(
    email,
    pk = "_unique#Member#email#<email:raw>",
    sk = "_unique#",
    type = "_Unique"
))]
struct Member {
    id: String,
    handle: String,
    email: String,
    created: Timestamp,
    updated: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = One, type = "Session", type_sk = "<updated>")]
#[entity(pk = "session#<token:raw>", sk = "session#")]
struct Session {
    token: String,
    user: Option<String>,
    #[entity(ttl)]
    expires: Option<Timestamp>,
    created: Timestamp,
    updated: Timestamp,
}

/// The row and the article are in the sort key only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = One, type = "Line", type_sk = "<updated>")]
#[entity(pk = "cart#<cart:raw>", sk = "line#<row:plain>#<sku:raw>")]
struct Line {
    cart: String,
    #[entity(key_only)]
    row: u32,
    #[entity(key_only)]
    sku: String,
    qty: Option<u32>,
    created: Timestamp,
    updated: Timestamp,
}

#[tokio::test]
async fn the_one_table() {
    for mapping in MAPPINGS {
        let mut file = load::<One>(mapping).await;
        file.entity::<Account>(&[0]).await;
        let users = file.entity::<User>(&[1]).await;
        assert_eq!(users[0].seq, Some(42));
        file.entity::<Member>(&[5]).await;
        file.written_besides(&[3, 4]).await;
        let lines = file.entity::<Line>(&[7]).await;
        assert_eq!((lines[0].row, lines[0].sku.as_str()), (7, "pen"));
        let sessions = file.entity::<Session>(&[6]).await;
        assert_eq!(sessions[0].expires.unwrap().epoch_seconds(), 1_798_761_601);

        let found = AccountRepository::new(&file.table).get("Acme").send().await;
        file.found("Account.get", found.unwrap().as_slice());
        let users = UserRepository::new(&file.table);
        let found = users.query("Acme").all().await.unwrap();
        file.found("User.find by account", &found);
        let found = users.by_email("a@b.c").all().await.unwrap();
        file.found("User.find by email in gs1", &found);
        let found = users.by_status(Status::Active).all().await.unwrap();
        file.found("User.find active in gs2", &found);
        let found = file.table.list::<User>().descending().all().await.unwrap();
        file.found("User.find by type, newest first", &found);
        let found = MemberRepository::new(&file.table).get("m1").send().await;
        file.found("Member.get", found.unwrap().as_slice());
        let found = LineRepository::new(&file.table).query("c1").all().await;
        file.found("Line.find by cart", &found.unwrap());
        file.finish();
    }
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "epoch",
    pk = "PK",
    sk = "SK",
    ttl = "expires",
    type_index(name = "type", pk = "type", sk = number("created"))
)]
enum Epoch {
    Event(Event),
}

/// An attribute that is not there, a null, or a value: with `nulls` the library tells them apart.
#[derive(Debug, Clone, PartialEq, Default)]
enum Given<T> {
    #[default]
    Absent,
    Null,
    Value(T),
}

impl<T> Given<T> {
    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// For serde's `with`, by which a null is stored.
mod given {
    use super::{Deserialize, Deserializer, Given, Serialize, Serializer};

    pub fn serialize<T, S>(value: &Given<T>, serializer: S) -> Result<S::Ok, S::Error>
    where
        T: Serialize,
        S: Serializer,
    {
        match value {
            Given::Value(value) => serializer.serialize_some(value),
            Given::Absent | Given::Null => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, T, D>(deserializer: D) -> Result<Given<T>, D::Error>
    where
        T: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        let value = Option::deserialize(deserializer)?;
        Ok(value.map_or(Given::Null, Given::Value))
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Detail {
    #[entity(null)]
    reason: Option<String>,
    until: Option<u64>,
}

/// Dates are epoch milliseconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Epoch, type = "Event", type_sk = "<created>")]
#[entity(pk = "tenant:<tenant:raw>", sk = "event:<at:plain>:<id:raw>")]
struct Event {
    tenant: String,
    id: String,
    at: u64,
    #[serde(with = "given", default, skip_serializing_if = "Given::is_absent")]
    note: Given<String>,
    #[serde(with = "given", default, skip_serializing_if = "Given::is_absent")]
    count: Given<u32>,
    detail: Option<Detail>,
    #[entity(ttl)]
    expires: Option<Timestamp>,
    created: u64,
    updated: u64,
}

#[tokio::test]
async fn the_table_of_epoch_times() {
    for mapping in MAPPINGS {
        let mut file = load::<Epoch>(mapping).await;
        let events = file.entity::<Event>(&[0, 1]).await;
        assert_eq!(events[0].note, Given::Null);
        assert_eq!(events[1].note, Given::Absent);
        let events = EventRepository::new(&file.table);
        let found = events.query("t1").all().await.unwrap();
        file.found("Event.find by tenant", &found);
        let since = file.table.list::<Event>().within((), 1_767_225_606_123..);
        file.found(
            "Event.find by type since a time",
            &since.all().await.unwrap(),
        );
        file.finish();
    }
}

#[tokio::test]
async fn a_field_in_the_type_indexs_sort_key_is_kept_by_every_write() {
    for mapping in MAPPINGS {
        // The table's clock says another time than the item.
        let table = table::<One>().await.with_mapping(mapping);
        let accounts = AccountRepository::new(&table);
        let written = time("2020-02-02T02:02:02.222Z");
        let account = Account {
            id: "1".into(),
            name: "Acme".into(),
            balance: 0,
            created: written,
            updated: written,
        };
        let key = account.item_key().unwrap();
        let stored = async || raw(&table, &key).await.unwrap()["updated"].clone();
        let at = text("2020-02-02T02:02:02.222Z");
        accounts.create(&account).send().await.unwrap();
        assert_eq!(stored().await, at);
        accounts.put(&account).send().await.unwrap();
        assert_eq!(stored().await, at);
        accounts
            .update("Acme")
            .set(Account::BALANCE, 5)
            .send()
            .await
            .unwrap();
        assert_eq!(stored().await, at);
        let before = accounts.get("Acme").send().await.unwrap().unwrap();
        assert_eq!(before.updated, written);
        let later = time("2021-01-01T00:00:00.000Z");
        let after = Account {
            updated: later,
            ..before.clone()
        };
        accounts.save(&before, &after).send().await.unwrap();
        assert_eq!(stored().await, text("2021-01-01T00:00:00.000Z"));
        accounts
            .update("Acme")
            .set(Account::UPDATED, written)
            .send()
            .await
            .unwrap();
        assert_eq!(stored().await, at);
        let listed = table.list::<Account>().within((), written..=written);
        assert_eq!(listed.count().await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_number_in_the_type_indexs_sort_key_is_kept_by_every_write() {
    for mapping in MAPPINGS {
        let table = table::<Epoch>().await.with_mapping(mapping);
        let events = EventRepository::new(&table);
        let event = Event {
            tenant: "t".into(),
            id: "e".into(),
            at: 7,
            note: Given::Null,
            count: Given::Absent,
            detail: None,
            expires: None,
            created: 1_000,
            updated: 1_000,
        };
        let key = Event::key("t", 7, "e").item_key().unwrap();
        let stored = async || raw(&table, &key).await.unwrap()["created"].clone();
        events.create(&event).send().await.unwrap();
        assert_eq!(stored().await, AttributeValue::N("1000".into()));
        events.put(&event).send().await.unwrap();
        assert_eq!(stored().await, AttributeValue::N("1000".into()));
        let update = events.update("t", 7, "e").set(Event::CREATED, 2_000);
        update.send().await.unwrap();
        assert_eq!(stored().await, AttributeValue::N("2000".into()));
        let listed = table.list::<Event>().within((), 2_000..);
        assert_eq!(listed.count().await.unwrap(), 1);
    }
}
