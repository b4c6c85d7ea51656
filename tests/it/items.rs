//! Entities to items and back, and which items are refused.

use crate::support::world::{Player, PlayerRepository, World, player};
use crate::support::{client, expression_error, table};
use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::error::ExpressionError;
use singletable::{Clock, Entity, Error, Item, Table, Timestamp};
use singletable_local::{Local, Script};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Table)]
#[table(
    ttl = "ttl",
    type_index(name = "TypeIndex", sk = "_timestamp"),
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk"),
    index(GSI2, pk = "gsi2pk")
)]
struct Shop;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "ORDER#<id>", sk = "#ORDER", ttl = "24h")]
#[entity(index(GSI1, name = by_owner, pk = "OWNER#<owner>", sk = "<id>"))]
#[entity(index(GSI2, name = by_city, pk = "CITY#<city>"))]
struct Order {
    id: String,
    owner: String,
    city: Option<String>,
    note: Option<String>,
    tags: BTreeSet<String>,
    numbers: BTreeSet<u16>,
    lines: Vec<Line>,
    by_name: BTreeMap<String, Line>,
    #[entity(version)]
    version: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Line {
    article: String,
    price: f64,
    gift: Option<bool>,
}

fn order() -> Order {
    let line = Line {
        article: "loom".into(),
        price: 12.5,
        gift: None,
    };
    Order {
        id: "o1".into(),
        owner: "ada".into(),
        city: None,
        note: Some("with care".into()),
        tags: ["b", "a"].map(String::from).into(),
        numbers: [3, 1, 2].into(),
        lines: vec![line.clone()],
        by_name: [("first".to_owned(), line)].into(),
        version: 3,
    }
}

fn now() -> Timestamp {
    Timestamp::from_epoch_seconds(1_767_225_605).unwrap()
}

async fn put(order: &Order) -> Result<Item, Error> {
    let table = table::<Shop>().await.with_clock(Clock::new(now));
    let input = OrderRepository::new(&table).put(order).into_input()?;
    Ok(input.item.unwrap())
}

#[tokio::test]
async fn an_item_is_what_a_put_writes_with_the_version_of_the_value() {
    for city in [None, Some("London".to_owned())] {
        let order = Order { city, ..order() };
        let item = order.to_item(now()).unwrap();
        let mut written = put(&order).await.unwrap();
        let version = |version: &str| Some(AttributeValue::N(version.into()));
        let advanced = written.insert("version".into(), AttributeValue::N("3".into()));
        assert_eq!(advanced, version("4"));
        assert_eq!(item, written);
        assert_eq!(item.contains_key("gsi2pk"), order.city.is_some());
        assert_eq!(Order::from_item(item).unwrap(), order);
    }
}

#[tokio::test]
async fn what_a_put_refuses_makes_no_item() {
    let broken = [
        Order {
            id: String::new(),
            ..order()
        },
        Order {
            note: Some("x".repeat(400 << 10)),
            ..order()
        },
        Order {
            lines: vec![Line {
                article: String::new(),
                price: f64::NAN,
                gift: None,
            }],
            ..order()
        },
    ];
    for order in broken {
        let refused = order.to_item(now()).unwrap_err();
        assert_eq!(
            refused.to_string(),
            put(&order).await.unwrap_err().to_string()
        );
    }
}

#[test]
fn a_set_in_any_order_is_read_and_its_faults_have_a_path() {
    let mut item = order().to_item(now()).unwrap();
    let numbers = ["3", "1", "2"].map(String::from);
    item.insert("numbers".into(), AttributeValue::Ns(numbers.into()));
    assert_eq!(Order::from_item(item.clone()).unwrap(), order());

    let numbers = ["1", "70000"].map(String::from);
    item.insert("numbers".into(), AttributeValue::Ns(numbers.into()));
    let error = Order::from_item(item.clone()).unwrap_err();
    assert_eq!(error.attribute(), Some("numbers[1]"));
    assert_eq!(
        error.to_string(),
        "Order: attribute `numbers[1]`: the value does not fit the field's type, found a number"
    );

    item.remove("numbers");
    let order = Order::from_item(item).unwrap();
    assert!(order.numbers.is_empty());
}

#[derive(Debug, Table)]
#[expect(
    clippy::duplicated_attributes,
    reason = "two indexes have one sort key"
)]
#[table(
    index(Shelves, pk = "shelves", sk = "shelf"),
    index(Rooms, pk = "rooms", sk = "shelf")
)]
struct Archive;

/// A field that is itself a key attribute, shared by two indexes.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Archive, pk = "FOLDER#<id>", sk = "#FOLDER")]
#[entity(index(Shelves, name = on_shelves, pk = "SHELVES", sk = "<shelf>"))]
#[entity(index(Rooms, name = in_rooms, pk = "ROOMS", sk = "<shelf>"))]
struct Folder {
    id: String,
    shelf: String,
}

/// JSON with a member twice means what its reader makes of it.
#[tokio::test]
async fn an_attribute_with_several_roles_is_written_once() {
    let script = Script::new();
    let table = Table::<Archive>::new(Local::memory().unwrap().scripted_client(&script));
    table.create_table().send().await.unwrap();
    let folder = Folder {
        id: "f1".into(),
        shelf: "s1".into(),
    };
    let folders = FolderRepository::new(&table);
    folders.put(&folder).send().await.unwrap();
    let requests = script.requests();
    let text = &requests.last().unwrap().text;
    assert_eq!(text.matches(r#""shelf":"#).count(), 1, "{text}");
    let found = folders.on_shelves().all().await.unwrap();
    assert_eq!(found, [folder]);
}

#[tokio::test]
async fn an_item_of_more_than_400_kb_is_refused_naming_the_largest_attribute() {
    let table = Table::<World>::new(client());
    let players = PlayerRepository::new(&table);
    let heavy = Player {
        note: Some("x".repeat(400 * 1024)),
        ..player("p1")
    };
    let Err(Error::Encode(error)) = players.put(&heavy).into_input() else {
        panic!("too large")
    };
    assert_eq!(error.attribute(), "note");
    assert!(error.to_string().contains("400 KB"), "{error}");
    let light = Player {
        note: Some("x".repeat(400 * 1024 - 500)),
        ..player("p1")
    };
    assert!(players.put(&light).into_input().is_ok());
    let update = players
        .update("p1")
        .set(Player::NOTE, "x".repeat(400 * 1024 + 1));
    assert!(matches!(
        expression_error(update.into_input()),
        ExpressionError::Value { .. }
    ));
}
