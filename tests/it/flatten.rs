//! Flattened fields: a struct whose fields are attributes of the item.

mod operations;

use crate::support::{expression_error, raw, table, text, time};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::primitives::Blob;
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::error::ExpressionError;
use singletable::schema::Form;
use singletable::{Attributes, Entity, Error, Item, Mapping, Table, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashSet};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(ttl = "expires", type_index(sk = "_timestamp"))]
#[table(index(ByTitle, pk = "tpk", projection = include("title", "by")))]
#[allow(clippy::large_enum_variant, reason = "as a table has them")]
enum Store {
    Doc(Doc),
    Page(Page),
}

/// Who has changed an item, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[serde(rename_all = "camelCase")]
struct Audit {
    created_by: String,
    at: Timestamp,
    note: Option<String>,
    #[serde(default)]
    edits: u32,
    #[serde(rename = "via")]
    by_way_of: Option<Place>,
    #[serde(skip)]
    seen: bool,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Attributes)]
struct Place {
    town: String,
    zip: Option<String>,
}

mod hex {
    use serde::{Deserialize as _, Deserializer, Serializer};

    #[allow(
        clippy::trivially_copy_pass_by_ref,
        reason = "what serde's `with` asks for"
    )]
    pub fn serialize<S: Serializer>(number: &u32, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{number:x}"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        let text = String::deserialize(deserializer)?;
        u32::from_str_radix(&text, 16).map_err(serde::de::Error::custom)
    }
}

type MaybeText = Option<String>;

/// A field in each of the forms that a value has.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Attributes)]
struct Forms {
    photo: Vec<u8>,
    wide: u128,
    price: Decimal,
    prices: Vec<Decimal>,
    words: BTreeSet<String>,
    numbers: HashSet<u32>,
    by_name: BTreeMap<String, Place>,
    inside: Vec<Forms>,
    aliased: MaybeText,
    #[serde(with = "hex")]
    colour: u32,
    #[serde(skip_serializing_if = "String::is_empty", default)]
    title: String,
    #[serde(default = "some")]
    defaulted: Option<u8>,
    byte: u8,
    any: serde_json::Value,
    #[serde(skip_serializing, default)]
    older: u32,
}

#[allow(clippy::unnecessary_wraps, reason = "the default of an `Option`")]
fn some() -> Option<u8> {
    Some(1)
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Store, pk = "DOC#<id>", sk = "#DOC")]
struct Doc {
    id: String,
    #[serde(flatten)]
    forms: Forms,
    /// Who did it.
    #[serde(flatten)]
    audit: Audit,
    #[entity(extra)]
    rest: BTreeMap<String, AttributeValue>,
}

/// An optional struct.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Approval {
    by: String,
    reason: Option<String>,
    #[serde(default)]
    votes: u32,
}

type Boxed = Box<Audit>;
type MaybeApproval = Option<Box<Approval>>;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Store, pk = "PAGE#<id>", sk = "#PAGE")]
#[entity(index(ByTitle, name = by_title, pk = "TITLE#<title>"))]
struct Page {
    #[entity(on_create = uuid)]
    id: String,
    title: String,
    #[serde(flatten)]
    audit: Boxed,
    #[serde(flatten)]
    approval: MaybeApproval,
    #[entity(version)]
    version: u64,
    #[serde(skip)]
    #[entity(computed = summary)]
    summary: String,
}

fn summary(page: &Page) -> String {
    format!("{} by {}", page.title, page.audit.created_by)
}

fn now() -> Timestamp {
    time("2026-01-01T00:00:00.000Z")
}

fn audit(by: &str) -> Audit {
    Audit {
        created_by: by.into(),
        at: now(),
        note: None,
        edits: 0,
        by_way_of: None,
        seen: false,
    }
}

fn place() -> Place {
    Place {
        town: "Ulm".into(),
        zip: None,
    }
}

