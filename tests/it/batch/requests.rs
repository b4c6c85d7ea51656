//! How entries go into requests: how many, how large, and how many at once.

use super::{Book, BookRepository, Library, batches, book, keys, scripted};
use crate::slow::slow;
use crate::support::table;
use futures_util::stream::{self, StreamExt as _};
use singletable::aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemInput;
use singletable::{Ids, Table};
use singletable_local::{Local, Outcome, Script};
use std::time::Duration;
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn requests_are_under_way_up_to_the_bound_without_gaps() {
    for (concurrency, bound, rounds) in [
        (None, 4, 10),
        (Some(1), 1, 40),
        (Some(0), 1, 40),
        (Some(16), 16, 3),
    ] {
        let each = Duration::from_millis(10);
        let (client, under_way) = slow(Local::memory().unwrap().config(), each);
        let table = Table::<Library>::new(client);
        table.create_table().send().await.unwrap();
        let books = BookRepository::new(&table);
        let puts = (0..1000).map(|n| books.put(&book(n)));
        let batch = table.batch_write().with_all(puts);
        let batch = match concurrency {
            Some(requests) => batch.concurrency(requests),
            None => batch,
        };
        let started = Instant::now();
        batch.send().await.unwrap();
        assert_eq!(started.elapsed(), each * rounds);
        assert_eq!(under_way.most(), bound);
        let started = Instant::now();
        let puts = stream::iter((0..1000).map(|n| books.put(&book(n))));
        let batch = table.batch_write().concurrency(bound);
        assert_eq!(batch.send_stream(puts).await.unwrap(), 1000);
        assert_eq!(started.elapsed(), each * rounds);
        let started = Instant::now();
        let stream = stream::iter(keys(0..4000));
        let stream = books.batch_get_stream(stream).concurrency(bound).stream();
        assert_eq!(stream.count().await, 4000);
        assert_eq!(started.elapsed(), each * rounds);
    }
}

/// Of answers that come at one time, each is followed by a new request before the next one is taken.
#[tokio::test(start_paused = true)]
async fn a_request_begins_before_the_next_answer_is_taken() {
    let each = Duration::from_millis(10);
    let (client, under_way) = slow(Local::memory().unwrap().config(), each);
    let table = Table::<Library>::new(client);
    table.create_table().send().await.unwrap();
    let books = BookRepository::new(&table);
    let before = under_way.at_begins().len();
    let puts = (0..500).map(|n| books.put(&book(n)));
    let batch = table.batch_write().with_all(puts).concurrency(4);
    batch.send().await.unwrap();
    let at_begins = &under_way.at_begins()[before..];
    let (first, others) = at_begins.split_at(4);
    assert_eq!(first, [1, 2, 3, 4]);
    assert_eq!(others, [4; 16]);
}

#[tokio::test(start_paused = true)]
async fn what_comes_back_stalls_no_other_request_and_fills_later_ones() {
    let script = Script::new();
    let local = Local::memory().unwrap();
    let each = Duration::from_millis(10);
    let (client, _) = slow(local.scripted_config(&script), each);
    let table = Table::<Library>::new(client).with_ids(Ids::new(|| [0xFF; 16]));
    table.create_table().send().await.unwrap();
    let books = BookRepository::new(&table);
    for left in [10, 0, 3, 7] {
        script.push_for("BatchWriteItem", Outcome::Unprocessed(left));
    }
    let puts = (0..1000).map(|n| books.put(&book(n)));
    let started = Instant::now();
    table.batch_write().with_all(puts).send().await.unwrap();
    // 1,020 entries in 41 requests, in rounds of four.
    assert_eq!(started.elapsed(), each * 11);
    let sizes = batches(&script);
    assert_eq!(sizes.len(), 41);
    assert_eq!(sizes[..40], [25; 40]);
    // Those of one answer alone go when their wait is over, together.
    let script_alone = Script::new();
    let (table, books) = scripted(&script_alone).await;
    for _ in 0..4 {
        script_alone.push_for("BatchWriteItem", Outcome::Unprocessed(5));
    }
    let puts = (0..100).map(|n| books.put(&book(n)));
    table.batch_write().with_all(puts).send().await.unwrap();
    assert_eq!(batches(&script_alone), [25, 25, 25, 25, 20]);
}

#[tokio::test]
async fn the_inputs_of_the_first_round_keep_to_dynamodbs_limits() {
    let table = Table::<Library>::new(Local::memory().unwrap().client());
    let books = BookRepository::new(&table);
    let small = table
        .batch_write()
        .with_all((0..60).map(|n| books.put(&book(n))));
    let sizes = |inputs: Vec<BatchWriteItemInput>| {
        let sizes = inputs
            .iter()
            .map(|input| input.request_items().unwrap()[table.name()].len());
        sizes.collect::<Vec<_>>()
    };
    assert_eq!(sizes(small.into_inputs().unwrap()), [25, 25, 10]);
    let reads = books.batch_get(keys((0..250).chain(0..10))).consistent();
    let inputs = reads.into_inputs().unwrap();
    let reads: Vec<_> = inputs
        .iter()
        .map(|input| &input.request_items().unwrap()[table.name()])
        .collect();
    assert_eq!(
        reads
            .iter()
            .map(|read| read.keys().len())
            .collect::<Vec<_>>(),
        [100, 100, 50]
    );
    assert!(
        reads
            .iter()
            .all(|read| read.consistent_read() == Some(true))
    );
    // 400 KB of letters are 400 KB in a request; of quotes 800 KB, of control characters 2.4 MB.
    let large = |text: &str| {
        let puts = (0..25).map(|n| {
            books.put(&Book {
                title: text.repeat(400_000),
                ..book(n)
            })
        });
        sizes(table.batch_write().with_all(puts).into_inputs().unwrap())
    };
    assert_eq!(large("x"), [25]);
    assert_eq!(large("\""), [19, 6]);
    assert_eq!(large("\u{1}"), [6, 6, 6, 6, 1]);
}

#[tokio::test]
async fn no_request_is_larger_than_it_was_counted() {
    let script = Script::new();
    let (table, books) = scripted(&script).await;
    let puts = (0..8).map(|n| {
        books.put(&Book {
            title: "\u{1}".repeat(390_000),
            ..book(n)
        })
    });
    table.batch_write().with_all(puts).send().await.unwrap();
    let requests = script.requests();
    let bodies = requests
        .iter()
        .filter(|request| request.operation == "BatchWriteItem");
    let sizes: Vec<_> = bodies
        .map(|request| request.body.to_string().len())
        .collect();
    assert_eq!(sizes.len(), 2);
    assert!(sizes.iter().all(|size| *size <= 16_000_000), "{sizes:?}");
    assert!(sizes[0] > 13_000_000, "{sizes:?}");
}

#[tokio::test]
async fn an_answer_of_more_than_16_mb_is_asked_for_in_parts() {
    let table = table::<Library>().await;
    let books = BookRepository::new(&table);
    let large = |n| Book {
        title: "x".repeat(390_000),
        ..book(n)
    };
    let puts = (0..60).map(|n| books.put(&large(n)));
    table.batch_write().with_all(puts).send().await.unwrap();
    let read = books
        .batch_get(keys(0..60))
        .consistent()
        .send()
        .await
        .unwrap();
    assert!(read.into_iter().eq((0..60).map(|n| Some(large(n)))));
}
