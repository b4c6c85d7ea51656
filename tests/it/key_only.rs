//! Fields that the primary key alone has: `#[entity(key_only)]`.

mod adopted;
mod laws;
mod reads;

use crate::support::{put_raw, raw, table, text};

use singletable::Timestamp;
use singletable::bounds::TableItem as _;
use singletable::error::DecodeError;
use singletable::{Entity, Error, Item, KeyField, Mapping, Table};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    ttl = "expires",
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk"),
    index(GSI2, pk = "gsi2pk", sk = "gsi2sk", projection = keys_only)
)]
pub enum Shop {
    Order(Order),
    Line(Line),
    Ticket(Ticket),
}

/// A type that serde does not know.
#[derive(Debug, Clone, PartialEq, KeyField)]
pub enum Channel {
    #[serde(rename = "web")]
    Web,
    #[serde(rename = "shop")]
    Shop,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "CUST#<customer>", sk = "ORDER#<channel>#<order:06>")]
#[entity(index(GSI1, name = by_order, pk = "ORDER#<order:06>", sk = "<state>#<customer>"))]
#[entity(index(GSI2, name = by_note, pk = "NOTE#<note>", sk = "<order:06>"))]
pub struct Order {
    #[entity(key_only)]
    pub customer: String,
    #[entity(key_only)]
    pub channel: Channel,
    #[entity(key_only)]
    pub order: u32,
    pub state: String,
    pub note: Option<String>,
    #[serde(default)]
    pub total: u64,
    #[entity(version)]
    pub version: u64,
}

/// Some in the key alone, others as attributes too.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "CUST#<customer>", sk = "LINE#<order:06>#<sku:lower>#<sku>")]
pub struct Line {
    customer: String,
    /// The order that it is of.
    #[entity(key_only)]
    pub order: u32,
    #[entity(key_only)]
    pub sku: String,
    #[entity(read_only)]
    qty: u32,
    #[entity(extra)]
    rest: Item,
}

/// Its identifier is made with it, and a name is unique in an event.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "EVENT#<event>", sk = "TICKET#<id>", unique(by_seat, fields(event, seat)))]
pub struct Ticket {
    #[entity(key_only)]
    event: String,
    #[entity(key_only, on_create = ksuid)]
    id: String,
    seat: String,
}

pub fn order(customer: &str, order: u32) -> Order {
    Order {
        customer: customer.into(),
        channel: Channel::Web,
        order,
        state: "new".into(),
        note: None,
        total: 5,
        version: 1,
    }
}

fn line(order: u32, sku: &str) -> Line {
    Line {
        customer: "c1".into(),
        order,
        sku: sku.into(),
        qty: 1,
        rest: Item::new(),
    }
}

/// Handles of one table, one for each mapping.
async fn both() -> [Table<Shop>; 2] {
    let table = table::<Shop>().await;
    [Mapping::Direct, Mapping::Maps].map(|mapping| table.clone().with_mapping(mapping))
}

async fn stored<E: Entity<Table = Shop>>(table: &Table<Shop>, entity: &E) -> Item {
    raw(table, &entity.item_key().unwrap()).await.unwrap()
}

