//! What the tests share: a table of their own each, on the engine that the environment chooses.

pub mod world;

use singletable::aws_sdk_dynamodb::Client;
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::TableModel;
use singletable::error::{ExpressionError, KeyError};
use singletable::{Clock, Error, Item, ItemKey, Table, Timestamp};
use singletable_local::{Local, endpoint_client};
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

static TABLES: AtomicU32 = AtomicU32::new(0);

/// A name that no other table of this run has.
fn unique() -> String {
    let number = TABLES.fetch_add(1, Ordering::Relaxed);
    format!("test-{}-{number}", std::process::id())
}

/// A client of the engine that `SINGLETABLE_TEST_ENDPOINT` chooses: unset, an embedded one in
/// memory; `file`, an embedded one in a temporary file; otherwise the endpoint of that URL.
pub fn client() -> Client {
    match std::env::var("SINGLETABLE_TEST_ENDPOINT").as_deref() {
        Ok("file") => {
            let path = format!("{}/{}.db", env!("CARGO_TARGET_TMPDIR"), unique());
            // Of an earlier run, whose process had the same number.
            for file in ["", "-shm", "-wal"] {
                let _ = std::fs::remove_file(format!("{path}{file}"));
            }
            Local::file(&path).unwrap().client()
        }
        Ok(url) => endpoint_client(url),
        Err(_) => Local::memory().unwrap().client(),
    }
}

/// A fresh table.
pub async fn table<T: TableModel>() -> Table<T> {
    let table = Table::new(client()).with_name(unique());
    table.create_table().send().await.unwrap();
    table
}

/// Stores the item as it is, as another program would.
pub async fn put_raw<T: TableModel>(table: &Table<T>, item: &Item) {
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item.clone())).send().await.unwrap();
}

/// The stored item of that key, as DynamoDB has it.
pub async fn raw<T: TableModel>(table: &Table<T>, key: &ItemKey) -> Option<Item> {
    let request = table.client().get_item().table_name(table.name());
    let request = request
        .set_key(Some(key.attributes().clone()))
        .consistent_read(true);
    request.send().await.unwrap().item
}

/// A clock that moves only when it is moved.
#[derive(Clone)]
pub struct MovableClock(Arc<AtomicI64>);

impl MovableClock {
    pub fn at(text: &str) -> Self {
        Self(Arc::new(AtomicI64::new(time(text).epoch_millis())))
    }

    pub fn move_by(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_epoch_millis(self.0.load(Ordering::Relaxed)).unwrap()
    }

    /// The clock for a table's handle.
    pub fn clock(&self) -> Clock {
        let own = self.clone();
        Clock::new(move || own.now())
    }
}

/// A point in time.
pub fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A text as DynamoDB stores it.
pub fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// The key error that an operation ends with.
pub fn key_error<T: Debug>(result: Result<T, Error>) -> KeyError {
    match result {
        Err(Error::Key(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// The expression error that an operation ends with.
pub fn expression_error<T: Debug>(result: Result<T, Error>) -> ExpressionError {
    match result {
        Err(Error::Expression { source, .. }) => source,
        other => panic!("{other:?}"),
    }
}
