//! An entity without a type that shares its keys with one that has a type; and enums of entities of which
//! some expire.

use super::{MAPPINGS, put_raw, raw, table, text};
use crate::support::{MovableClock, time};
use singletable::{Collection, Entities, Entity, Error, Item, Repository, Table, Timestamp};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Sensors", pk = "device", sk = number("at"), ttl = "gone")]
enum Sensors {
    Reading(Reading),
    Alarm(Alarm),
    Status(Status),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Sensors, type = "Reading", pk = "DEV:<id>", sk = "<second>")]
struct Reading {
    id: String,
    second: u32,
    value: u32,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Sensors, type = "Alarm", shares = [Reading], pk = "DEV:<id>", sk = "<second>")]
struct Alarm {
    id: String,
    second: u32,
    #[entity(ttl)]
    ends: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Sensors, type = none, shares = [Reading, Alarm], pk = "DEV:<id>", sk = "0")]
struct Status {
    id: String,
    online: bool,
}

/// The first has no time to live.
#[derive(Debug, Clone, PartialEq, Entities)]
enum Measured {
    Reading(Reading),
    Alarm(Alarm),
}

#[derive(Debug, Clone, PartialEq, Collection)]
#[collection(table = Sensors, pk = "DEV:<id>")]
struct Device {
    readings: Vec<Reading>,
    alarms: Vec<Alarm>,
    status: Option<Status>,
}

fn reading(second: u32) -> Reading {
    Reading {
        id: "d".into(),
        second,
        value: 1,
    }
}

fn alarm(second: u32, ends: &str) -> Alarm {
    Alarm {
        id: "d".into(),
        second,
        ends: Some(time(ends)),
    }
}

fn status() -> Status {
    Status {
        id: "d".into(),
        online: true,
    }
}

#[tokio::test]
async fn an_item_without_a_type_is_the_entitys_that_has_none() {
    for mapping in MAPPINGS {
        let table = table::<Sensors>().await.with_mapping(mapping);
        let (readings, all) = (
            ReadingRepository::new(&table),
            Repository::<Measured>::new(&table),
        );
        StatusRepository::new(&table)
            .put(&status())
            .send()
            .await
            .unwrap();
        readings.put(&reading(1)).send().await.unwrap();
        assert_eq!(readings.get("d", 0).send().await.unwrap(), None);
        assert_eq!(readings.query("d").all().await.unwrap(), [reading(1)]);
        assert_eq!(readings.query("d").count().await.unwrap(), 1);
        assert_eq!(readings.scan().all().await.unwrap(), [reading(1)]);
        assert_eq!(readings.scan().count().await.unwrap(), 1);
        assert_eq!(all.scan().count().await.unwrap(), 1);
        let statuses = StatusRepository::new(&table);
        assert_eq!(statuses.get("d").send().await.unwrap(), Some(status()));
        assert_eq!(statuses.query("d").all().await.unwrap(), [status()]);
        assert_eq!(statuses.scan().count().await.unwrap(), 1);
        let device = Device::get(&table, "d").send().await.unwrap().unwrap();
        assert_eq!(device.status, Some(status()));
        assert_eq!((device.readings, device.alarms), (vec![reading(1)], vec![]));
        let mut scanned = table.scan().all().await.unwrap();
        scanned.sort_by_key(|item| matches!(item, Sensors::Status(_)));
        assert_eq!(scanned, [reading(1).into(), Sensors::Status(status())]);
        // At another second an item without a type is nobody's.
        let stray: Item = [
            ("device".to_owned(), text("DEV:d")),
            (
                "at".to_owned(),
                singletable::aws_sdk_dynamodb::types::AttributeValue::N("5".into()),
            ),
        ]
        .into();
        put_raw(&table, &stray).await;
        assert_eq!(readings.query("d").count().await.unwrap(), 1);
        assert_eq!(statuses.query("d").count().await.unwrap(), 1);
        let device = Device::get(&table, "d").send().await.unwrap().unwrap();
        assert_eq!(
            (device.readings, device.status),
            (vec![reading(1)], Some(status()))
        );
    }
}

