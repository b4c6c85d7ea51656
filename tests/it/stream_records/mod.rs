//! The records of DynamoDB Streams, as the SDK reads them and as a Lambda function gets them.

mod forms;

use crate::support::{raw, table, time};
use forms::{Parts, lambda, sdk};
use singletable::aws_sdk_dynamodb::primitives::Blob;
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::TableItem;
use singletable::stream::aws_lambda_events::event::dynamodb::{Event, EventRecord};
use singletable::stream::aws_sdk_dynamodbstreams::types::Record;
use singletable::stream::{Change, ChangeKind, RecordError, RecordFault};
use singletable::{Entity, Item, Table, Timestamp};
use std::collections::HashMap;

#[derive(Debug, PartialEq, Table)]
#[table(ttl = "ttl")]
enum Shop {
    Order(Order),
    Customer(Customer),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "ORDER#<id>", sk = "#ORDER")]
struct Order {
    id: u32,
    total: u64,
    #[entity(ttl)]
    ends: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "CUSTOMER#<id>", sk = "#CUSTOMER")]
struct Customer {
    id: String,
    #[entity(unique)]
    email: String,
}

/// Of another build, which knows other types and keeps those that it does not know.
#[derive(Debug, PartialEq, Table)]
enum Archive {
    Note(Note),
    #[table(unknown)]
    Other(Item),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Archive, pk = "NOTE#<id>", sk = "#NOTE")]
struct Note {
    id: u32,
}

fn order(id: u32, total: u64) -> Order {
    Order {
        id,
        total,
        ends: Some(time("2026-02-01T00:00:00.000Z")),
    }
}

/// The items of a table, as they are stored: an order, a customer and the customer's guard.
async fn stored() -> Vec<Item> {
    let table = table::<Shop>().await;
    let (orders, customers) = (
        OrderRepository::new(&table),
        CustomerRepository::new(&table),
    );
    orders.put(&order(1, 10)).send().await.unwrap();
    customers.create(&ada()).send().await.unwrap();
    let scan = table.client().scan().table_name(table.name());
    let mut items = scan.send().await.unwrap().items.unwrap();
    assert_eq!(items.len(), 3);
    items.sort_by_key(|item| item["pk"].as_s().unwrap().clone());
    items
}

fn ada() -> Customer {
    Customer {
        id: "ada".into(),
        email: "ada@example.com".into(),
    }
}

async fn stored_order(order: &Order) -> Item {
    let table = table::<Shop>().await;
    let orders = OrderRepository::new(&table);
    orders.put(order).send().await.unwrap();
    raw(&table, &order.item_key().unwrap()).await.unwrap()
}

/// What both forms of the record say.
fn read<T: TableItem>(parts: &Parts) -> [Result<Change<T>, RecordError>; 2] {
    [
        T::from_stream_record(sdk(parts)).map(Option::unwrap),
        T::from_stream_record(lambda(parts)).map(Option::unwrap),
    ]
}

#[test]
fn the_event_of_awss_documentation_is_read() {
    let event: Event = serde_json::from_str(include_str!("aws.json")).unwrap();
    let changes = event.records.into_iter().map(Change::from_record);
    let changes: Vec<_> = changes.map(Result::unwrap).collect();
    let message = |image: &Option<Item>| image.as_ref().map(|item| item["Message"].clone());
    let text = |text: &str| Some(AttributeValue::S(text.into()));
    let [insert, modify, remove] = changes.as_slice() else {
        panic!("three records");
    };
    assert_eq!(insert.kind, ChangeKind::Insert);
    assert_eq!(
        (message(&insert.old), message(&insert.new)),
        (None, text("New item!"))
    );
    assert_eq!(modify.kind, ChangeKind::Modify);
    assert_eq!(message(&modify.old), text("New item!"));
    assert_eq!(message(&modify.new), text("This item has changed"));
    assert_eq!(remove.kind, ChangeKind::Remove);
    assert_eq!(
        (message(&remove.old), message(&remove.new)),
        (text("This item has changed"), None)
    );
    for change in &changes {
        assert_eq!(
            change.key.attributes()["Id"],
            AttributeValue::N("101".into())
        );
        assert_eq!(change.created_at, Some(time("2015-04-09T00:00:00.000Z")));
        assert!(!change.is_expiry() && !change.is_guard::<Shop>());
    }
    assert_eq!(
        modify.sequence_number.as_deref(),
        Some("4421584500000000017450439092")
    );
    assert_eq!(
        modify.event_id.as_deref(),
        Some("c81e728d9d4c2f636f067f89cc14862c")
    );
}

#[tokio::test]
async fn images_are_the_entities_that_were_stored() {
    let (before, after) = (order(1, 10), order(1, 20));
    let parts = Parts {
        old: Some(stored_order(&before).await),
        new: Some(stored_order(&after).await),
        ..Parts::of("MODIFY", before.item_key().unwrap().into_attributes())
    };
    for change in read::<Shop>(&parts) {
        let change = change.unwrap();
        assert_eq!(change.kind, ChangeKind::Modify);
        assert_eq!(change.key, before.item_key().unwrap());
        assert_eq!(change.old, Some(Shop::Order(before.clone())));
        assert_eq!(change.new, Some(Shop::Order(after.clone())));
        assert_eq!(change.sequence_number.as_deref(), Some("111"));
        assert_eq!(change.event_id.as_deref(), Some("e1"));
        assert_eq!(change.created_at, Some(time("2026-01-01T00:00:00.000Z")));
    }
}

