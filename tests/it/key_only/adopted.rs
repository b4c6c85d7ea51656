//! Items of other programs, whose values are in the keys alone.

use crate::support::{put_raw, raw, table, text};
use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Entity, Item, KeyField, Table, Timestamp};

fn item(attributes: &[(&str, AttributeValue)]) -> Item {
    let attributes = attributes.iter().cloned();
    attributes
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn number(digits: &str) -> AttributeValue {
    AttributeValue::N(digits.into())
}

/// As dynamodb-onetable has it: the row and the article are in the sort key only.
#[derive(Debug, Table)]
#[table(index(gs1, pk = "gs1pk", sk = "gs1sk"))]
struct One;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = One, type = "Line", pk = "cart#<cart>", sk = "line#<row:plain>#<sku>")]
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
async fn attributes_in_the_sort_key_only() {
    let table = table::<One>().await;
    let lines = LineRepository::new(&table);
    let at = "2026-01-01T00:00:10.123Z";
    let stored = item(&[
        ("pk", text("cart#c1")),
        ("sk", text("line#7#pen")),
        ("_type", text("Line")),
        ("updated", text(at)),
        ("cart", text("c1")),
        ("created", text(at)),
        ("qty", number("2")),
    ]);
    put_raw(&table, &stored).await;
    let found = lines.query("c1").all().await.unwrap();
    assert_eq!(
        (found[0].row, found[0].sku.as_str(), found[0].qty),
        (7, "pen", Some(2))
    );
    lines.put(&found[0]).send().await.unwrap();
    let again = raw(&table, &found[0].item_key().unwrap()).await.unwrap();
    assert_eq!(again, stored);
}

/// As dynamodb-toolbox has it: the customer and the order are the keys.
#[derive(Debug, Table)]
#[table(pk = "PK", sk = "SK", type_attribute = "_et")]
struct Shop;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, type = "Order", pk = "CUST#<customer>", sk = "ORDER#<order:raw>")]
struct Order {
    #[entity(key_only)]
    customer: String,
    #[entity(key_only)]
    order: String,
    state: String,
    #[serde(rename = "t")]
    total: f64,
}

#[tokio::test]
async fn keys_with_a_prefix_that_a_value_has_too() {
    let table = table::<Shop>().await;
    let orders = OrderRepository::new(&table);
    let stored = |sk: &str, total| {
        item(&[
            ("PK", text("CUST#c1")),
            ("SK", text(sk)),
            ("_et", text("Order")),
            ("state", text("S-new")),
            ("t", number(total)),
        ])
    };
    let items = [
        stored("ORDER#77", "9.5"),
        stored("ORDER#ORDER#79", "12345678.25"),
    ];
    for item in &items {
        put_raw(&table, item).await;
    }
    let found = orders.query("c1").all().await.unwrap();
    let names: Vec<_> = found.iter().map(|order| order.order.as_str()).collect();
    assert_eq!(names, ["77", "ORDER#79"]);
    for (order, item) in found.iter().zip(items) {
        orders.put(order).send().await.unwrap();
        let again = raw(&table, &order.item_key().unwrap()).await.unwrap();
        assert_eq!(again, item);
    }
}

/// As in the samples of AWS: no type, and a key of two joined values.
#[derive(Debug, Table)]
#[table(pk = "Id", sk = "ReplyDateTime", type_attribute = none)]
#[table(index(Posted, pk = "PostedBy", sk = "Message"))]
enum Replies {
    Reply(Reply),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[serde(rename_all = "PascalCase")]
#[entity(table = Replies, pk = "<forum>#<subject:raw>", sk = "<at>")]
#[entity(index(Posted, name = by_poster, pk = "<posted_by:raw>", sk = "<message:raw>"))]
struct Reply {
    #[entity(key_only)]
    forum: String,
    #[entity(key_only)]
    subject: String,
    #[entity(key_only)]
    at: Timestamp,
    posted_by: String,
    message: String,
}

#[tokio::test]
async fn joined_values_in_a_table_without_types() {
    let table = table::<Replies>().await;
    let replies = ReplyRepository::new(&table);
    let stored = item(&[
        ("Id", text("Databases#How many indexes?")),
        ("ReplyDateTime", text("2026-01-03T00:40:57.165Z")),
        ("PostedBy", text("User A")),
        ("Message", text("Thanks!")),
    ]);
    put_raw(&table, &stored).await;
    // Nobody's: its key is none of the templates'.
    let mut other = stored.clone();
    other.insert("ReplyDateTime".into(), text("yesterday"));
    put_raw(&table, &other).await;
    let after = "2026-01-02T12:00:00.000Z".parse::<Timestamp>().unwrap();
    let found = replies
        .query("Databases", "How many indexes?")
        .after((after,))
        .all()
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].subject, "How many indexes?");
    let by_poster = replies.by_poster("User A").begins_with((), "T");
    assert_eq!(by_poster.all().await.unwrap(), found);
    assert_eq!(replies.scan().all().await.unwrap(), found);
    replies.put(&found[0]).send().await.unwrap();
    let again = raw(&table, &found[0].item_key().unwrap()).await.unwrap();
    assert_eq!(again, stored);
}

/// In a table without a type, the two halves tell whose an item is together.
#[derive(Debug, Table)]
#[table(type_attribute = none)]
enum Pets {
    Pet(Pet),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
enum Race {
    Cat,
    Dog,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Pets, pk = "PET#<name:lower>", sk = "<race>#<name>")]
struct Pet {
    #[entity(key_only)]
    name: String,
    #[entity(key_only)]
    race: Race,
}

#[tokio::test]
async fn an_item_whose_halves_disagree_is_nobodys_where_there_is_no_type() {
    let table = table::<Pets>().await;
    let pets = PetRepository::new(&table);
    let pet = Pet {
        name: "Tom".into(),
        race: Race::Cat,
    };
    pets.put(&pet).send().await.unwrap();
    for (pk, sk) in [
        ("PET#tom", "Dog#Tim"),
        ("PET#tom", "Cow#Tom"),
        ("PET#TOM", "Cat#TOM"),
    ] {
        put_raw(&table, &item(&[("pk", text(pk)), ("sk", text(sk))])).await;
    }
    assert_eq!(pets.scan().all().await.unwrap(), [pet]);
}
