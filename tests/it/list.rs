//! The type index: all items of one entity, in one partition or merged from several.

use crate::support::{MovableClock, raw, table, text, time};
use futures_util::StreamExt as _;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use singletable::bounds::{TableItem as _, TableModel};
use singletable::{Entity, Error, Item, Table, Timestamp};
use singletable_local::{Local, Script};
use std::collections::BTreeSet;

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "Shop",
    ttl = "ttl",
    type_index(name = "TypeIndex", pk = "_type", sk = "_timestamp")
)]
enum Shop {
    Customer(Customer),
    Order(Order),
}

/// Listed by the time of creation.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, type = "CUSTOMER", pk = "CUSTOMER#<id>", sk = "#CUSTOMER")]
struct Customer {
    id: String,
    #[entity(unique)]
    email: String,
    visits: u32,
}

/// Listed by fields.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, type = "ORDER", pk = "ORDER#<id>", sk = "#ORDER")]
#[entity(type_sk = "<state>#<placed>")]
struct Order {
    id: String,
    state: String,
    placed: Timestamp,
    #[entity(ttl)]
    gone: Option<Timestamp>,
}

fn customer(number: u32) -> Customer {
    Customer {
        id: format!("c{number}"),
        email: format!("c{number}@example.com"),
        visits: number,
    }
}

fn order(id: &str, state: &str, second: i64) -> Order {
    Order {
        id: id.into(),
        state: state.into(),
        placed: Timestamp::from_epoch_seconds(second).unwrap(),
        gone: None,
    }
}

fn second(number: i64) -> Timestamp {
    time("2026-01-01T00:00:00.000Z").saturating_add(std::time::Duration::from_secs(
        u64::try_from(number).unwrap(),
    ))
}

/// Customers that were created one second after the other.
async fn customers(count: u32) -> (Table<Shop>, CustomerRepository) {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let table = table::<Shop>().await.with_clock(clock.clock());
    let customers = CustomerRepository::new(&table);
    for number in 0..count {
        customers.create(&customer(number)).send().await.unwrap();
        clock.move_by(1);
    }
    (table, customers)
}

fn visits(customers: &[Customer]) -> Vec<u32> {
    customers.iter().map(|customer| customer.visits).collect()
}

#[tokio::test]
async fn a_list_has_all_items_of_one_entity_in_the_order_of_their_creation() {
    let (table, customers) = customers(5).await;
    OrderRepository::new(&table)
        .put(&order("o", "open", 1))
        .send()
        .await
        .unwrap();
    let all = table.list::<Customer>().all().await.unwrap();
    assert_eq!(visits(&all), [0, 1, 2, 3, 4]);
    let newest = customers.list().descending().limit(2).all().await.unwrap();
    assert_eq!(visits(&newest), [4, 3]);
    let range = table.list::<Customer>().between((second(1),), (second(3),));
    assert_eq!(visits(&range.all().await.unwrap()), [1, 2, 3]);
    let after = table.list::<Customer>().after((second(2),));
    assert_eq!(after.count().await.unwrap(), 2);
    let filtered = table
        .list::<Customer>()
        .filter(Customer::VISITS.ge(3))
        .page_size(1);
    let filtered: Vec<_> = filtered.stream().collect().await;
    assert_eq!(filtered.len(), 2);
    assert!(filtered.iter().all(Result::is_ok));
    let page = table.list::<Customer>().limit(2).send().await.unwrap();
    let rest = table.list::<Customer>().start_at(page.next.unwrap());
    assert_eq!(visits(&rest.all().await.unwrap()), [2, 3, 4]);
    let one = table.list::<Customer>().before((second(3),)).descending();
    assert_eq!(one.one().await.unwrap().unwrap().visits, 2);
}

