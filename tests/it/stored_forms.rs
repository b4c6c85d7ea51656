//! The forms in which values are stored, by their types: at the top of an item and inside its attributes,
//! by both mappings, in puts, updates and conditions.

mod dynamic;
mod nulls;
mod paths;

use crate::support::{raw, table, text, time};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::primitives::Blob;
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Attributes, Entity, Error, Item, Mapping, Table, Timestamp};
use singletable_local::Local;
use std::collections::{BTreeMap, BTreeSet, HashSet};

#[derive(Debug, Table)]
struct Store;

/// A type of the user's own, whose form its `Serialize` alone decides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
struct UserId(String);

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Plain {
    zip: Option<String>,
    photo: Vec<u8>,
    price: Decimal,
    wide: u128,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Attributes)]
struct Geo {
    note: Option<String>,
    photo: Vec<u8>,
}

type MaybeText = Option<String>;
type Bytes = Vec<u8>;
type Names = BTreeSet<UserId>;

#[allow(clippy::unnecessary_wraps, reason = "the default of an `Option`")]
fn unknown() -> Option<String> {
    Some("unknown".into())
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Attributes)]
#[serde(rename_all = "camelCase")]
struct Address {
    street: String,
    zip_code: Option<String>,
    aliased: MaybeText,
    boxed: Box<Option<u8>>,
    #[serde(default = "unknown")]
    with_default: Option<String>,
    geo: Option<Box<Geo>>,
    inside: Vec<Address>,
    plain: Option<Plain>,
    photo: Vec<u8>,
    aliased_photo: Bytes,
    #[entity(list)]
    listed: Vec<u8>,
    names: HashSet<UserId>,
    price: Decimal,
    wide: u128,
    payload: serde_json::Value,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[serde(tag = "kind")]
enum Media {
    Image { note: Option<String>, data: Vec<u8> },
    Link(Geo),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
enum Pay {
    Card { note: Option<String>, data: Vec<u8> },
    Place(Geo),
    Cash,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[serde(tag = "kind", content = "of")]
enum Beside {
    Card { note: Option<String>, data: Vec<u8> },
    Place(Geo),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Store, pk = "V#<id>", sk = "#V")]
struct Values {
    id: String,
    members: HashSet<UserId>,
    names: Names,
    payload: serde_json::Value,
    maybe: Option<serde_json::Value>,
    unit: (),
    home: Address,
    all: Vec<Address>,
    by_name: BTreeMap<String, Address>,
    pair: (Address, Plain, (Option<Geo>, u8)),
    two: [Geo; 2],
    boxed: Option<Box<Address>>,
    plain: Plain,
    bytes: Vec<u8>,
    key: [u8; 4],
    slice: Box<[u8]>,
    aliased: Bytes,
    optional: Option<Vec<u8>>,
    #[entity(list)]
    listed: Vec<u8>,
    rows: Vec<Vec<u8>>,
    binaries: BTreeSet<Vec<u8>>,
    prices: Vec<Decimal>,
    price_set: BTreeSet<Decimal>,
    price_of: BTreeMap<String, Option<Decimal>>,
    wides: (u128, Option<i128>),
    sets: BTreeMap<String, BTreeSet<String>>,
    media: Vec<Media>,
    pays: Vec<Pay>,
    besides: Vec<Beside>,
}

fn now() -> Timestamp {
    time("2026-01-01T00:00:00.000Z")
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn geo() -> Geo {
    Geo {
        note: None,
        photo: vec![1, 2],
    }
}

fn address() -> Address {
    Address {
        street: "Main".into(),
        geo: Some(Box::new(geo())),
        inside: vec![Address::default()],
        plain: Some(Plain::default()),
        photo: vec![0, 255],
        aliased_photo: vec![7],
        listed: vec![1, 2],
        names: HashSet::from([UserId("u".into())]),
        price: decimal("9.50"),
        wide: 1 << 100,
        ..Address::default()
    }
}

fn values(id: &str) -> Values {
    Values {
        id: id.into(),
        members: HashSet::from([UserId("u".into())]),
        names: BTreeSet::from([UserId("a".into()), UserId("b".into())]),
        payload: serde_json::Value::Null,
        maybe: Some(serde_json::Value::Null),
        unit: (),
        home: address(),
        all: vec![address(), Address::default()],
        by_name: BTreeMap::from([("a".into(), address())]),
        pair: (address(), Plain::default(), (Some(geo()), 3)),
        two: [geo(), Geo::default()],
        boxed: Some(Box::new(address())),
        plain: Plain {
            photo: vec![1],
            price: decimal("0.1"),
            wide: 5,
            ..Plain::default()
        },
        bytes: vec![1, 2, 3],
        key: [1, 2, 3, 4],
        slice: Box::new([9]),
        aliased: Vec::new(),
        optional: Some(vec![5]),
        listed: vec![1, 2],
        rows: vec![vec![1], Vec::new()],
        binaries: BTreeSet::from([vec![1], vec![2, 3]]),
        prices: vec![decimal("1.25"), decimal("-3")],
        price_set: BTreeSet::from([decimal("9"), decimal("10.5")]),
        price_of: BTreeMap::from([("a".into(), Some(decimal("2"))), ("b".into(), None)]),
        wides: (1 << 100, Some(-1)),
        sets: BTreeMap::from([
            ("a".into(), BTreeSet::from(["x".to_owned()])),
            ("none".into(), BTreeSet::new()),
        ]),
        media: vec![
            Media::Image {
                note: None,
                data: vec![1],
            },
            Media::Link(geo()),
        ],
        pays: vec![
            Pay::Card {
                note: None,
                data: vec![1],
            },
            Pay::Place(geo()),
            Pay::Cash,
        ],
        besides: vec![
            Beside::Card {
                note: None,
                data: vec![1],
            },
            Beside::Place(geo()),
        ],
    }
}

fn number(digits: &str) -> AttributeValue {
    AttributeValue::N(digits.into())
}

fn binary(bytes: &[u8]) -> AttributeValue {
    AttributeValue::B(Blob::new(bytes))
}

fn null() -> AttributeValue {
    AttributeValue::Null(true)
}

fn map<'n>(entries: impl IntoIterator<Item = (&'n str, AttributeValue)>) -> AttributeValue {
    let entries = entries.into_iter();
    AttributeValue::M(
        entries
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

fn list(values: impl IntoIterator<Item = AttributeValue>) -> AttributeValue {
    AttributeValue::L(values.into_iter().collect())
}

/// A `Geo` inside a value that serde reads into a buffer has its bytes as a list.
fn stored_geo(photo: AttributeValue) -> AttributeValue {
    map([("photo", photo)])
}

fn bytes_as_list(bytes: &[u8]) -> AttributeValue {
    list(bytes.iter().map(|byte| number(&byte.to_string())))
}

fn stored_plain(photo: &[u8], price: &str, wide: &str) -> AttributeValue {
    map([
        ("zip", null()),
        ("photo", bytes_as_list(photo)),
        ("price", number(price)),
        ("wide", number(wide)),
    ])
}

fn stored_empty_address() -> AttributeValue {
    map([
        ("street", text("")),
        ("withDefault", null()),
        ("inside", list([])),
        ("photo", binary(&[])),
        ("aliasedPhoto", binary(&[])),
        ("listed", list([])),
        ("names", list([])),
        ("price", number("0")),
        ("wide", number("0")),
        ("payload", null()),
    ])
}

fn stored_address() -> AttributeValue {
    map([
        ("street", text("Main")),
        ("withDefault", null()),
        ("geo", stored_geo(binary(&[1, 2]))),
        ("inside", list([stored_empty_address()])),
        ("plain", stored_plain(&[], "0", "0")),
        ("photo", binary(&[0, 255])),
        ("aliasedPhoto", binary(&[7])),
        ("listed", bytes_as_list(&[1, 2])),
        ("names", AttributeValue::Ss(vec!["u".into()])),
        ("price", number("9.5")),
        ("wide", number("1267650600228229401496703205376")),
        ("payload", null()),
    ])
}

/// What the values are stored as, without their keys and type.
fn stored() -> BTreeMap<&'static str, AttributeValue> {
    let texts = |texts: &[&str]| AttributeValue::Ss(texts.iter().map(|&one| one.into()).collect());
    BTreeMap::from([
        ("id", text("v")),
        ("members", texts(&["u"])),
        ("names", texts(&["a", "b"])),
        ("payload", null()),
        ("maybe", null()),
        ("unit", null()),
        ("home", stored_address()),
        ("all", list([stored_address(), stored_empty_address()])),
        ("by_name", map([("a", stored_address())])),
        (
            "pair",
            list([
                stored_address(),
                stored_plain(&[], "0", "0"),
                list([stored_geo(binary(&[1, 2])), number("3")]),
            ]),
        ),
        (
            "two",
            list([stored_geo(binary(&[1, 2])), stored_geo(binary(&[]))]),
        ),
        ("boxed", stored_address()),
        ("plain", stored_plain(&[1], "0.1", "5")),
        ("bytes", binary(&[1, 2, 3])),
        ("key", binary(&[1, 2, 3, 4])),
        ("slice", binary(&[9])),
        ("aliased", binary(&[])),
        ("optional", binary(&[5])),
        ("listed", bytes_as_list(&[1, 2])),
        ("rows", list([binary(&[1]), binary(&[])])),
        (
            "binaries",
            AttributeValue::Bs(vec![Blob::new([1]), Blob::new([2, 3])]),
        ),
        ("prices", list([number("1.25"), number("-3")])),
        (
            "price_set",
            AttributeValue::Ns(vec!["9".into(), "10.5".into()]),
        ),
        ("price_of", map([("a", number("2")), ("b", null())])),
        (
            "wides",
            list([number("1267650600228229401496703205376"), number("-1")]),
        ),
        ("sets", map([("a", texts(&["x"])), ("none", list([]))])),
        (
            "media",
            list([
                map([("kind", text("Image")), ("data", bytes_as_list(&[1]))]),
                map([("kind", text("Link")), ("photo", bytes_as_list(&[1, 2]))]),
            ]),
        ),
        (
            "pays",
            list([
                map([("Card", map([("data", binary(&[1]))]))]),
                map([("Place", stored_geo(binary(&[1, 2])))]),
                text("Cash"),
            ]),
        ),
        (
            "besides",
            list([
                map([
                    ("kind", text("Card")),
                    ("of", map([("data", bytes_as_list(&[1]))])),
                ]),
                map([
                    ("kind", text("Place")),
                    ("of", stored_geo(bytes_as_list(&[1, 2]))),
                ]),
            ]),
        ),
    ])
}

/// Numbers as DynamoDB writes them, and sets in order, which it does not keep.
fn in_one_form(value: &AttributeValue) -> AttributeValue {
    match value {
        AttributeValue::N(digits) => {
            let digits: singletable::Number = digits.parse().unwrap();
            number(&digits.to_string())
        }
        AttributeValue::Ss(texts) => {
            let mut texts = texts.clone();
            texts.sort();
            AttributeValue::Ss(texts)
        }
        AttributeValue::Ns(digits) => {
            let mut digits: Vec<String> = digits.clone();
            digits.sort_by_key(|digits| digits.parse::<singletable::Number>().unwrap());
            AttributeValue::Ns(digits)
        }
        AttributeValue::L(values) => list(values.iter().map(in_one_form)),
        AttributeValue::M(entries) => {
            let entries = entries.iter();
            AttributeValue::M(entries.map(|(k, v)| (k.clone(), in_one_form(v))).collect())
        }
        other => other.clone(),
    }
}

fn is_stored(item: &Item) {
    let expected = stored();
    for (name, value) in &expected {
        let found = item.get(*name).map(in_one_form);
        assert_eq!(found, Some(value.clone()), "{name}");
    }
    // The two keys and the type.
    assert_eq!(item.len(), expected.len() + 3, "{item:?}");
}

#[tokio::test]
async fn every_form_is_written_and_read_by_both_mappings() {
    let table = table::<Store>().await;
    for mapping in [Mapping::Direct, Mapping::Maps] {
        let values_of = ValuesRepository::new(&table.clone().with_mapping(mapping));
        let value = values("v");
        values_of.put(&value).send().await.unwrap();
        let key = value.item_key().unwrap();
        is_stored(&raw(&table, &key).await.unwrap());
        let read = values_of.get("v").send().await.unwrap();
        assert_eq!(read, Some(value.clone()), "{mapping:?}");
        is_stored(&value.to_item(now()).unwrap());
        assert_eq!(
            Values::from_item(value.to_item(now()).unwrap()).unwrap(),
            value
        );
    }
}

/// What each typed setter stores is what a put stores of the same value.
#[tokio::test]
async fn a_path_is_set_in_the_form_that_a_put_gives_it() {
    let table = table::<Store>().await;
    let values_of = ValuesRepository::new(&table);
    let mut value = values("v");
    values_of.create(&value).send().await.unwrap();
    let key = value.item_key().unwrap();

    let other = Geo {
        note: Some("n".into()),
        photo: vec![8],
    };
    let home = Values::HOME;
    // A list is either appended to or has an element set.
    let both = values_of
        .update("v")
        .set(Values::ALL.at(1), address())
        .append(Values::ALL, [Address::default()]);
    assert!(both.into_input().is_err());
    let update = values_of
        .update("v")
        .set(home.clone().then(Address::WIDE), 5_u128)
        .set(home.clone().then(Address::PRICE), decimal("7.25"))
        .set(home.clone().then(Address::PHOTO), vec![3, 2, 1])
        .set(home.clone().then(Address::LISTED), vec![3])
        .set(home.clone().then(Address::NAMES), HashSet::new())
        .set(home.clone().then(Address::ZIP_CODE), "123")
        .set(home.clone().then(Address::PAYLOAD), serde_json::Value::Null)
        .set(Values::ALL.at(1), address())
        .set(Values::BY_NAME.key("b"), address())
        .set(Values::SETS.key("b"), BTreeSet::from(["y".to_owned()]))
        .set(Values::SETS.key("a"), BTreeSet::new())
        .set(Values::BYTES, vec![1])
        .set(Values::OPTIONAL, vec![2])
        .set(Values::ROWS.at(0), vec![4, 4])
        .set(Values::TWO, [other.clone(), geo()])
        .set(Values::PAYLOAD, serde_json::Value::Null)
        .append(Values::PRICES, [decimal("2.5")])
        .return_new();
    let updated = update.send().await.unwrap();

    value.home.wide = 5;
    value.home.price = decimal("7.25");
    value.home.photo = vec![3, 2, 1];
    value.home.listed = vec![3];
    value.home.names = HashSet::new();
    value.home.zip_code = Some("123".into());
    value.all[1] = address();
    value.by_name.insert("b".into(), address());
    value.sets.insert("b".into(), BTreeSet::from(["y".into()]));
    value.sets.insert("a".into(), BTreeSet::new());
    value.bytes = vec![1];
    value.optional = Some(vec![2]);
    value.rows[0] = vec![4, 4];
    value.two = [other, geo()];
    value.prices.push(decimal("2.5"));
    assert_eq!(updated, value);
    let by_update = raw(&table, &key).await.unwrap();
    values_of.put(&value).send().await.unwrap();
    let by_put = raw(&table, &key).await.unwrap();
    for (name, value) in &by_put {
        assert_eq!(in_one_form(&by_update[name]), in_one_form(value), "{name}");
    }
}

/// A condition compares with the form that a put gives the value.
#[tokio::test]
async fn a_condition_meets_what_a_put_stored() {
    // On the embedded engine: ministack's `contains` does not find every element.
    let table = Table::<Store>::new(Local::memory().unwrap().client());
    table.create_table().send().await.unwrap();
    let values_of = ValuesRepository::new(&table);
    let value = values("v");
    values_of.create(&value).send().await.unwrap();
    let home = || Values::HOME;
    for condition in [
        home().eq(address()),
        home().then(Address::PHOTO).eq(vec![0, 255]),
        home().then(Address::WIDE).eq(1_u128 << 100),
        home().then(Address::PRICE).gt(decimal("9.49")),
        home()
            .then(Address::NAMES)
            .eq(HashSet::from([UserId("u".into())])),
        home().then(Address::INSIDE).at(0).eq(Address::default()),
        Values::ALL.contains(Address::default()),
        Values::ALL.at(0).eq(address()),
        Values::BY_NAME.key("a").eq(address()),
        Values::PRICES.contains(decimal("1.25")),
        Values::PRICE_SET.contains(decimal("10.50")),
        Values::MEMBERS.contains(UserId("u".into())),
        Values::NAMES.contains(UserId("b".into())),
        Values::BINARIES.contains(vec![2, 3]),
        Values::SETS.key("a").contains("x"),
        Values::SETS.key("none").eq(BTreeSet::new()),
        Values::BYTES.eq(vec![1, 2, 3]),
        Values::KEY.eq([1, 2, 3, 4]),
        Values::BYTES.gt(vec![1, 2]),
        Values::PLAIN.eq(value.plain.clone()),
        Values::PAYLOAD.eq(serde_json::Value::Null),
        Values::PAYLOAD.exists(),
        Values::UNIT.eq(()),
    ] {
        let shown = format!("{condition:?}");
        let updated = values_of.update("v").set(Values::KEY, [1, 2, 3, 4]);
        let updated = updated.condition(condition).send().await;
        assert!(updated.is_ok(), "{shown}: {updated:?}");
    }
}

/// What foreign writers store is read, and a put writes it in our form.
#[tokio::test]
async fn other_forms_are_read_at_every_depth() {
    let value = values("v");
    let mut item = value.to_item(now()).unwrap();
    // Bytes as lists, sets as lists, decimals as text, nulls for what there is not.
    let strings = |texts: &[&str]| list(texts.iter().map(|one| text(one)));
    item.insert("bytes".into(), bytes_as_list(&[1, 2, 3]));
    item.insert("listed".into(), binary(&[1, 2]));
    item.insert("rows".into(), list([bytes_as_list(&[1]), null()]));
    item.insert("members".into(), strings(&["u"]));
    item.insert("names".into(), strings(&["a", "b"]));
    item.insert("prices".into(), strings(&["1.25", "-3"]));
    item.insert(
        "price_set".into(),
        AttributeValue::Ss(vec!["9".into(), "10.5".into()]),
    );
    let plain = map([
        ("photo", binary(&[1])),
        ("price", text("0.10")),
        ("wide", number("5")),
    ]);
    item.insert("plain".into(), plain);
    item.insert(
        "sets".into(),
        map([("a", strings(&["x"])), ("none", null())]),
    );
    let read = Values::from_item(item).unwrap();
    assert_eq!(read, value);
    is_stored(&read.to_item(now()).unwrap());
}

/// Ten items of one page, each but one broken as a foreign writer can break it, or only odd.
#[tokio::test]
async fn of_a_page_the_odd_items_are_read_and_the_broken_one_is_named() {
    let table = table::<Store>().await;
    let values_of = ValuesRepository::new(&table);
    let odd: [(&str, AttributeValue); 9] = [
        ("members", null()),
        ("names", null()),
        ("all", null()),
        ("by_name", null()),
        ("sets", null()),
        ("bytes", null()),
        ("maybe", null()),
        ("optional", null()),
        ("prices", list([text("1.5")])),
    ];
    for (i, (name, value)) in odd.iter().enumerate() {
        let mut item = values(&format!("v{i}")).to_item(now()).unwrap();
        item.insert((*name).into(), value.clone());
        let put = table.client().put_item().table_name(table.name());
        put.set_item(Some(item)).send().await.unwrap();
    }
    let read = values_of.scan().all().await.unwrap();
    assert_eq!(read.len(), 9);
    let broken: [(&str, AttributeValue, &str, &str); 5] = [
        ("id", null(), "id", "a null"),
        ("prices", list([number("1"), null()]), "prices[1]", "a null"),
        (
            "plain",
            map([("zip", null()), ("photo", text("x"))]),
            "plain.photo",
            "a string",
        ),
        ("key", binary(&[1, 2, 3]), "key", "a binary"),
        ("pair", list([text("x")]), "pair[0]", "a string"),
    ];
    for (name, value, path, found) in broken {
        let mut item = values("broken").to_item(now()).unwrap();
        item.insert(name.into(), value);
        let error = Values::from_item(item).unwrap_err();
        assert_eq!(error.attribute(), Some(path));
        assert!(
            error.to_string().ends_with(&format!("found {found}")),
            "{error}"
        );
    }
    let mut item = values("broken").to_item(now()).unwrap();
    item.insert("home".into(), number("1"));
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
    match values_of.scan().all().await {
        Err(Error::Decode(source)) => assert_eq!(source.attribute(), Some("home")),
        other => panic!("{other:?}"),
    }
    values_of.get("v0").send().await.unwrap().unwrap();
}

#[test]
fn the_schema_tells_the_form_of_each_attribute() {
    use singletable::schema::{FieldForm, Form};
    let form = |name: &str| {
        let attributes = <Values as Entity>::SCHEMA.attributes.iter();
        attributes.clone().find(|a| a.name == name).unwrap().form
    };
    assert_eq!(form("id"), Form::Text);
    assert_eq!(form("bytes"), Form::Binary);
    assert_eq!(form("aliased"), Form::Binary);
    assert_eq!(form("optional"), Form::Binary);
    assert_eq!(form("listed"), Form::Open);
    assert_eq!(form("binaries"), Form::Set(&Form::Binary));
    assert_eq!(form("prices"), Form::List(&Form::Number));
    assert_eq!(form("wides"), Form::Tuple(&[Form::Number, Form::Number]));
    assert_eq!(form("plain"), Form::Open);
    let Form::Fields(fields) = form("home") else {
        panic!("a struct that derives `Attributes`");
    };
    let names: Vec<_> = fields.iter().map(FieldForm::name).collect();
    assert_eq!(names[..2], ["street", "zipCode"]);
    assert!(fields[1].none_is_absent());
    assert!(
        !fields
            .iter()
            .find(|f| f.name() == "withDefault")
            .unwrap()
            .none_is_absent()
    );
}
