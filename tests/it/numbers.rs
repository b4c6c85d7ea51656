//! Numbers are kept exactly: in fields, inside them, in sets, in updates, conditions and keys.

use crate::support::{raw, table};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Attributes, Entity, Error, Item, ItemKey, Mapping, Number, Table};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Table)]
#[table(index(Amounts, pk = "apk", sk = number("ask")))]
struct Bank;

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Attributes)]
struct Sum {
    amount: Number,
    big: u128,
    low: i128,
    parts: Vec<u128>,
    by_name: BTreeMap<String, Number>,
    maybe: Option<i128>,
}

#[derive(Debug, Clone, PartialEq, Default, Entity)]
#[serde(default)]
#[entity(table = Bank, pk = "ACCOUNT#<id>", sk = "#ACCOUNT")]
#[entity(index(Amounts, name = by_amount, pk = "ACCOUNTS", sk = "<amount>"))]
struct Account {
    id: String,
    amount: Number,
    limit: Option<Number>,
    big: u128,
    price: Decimal,
    bigs: BTreeSet<u128>,
    amounts: BTreeSet<Number>,
    list: Vec<i128>,
    rates: BTreeMap<String, Number>,
    years: BTreeMap<Number, u128>,
    sum: Sum,
    count: u32,
    ratio: f32,
    any: serde_json::Value,
}

const LONG: &str = "12345678901234567890.123456789012345678";

fn number(text: &str) -> Number {
    text.parse().unwrap()
}

fn account(id: &str, amount: &str) -> Account {
    Account {
        id: id.into(),
        amount: number(amount),
        limit: Some(number("-1E-100")),
        big: 10_u128.pow(38) - 1,
        price: "1.5".parse().unwrap(),
        bigs: [1, 10_u128.pow(37)].into(),
        amounts: [number("5"), number(LONG)].into(),
        list: vec![-1, 10_i128.pow(30)],
        rates: [("eur".to_owned(), number(LONG))].into(),
        years: [(number("0.5"), 10_u128.pow(30))].into(),
        sum: Sum {
            amount: number(LONG),
            big: 10_u128.pow(37),
            low: -(10_i128.pow(37)),
            parts: vec![0, 10_u128.pow(20)],
            by_name: [("a".to_owned(), number("1E125"))].into(),
            maybe: None,
        },
        count: 1,
        ratio: 0.5,
        any: serde_json::json!({ "n": 1 }),
    }
}

async fn accounts(mapping: Mapping) -> AccountRepository {
    AccountRepository::new(&table::<Bank>().await.with_mapping(mapping))
}

/// Writes an attribute as another program would.
async fn write(table: &Table<Bank>, key: &ItemKey, attribute: &str, value: AttributeValue) {
    let mut item = raw(table, key).await.unwrap();
    item.insert(attribute.to_owned(), value);
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
}

fn n(digits: &str) -> AttributeValue {
    AttributeValue::N(digits.into())
}

/// Whether the stored value is that number, however the engine writes it.
fn is_number(item: &Item, attribute: &str, digits: &str) -> bool {
    let stored = item[attribute].as_n().unwrap();
    stored.parse::<Number>().unwrap() == number(digits)
}

#[tokio::test]
async fn numbers_are_stored_as_numbers_and_read_back_in_both_mappings() {
    for mapping in [Mapping::Direct, Mapping::Maps] {
        let accounts = accounts(mapping).await;
        let account = account("a", LONG);
        accounts.put(&account).send().await.unwrap();
        let read = accounts.get("a").send().await.unwrap();
        assert_eq!(read.as_ref(), Some(&account));
        let item = raw(accounts.table(), &account.item_key().unwrap())
            .await
            .unwrap();
        for (attribute, digits) in [("amount", LONG), ("limit", "-1E-100")] {
            assert!(is_number(&item, attribute, digits), "{attribute}");
        }
        assert!(item["bigs"].is_ns() && item["amounts"].is_ns());
        assert!(
            item["list"]
                .as_l()
                .unwrap()
                .iter()
                .all(AttributeValue::is_n)
        );
        assert!(item["rates"].as_m().unwrap()["eur"].is_n());
        assert!(item["years"].as_m().unwrap()["0.5"].is_n());
        let sum = item["sum"].as_m().unwrap();
        assert!(
            ["amount", "big", "low"]
                .iter()
                .all(|name| sum[*name].is_n())
        );
        assert!(sum["by_name"].as_m().unwrap()["a"].is_n());
    }
}