#[test]
fn every_type_of_value_is_the_same_in_both_forms() {
    let bytes = |text: &str| Blob::new(text.as_bytes());
    let mut item: Item = HashMap::from([
        ("s".to_owned(), AttributeValue::S("text".into())),
        (
            "n".to_owned(),
            AttributeValue::N("123456789012345678901234567890.12345678".into()),
        ),
        ("b".to_owned(), AttributeValue::B(bytes("\u{0}x"))),
        ("bool".to_owned(), AttributeValue::Bool(true)),
        ("null".to_owned(), AttributeValue::Null(true)),
        (
            "ss".to_owned(),
            AttributeValue::Ss(vec!["a".into(), "b".into()]),
        ),
        (
            "ns".to_owned(),
            AttributeValue::Ns(vec!["1".into(), "-2.5".into()]),
        ),
        (
            "bs".to_owned(),
            AttributeValue::Bs(vec![bytes("a"), bytes("b")]),
        ),
    ]);
    let inside = AttributeValue::M(item.clone());
    item.insert(
        "l".to_owned(),
        AttributeValue::L(vec![inside.clone(), inside]),
    );
    let parts = Parts {
        new: Some(item.clone()),
        ..Parts::of("INSERT", Item::new())
    };
    let from_sdk = Change::from_record(sdk(&parts)).unwrap();
    let from_lambda = Change::from_record(lambda(&parts)).unwrap();
    assert_eq!(from_sdk.new, Some(item));
    assert_eq!(from_sdk, from_lambda);
}

#[tokio::test]
async fn a_deletion_by_time_to_live_is_distinct_from_any_other() {
    let old = stored_order(&order(1, 10)).await;
    let deleted = |identity| Parts {
        old: Some(old.clone()),
        identity,
        ..Parts::of("REMOVE", order(1, 10).item_key().unwrap().into_attributes())
    };
    let expiry = |identity| {
        let changes = read::<Shop>(&deleted(identity)).into_iter();
        changes
            .map(|change| change.unwrap().is_expiry())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        expiry(Some(("Service", "dynamodb.amazonaws.com"))),
        [true, true]
    );
    assert_eq!(expiry(None), [false, false]);
    assert_eq!(
        expiry(Some(("Service", "someone.amazonaws.com"))),
        [false, false]
    );
    assert_eq!(
        expiry(Some(("User", "dynamodb.amazonaws.com"))),
        [false, false]
    );
}

#[tokio::test]
async fn a_record_of_an_unknown_type_is_one_error_and_the_rest_is_read() {
    let item = stored_order(&order(1, 10)).await;
    let mut newer = item.clone();
    newer.insert("_type".into(), AttributeValue::S("INVOICE".into()));
    let key = order(1, 10).item_key().unwrap();
    let parts = |new: &Item| Parts {
        new: Some(new.clone()),
        ..Parts::of("INSERT", key.attributes().clone())
    };
    let records = || [&item, &newer, &item].map(parts);
    let of_sdk: Vec<_> = Shop::from_stream_records(records().iter().map(sdk)).collect();
    let of_lambda: Vec<_> = Shop::from_stream_records(records().iter().map(lambda)).collect();
    assert_eq!(of_sdk, of_lambda);
    let [Ok(_), Err(error), Ok(_)] = of_sdk.as_slice() else {
        panic!("one error between two changes");
    };
    assert_eq!(
        (error.sequence_number(), error.event_id()),
        (Some("111"), Some("e1"))
    );
    let RecordFault::Decode(fault) = error.fault() else {
        panic!("no decode error");
    };
    assert_eq!((fault.entity(), fault.attribute()), ("Shop", Some("_type")));
    assert_eq!(fault.key(), &key);
    assert_eq!(
        error.to_string(),
        "stream record: Shop: attribute `_type`: the type `INVOICE` is not one of the table's entities"
    );
    // An enum with an arm for such types takes it.
    for change in read::<Archive>(&parts(&newer)) {
        assert_eq!(change.unwrap().new, Some(Archive::Other(newer.clone())));
    }
}

#[tokio::test]
async fn an_image_that_does_not_fit_its_entity_is_an_error_that_names_the_attribute() {
    let mut item = stored_order(&order(1, 10)).await;
    item.remove("total");
    let parts = Parts {
        new: Some(item),
        ..Parts::of("INSERT", order(1, 10).item_key().unwrap().into_attributes())
    };
    for change in read::<Shop>(&parts) {
        let error = change.unwrap_err().to_string();
        assert_eq!(
            error,
            "stream record: Order: attribute `total`: the attribute is missing"
        );
    }
}