#[tokio::test]
async fn a_cursor_fits_the_query_whatever_the_order_of_a_set_in_its_filter() {
    let (table, _) = customers(3).await;
    let query = || {
        let ids: std::collections::HashSet<_> = (0..20).map(|n| format!("c{n}")).collect();
        table.list::<Customer>().filter(Customer::ID.is_in(ids))
    };
    for _ in 0..8 {
        let page = query().limit(1).send().await.unwrap();
        let rest = query().start_at(page.next.unwrap()).all().await.unwrap();
        assert_eq!(rest.len(), 2);
    }
}

#[tokio::test]
async fn a_list_is_ordered_by_the_fields_of_type_sk() {
    let table = table::<Shop>().await;
    let orders = OrderRepository::new(&table);
    for (id, state, placed) in [("a", "open", 3), ("b", "done", 2), ("c", "open", 1)] {
        orders.put(&order(id, state, placed)).send().await.unwrap();
    }
    let ids = |orders: Vec<Order>| orders.into_iter().map(|o| o.id).collect::<Vec<_>>();
    assert_eq!(ids(orders.list().all().await.unwrap()), ["b", "c", "a"]);
    let open = orders.list().prefix(("open",)).all().await.unwrap();
    assert_eq!(ids(open), ["c", "a"]);
    let late = Timestamp::from_epoch_seconds(2).unwrap();
    let late = orders
        .list()
        .at_or_after(("open", late))
        .all()
        .await
        .unwrap();
    assert_eq!(ids(late), ["a"]);
    // A change of the fields moves the item in the list.
    let update = orders
        .update("a")
        .given(&order("a", "open", 3))
        .set(Order::STATE, "done");
    update.send().await.unwrap();
    assert_eq!(ids(orders.list().all().await.unwrap()), ["b", "a", "c"]);
}

#[tokio::test]
async fn expired_items_are_not_listed_unless_asked_for() {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let table = table::<Shop>().await.with_clock(clock.clock());
    let orders = OrderRepository::new(&table);
    let gone = Some(time("2026-01-01T00:01:00.000Z"));
    orders
        .put(&Order {
            gone,
            ..order("a", "open", 1)
        })
        .send()
        .await
        .unwrap();
    assert_eq!(orders.list().count().await.unwrap(), 1);
    clock.move_by(60);
    assert_eq!(orders.list().count().await.unwrap(), 0);
    assert_eq!(orders.list().all().await.unwrap(), []);
    assert_eq!(
        orders.list().include_expired().all().await.unwrap().len(),
        1
    );
}

/// Guards have no sort key of the type index, so they would be seen in one that has none.
#[derive(Debug, Table)]
#[table(type_index(name = "TypeIndex"))]
enum Plain {
    Member(Member),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Plain, pk = "MEMBER#<id>", sk = "#MEMBER")]
struct Member {
    id: String,
    #[entity(unique)]
    email: String,
}

#[tokio::test]
async fn guards_of_unique_values_are_not_listed() {
    let table = table::<Plain>().await;
    let members = MemberRepository::new(&table);
    let (id, email) = ("m".to_owned(), "m@example.com".to_owned());
    let member = Member { id, email };
    members.create(&member).send().await.unwrap();
    assert_eq!(members.list().all().await.unwrap(), [member]);
    assert_eq!(members.list().count().await.unwrap(), 1);
    let scan = table.client().scan().table_name(table.name()).send().await;
    assert_eq!(scan.unwrap().count, 2);
}

#[derive(Debug, Table)]
#[table(type_index(name = "TypeIndex", sk = "_timestamp", projection = keys_only))]
struct Slim;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Slim, pk = "PART#<id>", sk = "#PART")]
struct Part {
    id: String,
}

