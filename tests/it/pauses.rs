//! Pauses between requests: a client's own sleep is what they go by, where it has one.

use futures_util::stream::{self, StreamExt as _};
use singletable::aws_sdk_dynamodb::Client;
use singletable::aws_sdk_dynamodb::config::{AsyncSleep, Sleep, StalledStreamProtectionConfig};
use singletable::{Entity, Ids, Table};
use singletable_local::{Local, Outcome, Script};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Desk")]
enum Desk {
    Pen(Pen),
    Owner(Owner),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Desk, type = "PEN", pk = "PEN#<number>", sk = "#PEN")]
struct Pen {
    number: u16,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Desk, type = "OWNER", pk = "OWNER#<id>", sk = "#OWNER")]
struct Owner {
    id: String,
    #[entity(unique)]
    email: String,
}

/// A sleep that takes no time, and notes how long it was to be; but the SDK's own waits for a connection
/// and an answer, which are longer than any pause here, never end.
#[derive(Debug, Clone, Default)]
struct OwnSleep(Arc<Mutex<Vec<Duration>>>);

impl OwnSleep {
    fn take(&self) -> Vec<Duration> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl AsyncSleep for OwnSleep {
    fn sleep(&self, duration: Duration) -> Sleep {
        if duration > Duration::from_secs(2) {
            return Sleep::new(std::future::pending());
        }
        self.0.lock().unwrap().push(duration);
        let mut pending = true;
        // Not ready at once: what waits for it must have asked to be woken.
        Sleep::new(std::future::poll_fn(move |cx| {
            if std::mem::take(&mut pending) {
                cx.waker().wake_by_ref();
                return std::task::Poll::Pending;
            }
            std::task::Poll::Ready(())
        }))
    }
}

/// A table whose client follows a script and has a sleep of its own.
fn desk(script: &Script) -> (Table<Desk>, OwnSleep) {
    let sleep = OwnSleep::default();
    let client = Local::memory().unwrap().scripted_client(script);
    let config = client.config().to_builder().sleep_impl(sleep.clone());
    // Whose checks sleep too.
    let config = config.stalled_stream_protection(StalledStreamProtectionConfig::disabled());
    let client = Client::from_conf(config.build());
    let table = Table::new(client).with_ids(Ids::new(|| [0xFF; 16]));
    (table, sleep)
}

/// Runs it where tokio has no timer: a sleep of tokio's panics.
fn without_a_timer<T>(run: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(run)
}

fn pens(numbers: std::ops::Range<u16>) -> impl Iterator<Item = Pen> {
    numbers.map(|number| Pen { number })
}

#[test]
fn batches_pause_by_the_clients_sleep() {
    let script = Script::new();
    let (table, sleep) = desk(&script);
    without_a_timer(async {
        table.create_table().send().await.unwrap();
        let repository = PenRepository::new(&table);
        for operation in ["BatchWriteItem", "BatchGetItem"] {
            for _ in 0..3 {
                script.push_for(operation, Outcome::Unprocessed(1));
            }
        }
        let puts = pens(0..3).map(|pen| repository.put(&pen));
        table.batch_write().with_all(puts).send().await.unwrap();
        assert_eq!(sleep.take().len(), 3);
        let keys = || (0..3).map(Pen::key);
        let found = repository.batch_get(keys()).send().await.unwrap();
        assert_eq!(found, pens(0..3).map(Some).collect::<Vec<_>>());
        assert_eq!(sleep.take().len(), 3);

        script.push_for("BatchWriteItem", Outcome::Unprocessed(1));
        script.push_for("BatchGetItem", Outcome::Unprocessed(1));
        let puts: Vec<_> = pens(3..6).map(|pen| repository.put(&pen)).collect();
        let written = table.batch_write().send_stream(stream::iter(puts)).await;
        assert_eq!(written.unwrap(), 3);
        let keys = stream::iter(keys());
        let found: Vec<_> = repository.batch_get_stream(keys).stream().collect().await;
        assert_eq!(found.len(), 3);
        assert_eq!(sleep.take().len(), 2);
    });
}

#[test]
fn a_transaction_of_its_own_pauses_by_the_clients_sleep() {
    let script = Script::new();
    let (table, sleep) = desk(&script);
    without_a_timer(async {
        table.create_table().send().await.unwrap();
        for _ in 0..2 {
            let outcome = Outcome::transaction_canceled(&["TransactionConflict", "None"]);
            script.push_for("TransactWriteItems", outcome);
        }
        let owner = Owner {
            id: "o".into(),
            email: "e".into(),
        };
        let owners = OwnerRepository::new(&table);
        owners.create(&owner).send().await.unwrap();
        assert_eq!(sleep.take().len(), 2);
        assert_eq!(owners.get("o").send().await.unwrap(), Some(owner));
    });
}

#[test]
fn a_scan_keeps_its_pace_by_the_clients_sleep() {
    let script = Script::new();
    let (table, sleep) = desk(&script);
    without_a_timer(async {
        table.create_table().send().await.unwrap();
        let repository = PenRepository::new(&table);
        for pen in pens(0..6) {
            repository.put(&pen).send().await.unwrap();
        }
        sleep.take();
        let scan = repository.scan().page_size(1).read_units_per_second(1);
        assert_eq!(scan.all().await.unwrap().len(), 6);
        let slept: Duration = sleep.take().into_iter().sum();
        // Half a unit for each request, but for the last.
        assert!(slept >= Duration::from_millis(2500), "{slept:?}");
        let scan = repository.scan().segments(3).read_units_per_second(1);
        assert_eq!(scan.all().await.unwrap().len(), 6);
        assert!(!sleep.take().is_empty());
    });
}