#[tokio::test]
async fn no_write_of_either_touches_an_item_of_the_other() {
    for mapping in MAPPINGS {
        let table = table::<Sensors>().await.with_mapping(mapping);
        let (readings, statuses) = (
            ReadingRepository::new(&table),
            StatusRepository::new(&table),
        );
        let key = status().item_key().unwrap();
        let stored = async || raw(&table, &key).await.unwrap();

        statuses.put(&status()).send().await.unwrap();
        let whole = stored().await;
        for put in [
            readings.put(&reading(0)).send().await,
            readings.create(&reading(0)).send().await,
        ] {
            assert!(matches!(put, Err(Error::AlreadyExists { .. })), "{put:?}");
        }
        let put = Repository::<Measured>::new(&table)
            .put(&reading(0).into())
            .send()
            .await;
        assert!(matches!(put, Err(Error::AlreadyExists { .. })), "{put:?}");
        let update = || readings.update("d", 0).set(Reading::VALUE, 2);
        assert!(matches!(update().send().await, Err(Error::NotFound { .. })));
        let upsert = update().upsert().send().await;
        assert!(
            matches!(upsert, Err(Error::AlreadyExists { .. })),
            "{upsert:?}"
        );
        readings.delete("d", 0).send().await.unwrap();
        let write = table.write_transaction().with(readings.put(&reading(0)));
        assert!(write.with(readings.put(&reading(3))).send().await.is_err());
        assert_eq!(stored().await, whole);
        statuses
            .update("d")
            .set(Status::ONLINE, false)
            .send()
            .await
            .unwrap();
        statuses.put(&status()).send().await.unwrap();
        statuses.delete("d").send().await.unwrap();

        readings.put(&reading(0)).send().await.unwrap();
        readings.put(&reading(0)).send().await.unwrap();
        update().send().await.unwrap();
        let whole = stored().await;
        let put = statuses.put(&status()).send().await;
        assert!(matches!(put, Err(Error::AlreadyExists { .. })), "{put:?}");
        statuses.delete("d").send().await.unwrap();
        assert_eq!(stored().await, whole);
        readings.delete("d", 0).send().await.unwrap();
        assert_eq!(raw(&table, &key).await, None);
    }
}

#[tokio::test]
async fn an_enum_of_entities_of_which_one_expires_is_read_without_what_has_expired() {
    for mapping in MAPPINGS {
        let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
        let table = table::<Sensors>()
            .await
            .with_mapping(mapping)
            .with_clock(clock.clock());
        let all = Repository::<Measured>::new(&table);
        let (old, new) = (
            alarm(2, "2026-01-01T00:00:05.000Z"),
            alarm(3, "2027-01-01T00:00:00.000Z"),
        );
        let stored: [Measured; 3] = [reading(1).into(), old.clone().into(), new.clone().into()];
        for one in &stored {
            all.put(one).send().await.unwrap();
        }
        let readings = ReadingRepository::new(&table);
        let query = || readings.query("d").any_of::<Measured>();
        assert_eq!(query().all().await.unwrap(), stored);
        clock.move_by(10);
        let left = [stored[0].clone(), stored[2].clone()];
        assert_eq!(query().all().await.unwrap(), left);
        assert_eq!(query().count().await.unwrap(), 2);
        assert_eq!(query().include_expired().all().await.unwrap(), stored);
        assert_eq!(all.scan().count().await.unwrap(), 2);
        let get = |second: u32| readings.get("d", second).any_of::<Measured>();
        assert_eq!(get(2).send().await.unwrap(), None);
        assert_eq!(
            get(2).include_expired().send().await.unwrap(),
            Some(stored[1].clone())
        );
        assert_eq!(get(1).send().await.unwrap(), Some(stored[0].clone()));
        let create = all.create(&stored[1]).send().await;
        create.unwrap();
    }
}
