//! How values are stored, and what of it queries and updates know.

use crate::support::world::{Odd, OddRepository, World, odd, players, stored_player};
use crate::support::{expression_error, raw, table};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::error::ExpressionError;
use singletable::{Attributes, Entity, Error, Table};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Table)]
#[table(index(Prices, pk = "ppk", sk = number("psk")))]
struct Shop;

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Attributes)]
struct Offer {
    was: Decimal,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "GOOD#<id>", sk = "#GOOD")]
#[entity(index(Prices, name = by_price, pk = "GOODS", sk = "<price>"))]
struct Good {
    id: String,
    price: Decimal,
    #[serde(default)]
    weight: Decimal,
    #[serde(default)]
    offer: Offer,
    #[serde(default)]
    sold: BTreeMap<String, u64>,
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn good(price: &str) -> Good {
    Good {
        id: price.into(),
        price: decimal(price),
        weight: decimal("9.5"),
        offer: Offer::default(),
        sold: BTreeMap::new(),
    }
}

async fn goods(prices: &[&str]) -> GoodRepository {
    let goods = GoodRepository::new(&table::<Shop>().await);
    for price in prices {
        goods.create(&good(price)).send().await.unwrap();
    }
    goods
}

#[tokio::test]
async fn decimals_are_numbers_in_attributes_too() {
    let goods = goods(&["1.5"]).await;
    let stored = raw(goods.table(), &good("1.5").item_key().unwrap())
        .await
        .unwrap();
    assert_eq!(stored["weight"], AttributeValue::N("9.5".into()));
    assert_eq!(goods.get("1.5").send().await.unwrap(), Some(good("1.5")));
    // As text, 9.5 would be greater than 10.
    let heavy = Good::WEIGHT.gt(decimal("10"));
    assert_eq!(goods.by_price().filter(heavy).count().await.unwrap(), 0);
    let update = goods.update("1.5").add(Good::WEIGHT, decimal("0.75"));
    let update = update.add(Good::PRICE, decimal("0.25")).return_new();
    let changed = update.send().await.unwrap();
    assert_eq!(
        (changed.weight, changed.price),
        (decimal("10.25"), decimal("1.75"))
    );
    let found = goods.by_price().at((decimal("1.75"),)).one().await.unwrap();
    assert_eq!(found, Some(changed));
    // Inside a document too.
    goods.create(&good("2")).send().await.unwrap();
    let nested = Good::OFFER.then(Offer::WAS).lt(decimal("1"));
    let found = goods.by_price().filter(nested).count().await.unwrap();
    assert_eq!(found, 2);
}

#[tokio::test]
async fn ranges_of_decimals_leave_out_their_ends_and_nothing_else() {
    let prices = [
        "-0.5",
        "0",
        "0.0000000000000000000000000001",
        "0.5",
        "1",
        "1.01",
        "2",
    ];
    let goods = goods(&prices).await;
    for (i, low) in prices.iter().enumerate() {
        for (j, high) in prices.iter().enumerate().skip(i + 1) {
            let range = goods
                .by_price()
                .after((decimal(low),))
                .before((decimal(high),));
            let found = range.all().await.unwrap();
            let found: Vec<_> = found.iter().map(|good| good.id.as_str()).collect();
            assert_eq!(found, prices[i + 1..j], "after {low}, before {high}");
        }
    }
    let inverted = goods
        .by_price()
        .between((decimal("0.2"),), (decimal("0.1"),));
    assert!(matches!(inverted.into_input(), Err(Error::Key(_))));
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "WIDE#<id>", sk = "#WIDE")]
#[entity(index(Prices, name = by_number, pk = "WIDES", sk = "<number>"))]
struct Wide {
    id: String,
    number: u128,
}

#[tokio::test]
async fn a_number_of_more_than_38_digits_is_no_key() {
    let wides = WideRepository::new(&table::<Shop>().await);
    let range = wides.by_number().after((u128::MAX - 1,)).into_input();
    let update = wides.update("w").set(Wide::NUMBER, u128::MAX).into_input();
    assert!(matches!(range, Err(Error::Key(_))), "{range:?}");
    assert!(update.is_err());
}

#[tokio::test]
async fn an_error_of_decoding_does_not_print_the_keys_of_maps() {
    let goods = goods(&["1"]).await;
    let table = goods.table();
    let mut item = raw(table, &good("1").item_key().unwrap()).await.unwrap();
    let entry = ("ada@example.com".to_owned(), AttributeValue::S("x".into()));
    item.insert("sold".into(), AttributeValue::M([entry].into()));
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
    let Err(Error::Decode(error)) = goods.get("1").send().await else {
        panic!("the item does not fit")
    };
    assert_eq!(error.attribute(), Some("sold.ada@example.com"));
    let printed = format!("{error} {error:?}");
    assert!(printed.contains("`sold.…`"), "{printed}");
    assert!(!printed.contains("ada"), "{printed}");
    let path = Good::SOLD.key("ada@example.com");
    assert_eq!(format!("{path:?}"), "Attr(sold.…)");
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "S#<x1>", sk = "<x_1>")]
#[entity(index(GSI1, name = both, pk = "<a1>#<a_1>", sk = "-"))]
#[serde(default)]
struct Similar {
    x1: String,
    x_1: String,
    a1: String,
    a_1: String,
    #[serde(with = "hidden")]
    b1: Hidden,
    #[serde(with = "hidden")]
    b_1: Hidden,
    note: Option<String>,
}