fn forms() -> Forms {
    Forms {
        photo: vec![1, 2],
        wide: 1 << 100,
        price: "9.50".parse().unwrap(),
        prices: vec!["1.25".parse().unwrap()],
        words: BTreeSet::from(["a".into(), "b".into()]),
        numbers: HashSet::from([1, 2]),
        by_name: BTreeMap::from([("a".into(), place())]),
        inside: vec![Forms::default()],
        colour: 255,
        byte: 7,
        any: serde_json::Value::Null,
        ..Forms::default()
    }
}

fn doc(id: &str) -> Doc {
    Doc {
        id: id.into(),
        forms: forms(),
        audit: Audit {
            by_way_of: Some(place()),
            edits: 3,
            ..audit("ada")
        },
        rest: BTreeMap::new(),
    }
}

fn approval() -> Approval {
    Approval {
        by: "bob".into(),
        reason: None,
        votes: 2,
    }
}

fn page(id: &str, approval: Option<Approval>) -> Page {
    let mut page = Page {
        id: id.into(),
        title: "t".into(),
        audit: Box::new(audit("ada")),
        approval: approval.map(Box::new),
        version: 1,
        summary: String::new(),
    };
    page.summary = summary(&page);
    page
}

fn number(digits: &str) -> AttributeValue {
    AttributeValue::N(digits.into())
}

async fn tables() -> [Table<Store>; 2] {
    [
        table().await.with_mapping(Mapping::Direct),
        table().await.with_mapping(Mapping::Maps),
    ]
}

async fn stored<E: Entity<Table = Store>>(table: &Table<Store>, entity: &E) -> Item {
    let item = raw(table, &entity.item_key().unwrap()).await;
    item.expect("it is stored")
}

#[tokio::test]
async fn each_field_of_the_struct_is_an_attribute_as_it_would_be_inside() {
    for table in tables().await {
        let docs = DocRepository::new(&table);
        docs.create(&doc("1")).send().await.unwrap();
        let item = stored(&table, &doc("1")).await;
        assert_eq!(item["createdBy"], text("ada"));
        assert_eq!(item["at"], text("2026-01-01T00:00:00.000Z"));
        assert_eq!(item["edits"], number("3"));
        assert_eq!(
            item["via"],
            AttributeValue::M([("town".to_owned(), text("Ulm"))].into())
        );
        assert_eq!(item["photo"], AttributeValue::B(Blob::new([1, 2])));
        assert_eq!(item["wide"], number("1267650600228229401496703205376"));
        assert_eq!(item["price"], number("9.5"));
        assert_eq!(item["colour"], text("ff"));
        assert_eq!(item["any"], AttributeValue::Null(true));
        assert_eq!(item["defaulted"], AttributeValue::Null(true));
        assert!(item["words"].is_ss() && item["numbers"].is_ns());
        for absent in [
            "audit", "forms", "note", "aliased", "title", "seen", "older",
        ] {
            assert!(!item.contains_key(absent), "{absent}");
        }
        assert_eq!(docs.get("1").send().await.unwrap(), Some(doc("1")));
        assert_eq!(Doc::from_item(item).unwrap(), doc("1"));
        let made = doc("1").to_item(now()).unwrap();
        assert_eq!(Doc::from_item(made).unwrap(), doc("1"));
    }
}

/// What the struct is inside an attribute, it is in the item.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "INSIDE#<id>", sk = "#INSIDE")]
struct Inside {
    id: String,
    forms: Forms,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "INSIDE#<id>", sk = "#INSIDE", type = "INSIDE")]
struct Flat {
    id: String,
    #[serde(flatten)]
    forms: Forms,
}

fn any_forms() -> impl Strategy<Value = Forms> {
    let texts = (".{0,3}", proptest::option::of("[a-z]{1,3}"));
    let numbers = (any::<u64>(), any::<i32>(), any::<u8>(), any::<Option<u8>>());
    let sets = (
        proptest::collection::btree_set("[a-z]{1,3}", 0..3),
        proptest::collection::hash_set(0_u32..9, 0..3),
    );
    let bytes = proptest::collection::vec(any::<u8>(), 0..4);
    (texts, numbers, sets, bytes).prop_map(
        |((title, aliased), (wide, price, byte, defaulted), (words, numbers), photo)| Forms {
            photo,
            wide: u128::from(wide) << 50,
            price: Decimal::new(price.into(), 2),
            words,
            numbers,
            inside: vec![Forms::default()],
            aliased,
            title,
            defaulted,
            byte,
            ..forms()
        },
    )
}