#[tokio::test]
async fn paths_into_numbers_store_what_a_put_would() {
    for mapping in [Mapping::Direct, Mapping::Maps] {
        let accounts = accounts(mapping).await;
        let before = account("a", "1");
        accounts.put(&before).send().await.unwrap();
        let update = accounts.update("a");
        let update = update
            .set(Account::SUM.then(Sum::BIG), 5_u128)
            .set(Account::SUM.then(Sum::LOW), -5_i128)
            .set(Account::SUM.then(Sum::AMOUNT), number("0.25"))
            .set(Account::SUM.then(Sum::MAYBE), 7_i128)
            .set(Account::SUM.then(Sum::PARTS).at(0), 9_u128)
            .set(Account::SUM.then(Sum::BY_NAME).key("a"), number("-1.5"))
            .set(Account::LIST.at(1), -6_i128)
            .set(Account::RATES.key("eur"), number("2"))
            .insert_into(Account::BIGS, [2_u128])
            .delete_from(Account::AMOUNTS, [number("5.0")]);
        let changed = update.return_new().send().await.unwrap();
        let mut after = before;
        after.sum.big = 5;
        after.sum.low = -5;
        after.sum.amount = number("0.25");
        after.sum.maybe = Some(7);
        after.sum.parts[0] = 9;
        after.sum.by_name.insert("a".into(), number("-1.5"));
        after.list[1] = -6;
        after.rates.insert("eur".into(), number("2"));
        after.bigs.insert(2);
        after.amounts.remove(&number("5"));
        assert_eq!(changed, after);
        assert_eq!(accounts.get("a").send().await.unwrap(), Some(after));
        let conditions = [
            Account::SUM.then(Sum::BIG).eq(5_u128),
            Account::SUM.then(Sum::LOW).lt(0_i128),
            Account::SUM
                .then(Sum::AMOUNT)
                .between(number("0.2"), number("0.3")),
            Account::LIST.contains(-6_i128),
            Account::BIGS.contains(2_u128),
            Account::AMOUNTS.contains(number(LONG)),
            Account::RATES.key("eur").ge(number("2.0")),
            Account::AMOUNT.eq(number("1.00")),
        ];
        for condition in conditions {
            let update = accounts.update("a").set(Account::COUNT, 2_u32);
            update.condition(condition).send().await.unwrap();
        }
    }
}

#[tokio::test]
async fn what_dynamodb_adds_up_keeps_all_its_digits() {
    // On the embedded engine: ministack rounds sums to 28 digits.
    let table = Table::new(singletable_local::Local::memory().unwrap().client());
    table.create_table().send().await.unwrap();
    let accounts = AccountRepository::new(&table);
    accounts
        .put(&account("a", "12345678901234567890"))
        .send()
        .await
        .unwrap();
    let add = accounts
        .update("a")
        .add(Account::AMOUNT, number("0.123456789012345678"));
    let add = add.add(Account::SUM.then(Sum::AMOUNT), number("1"));
    let added = add
        .subtract(Account::LIMIT, number("-1E-100"))
        .return_new()
        .send()
        .await
        .unwrap();
    assert_eq!(added.amount, number(LONG));
    assert_eq!(
        added.sum.amount,
        number("12345678901234567891.123456789012345678")
    );
    assert_eq!(added.limit, Some(Number::default()));
    // The index follows, and the digits are those of a query.
    let found = accounts
        .by_amount()
        .at((number(LONG),))
        .one()
        .await
        .unwrap();
    assert_eq!(found, Some(added));
}

#[tokio::test]
async fn ranges_of_numbers_leave_out_their_ends_and_nothing_else() {
    let accounts = accounts(Mapping::Direct).await;
    let amounts = [
        "-2",
        "-1E-130",
        "0",
        "0.99999999999999999999999999999999999999",
        "1",
        "1.0000000000000000000000000000000000001",
        "1E38",
        "1E125",
    ];
    for amount in amounts {
        accounts.put(&account(amount, amount)).send().await.unwrap();
    }
    for (i, low) in amounts.iter().enumerate() {
        for (j, high) in amounts.iter().enumerate().skip(i + 1) {
            let range = accounts
                .by_amount()
                .after((number(low),))
                .before((number(high),));
            let found = match range.all().await {
                Ok(found) => found,
                // Nothing lies between neighbours.
                Err(Error::Key(_)) => Vec::new(),
                Err(error) => panic!("{error}"),
            };
            let found: Vec<_> = found.iter().map(|account| account.id.as_str()).collect();
            assert_eq!(found, amounts[i + 1..j], "after {low}, before {high}");
        }
    }
}

