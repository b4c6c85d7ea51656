//! Transactions of reads.

use crate::support::{MovableClock, table};
use singletable::error::{Cause, TransactionError};
use singletable::{Entity, Error, Table, Timestamp};
use singletable_local::{Local, Outcome, Script};

#[derive(Debug, Table)]
#[table(ttl = "ttl")]
struct Shop;

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
    name: String,
}

fn order(id: u32) -> Order {
    Order {
        id,
        total: u64::from(id) * 10,
        ends: None,
    }
}

async fn shop() -> (OrderRepository, CustomerRepository) {
    let table = table::<Shop>().await;
    let (orders, customers) = (
        OrderRepository::new(&table),
        CustomerRepository::new(&table),
    );
    for id in 0..3 {
        orders.put(&order(id)).send().await.unwrap();
    }
    let (id, name) = ("ada".into(), "Ada".into());
    customers.put(&Customer { id, name }).send().await.unwrap();
    (orders, customers)
}

#[tokio::test]
async fn the_answer_has_the_shape_of_what_was_asked() {
    let (orders, customers) = shop().await;
    let table = orders.table();
    let read = table.read_transaction((
        customers.get("ada").select((Customer::NAME,)),
        orders.get(9_u32),
        vec![orders.get(2_u32), orders.get(7_u32), orders.get(0_u32)],
        (customers.get("eve"), orders.get(1_u32)),
    ));
    let (name, missing, several, (nobody, one)) = read.send().await.unwrap();
    assert_eq!(name, Some((Some("Ada".to_owned()),)));
    assert_eq!((missing, nobody), (None, None));
    assert_eq!(several, [Some(order(2)), None, Some(order(0))]);
    assert_eq!(one, Some(order(1)));
    let none = table.read_transaction(Vec::<singletable::op::Get<Order>>::new());
    assert_eq!(none.send().await.unwrap(), []);
}

#[tokio::test]
async fn an_expired_item_is_absent_to_a_transaction() {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let table = table::<Shop>().await.with_clock(clock.clock());
    let orders = OrderRepository::new(&table);
    let ending = Order {
        ends: Some(clock.now()),
        ..order(1)
    };
    orders.put(&ending).send().await.unwrap();
    let read = table.read_transaction((orders.get(1_u32),));
    assert_eq!(read.send().await.unwrap(), (None,));
    let read = table.read_transaction((orders.get(1_u32).include_expired(),));
    assert_eq!(read.send().await.unwrap(), (Some(ending),));
}

#[tokio::test]
async fn too_many_reads_and_one_item_twice_are_found_before_sending() {
    let script = Script::new();
    let client = Local::memory().unwrap().scripted_client(&script);
    let table = Table::<Shop>::new(client);
    let (orders, customers) = (
        OrderRepository::new(&table),
        CustomerRepository::new(&table),
    );
    let many: Vec<_> = (0..101_u32).map(|id| orders.get(id)).collect();
    let error = table.read_transaction(many).send().await.unwrap_err();
    assert!(matches!(
        error,
        Error::Transaction(TransactionError::TooManyOperations(101))
    ));
    let twice = (orders.get(1_u32), customers.get("a"), orders.get(1_u32));
    let error = table.read_transaction(twice).send().await.unwrap_err();
    assert!(matches!(
        error,
        Error::Transaction(TransactionError::SameItem {
            first: 0,
            second: 2,
            entity: "Order"
        })
    ));
    let empty = table.read_transaction((customers.get(""),)).into_input();
    assert!(matches!(empty, Err(Error::Key(_))));
    assert_eq!(script.requests(), []);
}

#[tokio::test]
async fn each_reason_of_a_canceled_read_has_its_item() {
    let script = Script::new();
    let table = Table::<Shop>::new(Local::memory().unwrap().scripted_client(&script));
    table.create_table().send().await.unwrap();
    let (orders, customers) = (
        OrderRepository::new(&table),
        CustomerRepository::new(&table),
    );
    script.push(Outcome::transaction_canceled(&[
        "None",
        "TransactionConflict",
    ]));
    let read = table.read_transaction((orders.get(1_u32), customers.get("a")));
    let error = read.send().await.unwrap_err();
    assert!(error.is_throttling());
    let reasons = error.canceled().unwrap().reasons();
    assert_eq!(reasons[0].cause(), &Cause::None);
    let conflict = &reasons[1];
    assert_eq!(conflict.cause(), &Cause::Conflict);
    assert_eq!(
        (conflict.entity(), conflict.operation()),
        ("Customer", "get")
    );
    let key = singletable::bounds::EntityKey::item_key(&Customer::key("a"));
    assert_eq!(conflict.key(), &key.unwrap());
}
