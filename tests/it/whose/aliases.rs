//! Former names of a type: they are read, and the present one is written.

use super::put_raw;
use crate::support::{raw, table, text};
use singletable::bounds::{EntityKey as _, TableItem as _, TableModel};
use singletable::stream::Change;
use singletable::stream::aws_sdk_dynamodbstreams::types::{OperationType, Record, StreamRecord};
use singletable::{Entity, Item, Mapping, Table};

const MAPPINGS: [Mapping; 2] = [Mapping::Direct, Mapping::Maps];

/// The same entity in a table with that type index.
macro_rules! shop {
    ($name:ident, $(#[$type_index:meta])?) => {
        mod $name {
            use super::*;

            #[derive(Debug, PartialEq, Table)]
            $(#[$type_index])?
            pub enum Shop {
                Customer(Customer),
            }

            #[derive(Debug, Clone, PartialEq, Entity)]
            #[entity(table = Shop, type_alias = "CLIENT", type_alias = "GUEST")]
            #[entity(pk = "CUSTOMER#<id>", sk = "#CUSTOMER")]
            pub struct Customer {
                pub id: String,
                pub visits: u32,
            }

            pub fn customer() -> Customer {
                Customer {
                    id: "1".into(),
                    visits: 7,
                }
            }

            /// The item under the present type.
            pub fn present() -> Item {
                let now = "2026-01-01T00:00:00.000Z".parse().unwrap();
                customer().to_item(now).unwrap()
            }

            /// The item as it was written under a former type: its shard has that name too.
            pub fn former(name: &str) -> Item {
                let mut item = present();
                item.insert("_type".into(), text(name));
                if let Some(shard) = item.get_mut("_shard") {
                    let of_former = shard.as_s().unwrap().replace("CUSTOMER", name);
                    *shard = text(&of_former);
                }
                item
            }

            pub async fn stored(table: &Table<Shop>) -> Item {
                let key = Customer::key("1").item_key().unwrap();
                raw(table, &key).await.unwrap()
            }
        }
    };
}

shop!(plain,);
shop!(listed, #[table(type_index(sk = "_timestamp"))]);
shop!(bare_list, #[table(type_index(name = "TypeIndex"))]);
shop!(sharded, #[table(type_index(pk = "_shard", sk = "_timestamp", shards = 4))]);

macro_rules! laws {
    ($name:ident) => {
        mod $name {
            use super::*;
            use crate::whose::aliases::$name::*;

            #[tokio::test]
            async fn a_former_type_is_read_and_stays_until_the_whole_item_is_written() {
                for mapping in MAPPINGS {
                    let table = table::<Shop>().await.with_mapping(mapping);
                    let customers = CustomerRepository::new(&table);
                    for name in ["CLIENT", "GUEST"] {
                        let changed = Customer {
                            visits: 8,
                            ..customer()
                        };
                        let update = || customers.update("1").set(Customer::VISITS, 8_u32);
                        let leaves = async |write: &str, left: Item| {
                            let [stored, left] = [stored(&table).await, left].map(|mut item| {
                                item.remove("visits");
                                // The time of the write.
                                item.remove("_timestamp");
                                item
                            });
                            assert_eq!(stored, left, "{write} {name}");
                        };
                        let store = async || put_raw(&table, &former(name)).await;
                        store().await;
                        assert_eq!(customers.get("1").send().await.unwrap(), Some(customer()));
                        assert_eq!(table.scan().all().await.unwrap().len(), 1);
                        assert_eq!(customers.scan().count().await.unwrap(), 1);
                        update().send().await.unwrap();
                        leaves("update", former(name)).await;
                        store().await;
                        customers.save(&customer(), &changed).send().await.unwrap();
                        leaves("save", former(name)).await;
                        store().await;
                        update().upsert().send().await.unwrap();
                        leaves("upsert", present()).await;
                        store().await;
                        customers.put(&changed).send().await.unwrap();
                        leaves("put", present()).await;
                        store().await;
                        let create = customers.create(&changed).send().await;
                        assert!(create.unwrap_err().is_already_exists());
                        leaves("create", former(name)).await;
                        let save = customers.save(&customer(), &customer());
                        save.with_all_keys().send().await.unwrap();
                        leaves("with_all_keys", present()).await;
                        store().await;
                        customers.delete("1").send().await.unwrap();
                        assert_eq!(customers.get("1").send().await.unwrap(), None);
                    }
                }
            }

            #[tokio::test]
            async fn a_backfill_finds_items_of_a_former_type() {
                let table = table::<Shop>().await;
                let customers = CustomerRepository::new(&table);
                put_raw(&table, &former("GUEST")).await;
                let lacking = customers.scan().lacking_keys().all().await.unwrap();
                assert_eq!(lacking, [customer()]);
                for customer in &lacking {
                    let save = customers.save(customer, customer);
                    save.with_all_keys().send().await.unwrap();
                }
                let scan = customers.scan().lacking_keys();
                assert_eq!(scan.count().await.unwrap(), 0);
                assert_eq!(stored(&table).await, present());
            }
        }
    };
}

mod rules {
    use super::*;

    laws!(plain);
    laws!(listed);
    laws!(bare_list);
    laws!(sharded);
}

#[tokio::test]
async fn a_list_reads_the_present_type() {
    let table = table::<listed::Shop>().await;
    let customers = listed::CustomerRepository::new(&table);
    put_raw(&table, &listed::former("CLIENT")).await;
    assert_eq!(customers.list().all().await.unwrap(), []);
    let save = customers.save(&listed::customer(), &listed::customer());
    save.with_all_keys().send().await.unwrap();
    let listed = customers.list().all().await.unwrap();
    assert_eq!(listed, [listed::customer()]);
}

/// Of a table with a type index without anything else to write, too.
#[tokio::test]
async fn an_item_without_a_type_gets_it_where_the_entity_has_no_index() {
    let table = table::<listed::Shop>().await;
    let customers = listed::CustomerRepository::new(&table);
    let mut item = listed::present();
    item.remove("_type");
    put_raw(&table, &item).await;
    let lacking = customers.scan().lacking_keys().all().await.unwrap();
    assert_eq!(lacking, [listed::customer()]);
    let save = customers.save(&lacking[0], &lacking[0]);
    save.with_all_keys().send().await.unwrap();
    assert_eq!(listed::stored(&table).await, listed::present());
}

#[test]
fn records_of_a_stream_are_read_by_former_types() {
    let image = listed::former("GUEST");
    let keys: Item = ["pk", "sk"]
        .map(|name| (name.to_owned(), image[name].clone()))
        .into();
    let value = |item: Item| {
        item.into_iter()
            .map(|(name, value)| {
                use singletable::aws_sdk_dynamodb::types::AttributeValue as Value;
                use singletable::stream::aws_sdk_dynamodbstreams::types::AttributeValue as Of;
                let value = match value {
                    Value::S(text) => Of::S(text),
                    Value::N(number) => Of::N(number),
                    other => panic!("{other:?}"),
                };
                (name, value)
            })
            .collect()
    };
    let body = StreamRecord::builder()
        .set_keys(Some(value(keys)))
        .set_new_image(Some(value(image)))
        .build();
    let record = Record::builder()
        .event_name(OperationType::Insert)
        .dynamodb(body)
        .build();
    let change = listed::Shop::from_stream_record(record.clone()).unwrap();
    let wanted = listed::Shop::Customer(listed::customer());
    assert_eq!(change.unwrap().new, Some(wanted));
    let change = Change::from_record(record).unwrap();
    let change = change.into_entity::<listed::Customer>().unwrap();
    assert_eq!(change.unwrap().new, Some(listed::customer()));
}

#[test]
fn a_schema_says_its_names() {
    let schema = listed::Customer::SCHEMA;
    assert_eq!(schema.type_aliases, ["CLIENT", "GUEST"]);
    for name in ["CUSTOMER", "CLIENT", "GUEST"] {
        assert!(schema.is_named(name));
    }
    assert!(!schema.is_named("PATRON"));
    assert_eq!(listed::Shop::SCHEMA.entities.len(), 1);
}
