//! What becomes of the entries that come back, and of requests that fail.

use super::{Book, BookRepository, Library, Reader, batches, book, keys, scripted, sent, stored};
use singletable::bounds::EntityKey as _;
use singletable::error::BatchRead;
use singletable::{Error, Ids, Table};
use singletable_local::{Outcome, Request, Script};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn what_comes_back_waits_twice_as_long_with_each_try() {
    let script = (0..20).fold(Script::new(), |script, _| {
        script.for_operation("BatchWriteItem", Outcome::Unprocessed(25))
    });
    let (table, books) = scripted(&script).await;
    let started = Instant::now();
    let batch = table
        .batch_write()
        .with_all((0..3).map(|n| books.put(&book(n))));
    let error = batch.send().await.unwrap_err();
    // 50 ms, 100 ms .. 3.2 s, and 5 s each until 30 s are over.
    assert_eq!(started.elapsed().as_millis(), 6350 + 5 * 5000);
    assert_eq!(batches(&script), [3; 13]);
    assert!(error.is_throttling());
    assert!(std::error::Error::source(&error).is_none());
    let left = error.unprocessed().unwrap();
    assert_eq!((left.done(), left.left()), (0, 3));
}

#[tokio::test(start_paused = true)]
async fn a_wait_is_a_random_part_of_the_longest() {
    for (byte, longest) in [(0, 0..=0), (51, 68..=72), (255, 350..=350)] {
        let script = (0..3).fold(Script::new(), |script, _| {
            script.for_operation("BatchGetItem", Outcome::Unprocessed(1))
        });
        let (table, _) = scripted(&script).await;
        let books = BookRepository::new(&table.with_ids(Ids::new(move || [byte; 16])));
        let started = Instant::now();
        books.batch_get(keys([1])).send().await.unwrap();
        let waited = started.elapsed().as_millis();
        assert!(longest.contains(&waited), "{waited} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_left_comes_back_as_operations_for_another_batch() {
    let script = Script::new();
    let (table, books) = scripted(&script).await;
    for _ in 0..9 {
        script.push_for("BatchWriteItem", Outcome::Unprocessed(5));
    }
    let batch = table.batch_write().with(books.delete("gone"));
    let batch = batch.with_all((0..9).map(|n| books.put(&book(n))));
    let error = batch.retry_budget(Duration::ZERO).send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the batch ended early: 5 writes are done, 5 are left"
    );
    let Error::Unprocessed(left) = error else {
        panic!("{error}")
    };
    assert_eq!(left.done(), 5);
    let operations = left.operations();
    let kinds = operations
        .iter()
        .map(|left| (left.entity(), left.operation()));
    assert_eq!(kinds.collect::<Vec<_>>(), [("Book", "put"); 5]);
    let expected = keys(4..9).into_iter().map(|key| key.item_key().unwrap());
    assert!(
        operations
            .iter()
            .map(|left| left.key().clone())
            .eq(expected)
    );
    assert_eq!(operations[0].table(), table.name());
    let debug = format!("{left:?} {:?}", left.operations());
    assert!(!debug.contains("b0000"), "{debug}");
    assert_eq!(stored(&table).await.len(), 4);
    let again = table.batch_write().with_all(left.into_operations());
    assert_eq!(again.len(), 5);
    again.send().await.unwrap();
    assert_eq!(stored(&table).await.len(), 9);
}

#[tokio::test(start_paused = true)]
async fn what_was_read_comes_back_with_the_keys_that_are_left() {
    let script = Script::new();
    let (table, books) = scripted(&script).await;
    table
        .batch_write()
        .with_all([books.put(&book(1)), books.put(&book(4))])
        .send()
        .await
        .unwrap();
    script.push_for("BatchGetItem", Outcome::Unprocessed(2));
    let read = table.batch_get_tuple((keys([1, 2, 3, 4, 1]), [Reader::key("a", 1u32)]));
    let error = read.retry_budget(Duration::ZERO).send().await.unwrap_err();
    let left = error.unprocessed().unwrap();
    assert_eq!((left.done(), left.left()), (3, 2));
    assert_eq!(left.keys::<Book>(), keys([4]));
    assert_eq!(left.keys::<Reader>(), [Reader::key("a", 1u32)]);
    let results: Result<Vec<_>, _> = left.results::<Book>().collect();
    let reads = [
        BatchRead::Found(book(1)),
        BatchRead::Absent,
        BatchRead::Absent,
        BatchRead::Unread,
    ];
    assert_eq!(
        results.unwrap(),
        keys([1, 2, 3, 4])
            .into_iter()
            .zip(reads)
            .collect::<Vec<_>>()
    );
    assert!(left.operations().is_empty());
    assert!(!format!("{error:?}").contains("b0000"));
}

#[tokio::test(start_paused = true)]
async fn a_throttled_or_failed_request_is_sent_again_and_the_failure_is_the_source() {
    for (outcome, throttling) in [
        (Outcome::throttled(), true),
        (Outcome::throughput_exceeded(), true),
        (Outcome::server_error(), false),
        (Outcome::LostRequest, false),
        (Outcome::LostAnswer, false),
    ] {
        let script = Script::new();
        let (table, books) = scripted(&script).await;
        for _ in 0..6 {
            script.push_for("BatchWriteItem", outcome.clone());
        }
        let batch = || table.batch_write().with(books.put(&book(1)));
        batch().send().await.unwrap();
        // The SDK's three tries, twice; then the one that passes.
        assert_eq!(batches(&script).len(), 7, "{outcome:?}");
        for _ in 0..3 {
            script.push_for("BatchWriteItem", outcome.clone());
        }
        let error = batch()
            .retry_budget(Duration::ZERO)
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.is_throttling(), throttling, "{outcome:?}");
        assert!(std::error::Error::source(&error).is_some());
        assert_eq!(error.unprocessed().unwrap().left(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_cannot_succeed_ends_the_batch_with_what_is_left() {
    let script = Script::new();
    let (table, books) = scripted(&script).await;
    script.push_for("BatchWriteItem", Outcome::Pass);
    script.push_for(
        "BatchWriteItem",
        Outcome::error(400, "AccessDeniedException", "no"),
    );
    let puts = (0..1000).map(|n| books.put(&book(n)));
    let batch = table.batch_write().with_all(puts).concurrency(2);
    let started = Instant::now();
    let error = batch.send().await.unwrap_err();
    assert_eq!(started.elapsed(), Duration::ZERO);
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("AccessDeniedException"), "{source}");
    assert!(!error.is_throttling());
    let left = error.unprocessed().unwrap();
    // What was under way beside it is waited for.
    let stored = stored(&table).await;
    assert_eq!(left.done(), stored.len());
    assert_eq!(left.done() + left.left(), 1000);
    assert!(left.done() <= 75, "{}", left.done());
    let given: Vec<_> = left
        .operations()
        .iter()
        .map(|left| left.key().attributes()["pk"].as_s().unwrap())
        .collect();
    assert!(given.is_sorted() && given.iter().all(|key| !stored.contains(*key)));
    let missing = Table::<Library>::new(table.client().clone()).with_name("none");
    let none = BookRepository::new(&missing)
        .batch_get(keys([1]))
        .send()
        .await;
    assert_eq!(
        none.unwrap_err().unprocessed().unwrap().keys::<Book>(),
        keys([1])
    );
}

/// What a client does that throttles, fails and leaves entries undone at random.
pub(super) fn chaos(rng: &mut fastrand::Rng, requests: usize) -> Vec<Outcome> {
    let outcomes = (0..requests).map(|_| match rng.u32(0..100) {
        0..12 => Outcome::throttled(),
        12..20 => Outcome::throughput_exceeded(),
        20..32 => Outcome::server_error(),
        32..36 => Outcome::LostRequest,
        36..70 => Outcome::Unprocessed(rng.usize(1..=100)),
        _ => Outcome::Pass,
    });
    outcomes.collect()
}

/// The keys that requests with those outcomes have written or read; none twice.
fn done(requests: &[Request], outcomes: &[Outcome]) -> BTreeSet<String> {
    let mut done = BTreeSet::new();
    let outcomes = outcomes.iter().chain(std::iter::repeat(&Outcome::Pass));
    for (keys, outcome) in sent(requests).into_iter().zip(outcomes) {
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len());
        let passed = match outcome {
            Outcome::Pass => keys.len(),
            Outcome::Unprocessed(left) => keys.len().saturating_sub(*left),
            _ => 0,
        };
        for key in keys.into_iter().take(passed) {
            assert!(done.insert(key), "done twice");
        }
    }
    done
}

/// Books whose writes meet random failures; and what is stored of so many of them at the end.
async fn written(
    seed: u64,
    count: usize,
    budget: u64,
) -> (BookRepository, Script, BTreeSet<String>) {
    // The SDK's waits between its tries are random too.
    fastrand::seed(seed);
    let script = Script::new();
    let (table, books) = scripted(&script).await;
    let outcomes = chaos(&mut fastrand::Rng::with_seed(seed), 4_000);
    for outcome in &outcomes {
        script.push_for("BatchWriteItem", outcome.clone());
    }
    let puts = (0..count).map(|n| books.put(&book(n)));
    let batch = table.batch_write().with_all(puts);
    let started = Instant::now();
    let result = batch
        .retry_budget(Duration::from_millis(budget))
        .send()
        .await;
    assert!(started.elapsed() > Duration::from_millis(budget.min(1_000)));
    let left: Vec<_> = match result {
        Ok(()) => Vec::new(),
        Err(Error::Unprocessed(left)) => {
            let operations = left.into_operations().into_iter();
            let keys = operations.map(|left| left.key().attributes()["pk"].clone());
            keys.map(|key| key.as_s().unwrap().clone()).collect()
        }
        Err(error) => panic!("{error}"),
    };
    assert_eq!(left.is_empty(), budget == PLENTY, "seed {seed}");
    assert!(left.is_sorted(), "in the order of the input");
    let stored = stored(&table).await;
    assert_eq!(done(&script.requests(), &outcomes), stored);
    assert_eq!(stored.len() + left.len(), count);
    let all: BTreeSet<_> = stored.iter().cloned().chain(left).collect();
    assert!(
        all.into_iter()
            .eq((0..count).map(|n| format!("BOOK#{}", book(n).id)))
    );
    (books, script, stored)
}

/// The budget that is not spent, in milliseconds: an hour, as one entry may be left over many times
/// in a row.
const PLENTY: u64 = 3_600_000;

#[tokio::test(start_paused = true)]
async fn of_ten_thousand_writes_through_a_failing_client_nothing_is_lost() {
    for (seed, count, budget) in [
        (1, 10_000, PLENTY),
        (2, 1_000, 150),
        (8, 1_000, 150),
        (4, 1_000, 0),
    ] {
        written(seed, count, budget).await;
    }
}

#[tokio::test(start_paused = true)]
async fn of_ten_thousand_reads_through_a_failing_client_nothing_is_lost() {
    for (seed, count, budget) in [(5, 10_000, PLENTY), (6, 2_000, 150), (7, 2_000, 0)] {
        let (books, script, stored) = written(2, 1_000, 150).await;
        let before = script.requests().len();
        fastrand::seed(seed);
        let mut rng = fastrand::Rng::with_seed(seed);
        let outcomes = chaos(&mut rng, 2_000);
        for outcome in &outcomes {
            script.push_for("BatchGetItem", outcome.clone());
        }
        // Some are stored, and some come twice.
        let mut numbers: Vec<_> = (0..count).map(|n| n % (count * 4 / 5)).collect();
        rng.shuffle(&mut numbers);
        let expected = |n: usize| {
            let is_stored = stored.contains(&format!("BOOK#{}", book(n).id));
            is_stored.then(|| book(n))
        };
        let read = books.batch_get(keys(numbers.clone()));
        match read
            .retry_budget(Duration::from_millis(budget))
            .send()
            .await
        {
            Ok(read) => assert!(read.into_iter().eq(numbers.into_iter().map(expected))),
            Err(error) => {
                assert_ne!(budget, PLENTY);
                let mut once = BTreeSet::new();
                numbers.retain(|number| once.insert(*number));
                let left = error.unprocessed().unwrap();
                let results: Result<Vec<_>, _> = left.results::<Book>().collect();
                let (given, reads): (Vec<_>, Vec<_>) = results.unwrap().into_iter().unzip();
                assert_eq!(given, keys(numbers.clone()));
                let mut unread = Vec::new();
                for ((key, read), number) in given.into_iter().zip(reads).zip(numbers) {
                    match read {
                        BatchRead::Unread => unread.push(key),
                        BatchRead::Absent => assert_eq!(None, expected(number)),
                        BatchRead::Found(book) => assert_eq!(Some(book), expected(number)),
                        other => panic!("neither read nor unread: {other:?}"),
                    }
                }
                assert_eq!(left.keys::<Book>(), unread);
                assert_eq!(left.done() + unread.len(), once.len());
            }
        }
        done(&script.requests()[before..], &outcomes);
    }
}