#[tokio::test]
async fn a_number_that_a_field_cannot_hold_is_an_error_and_never_another_number() {
    let accounts = accounts(Mapping::Direct).await;
    let key = account("a", "1").item_key().unwrap();
    let list = |digits: &str| AttributeValue::L(vec![n(digits)]);
    for (attribute, value, message) in [
        (
            "price",
            n("0.12345678901234567890123456789012345678"),
            "more digits than the type holds",
        ),
        ("price", n("1E-30"), "more digits than the type holds"),
        ("price", n("1E30"), "more digits than the type holds"),
        ("big", n("0.5"), "does not fit the field's type"),
        ("big", n("-1"), "does not fit the field's type"),
        ("count", n("1.5"), "does not fit the field's type"),
        ("count", n("4294967296"), "does not fit the field's type"),
        ("list", list("1E39"), "does not fit the field's type"),
        (
            "bigs",
            AttributeValue::Ns(vec!["1.5".into()]),
            "does not fit the field's type",
        ),
        ("ratio", n("1E125"), "does not fit the field's type"),
        (
            "amount",
            AttributeValue::S("x".into()),
            "expected a number of at most 38 digits",
        ),
    ] {
        for mapping in [Mapping::Direct, Mapping::Maps] {
            accounts.put(&account("a", "1")).send().await.unwrap();
            write(accounts.table(), &key, attribute, value.clone()).await;
            let accounts = AccountRepository::new(&accounts.table().clone().with_mapping(mapping));
            let Err(Error::Decode(error)) = accounts.get("a").send().await else {
                panic!("{attribute} cannot hold {value:?}")
            };
            let text = error.to_string();
            assert!(text.contains(attribute) && text.contains(message), "{text}");
        }
    }
}

#[tokio::test]
async fn whole_numbers_are_read_however_they_are_written() {
    let item = |digits: &str| -> Item {
        let stored = [
            ("id", AttributeValue::S("a".into())),
            ("pk", AttributeValue::S("ACCOUNT#a".into())),
            ("sk", AttributeValue::S("#ACCOUNT".into())),
            ("count", n(digits)),
            ("big", n(digits)),
            ("price", n(digits)),
            ("amount", n(digits)),
            ("list", AttributeValue::L(vec![n(digits)])),
            ("bigs", AttributeValue::Ns(vec![digits.to_owned()])),
            ("any", n(digits)),
        ];
        stored.map(|(name, value)| (name.to_owned(), value)).into()
    };
    for (digits, whole) in [
        ("5.0", 5_u32),
        ("1E2", 100),
        ("1.20E2", 120),
        ("1E+2", 100),
        ("120e-1", 12),
        ("-0", 0),
        ("0E5", 0),
        ("007", 7),
        ("+3", 3),
    ] {
        let read = Account::from_item(item(digits)).unwrap();
        assert_eq!(read.count, whole, "{digits}");
        assert_eq!(read.big, u128::from(whole), "{digits}");
        assert_eq!(read.price, Decimal::from(whole), "{digits}");
        assert_eq!(read.amount, Number::from(whole), "{digits}");
        assert_eq!(read.list, [i128::from(whole)], "{digits}");
        assert_eq!(read.bigs, [u128::from(whole)].into(), "{digits}");
        assert_eq!(read.any, serde_json::json!(whole), "{digits}");
    }
}

/// What the guide says of dynamic values.
#[tokio::test]
async fn a_dynamic_value_has_the_nearest_number() {
    let accounts = accounts(Mapping::Direct).await;
    let account = account("a", "1");
    accounts.put(&account).send().await.unwrap();
    let key = account.item_key().unwrap();
    write(accounts.table(), &key, "any", n("92838584930183242888")).await;
    let read = accounts.get("a").send().await.unwrap().unwrap();
    assert_eq!(read.any, serde_json::json!(92_838_584_930_183_242_888_f64));
    // A save of another field leaves the digits as they are.
    let more = Account {
        count: 2,
        ..read.clone()
    };
    accounts.save(&read, &more).send().await.unwrap();
    let item = raw(accounts.table(), &key).await.unwrap();
    assert!(is_number(&item, "any", "92838584930183242888"));
}

#[tokio::test]
async fn a_number_outside_of_dynamodb_is_refused_before_any_request() {
    for mapping in [Mapping::Direct, Mapping::Maps] {
        let accounts = accounts(mapping).await;
        let mut broken = [
            account("a", "1"),
            account("a", "1"),
            account("a", "1"),
            account("a", "1"),
        ];
        broken[0].sum.big = u128::MAX;
        broken[1].list.push(i128::MIN);
        broken[2].bigs.insert(u128::MAX);
        broken[3].ratio = f32::NAN;
        for account in broken {
            let put = accounts.put(&account).send().await;
            assert!(matches!(put, Err(Error::Encode(_))), "{put:?}");
        }
        let update = accounts
            .update("a")
            .set(Account::SUM.then(Sum::BIG), u128::MAX);
        assert!(update.into_input().is_err());
        let update = accounts.update("a").insert_into(Account::BIGS, [u128::MAX]);
        assert!(update.into_input().is_err());
        let filter = accounts
            .by_amount()
            .filter(Account::SUM.then(Sum::BIG).eq(u128::MAX));
        assert!(filter.into_input().is_err());
    }
}
