//! Indexes that hold the named attributes and nothing of ours: neither the type nor the time to live.

use crate::support::{MovableClock, expression_error, table};
use singletable::aws_sdk_dynamodb::types::{Projection, ProjectionType};
use singletable::error::ExpressionError;
use singletable::{Entity, Mapping, Table};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(ttl = "expires")]
#[table(type_index(sk = "_timestamp", projection = include_only("total")))]
#[table(index(ByDay, pk = "dpk", sk = "dsk", projection = include_only("customer", "number", "total")))]
#[table(index(Typed, pk = "tpk", projection = include_only("_type", "total")))]
#[table(index(Own, local, sk = "osk", projection = include_only("total")))]
enum Shop {
    Order(Order),
    Refund(Refund),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "CUSTOMER#<customer>", sk = "ORDER#<number:04>", ttl = "1h")]
#[entity(index(ByDay, name = by_day, pk = "ALL", sk = "<number:04>"))]
#[entity(index(Typed, name = typed, pk = "ALL"))]
#[entity(index(Own, name = own, sk = "<number:04>"))]
struct Order {
    customer: String,
    number: u16,
    total: u32,
}

/// Its items are in the same partition of the index, and the index does not hold all of them.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "CUSTOMER#<customer>", sk = "REFUND#<number:04>")]
#[entity(index(ByDay, name = by_day, pk = "ALL", sk = "<number:04>"))]
#[entity(index(Typed, name = typed, pk = "ALL"))]
struct Refund {
    customer: String,
    number: u16,
    total: u32,
    reason: String,
}

fn order(number: u16) -> Order {
    Order {
        customer: "c".into(),
        number,
        total: u32::from(number) * 10,
    }
}

/// Orders 1 and 3, and a refund between them, by each mapping.
async fn stored(clock: &MovableClock) -> [Table<Shop>; 2] {
    let table = table::<Shop>().await.with_clock(clock.clock());
    let refund = Refund {
        customer: "c".into(),
        number: 2,
        total: 20,
        reason: "broken".into(),
    };
    let orders = OrderRepository::new(&table);
    orders.create(&order(1)).send().await.unwrap();
    orders.create(&order(3)).send().await.unwrap();
    let refunds = RefundRepository::new(&table);
    refunds.create(&refund).send().await.unwrap();
    [Mapping::Direct, Mapping::Maps].map(|mapping| table.clone().with_mapping(mapping))
}

fn clock() -> MovableClock {
    MovableClock::at("2026-01-01T00:00:00.000Z")
}

#[test]
fn the_table_is_made_with_the_named_attributes_alone() {
    let table = Table::<Shop>::new(crate::support::client());
    let input = table.create_table().into_input().unwrap();
    let global = input.global_secondary_indexes.unwrap_or_default();
    let local = input.local_secondary_indexes.unwrap_or_default();
    let global = global
        .iter()
        .map(|index| (&index.index_name, &index.projection));
    let local = local
        .iter()
        .map(|index| (&index.index_name, &index.projection));
    let names = |projection: &Option<Projection>| {
        let projection = projection.as_ref().unwrap();
        assert_eq!(projection.projection_type, Some(ProjectionType::Include));
        projection.non_key_attributes().join(" ")
    };
    let held: Vec<_> = global
        .chain(local)
        .map(|(index, projection)| (index.as_str(), names(projection)))
        .collect();
    let expected = [
        ("TypeIndex", "total"),
        ("ByDay", "customer number total"),
        ("Typed", "_type total"),
        ("Own", "total"),
    ];
    assert_eq!(
        held,
        expected.map(|(index, names)| (index, names.to_owned()))
    );
}

#[tokio::test]
async fn items_are_told_apart_by_their_keys_where_the_index_has_no_type() {
    for table in stored(&clock()).await {
        let (orders, refunds) = (OrderRepository::new(&table), RefundRepository::new(&table));
        let found = orders.by_day().all().await.unwrap();
        assert_eq!(found, [order(1), order(3)]);
        let totals = refunds
            .by_day()
            .select((Refund::TOTAL,))
            .all()
            .await
            .unwrap();
        assert_eq!(totals, [(Some(20),)]);
        assert_eq!(orders.by_day().count().await.unwrap(), 2);
        assert_eq!(refunds.by_day().count().await.unwrap(), 1);
        let large = orders.by_day().filter(Order::TOTAL.gt(10));
        assert_eq!(large.all().await.unwrap(), [order(3)]);
        let totals = orders.list().select((Order::TOTAL,)).all().await.unwrap();
        assert_eq!(totals.len(), 2);
        assert_eq!(orders.list().count().await.unwrap(), 2);
        let totals = orders.own("c").select((Order::TOTAL,)).all().await.unwrap();
        assert_eq!(totals, [(Some(10),), (Some(30),)]);
    }
}

/// DynamoDB refuses to read what an index does not hold, and a filter of it finds nothing.
#[tokio::test]
async fn requests_name_nothing_that_the_index_does_not_hold() {
    let [table, _] = stored(&clock()).await;
    let orders = OrderRepository::new(&table);
    let names = |input: singletable::aws_sdk_dynamodb::operation::query::QueryInput| {
        let names = input.expression_attribute_names.unwrap_or_default();
        assert_eq!(input.filter_expression, None);
        let names = names.into_values();
        names
            .filter(|name| name == "_type" || name == "expires")
            .collect::<Vec<_>>()
    };
    let whole = orders.by_day().into_input().unwrap();
    let some = orders.by_day().select((Order::TOTAL,)).into_input();
    let own = orders.own("c").select((Order::TOTAL,)).into_input();
    let none: [&str; 0] = [];
    assert_eq!(names(whole), none);
    assert_eq!(names(some.unwrap()), none);
    assert_eq!(names(own.unwrap()), none);
    // The type is named there, and the time to live is not.
    let typed = orders.typed().select((Order::TOTAL,)).into_input();
    assert_eq!(names(typed.unwrap()), ["_type"]);
    let refused = orders.typed().filter(Order::NUMBER.eq(1));
    let refused = refused.select((Order::TOTAL,)).into_input();
    let not_held = ExpressionError::NotInIndex {
        attribute: "number".into(),
        index: "Typed",
    };
    assert_eq!(expression_error(refused), not_held);
}

#[tokio::test]
async fn expired_items_are_found_where_the_index_has_no_time_to_live() {
    let clock = clock();
    for table in stored(&clock).await {
        let orders = OrderRepository::new(&table);
        clock.move_by(3 * 3600);
        assert_eq!(orders.get("c", 1).send().await.unwrap(), None);
        assert_eq!(orders.by_day().all().await.unwrap(), [order(1), order(3)]);
        assert_eq!(orders.by_day().count().await.unwrap(), 2);
        assert_eq!(orders.typed().count().await.unwrap(), 2);
    }
}