proptest! {
    #[test]
    fn the_attributes_are_the_entries_that_the_struct_has_inside_an_attribute(forms in any_forms()) {
        let id = || "1".to_owned();
        let mut flat = Flat { id: id(), forms: forms.clone() }.to_item(now()).unwrap();
        let inside = Inside { id: id(), forms: forms.clone() }.to_item(now()).unwrap();
        let read = Flat::from_item(flat.clone()).unwrap();
        prop_assert_eq!(&read.forms, &forms);
        for own in ["pk", "sk", "_type", "id"] {
            flat.remove(own);
        }
        let entries = inside["forms"].as_m().unwrap();
        // The order of a set is its own.
        let sorted = |item: &Item| -> BTreeMap<String, String> {
            let sorted = |value: &AttributeValue| match value {
                AttributeValue::Ns(set) => format!("{:?}", set.iter().collect::<BTreeSet<_>>()),
                other => format!("{other:?}"),
            };
            item.iter().map(|(name, value)| (name.clone(), sorted(value))).collect()
        };
        let keys = |item: &Item| item.keys().cloned().collect::<BTreeSet<_>>();
        prop_assert_eq!(keys(&flat), keys(entries));
        let (flat, entries) = (sorted(&flat), sorted(entries));
        for (name, value) in flat.iter().filter(|(name, _)| !["inside", "by_name"].contains(&name.as_str())) {
            prop_assert_eq!(value, &entries[name]);
        }
    }
}

#[tokio::test]
async fn what_other_writers_leave_out_is_read_as_it_would_be_inside() {
    for table in tables().await {
        let docs = DocRepository::new(&table);
        let mut item = doc("1").to_item(now()).unwrap();
        for absent in ["edits", "words", "numbers", "defaulted"] {
            item.remove(absent);
        }
        item.insert("note".into(), AttributeValue::Null(true));
        item.insert("older".into(), number("9"));
        let put = table.client().put_item().table_name(table.name());
        put.set_item(Some(item)).send().await.unwrap();
        let read = docs.get("1").send().await.unwrap().unwrap();
        let mut expected = doc("1");
        expected.audit.edits = 0;
        expected.forms.words.clear();
        expected.forms.numbers.clear();
        expected.forms.defaulted = Some(1);
        expected.forms.older = 9;
        assert_eq!(read, expected);
        // The item is as it was loaded: only what differs is written.
        let mut changed = read.clone();
        changed.audit.edits = 1;
        changed.forms.words.insert("x".into());
        assert_eq!(docs.save(&read, &changed).send().await.unwrap(), changed);
    }
}

#[tokio::test]
async fn what_does_not_fit_is_named_by_its_attribute() {
    for mapping in [Mapping::Direct, Mapping::Maps] {
        let table = table::<Store>().await.with_mapping(mapping);
        let docs = DocRepository::new(&table);
        let broken = |change: fn(&mut Item)| {
            let mut item = doc("1").to_item(now()).unwrap();
            change(&mut item);
            let put = table.client().put_item().table_name(table.name());
            let (put, docs) = (put.set_item(Some(item)), &docs);
            async move {
                put.send().await.unwrap();
                let error = docs.get("1").send().await.unwrap_err();
                let Error::Decode(error) = error else {
                    panic!("{error:?}")
                };
                (error.attribute().unwrap().to_owned(), error.to_string())
            }
        };
        let (attribute, message) = broken(|item| drop(item.remove("createdBy"))).await;
        assert_eq!(attribute, "createdBy");
        assert_eq!(
            message,
            "Doc: attribute `createdBy`: the attribute is missing"
        );
        let (attribute, message) = broken(|item| {
            let wrong = AttributeValue::M([("town".to_owned(), number("1"))].into());
            item.insert("via".into(), wrong);
        })
        .await;
        assert_eq!(attribute, "via.town");
        assert_eq!(
            message,
            "Doc: attribute `via.…`: expected string, found a number"
        );
        let (attribute, message) =
            broken(|item| drop(item.insert("edits".into(), text("x")))).await;
        assert_eq!(attribute, "edits");
        assert_eq!(
            message,
            "Doc: attribute `edits`: expected num, found a string"
        );
    }
}