#[tokio::test]
async fn a_type_index_of_keys_is_counted() {
    let table = table::<Slim>().await;
    let parts = PartRepository::new(&table);
    for id in ["a", "b"] {
        parts.put(&Part { id: id.into() }).send().await.unwrap();
    }
    assert_eq!(table.list::<Part>().count().await.unwrap(), 2);
    // No field is in it.
    let refused = table.list::<Part>().select((Part::ID,)).into_input();
    assert!(matches!(refused, Err(Error::Expression { .. })));
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "Spread",
    type_index(name = "TypeIndex", pk = "_shard", sk = "_timestamp", shards = 8)
)]
enum Spread {
    Event(Event),
    Other(Other),
    #[table(unknown)]
    Unknown(Item),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Spread, type = "EVENT", pk = "EVENT#<id>", sk = "#EVENT", type_sk = "<at:03>")]
struct Event {
    id: u32,
    at: u16,
    seen: u8,
}

/// Listed by the time of creation.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Spread, type = "OTHER", pk = "OTHER#<id>", sk = "#OTHER")]
struct Other {
    id: String,
    #[serde(default)]
    note: Option<String>,
}

#[tokio::test]
async fn the_shard_is_an_attribute_of_its_own_made_of_the_primary_key() {
    let table = table::<Spread>().await;
    let others = OtherRepository::new(&table);
    let (id, note) = ("o1".to_owned(), None);
    let other = Other { id, note };
    others.create(&other).send().await.unwrap();
    let stored = async || raw(&table, &other.item_key().unwrap()).await.unwrap();
    let item = stored().await;
    // The first 8 bytes of SHA-256 of "OTHER#o1\0#OTHER", modulo 8: other programs compute it too.
    assert_eq!(item["_shard"], text("OTHER#1"));
    assert_eq!(item["_type"], text("OTHER"));
    assert_eq!(
        Spread::from_item(item.clone()).unwrap(),
        Spread::Other(other.clone())
    );
    // No update changes it; an upsert and a put write it.
    others
        .update("o1")
        .set(Other::NOTE, "n")
        .send()
        .await
        .unwrap();
    assert_eq!(stored().await["_shard"], item["_shard"]);
    others.delete("o1").send().await.unwrap();
    others
        .update("o1")
        .set(Other::NOTE, "n")
        .upsert()
        .send()
        .await
        .unwrap();
    assert_eq!(stored().await["_shard"], item["_shard"]);
    others.put(&other).send().await.unwrap();
    assert_eq!(stored().await["_shard"], item["_shard"]);
    assert_eq!(others.list().all().await.unwrap(), [other]);
}

#[tokio::test]
async fn every_shard_is_asked_at_once_and_again_only_when_it_has_nothing_left() {
    let script = Script::new();
    let table = Table::<Spread>::new(Local::memory().unwrap().scripted_client(&script));
    table.create_table().send().await.unwrap();
    let events = EventRepository::new(&table);
    for id in 0..40 {
        let at = u16::try_from(id).unwrap();
        events.put(&Event { id, at, seen: 0 }).send().await.unwrap();
    }
    let before = script.requests().len();
    let all = events.list().all().await.unwrap();
    assert_eq!(
        all.iter().map(|event| event.at).collect::<Vec<_>>(),
        (0..40).collect::<Vec<_>>()
    );
    let requests = script.requests().split_off(before);
    assert_eq!(requests.len(), 8);
    let partitions = requests.iter().map(|request| {
        request.body["ExpressionAttributeValues"][":0"]["S"]
            .as_str()
            .unwrap()
            .to_owned()
    });
    let names: BTreeSet<_> = (0..8).map(|shard| format!("EVENT#{shard}")).collect();
    assert_eq!(partitions.collect::<BTreeSet<_>>(), names);
    let first = events.list().limit(3).all().await.unwrap();
    assert_eq!(
        first.iter().map(|event| event.at).collect::<Vec<_>>(),
        [0, 1, 2]
    );
    assert_eq!(script.requests().last().unwrap().body["Limit"], 2);
    assert_eq!(events.list().count().await.unwrap(), 40);
    assert_eq!(events.list().limit(7).count().await.unwrap(), 7);
}

