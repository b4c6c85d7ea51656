//! Streams hold a bounded part of what goes through them. In a binary of its own, because it counts
//! what the whole process allocates.
//!
//! `SINGLETABLE_MEMORY_ITEMS=10000,50000,200000 cargo test --test memory -- --nocapture` is the measurement of
//! `docs/streaming-memory.md`.

use futures_util::{Stream, StreamExt as _, TryStreamExt as _, stream};
use peak_alloc::PeakAlloc;
use singletable::{Entity, Error, Table};
use singletable_local::Local;
use std::path::PathBuf;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Log")]
struct Log;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Log, pk = "LOG#<log>", sk = "EVENT#<number:08>")]
struct Event {
    log: String,
    number: u32,
    text: String,
}

const LOG: &str = "main";
/// Items of one request, in scans and queries.
const PAGE: usize = 200;

fn event(number: u32) -> Event {
    Event {
        log: LOG.into(),
        number,
        text: format!("{number:0200}"),
    }
}

/// An engine in a file, so that what is stored is not in memory. SQLite's own cache is not counted:
/// it is not Rust's.
struct File(PathBuf);

impl File {
    fn new(items: u32) -> Self {
        let name = format!("memory-{}-{items}.db", std::process::id());
        Self(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        for ending in ["", "-shm", "-wal"] {
            let mut file = self.0.clone().into_os_string();
            file.push(ending);
            let _ = std::fs::remove_file(file);
        }
    }
}

/// The most bytes that were alive at once, beyond those before.
async fn peak(work: impl Future<Output = Result<u32, Error>>, items: u32) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    assert_eq!(work.await.unwrap(), items);
    MEMORY.peak_usage().saturating_sub(before)
}

/// Counts the results, and lets go of each.
async fn count<T>(results: impl Stream<Item = Result<T, Error>>) -> Result<u32, Error> {
    let results = std::pin::pin!(results);
    results
        .try_fold(0, |count, _| async move { Ok(count + 1) })
        .await
}

/// The peaks of each way to stream so many items.
async fn peaks(items: u32) -> [(&'static str, usize); 4] {
    let file = File::new(items);
    let table = Table::<Log>::new(Local::file(&file.0).unwrap().client());
    table.create_table().send().await.unwrap();
    let events = EventRepository::new(&table);
    let puts = stream::iter(0..items).map(|number| events.put(&event(number)));
    let written = async {
        let written = table.batch_write().send_stream(puts).await?;
        Ok(u32::try_from(written).unwrap())
    };
    let written = peak(written, items).await;
    let scan = events.scan().segments(4).page_size(PAGE).stream();
    let scanned = peak(count(scan), items).await;
    let query = events.query(LOG).page_size(PAGE).stream();
    let queried = peak(count(query), items).await;
    let keys = stream::iter(0..items).map(|number| event(number).to_key());
    let gets = events.batch_get_stream(keys).concurrency(4).stream();
    let gets = gets.map_ok(|(_, event)| assert!(event.is_some()));
    let got = peak(count(gets), items).await;
    [
        ("batch write", written),
        ("scan", scanned),
        ("query", queried),
        ("batch get", got),
    ]
}

#[tokio::test]
async fn streams_of_any_length_hold_a_bounded_number_of_items() {
    let given = std::env::var("SINGLETABLE_MEMORY_ITEMS");
    let counts = given.unwrap_or_else(|_| "1500,4500".into());
    let counts = counts.split(',').map(|count| count.parse().unwrap());
    // What is made once, such as the client's own, is not what is measured.
    peaks(100).await;
    let mut first = None;
    for items in counts {
        let peaks = peaks(items).await;
        let first = *first.get_or_insert(peaks);
        for ((stream, few), (_, many)) in first.into_iter().zip(peaks) {
            println!("{stream} of {items}: {many} bytes");
            // Whether one more request is made before an answer is let go of, is a matter of timing.
            assert!(many <= few + few / 2, "{stream}: {few} bytes, then {many}");
        }
    }
}