impl Default for Similar {
    fn default() -> Self {
        Self {
            x1: "x".into(),
            x_1: "x".into(),
            a1: "a".into(),
            a_1: "a".into(),
            b1: Hidden,
            b_1: Hidden,
            note: Some("a default".into()),
        }
    }
}

/// It has no `Serialize` of its own that could be shown.
#[derive(Debug, Clone, PartialEq)]
struct Hidden;

mod hidden {
    use super::Hidden;
    use serde::{Deserializer, Serializer, de::IgnoredAny};

    pub fn serialize<S: Serializer>(_: &Hidden, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("hidden")
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Hidden, D::Error> {
        let _: IgnoredAny = serde::Deserialize::deserialize(deserializer)?;
        Ok(Hidden)
    }
}

#[tokio::test]
async fn none_is_read_as_none_whatever_the_default() {
    let similar = SimilarRepository::new(&table::<singletable::schema::DefaultTable>().await);
    let value = Similar {
        note: None,
        ..Similar::default()
    };
    similar.create(&value).send().await.unwrap();
    assert_eq!(similar.get("x", "x").send().await.unwrap(), Some(value));
}

/// A value whose own words must not be shown.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Talkative;

impl Serialize for Talkative {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("secret"))
    }
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "T#<id>", sk = "T")]
struct Talk {
    id: String,
    talk: Talkative,
}

#[tokio::test]
async fn what_a_type_says_of_its_value_is_not_printed() {
    let talks = TalkRepository::new(&table::<singletable::schema::DefaultTable>().await);
    let talk = Talk {
        id: "t".into(),
        talk: Talkative,
    };
    let error = talks.create(&talk).into_input().unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains("talk") && !text.contains("secret"), "{text}");
}

#[tokio::test]
async fn no_null_is_written_for_a_missing_value() {
    let (table, _) = players().await;
    let item = stored_player(&table).await;
    assert!(item.values().all(|value| !value.is_null()));
    assert!(!item.contains_key("note"));
}

#[tokio::test]
async fn an_empty_set_is_absent_and_a_missing_one_is_empty() {
    let table = table::<World>().await;
    let odds = OddRepository::new(&table);
    odds.create(&odd("o")).send().await.unwrap();
    let key = odd("o").item_key().unwrap();
    assert!(!raw(&table, &key).await.unwrap().contains_key("tags"));
    odds.update("o", "a")
        .insert_into(Odd::TAGS, ["x", "y"])
        .send()
        .await
        .unwrap();
    assert!(raw(&table, &key).await.unwrap()["tags"].is_ss());
    let updated = odds
        .update("o", "a")
        .delete_from(Odd::TAGS, ["x", "y"])
        .return_new();
    assert_eq!(updated.send().await.unwrap().tags, BTreeSet::new());
    odds.update("o", "a")
        .insert_into(Odd::TAGS, ["z"])
        .send()
        .await
        .unwrap();
    let emptied = odds
        .update("o", "a")
        .set(Odd::TAGS, BTreeSet::new())
        .return_new();
    assert!(emptied.send().await.unwrap().tags.is_empty());
    let nothing = odds
        .update("o", "a")
        .insert_into(Odd::TAGS, Vec::<String>::new());
    assert_eq!(
        expression_error(nothing.into_input()),
        ExpressionError::EmptyUpdate
    );
}

#[tokio::test]
async fn numbers_are_exact_or_refused() {
    let table = table::<World>().await;
    let odds = OddRepository::new(&table);
    let exact = Odd {
        wide: -99_999_999_999_999_999_999_999_999_999_999_999_999,
        ..odd("o")
    };
    odds.put(&exact).send().await.unwrap();
    assert_eq!(odds.get("o", "a").send().await.unwrap(), Some(exact));
    for bad in [
        Odd {
            wide: i128::MAX,
            ..odd("o")
        },
        Odd {
            real: f64::NAN,
            ..odd("o")
        },
        Odd {
            real: f64::INFINITY,
            ..odd("o")
        },
        Odd {
            real: 1e200,
            ..odd("o")
        },
    ] {
        let Err(Error::Encode(error)) = odds.put(&bad).into_input() else {
            panic!("{bad:?}")
        };
        assert!(["wide", "real"].contains(&error.attribute()));
    }
    assert!(matches!(
        expression_error(odds.update("o", "a").set(Odd::REAL, f64::NAN).into_input()),
        ExpressionError::Value { attribute, .. } if attribute == "real"
    ));
}