#[tokio::test]
async fn guards_of_unique_values_are_passed_over() {
    let items = stored().await;
    let key = |item: &Item| {
        let key = ["pk", "sk"].map(|name| (name.to_owned(), item[name].clone()));
        Item::from(key)
    };
    let parts: Vec<_> = items
        .iter()
        .map(|item| Parts {
            new: Some(item.clone()),
            ..Parts::of("INSERT", key(item))
        })
        .collect();
    let changes = Shop::from_stream_records(parts.iter().map(lambda));
    let changes: Vec<_> = changes.map(|change| change.unwrap().new.unwrap()).collect();
    assert_eq!(changes, [Shop::Customer(ada()), Shop::Order(order(1, 10))]);
    // An enum with an arm for unknown types does not get them either.
    let changes = Archive::from_stream_records(parts.iter().map(sdk));
    assert_eq!(changes.count(), 2);
    let guard = &parts[2];
    assert_eq!(Shop::from_stream_record(sdk(guard)), Ok(None));
    assert!(Change::from_record(sdk(guard)).unwrap().is_guard::<Shop>());
    // Its key is enough.
    let keys = Parts::of("REMOVE", guard.key.clone());
    assert_eq!(Shop::from_stream_record(lambda(&keys)), Ok(None));
}

#[test]
fn a_record_of_keys_alone_has_the_key() {
    let key = order(7, 1).item_key().unwrap();
    let parts = Parts::of("REMOVE", key.attributes().clone());
    for change in read::<Shop>(&parts) {
        let change = change.unwrap();
        assert_eq!((change.kind, &change.key), (ChangeKind::Remove, &key));
        assert_eq!((change.old, change.new), (None, None));
    }
    let raw = Change::from_record(sdk(&parts)).unwrap();
    assert_eq!(raw.into_entity::<Order>(), Ok(None));
}

#[tokio::test]
async fn the_changes_of_one_entity_are_recognised_by_its_type() {
    let items = stored().await;
    let orders: Vec<_> = items
        .iter()
        .filter_map(|item| {
            let parts = Parts {
                new: Some(item.clone()),
                ..Parts::of("INSERT", Item::new())
            };
            let change = Change::from_record(lambda(&parts)).unwrap();
            change.into_entity::<Order>().unwrap()
        })
        .collect();
    let [change] = orders.as_slice() else {
        panic!("one order");
    };
    assert_eq!(change.new, Some(order(1, 10)));
}

#[tokio::test]
async fn an_image_without_a_type_is_recognised_by_its_key() {
    let mut orders = 0;
    for mut item in stored().await {
        let type_name = item.remove("_type").unwrap();
        let parts = Parts {
            new: Some(item),
            ..Parts::of("INSERT", Item::new())
        };
        let change = Change::from_record(sdk(&parts)).unwrap();
        let order = change.into_entity::<Order>().unwrap();
        let is_order = type_name == AttributeValue::S("ORDER".into());
        assert_eq!(order.is_some(), is_order);
        orders += usize::from(is_order);
        let decoded = Shop::from_stream_record(sdk(&parts));
        let is_guard = type_name == AttributeValue::S("_UNIQUE".into());
        assert_eq!(decoded.is_ok(), !is_guard);
    }
    assert_eq!(orders, 1);
}

#[test]
fn a_record_that_says_nothing_is_an_error() {
    let fault = |record| Change::from_record(record).unwrap_err().fault().clone();
    assert_eq!(fault(Record::builder().build()), RecordFault::Event);
    let insert = Record::builder().event_name("INSERT".into());
    assert_eq!(fault(insert.clone().build()), RecordFault::NoBody);
    let unknown = Parts::of("TRUNCATE", Item::new());
    assert_eq!(fault(sdk(&unknown)), RecordFault::Event);
    let error = Shop::from_stream_record(lambda(&unknown)).unwrap_err();
    assert_eq!(error.fault(), &RecordFault::Event);
    assert_eq!(error.sequence_number(), Some("111"));
    let untimed: EventRecord = serde_json::from_value(serde_json::json!({
        "awsRegion": "", "eventID": "", "eventName": "INSERT", "dynamodb": { "SizeBytes": 1 },
    }))
    .unwrap();
    let change = Change::from_record(untimed).unwrap();
    assert_eq!((change.created_at, change.event_id), (None, None));
}

#[tokio::test]
async fn no_form_of_a_change_shows_keys_or_values() {
    let item = stored_order(&order(4711, 4712)).await;
    let parts = Parts {
        new: Some(item),
        ..Parts::of(
            "INSERT",
            order(4711, 1).item_key().unwrap().into_attributes(),
        )
    };
    let raw = Change::from_record(lambda(&parts)).unwrap();
    let type_alone = HashMap::from([("_type".into(), AttributeValue::S("ORDER".into()))]);
    let changes = read::<Shop>(&parts);
    let errors = read::<Shop>(&Parts {
        new: Some(type_alone),
        ..parts
    });
    assert!(changes[0].is_ok() && errors[0].is_err());
    let shown = format!("{raw:?} {changes:?} {errors:?}");
    assert!(!shown.contains("471"), "{shown}");
}