#[tokio::test]
async fn what_the_key_alone_has_is_no_attribute_and_is_read_back() {
    for table in both().await {
        let orders = OrderRepository::new(&table);
        let order = order("c1", 42);
        orders
            .put(&Order {
                version: 0,
                ..order.clone()
            })
            .send()
            .await
            .unwrap();
        let item = stored(&table, &order).await;
        let mut names: Vec<_> = item.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "_type", "gsi1pk", "gsi1sk", "pk", "sk", "state", "total", "version"
            ]
        );
        assert_eq!(item["sk"], text("ORDER#web#000042"));
        assert_eq!(item["gsi1sk"], text("new#c1"));
        let get = || orders.get("c1", Channel::Web, 42_u32);
        let found = get().send().await.unwrap().unwrap();
        let version = found.version;
        assert_eq!(
            found,
            Order {
                version,
                ..order.clone()
            }
        );
        assert_eq!(Order::from_item(item.clone()).unwrap(), found);
        assert_eq!(found.to_item(Timestamp::now()).unwrap(), item);
        let selected = get()
            .select((Order::STATE, Order::TOTAL))
            .send()
            .await
            .unwrap();
        assert_eq!(selected, Some((Some("new".into()), Some(5))));
        orders
            .delete("c1", Channel::Web, 42_u32)
            .any_version()
            .send()
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn updates_saves_and_upserts_follow_index_keys_of_it() {
    for table in both().await {
        let orders = OrderRepository::new(&table);
        orders.create(&order("c1", 1)).send().await.unwrap();
        let update = || orders.update("c1", Channel::Web, 1_u32).any_version();
        let paid = update()
            .set(Order::STATE, "paid")
            .return_new()
            .send()
            .await
            .unwrap();
        assert_eq!((paid.order, paid.channel.clone()), (1, Channel::Web));
        assert_eq!(stored(&table, &paid).await["gsi1sk"], text("paid#c1"));
        update().set(Order::NOTE, "n").send().await.unwrap();
        let item = stored(&table, &paid).await;
        assert_eq!(
            [&item["gsi2pk"], &item["gsi2sk"]],
            [&text("NOTE#n"), &text("000001")]
        );

        let before = orders
            .get("c1", Channel::Web, 1_u32)
            .send()
            .await
            .unwrap()
            .unwrap();
        let after = Order {
            state: "sent".into(),
            note: None,
            ..before.clone()
        };
        let saved = orders.save(&before, &after).send().await.unwrap();
        assert_eq!(
            (saved.customer.as_str(), saved.state.as_str()),
            ("c1", "sent")
        );
        let item = stored(&table, &saved).await;
        assert_eq!(
            (&item["gsi1sk"], item.get("gsi2pk")),
            (&text("sent#c1"), None)
        );
        assert_eq!(saved, orders.save(&saved, &saved).send().await.unwrap());
        let all = orders
            .save(&saved, &saved)
            .with_all_keys()
            .send()
            .await
            .unwrap();
        let moved = Order {
            order: 2,
            ..all.clone()
        };
        assert!(matches!(
            orders.save(&all, &moved).send().await,
            Err(Error::Expression { .. })
        ));
        let given = orders.update("c1", Channel::Web, 1_u32).given(&all);
        given.set(Order::STATE, "back").send().await.unwrap();
        assert_eq!(stored(&table, &all).await["gsi1sk"], text("back#c1"));

        let upsert = orders.update("c9", Channel::Shop, 7_u32).any_version();
        let upsert = upsert.set(Order::STATE, "new").upsert();
        let made = upsert.return_new().send().await.unwrap();
        assert_eq!(
            (made.customer.as_str(), made.order, made.total),
            ("c9", 7, 0)
        );
        let item = stored(&table, &made).await;
        assert_eq!(item["gsi1pk"], text("ORDER#000007"));
        assert!(!item.contains_key("order"), "{:?}", item.keys());
        assert_eq!(orders.scan().lacking_keys().count().await.unwrap(), 0);
        for order in orders.scan().all().await.unwrap() {
            orders
                .delete(order.customer, order.channel, order.order)
                .any_version()
                .send()
                .await
                .unwrap();
        }
    }
}

/// Of a field with a default, a missing attribute is that value.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "CUST#<customer>", sk = "CARD#<card>", unlisted)]
pub struct Card {
    #[entity(key_only)]
    customer: String,
    #[entity(key_only)]
    card: String,
    #[serde(default)]
    points: u32,
    #[serde(default)]
    level: u32,
}

#[tokio::test]
async fn a_loaded_value_is_asked_for_in_every_form_that_it_was_read_from() {
    for table in both().await {
        let cards = CardRepository::new(&table);
        let card = Card {
            customer: "c1".into(),
            card: "k".into(),
            points: 0,
            level: 0,
        };
        let mut item = card.to_item(Timestamp::now()).unwrap();
        item.remove("points");
        put_raw(&table, &item).await;
        let found = cards.get("c1", "k").send().await.unwrap().unwrap();
        assert_eq!(found, card);
        let after = Card {
            points: 5,
            ..card.clone()
        };
        assert_eq!(cards.save(&found, &after).send().await.unwrap(), after);
        let put = cards.put(&card).return_new().send().await.unwrap();
        assert_eq!(put, card);
        let old = cards.delete("c1", "k").return_old().send().await.unwrap();
        assert_eq!(old, Some(card));
    }
}

#[tokio::test]
async fn a_generated_identifier_is_in_the_key_alone_and_values_are_unique_with_it() {
    for table in both().await {
        let tickets = TicketRepository::new(&table);
        let new = |seat: &str| NewTicket {
            event: "e".into(),
            seat: seat.into(),
        };
        let made = tickets.create(new("A1")).send().await.unwrap();
        assert_eq!(
            tickets
                .by_unique_by_seat("e", "A1")
                .send()
                .await
                .unwrap()
                .as_ref(),
            Some(&made)
        );
        let again = tickets.create(new("A1")).send().await;
        assert!(
            matches!(again, Err(Error::UniqueViolation { .. })),
            "{again:?}"
        );
        let after = Ticket {
            seat: "A2".into(),
            ..made.clone()
        };
        let moved = tickets.save(&made, &after).send().await.unwrap();
        assert_eq!(
            tickets.by_unique_by_seat("e", "A1").send().await.unwrap(),
            None
        );
        tickets
            .delete_by(moved.to_key())
            .given(&moved)
            .send()
            .await
            .unwrap();
        tickets.create(new("A2")).send().await.unwrap();
        let rest = tickets.scan().all().await.unwrap();
        let deleted = &rest[0];
        tickets
            .delete_by(deleted.to_key())
            .given(deleted)
            .send()
            .await
            .unwrap();
    }
}