#[tokio::test]
async fn a_value_that_cannot_be_stored_is_named_by_its_attribute() {
    for table in tables().await {
        let docs = DocRepository::new(&table);
        let mut wrong = doc("1");
        wrong.forms.wide = u128::MAX;
        let error = docs.put(&wrong).send().await.unwrap_err();
        assert!(
            error.to_string().starts_with("Doc: attribute `wide`:"),
            "{error}"
        );
        let mut wrong = doc("1");
        wrong.rest.insert("createdBy".into(), text("x"));
        let error = docs.put(&wrong).send().await.unwrap_err();
        assert!(matches!(error, Error::Encode(_)), "{error:?}");
    }
}

#[tokio::test]
async fn conditions_filters_and_updates_name_attributes_of_the_item() {
    for table in tables().await {
        let docs = DocRepository::new(&table);
        docs.create(&doc("1")).send().await.unwrap();
        let by = || Doc::AUDIT.then(Audit::CREATED_BY);
        assert_eq!(by().name(), "createdBy");
        let updated = docs
            .update("1")
            .set(by(), "bob")
            .set(Doc::AUDIT.then(Audit::NOTE), "n")
            .add(Doc::AUDIT.then(Audit::EDITS), 4)
            .set(Doc::AUDIT.then(Audit::BY_WAY_OF).then(Place::TOWN), "Bonn")
            .set(Doc::FORMS.then(Forms::PHOTO), vec![3])
            .set(Doc::FORMS.then(Forms::WIDE), 5)
            .set(Doc::FORMS.then(Forms::COLOUR), 16)
            .set(Doc::FORMS.then(Forms::PRICES).at(0), Decimal::ONE)
            .insert_into(Doc::FORMS.then(Forms::WORDS), ["c".to_owned()])
            .condition(by().eq("ada") & Doc::AUDIT.then(Audit::NOTE).not_exists())
            .return_new()
            .send()
            .await
            .unwrap();
        let mut expected = doc("1");
        expected.audit.created_by = "bob".into();
        expected.audit.note = Some("n".into());
        expected.audit.edits = 7;
        expected.audit.by_way_of.as_mut().unwrap().town = "Bonn".into();
        expected.forms.photo = vec![3];
        expected.forms.wide = 5;
        expected.forms.colour = 16;
        expected.forms.prices = vec![Decimal::ONE];
        expected.forms.words.insert("c".into());
        assert_eq!(updated, expected);
        let item = stored(&table, &expected).await;
        assert_eq!(item["createdBy"], text("bob"));
        assert_eq!(item["photo"], AttributeValue::B(Blob::new([3])));
        assert_eq!(item["colour"], text("10"));

        docs.update("1")
            .remove(Doc::AUDIT.then(Audit::NOTE))
            .send()
            .await
            .unwrap();
        assert!(!stored(&table, &expected).await.contains_key("note"));
        expected.audit.note = None;
        docs.create(&doc("2")).send().await.unwrap();
        let found: Vec<Doc> = docs
            .scan()
            .filter(by().begins_with("b"))
            .all()
            .await
            .unwrap();
        assert_eq!(found, [expected]);
        let selected = docs
            .get("2")
            .select((by(), Doc::AUDIT.then(Audit::BY_WAY_OF).then(Place::TOWN)))
            .send()
            .await
            .unwrap();
        assert_eq!(selected, Some((Some("ada".into()), Some("Ulm".into()))));
    }
}

