//! Reads of what the key alone has: by every operation, whole and in part.

use super::{Channel, Line, LineRepository, Order, OrderRepository, Shop, both, line, order};
use futures_util::TryStreamExt as _;
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::TableItem as _;
use singletable::stream::aws_sdk_dynamodbstreams::types as streams;
use singletable::{Collection, Entity as _, Projection, Timestamp};

#[derive(Debug, PartialEq, Projection)]
#[projection(entity = Order)]
struct Brief {
    order: u32,
    state: String,
    #[projection(field = customer)]
    of: Option<String>,
}

#[derive(Debug, PartialEq, Projection)]
#[projection(entity = Order)]
struct Keys {
    order: u32,
    channel: Channel,
}

#[derive(Debug, PartialEq, Collection)]
#[collection(table = Shop, pk = "CUST#<customer>")]
struct Customer {
    orders: Vec<Order>,
    lines: Vec<Line>,
}

#[derive(Debug, PartialEq, Collection)]
#[collection(table = Shop, pk = "CUST#<customer>")]
struct WithLines {
    order: Order,
    lines: Vec<Line>,
}

#[derive(Debug, PartialEq, Collection)]
#[collection(table = Shop, pk = "CUST#<customer>")]
struct Joined {
    #[collection(join(order = order))]
    orders: Vec<WithLines>,
}

#[tokio::test]
async fn every_read_has_what_the_key_alone_has() {
    for table in both().await {
        let (orders, lines) = (OrderRepository::new(&table), LineRepository::new(&table));
        let all = [1, 20, 300].map(|number| order("c1", number));
        table
            .write_transaction()
            .with(orders.create(&all[0]))
            .with(orders.create(&all[1]))
            .send()
            .await
            .unwrap();
        orders.create(&all[2]).send().await.unwrap();
        let both = [line(20, "Ink"), line(20, "Pen")];
        let puts = both.iter().map(|line| lines.put(line));
        table.batch_write().with_all(puts).send().await.unwrap();

        let query = || orders.query("c1");
        assert_eq!(query().all().await.unwrap(), all);
        let range = query().within((Channel::Web,), 1_u32..=20);
        assert_eq!(range.all().await.unwrap(), all[..2]);
        assert_eq!(orders.by_order(20_u32).all().await.unwrap(), all[1..2]);
        let mut scanned = orders.scan().all().await.unwrap();
        scanned.sort_by_key(|order| order.order);
        assert_eq!(scanned, all);
        let items: Vec<_> = table.scan().stream().try_collect().await.unwrap();
        assert_eq!(items.len(), 5);
        assert!(items.contains(&Shop::Line(both[1].clone())));

        let keys = || all.iter().map(Order::to_key);
        let read = orders.batch_get(keys()).send().await.unwrap();
        assert_eq!(read, all.clone().map(Some));
        let read = table
            .read_transaction((
                orders.get("c1", Channel::Web, 1_u32),
                lines.get("c1", 20_u32, "Pen"),
            ))
            .send()
            .await
            .unwrap();
        assert_eq!(read, (Some(all[0].clone()), Some(both[1].clone())));

        let customer = Customer::get(&table, "c1").send().await.unwrap().unwrap();
        assert_eq!(customer.orders, all);
        assert_eq!(customer.lines, both);
        let joined = Joined::get(&table, "c1").send().await.unwrap().unwrap();
        let counts = joined
            .orders
            .iter()
            .map(|of| (of.order.order, of.lines.len()));
        assert_eq!(counts.collect::<Vec<_>>(), [(1, 0), (20, 2), (300, 0)]);

        for order in all {
            orders
                .delete_by(order.to_key())
                .any_version()
                .send()
                .await
                .unwrap();
        }
        for line in both {
            lines.delete_by(line.to_key()).send().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_projection_reads_it_also_of_an_index_of_keys() {
    for table in both().await {
        let orders = OrderRepository::new(&table);
        let noted = Order {
            note: Some("n".into()),
            ..order("c1", 7)
        };
        orders.create(&noted).send().await.unwrap();
        let brief = || Brief {
            order: 7,
            state: "new".into(),
            of: Some("c1".into()),
        };
        let get = || orders.get("c1", Channel::Web, 7_u32);
        assert_eq!(
            get().project::<Brief>().send().await.unwrap(),
            Some(brief())
        );
        let input = get().project::<Keys>().into_input().unwrap();
        let names = input.expression_attribute_names().unwrap();
        assert!(names.values().any(|name| name == "pk"));
        assert!(
            names
                .values()
                .all(|name| name != "order" && name != "channel")
        );
        let queried = orders.query("c1").project::<Brief>().all().await.unwrap();
        assert_eq!(queried, [brief()]);
        let keys = || Keys {
            order: 7,
            channel: Channel::Web,
        };
        assert_eq!(get().project::<Keys>().send().await.unwrap(), Some(keys()));
        let by_note = orders.by_note("n").project::<Keys>().all().await.unwrap();
        assert_eq!(by_note, [keys()]);
        let by_order = orders
            .by_order(7_u32)
            .project::<Keys>()
            .all()
            .await
            .unwrap();
        assert_eq!(by_order, [keys()]);
        let scanned = orders.scan().project::<Keys>().all().await.unwrap();
        assert_eq!(scanned, [keys()]);
        orders
            .delete_by(noted.to_key())
            .any_version()
            .send()
            .await
            .unwrap();
    }
}

fn image(value: &AttributeValue) -> streams::AttributeValue {
    match value {
        AttributeValue::S(text) => streams::AttributeValue::S(text.clone()),
        AttributeValue::N(number) => streams::AttributeValue::N(number.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_record_of_a_stream_has_it_in_its_images() {
    let order = order("c1", 3);
    let item = order.to_item(Timestamp::now()).unwrap();
    let of = |keys: bool| {
        let attributes = item.iter();
        let attributes =
            attributes.filter(|(name, _)| !keys || ["pk", "sk"].contains(&name.as_str()));
        attributes
            .map(|(name, value)| (name.clone(), image(value)))
            .collect()
    };
    let body = streams::StreamRecord::builder()
        .set_keys(Some(of(true)))
        .set_new_image(Some(of(false)))
        .build();
    let record = streams::Record::builder()
        .event_name(streams::OperationType::Insert)
        .dynamodb(body)
        .build();
    let change = Shop::from_stream_record(record).unwrap().unwrap();
    assert_eq!(change.new, Some(Shop::Order(order)));
}