#[tokio::test]
async fn a_limit_may_be_as_large_as_numbers_are() {
    let table = table::<Spread>().await;
    assert_eq!(
        table.list::<Event>().limit(usize::MAX).all().await.unwrap(),
        []
    );
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    let table = table::<Spread>().await;
    let events = EventRepository::new(&table);
    for id in 0..9 {
        events
            .put(&Event { id, at: 1, seen: 0 })
            .send()
            .await
            .unwrap();
    }
    let page = events.list().limit(2).send().await.unwrap();
    let next = page.next.unwrap();
    assert!(events.list().start_at(&next).into_input().is_ok());
    let foreign = [
        table.list::<Other>().start_at(&next).into_input(),
        events.list().at((1,)).start_at(&next).into_input(),
        events.query(1_u32).start_at(&next).into_input(),
    ];
    for foreign in foreign {
        assert!(matches!(foreign, Err(Error::InvalidCursor { .. })));
    }
}

/// Paging a list of several shards, against a model.
#[test]
fn paging_a_sharded_list_gives_every_item_once_and_in_order() {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    let config = Config {
        cases: 40,
        failure_persistence: None,
        ..Config::default()
    };
    // Few times, so that many keys are equal, also in different shards.
    let events = vec((0_u16..4, 0_u8..10), 0..40);
    let size = || prop::option::of(1_usize..7);
    let reading = (any::<bool>(), size(), size(), prop::option::of(1_u8..11));
    let property = async |values: Vec<(u16, u8)>, (descending, page_size, limit, least)| {
        let table = table::<Spread>().await;
        let events = EventRepository::new(&table);
        for (id, (at, seen)) in (0_u32..).zip(&values) {
            let (at, seen) = (*at, *seen);
            events.put(&Event { id, at, seen }).send().await.unwrap();
        }
        let (mut found, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let mut query = events.list();
            if descending {
                query = query.descending();
            }
            if let Some(items) = page_size {
                query = query.page_size(items);
            }
            if let Some(results) = limit {
                query = query.limit(results);
            }
            if let Some(least) = least {
                query = query.filter(Event::SEEN.ge(least));
            }
            if let Some(cursor) = cursor {
                query = query.start_at(cursor);
            }
            let page = query.send().await.unwrap();
            if let Some(limit) = limit {
                prop_assert!(page.items.len() == limit || page.next.is_none());
            }
            found.extend(page.items);
            let Some(next) = page.next else { break };
            cursor = Some(next.to_string());
        }
        let wanted = (0_u32..).zip(&values);
        let wanted = wanted.filter(|(_, (_, seen))| *seen >= least.unwrap_or(0));
        let wanted: BTreeSet<u32> = wanted.map(|(id, _)| id).collect();
        let ids: BTreeSet<u32> = found.iter().map(|event| event.id).collect();
        prop_assert_eq!(found.len(), ids.len());
        prop_assert_eq!(ids, wanted);
        let mut times: Vec<u16> = found.iter().map(|event| event.at).collect();
        if descending {
            times.reverse();
        }
        prop_assert!(times.is_sorted());
        Ok(())
    };
    TestRunner::new(config)
        .run(&(events, reading), |(values, reading)| {
            runtime.block_on(property(values, reading))
        })
        .unwrap();
}

#[tokio::test]
async fn the_tables_definition_has_the_shards_attribute() {
    let layout = Spread::LAYOUT;
    assert_eq!(
        layout.type_attribute,
        singletable::schema::TypeAttribute::One("_type")
    );
    assert_eq!(layout.type_shards, Some(8));
    assert!(layout.reserves("_shard"));
    let table = table::<Spread>().await;
    let input = table.create_table().into_input().unwrap();
    let attributes = input.attribute_definitions.unwrap();
    let names: BTreeSet<_> = attributes
        .iter()
        .map(|a| a.attribute_name.as_str())
        .collect();
    assert_eq!(names, BTreeSet::from(["_shard", "_timestamp", "pk", "sk"]));
}
