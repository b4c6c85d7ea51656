//! Keys that are numbers or binaries, and tables without a sort key: every operation, on text and on maps.

mod laws;
mod model;
mod shared;

use crate::support::{key_error, raw, table, text};
use model::{Counter, Guarded, Moment, Reading, Sky, Solo, Star, Thing};
use singletable::aws_sdk_dynamodb::primitives::Blob;
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::{EntityKey as _, TableModel};
use singletable::error::Cause;
use singletable::key::KeyErrorKind;
use singletable::{Entity, Error, Item, Mapping, Table};

fn number(text: &str) -> AttributeValue {
    AttributeValue::N(text.into())
}

fn bytes(of: &[u8]) -> AttributeValue {
    AttributeValue::B(Blob::new(of))
}

fn item(entries: &[(&str, AttributeValue)]) -> Item {
    let entries = entries.iter();
    entries
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

/// The table, as requests go to it in each way.
async fn both<T: TableModel>() -> [Table<T>; 2] {
    [
        table::<T>().await,
        table::<T>().await.with_mapping(Mapping::Maps),
    ]
}

fn star(body: &[u8], at: f64) -> Star {
    Star {
        body: body.to_vec(),
        at,
        mag: 3,
        tag: [1, 2],
        name: Some("Vega".into()),
        rank: 7,
    }
}

#[tokio::test]
async fn keys_are_stored_as_the_table_says() {
    for table in both::<Sky>().await {
        let star = star(&[1, 254], -2.5);
        model::StarRepository::new(&table)
            .put(&star)
            .send()
            .await
            .unwrap();
        let key = star.item_key().unwrap();
        assert_eq!(
            *key.attributes(),
            item(&[("body", bytes(&[1, 254])), ("at", number("-2.5"))])
        );
        let mut stored = raw(&table, &key).await.unwrap();
        let made = stored.remove("made").unwrap();
        let millis: i64 = made.as_n().unwrap().parse().unwrap();
        assert!(millis > 1_700_000_000_000);
        assert_eq!(
            stored,
            item(&[
                ("body", bytes(&[1, 254])),
                ("at", number("-2.5")),
                ("mag", number("3")),
                ("tag", bytes(&[1, 2])),
                ("name", text("Vega")),
                ("rank", number("7")),
                ("_type", text("STAR")),
            ])
        );
    }
}

#[tokio::test]
async fn every_operation_by_a_key_finds_its_item() {
    for table in both::<Sky>().await {
        let stars = model::StarRepository::new(&table);
        let (one, other) = (star(&[1], 1.0), star(&[1], 1.5));
        stars.create(&one).send().await.unwrap();
        let again = stars.create(&one).send().await;
        assert!(matches!(again, Err(Error::AlreadyExists { .. })));
        stars.put(&other).send().await.unwrap();
        assert_eq!(stars.get([1], 1.0).send().await.unwrap(), Some(one.clone()));
        assert_eq!(stars.get([2], 1.0).send().await.unwrap(), None);
        let batch = [
            Star::key([1], 1.5),
            Star::key([1], 1.0),
            Star::key([1], 9.0),
        ];
        let read = stars.batch_get(batch).send().await.unwrap();
        assert_eq!(read, [Some(other.clone()), Some(one.clone()), None]);
        let (a, b) = table
            .read_transaction((stars.get([1], 1.5), stars.get([1], 1.0)))
            .send()
            .await
            .unwrap();
        assert_eq!((a, b), (Some(other.clone()), Some(one.clone())));
        let changed = stars
            .update([1], 1.0)
            .set(Star::NAME, "Deneb")
            .return_new()
            .send()
            .await
            .unwrap();
        assert_eq!(changed.name.as_deref(), Some("Deneb"));
        table
            .write_transaction()
            .with(stars.delete([1], 1.0))
            .with(stars.update([1], 1.5).set(Star::MAG, 4))
            .send()
            .await
            .unwrap();
        assert_eq!(stars.get([1], 1.0).send().await.unwrap(), None);
        assert_eq!(stars.get([1], 1.5).send().await.unwrap().unwrap().mag, 4);
        table
            .batch_write()
            .with(stars.put(&one))
            .with(stars.delete([1], 1.5))
            .send()
            .await
            .unwrap();
        assert_eq!(
            stars.scan().all().await.unwrap(),
            std::slice::from_ref(&one)
        );
        assert_eq!(
            stars.delete([1], 1.0).return_old().send().await.unwrap(),
            Some(one)
        );
    }
}

#[tokio::test]
async fn an_index_over_numbers_and_binaries_is_read_and_follows_updates() {
    for table in both::<Sky>().await {
        let stars = model::StarRepository::new(&table);
        for at in [1.0, 2.0, 3.0] {
            let mut star = star(&[9], at);
            star.tag = [0, at.to_bits().to_be_bytes()[1]];
            star.rank = at.to_bits() >> 52;
            stars.put(&star).send().await.unwrap();
        }
        let read = stars.by_mag(3).all().await.unwrap();
        let mut tags: Vec<_> = read.iter().map(|star| star.tag).collect();
        assert_eq!(tags.len(), 3);
        tags.sort_unstable();
        assert_eq!(read.iter().map(|star| star.tag).collect::<Vec<_>>(), tags);
        // An exclusive end of a binary is the next one.
        let after = stars.by_mag(3).after((tags[0],)).all().await.unwrap();
        assert!(after.iter().all(|star| star.tag > tags[0]));
        let begins = stars.by_mag(3).begins_with((), vec![0_u8]);
        assert_eq!(begins.all().await.unwrap().len(), 3);
        let text = stars.by_mag(3).begins_with((), "0").all().await;
        assert_eq!(key_error(text).kind(), KeyErrorKind::BinaryBeginning);
        // A number that is an index key by itself is counted up with it.
        let changed = stars.update([9], 1.0).increment(Star::MAG, 1);
        changed.send().await.unwrap();
        assert_eq!(stars.by_mag(3).count().await.unwrap(), 2);
        assert_eq!(stars.by_mag(4).count().await.unwrap(), 1);
        let moved = stars.update([9], 2.0).set(Star::TAG, [7, 7]);
        moved.send().await.unwrap();
        assert_eq!(stars.by_mag(3).at(([7, 7],)).count().await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_type_index_may_sort_by_a_number() {
    for table in both::<Sky>().await {
        model::StarRepository::new(&table)
            .put(&star(&[1], 1.0))
            .send()
            .await
            .unwrap();
        let moments = model::MomentRepository::new(&table);
        let moment = |at: u32| Moment {
            body: vec![3],
            at,
            weight: i64::from(at) * 10,
        };
        for at in [3, 1, 2] {
            moments.put(&moment(at)).send().await.unwrap();
        }
        let weights = table.list::<Moment>().all().await.unwrap();
        assert_eq!(weights, [moment(1), moment(2), moment(3)]);
        let heavy = table.list::<Moment>().after((10,)).all().await.unwrap();
        assert_eq!(heavy, [moment(2), moment(3)]);
        let since = table
            .list::<Star>()
            .after((crate::support::time("2026-01-01T00:00:00.000Z"),));
        assert_eq!(since.all().await.unwrap().len(), 1);
        let changed = moments.update([3], 1_u32).increment(Moment::WEIGHT, 100);
        changed.send().await.unwrap();
        let last = table.list::<Moment>().descending().one().await.unwrap();
        assert_eq!(last.unwrap().at, 1);
    }
}

#[tokio::test]
async fn a_table_without_a_sort_key_has_one_item_for_a_partition_key() {
    for table in both::<Solo>().await {
        let counters = model::CounterRepository::new(&table);
        let counter = |no: u128| Counter { no, on: true };
        let large = 12_345_678_901_234_567_890_123;
        for no in [7, large] {
            counters.create(&counter(no)).send().await.unwrap();
        }
        let key = Counter::key(large).item_key().unwrap();
        assert_eq!(
            *key.attributes(),
            item(&[("no", number("12345678901234567890123"))])
        );
        assert_eq!(
            counters.get(large).send().await.unwrap(),
            Some(counter(large))
        );
        assert_eq!(counters.query(7_u128).all().await.unwrap(), [counter(7)]);
        assert_eq!(counters.query(8_u128).count().await.unwrap(), 0);
        let read = counters.batch_get([Counter::key(8), Counter::key(7)]);
        assert_eq!(read.send().await.unwrap(), [None, Some(counter(7))]);
        counters
            .update(7)
            .set(Counter::ON, false)
            .send()
            .await
            .unwrap();
        let page = counters.scan().limit(1).send().await.unwrap();
        let rest = counters.scan().start_at(page.next.as_ref().unwrap());
        let rest = rest.all().await.unwrap();
        let all: Vec<_> = page.items.into_iter().chain(rest).collect();
        assert_eq!(all.len(), 2);
        table
            .write_transaction()
            .with(counters.delete(7))
            .with(counters.delete(large))
            .send()
            .await
            .unwrap();
        assert_eq!(counters.scan().count().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn unique_values_are_kept_in_every_layout_whose_partition_key_is_text() {
    for table in both::<Guarded>().await {
        let things = model::ThingRepository::new(&table);
        let thing = |id: &str, email: &str| Thing {
            id: id.into(),
            email: email.into(),
        };
        let (one, other) = (thing("1", "a"), thing("2", "b"));
        things.create(&one).send().await.unwrap();
        things.create(&other).send().await.unwrap();
        let taken = things.create(&thing("3", "a")).send().await;
        assert!(
            matches!(taken, Err(Error::UniqueViolation { .. })),
            "{taken:?}"
        );
        assert_eq!(
            things.by_unique_email("a").send().await.unwrap(),
            Some(one.clone())
        );
        let renamed = thing("1", "c");
        things.save(&one, &renamed).send().await.unwrap();
        things.create(&thing("3", "a")).send().await.unwrap();
        things.delete("1").given(&renamed).send().await.unwrap();
        assert_eq!(things.by_unique_email("c").send().await.unwrap(), None);
        assert_eq!(things.scan().count().await.unwrap(), 2);
    }
}

#[tokio::test]
async fn a_constant_number_is_a_sort_key() {
    for table in both::<model::Sensors>().await {
        let readings = model::ReadingRepository::new(&table);
        let statuses = model::StatusRepository::new(&table);
        let status = model::Status {
            device: "d1".into(),
            online: true,
        };
        statuses.put(&status).send().await.unwrap();
        for at in [1, 2] {
            let reading = Reading {
                device: "d1".into(),
                at,
                value: 0.5,
            };
            readings.put(&reading).send().await.unwrap();
        }
        let key = status.item_key().unwrap();
        assert_eq!(key.attributes()["at"], number("0"));
        assert_eq!(
            statuses.get("d1").send().await.unwrap(),
            Some(status.clone())
        );
        assert_eq!(statuses.query("d1").all().await.unwrap(), [status]);
        let all = readings.query("d1").all().await.unwrap();
        assert_eq!(
            all.iter().map(|reading| reading.at).collect::<Vec<_>>(),
            [1, 2]
        );
    }
}

#[tokio::test]
async fn a_value_that_no_key_can_hold_is_an_error_before_the_request() {
    let table = table::<Sky>().await;
    let stars = model::StarRepository::new(&table);
    for at in [f64::NAN, f64::INFINITY] {
        let error = key_error(stars.put(&star(&[1], at)).send().await);
        assert_eq!(
            (error.kind(), error.field()),
            (KeyErrorKind::NotANumber, Some("at"))
        );
    }
    let error = key_error(stars.put(&star(&[1], 1e200)).send().await);
    assert_eq!(error.kind(), KeyErrorKind::NumberOutOfRange);
    let error = key_error(stars.put(&star(&[], 1.0)).send().await);
    assert_eq!(
        (error.kind(), error.field()),
        (KeyErrorKind::Empty, Some("body"))
    );
    let error = key_error(stars.get(vec![0; 2049], 1.0).send().await);
    let (actual, limit) = (2049, 2048);
    assert_eq!(error.kind(), KeyErrorKind::TooLong { actual, limit });
}

#[tokio::test]
async fn an_item_without_a_type_is_told_by_keys_of_other_types() {
    for table in both::<model::Untold>().await {
        let stored = item(&[
            ("stream", bytes(&[1, 254])),
            ("seq", number("10")),
            ("parts", AttributeValue::Bs(vec![Blob::new([0, 98])])),
        ]);
        crate::support::put_raw(&table, &stored).await;
        let frames = model::FrameRepository::new(&table);
        let frame = frames.get([1, 254], 10).send().await.unwrap().unwrap();
        assert_eq!(frame.seq, 10);
        assert_eq!(
            frames
                .query([1, 254])
                .at_or_after((2,))
                .all()
                .await
                .unwrap(),
            std::slice::from_ref(&frame)
        );
        assert_eq!(frames.scan().all().await.unwrap(), [frame]);
    }
}

#[tokio::test]
async fn operations_on_one_item_twice_are_found_by_the_value_of_a_number() {
    let table = table::<Sky>().await;
    let stars = model::StarRepository::new(&table);
    let twice = table
        .write_transaction()
        .with(stars.put(&star(&[1], 1.0)))
        .with(stars.delete([1], 1.0))
        .send()
        .await;
    assert!(matches!(twice, Err(Error::Transaction(_))), "{twice:?}");
    let canceled = table
        .write_transaction()
        .with(stars.update([1], 1.0).set(Star::MAG, 1))
        .send()
        .await;
    let Err(Error::TransactionCanceled(canceled)) = canceled else {
        panic!("{canceled:?}");
    };
    assert!(matches!(canceled.reasons()[0].cause(), Cause::NotFound));
    assert_eq!(canceled.reasons()[0].key().attributes()["at"], number("1"));
}