fn decode_error<T: std::fmt::Debug>(result: Result<T, Error>) -> DecodeError {
    match result {
        Err(Error::Decode(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_key_that_the_templates_do_not_make_is_an_error_that_names_the_field_and_no_value() {
    for table in both().await {
        let orders = OrderRepository::new(&table);
        let item = order("c1", 1).to_item(Timestamp::now()).unwrap();
        for (sk, field) in [
            ("ORDERS#web#000001", "channel"),
            ("ORDER#web#0000secret", "order"),
            ("ORDER#web#1", "order"),
            ("ORDER#secret#000001", "channel"),
            ("ORDER#web", "channel"),
        ] {
            let mut wrong = item.clone();
            wrong.insert("sk".into(), text(sk));
            put_raw(&table, &wrong).await;
            let error = decode_error(orders.scan().all().await);
            assert_eq!((error.entity(), error.attribute()), ("Order", Some("sk")));
            let sentence = error.to_string();
            assert!(sentence.contains(&format!("`{field}`")), "{sk}: {sentence}");
            assert!(
                !format!("{error} {error:?}").contains("secret"),
                "{sentence}"
            );
            assert!(Shop::from_item(wrong.clone()).is_err());
            // What cannot be read is found by the scans that look for wrong keys, and is an error there.
            decode_error(orders.scan().misplaced().all().await);
            decode_error(orders.scan().stale_keys().all().await);
            let key = ["pk", "sk"].map(|name| (name.to_owned(), wrong[name].clone()));
            table
                .client()
                .delete_item()
                .table_name(table.name())
                .set_key(Some(key.into()))
                .send()
                .await
                .unwrap();
        }
        let mut keyless = item.clone();
        keyless.remove("pk");
        let error = Order::from_item(keyless).unwrap_err();
        assert_eq!(error.attribute(), Some("pk"));
        assert!(error.to_string().contains("`customer`"), "{error}");
        // Of a key in which a field is twice, both agree.
        let mut line = line(1, "Pen").to_item(Timestamp::now()).unwrap();
        assert_eq!(line["sk"], text("LINE#000001#pen#Pen"));
        line.insert("sk".into(), text("LINE#000001#pencil#Pen"));
        let error = Line::from_item(line).unwrap_err();
        assert!(error.to_string().contains("`sku`"), "{error}");
    }
}

#[tokio::test]
async fn what_another_program_stores_under_the_name_of_the_field_is_kept() {
    let table = table::<Shop>().await;
    let lines = LineRepository::new(&table);
    let mut item = line(1, "Pen").to_item(Timestamp::now()).unwrap();
    item.insert("sku".into(), text("other"));
    put_raw(&table, &item).await;
    let found = lines.get("c1", 1_u32, "Pen").send().await.unwrap().unwrap();
    assert_eq!(
        (found.sku.as_str(), &found.rest["sku"]),
        ("Pen", &text("other"))
    );
    lines.put(&found).send().await.unwrap();
    assert_eq!(stored(&table, &found).await, item);
}

#[tokio::test]
async fn an_item_under_another_key_than_its_fields_make_is_moved_with_it() {
    let table = table::<Shop>().await;
    let lines = LineRepository::new(&table);
    let mut item = line(1, "Pen").to_item(Timestamp::now()).unwrap();
    item.insert("pk".into(), text("CUST#former"));
    put_raw(&table, &item).await;
    let found: Vec<_> = lines.scan().misplaced().all().await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].item.sku.as_str(), found[0].item.customer.as_str()),
        ("Pen", "c1")
    );
    found[0].relocate(&table).send().await.unwrap();
    assert_eq!(
        lines.get("c1", 1_u32, "Pen").send().await.unwrap(),
        Some(line(1, "Pen"))
    );
    assert_eq!(lines.scan().misplaced().count().await.unwrap(), 0);
}

#[test]
fn the_schema_says_which_fields_the_key_alone_has() {
    let fields = |schema: &singletable::schema::EntitySchema| {
        let fields = schema.key_only.iter();
        fields
            .map(|field| (field.field, field.slot, field.random))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        fields(Order::SCHEMA),
        [
            ("customer", 0, false),
            ("channel", 1, false),
            ("order", 2, false)
        ]
    );
    assert_eq!(
        fields(Ticket::SCHEMA),
        [("event", 0, false), ("id", 1, true)]
    );
    assert!(
        Order::SCHEMA
            .attributes
            .iter()
            .all(|attribute| attribute.field != "order")
    );
}