#[tokio::test]
async fn a_save_writes_the_attributes_that_differ_on_their_loaded_values() {
    for table in tables().await {
        let docs = DocRepository::new(&table);
        docs.create(&doc("1")).send().await.unwrap();
        let (before, mut after) = (doc("1"), doc("1"));
        assert!(docs.save(&before, &after).into_update().unwrap().is_none());
        after.audit.created_by = "bob".into();
        after.audit.by_way_of = None;
        after.forms.words.clear();
        let update = docs.save(&before, &after).into_update().unwrap().unwrap();
        let input = update.into_input().unwrap();
        let mut names: Vec<_> = input
            .expression_attribute_names
            .unwrap()
            .into_values()
            .collect();
        names.retain(|name| !["pk", "sk", "_type"].contains(&name.as_str()));
        names.sort();
        assert_eq!(names, ["createdBy", "via", "words"]);
        assert_eq!(docs.save(&before, &after).send().await.unwrap(), after);
        assert_eq!(docs.get("1").send().await.unwrap().as_ref(), Some(&after));
        // The loaded values do not hold any more.
        let error = docs.save(&before, &after).send().await.unwrap_err();
        assert!(matches!(error, Error::ConditionFailed { .. }), "{error:?}");
        let given = docs.update_by(after.to_key()).given(&after);
        let update = given.set(Doc::AUDIT.then(Audit::CREATED_BY), "carl");
        update.send().await.unwrap();
    }
}

#[tokio::test]
async fn extra_keeps_what_neither_fields_nor_flattened_structs_have() {
    for table in tables().await {
        let docs = DocRepository::new(&table);
        let mut pinned = doc("1");
        pinned
            .rest
            .insert("pinned".into(), AttributeValue::Bool(true));
        pinned
            .rest
            .insert("audit".into(), text("an attribute of that name"));
        docs.create(&pinned).send().await.unwrap();
        assert_eq!(docs.get("1").send().await.unwrap(), Some(pinned));
    }
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "FIXED#<id>", sk = "#FIXED")]
struct Fixed {
    id: String,
    name: String,
    #[serde(flatten)]
    #[entity(read_only)]
    approval: Approval,
}

#[tokio::test]
async fn a_read_only_flattened_field_is_read_only_in_each_attribute() {
    let before = Fixed {
        id: "1".into(),
        name: "n".into(),
        approval: approval(),
    };
    let fixed = FixedRepository::new(&table().await);
    fixed.create(&before).send().await.unwrap();
    let mut after = before.clone();
    after.approval.votes = 9;
    let error = expression_error(fixed.save(&before, &after).send().await);
    assert_eq!(error, ExpressionError::ReadOnly { attribute: "votes" });
}

#[test]
fn the_schema_lists_each_attribute_with_its_form() {
    let all = Doc::SCHEMA.attributes;
    let find = |name: &str| all.iter().find(|known| known.name == name).unwrap();
    assert_eq!(all.len(), 1 + 14 + 5);
    for (name, form, required, optional, set) in [
        ("photo", Form::Binary, true, false, false),
        ("wide", Form::Number, true, false, false),
        ("byte", Form::Number, true, false, false),
        ("words", Form::Set(&Form::Text), false, false, true),
        ("aliased", Form::Text, false, true, false),
        ("title", Form::Text, false, false, false),
        ("colour", Form::Open, true, false, false),
    ] {
        let attribute = find(name);
        assert_eq!((attribute.slot, attribute.field), (1, "forms"));
        assert_eq!(attribute.form, form, "{name}");
        let flags = (attribute.required, attribute.optional, attribute.set);
        assert_eq!(flags, (required, optional, set), "{name}");
    }
    assert!(matches!(find("inside").form, Form::List(Form::Fields(_))));
    assert_eq!((find("at").slot, find("at").field), (2, "audit"));
    let of_option = Page::SCHEMA.attributes.iter();
    let mut of_option = of_option.filter(|attribute| attribute.field == "approval");
    assert!(of_option.all(|attribute| !attribute.required));
}
