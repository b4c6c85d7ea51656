//! A table that `modyne` wrote.

use super::foreign::Foreign;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use singletable::{Attributes, Entities, Entity, Mapping, Number, Table};
use std::collections::{BTreeMap, BTreeSet};
use time::OffsetDateTime;

const FILE: &str = include_str!("modyne.json");

/// Repositories and sessions are not in it: the keys of their indexes have no templates yet.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "app",
    pk = "PK",
    sk = "SK",
    type_attribute = "entity_type",
    ttl = "ttl",
    index(GSI1, pk = "GSI1PK", sk = "GSI1SK"),
    index(GSI2, pk = "GSI2PK", sk = "GSI2SK"),
    index(LSI1, local, sk = "LSI1SK")
)]
enum App {
    Order(Order),
    User(User),
    Org(Org),
    Issue(Issue),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct OrderItem {
    item_id: String,
    quantity: u32,
    #[entity(null)]
    price: Option<Number>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = App, type = "order", pk = "ORDER#<order_id:raw>", sk = "ORDER#<order_id:raw>")]
#[entity(index(GSI1, name = by_user, pk = "USER#<user_id:raw>", sk = "ORDER#<order_date:rfc3339>"))]
struct Order {
    user_id: String,
    order_id: String,
    #[serde(with = "singletable::key::rfc3339")]
    order_date: DateTime<FixedOffset>,
    items: Vec<OrderItem>,
    #[entity(null)]
    note: Option<String>,
    memo: Option<String>,
    tags: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum PlanType {
    Free,
    Pro { seats: u32 },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Plan {
    r#type: PlanType,
    ends: u64,
}

/// The own form of `time`: the year, its day, hour, minute, second, nanosecond, and three of the offset.
mod time_list {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
    use time::{Date, OffsetDateTime, Time, UtcOffset};

    type Parts = (i32, u16, u8, u8, u8, u32, i8, i8, i8);

    pub fn serialize<S: Serializer>(
        value: &OffsetDateTime,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let (year, day) = value.to_ordinal_date();
        let (hour, minute, second, nano) = value.to_hms_nano();
        let (hours, minutes, seconds) = value.offset().as_hms();
        let parts: Parts = (
            year, day, hour, minute, second, nano, hours, minutes, seconds,
        );
        parts.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<OffsetDateTime, D::Error> {
        let (year, day, hour, minute, second, nano, hours, minutes, seconds) =
            Parts::deserialize(deserializer)?;
        let date = Date::from_ordinal_date(year, day).map_err(de::Error::custom)?;
        let time = Time::from_hms_nano(hour, minute, second, nano).map_err(de::Error::custom)?;
        let offset = UtcOffset::from_hms(hours, minutes, seconds).map_err(de::Error::custom)?;
        Ok(date.with_time(time).assume_offset(offset))
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = App, type = "USER", pk = "ACCOUNT#<user_name:raw>", sk = "ACCOUNT#<user_name:raw>")]
struct User {
    user_name: String,
    #[serde(with = "time_list")]
    created_at: OffsetDateTime,
    #[entity(null)]
    plan: Option<Plan>,
    organizations: BTreeMap<String, String>,
}

/// The same keys as a user's, told apart by the type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = App, type = "ORG", shares = [User])]
#[entity(pk = "ACCOUNT#<org_name:raw>", sk = "ACCOUNT#<org_name:raw>")]
struct Org {
    org_name: String,
    #[entity(list)]
    members: BTreeSet<String>,
    #[entity(null)]
    plan: Option<Plan>,
}

#[derive(Debug, Clone, PartialEq, Entities)]
enum Owner {
    User(User),
    Org(Org),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = App, type = "issue")]
#[entity(
    pk = "REPO#<repo_owner>#<repo_name:raw>",
    sk = "ISSUE#<issue_number:010>"
)]
struct Issue {
    repo_owner: String,
    repo_name: String,
    issue_number: u64,
    title: String,
    reactions: BTreeMap<String, u32>,
    #[entity(null)]
    closed: Option<bool>,
}

#[tokio::test]
async fn the_app() {
    for mapping in [Mapping::Direct, Mapping::Maps] {
        let mut file = Foreign::<App>::load("modyne", FILE, mapping).await;
        let orders = file.entity::<Order>(&[0, 1]).await;
        assert_eq!(
            orders[1].order_date.to_rfc3339(),
            "2026-01-01T02:00:00+01:00"
        );
        let users = file.entity::<User>(&[2, 4]).await;
        assert_eq!(users[0].created_at.unix_timestamp(), 1_767_225_605);
        file.entity::<Org>(&[3]).await;
        file.entity::<Issue>(&[7, 8]).await;

        let orders = OrderRepository::new(&file.table);
        let found = orders.get("o1").send().await.unwrap();
        file.found("Order get", found.as_slice());
        let found = orders.by_user("u1").descending().all().await.unwrap();
        file.found("a user's orders, latest first", &found);
        let after = DateTime::parse_from_rfc3339("2026-01-01T00:30:00Z").unwrap();
        let found = orders.by_user("u1").after((after,)).all().await.unwrap();
        file.found("a user's orders after a time", &found);
        let issues = IssueRepository::new(&file.table);
        let found = issues.query("acme", "tool").within((), 1..=10).all().await;
        file.found("issues 1 to 10", &found.unwrap());
        let orgs = OrgRepository::new(&file.table);
        let found = orgs.get("acme").send().await.unwrap();
        file.found("Organization get", found.as_slice());
        let owner = UserRepository::new(&file.table)
            .get("acme")
            .any_of::<Owner>();
        assert_eq!(owner.send().await.unwrap(), found.map(Owner::Org));
        file.finish();
    }
}
