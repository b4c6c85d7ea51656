//! Batches from streams: in constant memory, in order.

use super::retries::chaos;
use super::{Book, BookRepository, Library, batches, book, keys, scripted, sent, stored};
use crate::slow::slow;
use crate::support::{raw, table};
use futures_util::stream::{self, Stream, StreamExt as _};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::EntityKey as _;
use singletable::{Error, Table};
use singletable_local::{Local, Outcome, Script};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Counts what was taken from a stream.
fn counted<T>(
    items: impl Iterator<Item = T> + Send,
) -> (impl Stream<Item = T> + Send, Arc<AtomicUsize>) {
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    let items = items.inspect(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
    });
    (stream::iter(items), taken)
}

#[tokio::test(start_paused = true)]
async fn a_stream_of_reads_holds_two_rounds_of_requests_and_no_more() {
    let script = Script::new();
    let (_, books) = scripted(&script).await;
    for outcome in chaos(&mut fastrand::Rng::with_seed(9), 300) {
        script.push_for("BatchGetItem", outcome);
    }
    let (input, taken) = counted(keys(0..10_000).into_iter());
    let stream = books.batch_get_stream(input).concurrency(3).stream();
    let mut stream = std::pin::pin!(stream);
    let (mut given, mut most) = (0, 0);
    let expected = keys(0..10_000);
    while let Some(result) = stream.next().await {
        assert_eq!(result.unwrap().0, expected[given]);
        most = most.max(taken.load(Ordering::Relaxed) - given);
        given += 1;
    }
    assert_eq!(given, 10_000);
    assert_eq!(most, 2 * 3 * 100);
}

#[tokio::test(start_paused = true)]
async fn a_stream_of_writes_holds_two_rounds_of_requests_and_no_more() {
    let each = Duration::from_millis(10);
    let (client, under_way) = slow(Local::memory().unwrap().config(), each);
    let table = Table::<Library>::new(client);
    table.create_table().send().await.unwrap();
    let books = BookRepository::new(&table);
    let before = under_way.finished();
    let most = AtomicUsize::new(0);
    let puts = (0..10_000).map(|n| {
        let held = n + 1 - 25 * (under_way.finished() - before);
        most.fetch_max(held, Ordering::Relaxed);
        books.put(&book(n))
    });
    let batch = table.batch_write().concurrency(3);
    let written = batch.send_stream(stream::iter(puts)).await.unwrap();
    assert_eq!(written, 10_000);
    assert_eq!(stored(&table).await.len(), 10_000);
    assert_eq!(most.into_inner(), 2 * 3 * 25);
}

#[tokio::test(start_paused = true)]
async fn a_stream_of_writes_takes_no_more_while_two_rounds_wait() {
    let script = (0..1000).fold(Script::new(), |script, _| {
        script.for_operation("BatchWriteItem", Outcome::Unprocessed(25))
    });
    let (table, books) = scripted(&script).await;
    let (input, taken) = counted((0..10_000).map(|n| books.put(&book(n))));
    let batch = table.batch_write().concurrency(3);
    let error = batch.send_stream(input).await.unwrap_err();
    assert_eq!(taken.load(Ordering::Relaxed), 2 * 3 * 25);
    assert_eq!(error.unprocessed().unwrap().left(), 2 * 3 * 25);
}

#[tokio::test(start_paused = true)]
async fn a_stream_of_writes_goes_through_a_failing_client_whole() {
    let script = Script::new();
    let (table, books) = scripted(&script).await;
    for outcome in chaos(&mut fastrand::Rng::with_seed(8), 1000) {
        script.push_for("BatchWriteItem", outcome);
    }
    let puts = (0..2_000).map(|n| books.put(&book(n)));
    let written = table.batch_write().send_stream(stream::iter(puts)).await;
    assert_eq!(written.unwrap(), 2_000);
    assert_eq!(stored(&table).await.len(), 2_000);
}

#[tokio::test(start_paused = true)]
async fn what_a_stream_gives_slowly_is_gathered_while_a_request_is_under_way() {
    let script = Script::new();
    let config = Local::memory().unwrap().scripted_config(&script);
    let (client, _) = slow(config, Duration::from_millis(10));
    let table = Table::<Library>::new(client);
    table.create_table().send().await.unwrap();
    let books = BookRepository::new(&table);
    let puts = stream::iter(0..100).then(|n| {
        let put = books.put(&book(n));
        async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            put
        }
    });
    assert_eq!(table.batch_write().send_stream(puts).await.unwrap(), 100);
    let sizes = batches(&script);
    assert_eq!(sizes[0], 1);
    assert!(sizes.len() <= 13, "{sizes:?}");
}

#[tokio::test(start_paused = true)]
async fn requests_go_on_while_results_are_taken_slowly() {
    let each = Duration::from_millis(10);
    let (client, under_way) = slow(Local::memory().unwrap().config(), each);
    let table = Table::<Library>::new(client);
    table.create_table().send().await.unwrap();
    let books = BookRepository::new(&table);
    let before = under_way.finished();
    let mut stream = books.batch_get_stream(stream::iter(keys(0..800))).stream();
    for _ in 0..50 {
        stream.next().await.unwrap().unwrap();
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(under_way.finished() - before, 8);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_pauses_spends_no_retry_budget() {
    let script = Script::new();
    let (table, books) = scripted(&script).await;
    script.push_for("BatchWriteItem", Outcome::Pass);
    for _ in 0..3 {
        script.push_for("BatchWriteItem", Outcome::Unprocessed(1));
    }
    let puts = stream::iter(0..2).then(|n| {
        let put = books.put(&book(n));
        async {
            tokio::time::sleep(Duration::from_hours(1)).await;
            put
        }
    });
    let written = table.batch_write().send_stream(puts).await;
    assert_eq!(written.unwrap(), 2);
    assert_eq!(script.remaining(), 0);
}

#[tokio::test]
async fn a_batch_can_be_sent_from_another_task() {
    let table = table::<Library>().await;
    let books = BookRepository::new(&table);
    let own = table.clone();
    let task = tokio::spawn(async move {
        let puts = (0..30).map(|n| books.put(&book(n)));
        own.batch_write()
            .send_stream(stream::iter(puts))
            .await
            .unwrap();
        let read = books
            .batch_get(keys(0..30))
            .consistent()
            .send()
            .await
            .unwrap();
        let stream = books
            .batch_get_stream(stream::iter(keys(0..30)))
            .consistent();
        read.len() + stream.stream().count().await
    });
    assert_eq!(task.await.unwrap(), 60);
    let delete = BookRepository::new(&table).delete(book(1).id);
    let write = table.batch_write().with(delete).send();
    tokio::spawn(write).await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_stream_writes_an_item_again_only_when_the_earlier_write_is_done() {
    let script = Script::new();
    let (table, books) = scripted(&script).await;
    let outcomes = chaos(&mut fastrand::Rng::with_seed(7), 600);
    for outcome in &outcomes {
        script.push_for("BatchWriteItem", outcome.clone());
    }
    let mut rng = fastrand::Rng::with_seed(6);
    let writes: Vec<_> = (0..2_000).map(|time| (rng.usize(0..300), time)).collect();
    let versions = writes.iter().map(|&(n, time)| Book {
        title: time.to_string(),
        ..book(n)
    });
    let puts: Vec<_> = versions.clone().map(|book| books.put(&book)).collect();
    let written = table
        .batch_write()
        .send_stream(stream::iter(puts))
        .await
        .unwrap();
    assert_eq!(written, 2_000);
    let last: BTreeMap<_, _> = versions.map(|book| (book.id.clone(), book)).collect();
    let read = books
        .batch_get(keys(
            last.keys().map(|id| id[1..].parse::<usize>().unwrap()),
        ))
        .send()
        .await
        .unwrap();
    assert!(read.into_iter().eq(last.into_values().map(Some)));
    for keys in sent(&script.requests()) {
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len());
    }
}

#[tokio::test]
async fn a_refused_operation_ends_a_stream_after_what_was_taken() {
    let table = table::<Library>().await;
    let books = BookRepository::new(&table);
    let puts = (0..30).map(|n| match n {
        20 => books.delete(""),
        _ => books.delete(book(n).id),
    });
    let mut puts = stream::iter(puts);
    let error = table
        .batch_write()
        .send_stream(&mut puts)
        .await
        .unwrap_err();
    let source = std::error::Error::source(&error).unwrap();
    assert!(
        matches!(source.downcast_ref(), Some(Error::Key(_))),
        "{source}"
    );
    let left = error.unprocessed().unwrap();
    assert_eq!((left.done(), left.left()), (20, 0));
    assert_eq!(table.batch_write().send_stream(puts).await.unwrap(), 9);
}

#[tokio::test(start_paused = true)]
async fn a_stream_of_reads_goes_on_after_one_bad_key_and_ends_with_what_is_left() {
    let script = Script::new();
    let (table, books) = scripted(&script).await;
    table
        .batch_write()
        .with_all([books.put(&book(1)), books.put(&book(3))])
        .send()
        .await
        .unwrap();
    let item = raw(&table, &Book::key("b00003").item_key().unwrap())
        .await
        .unwrap();
    let broken = table
        .client()
        .put_item()
        .table_name(table.name())
        .set_item(Some(item));
    let title = AttributeValue::Bool(true);
    broken.item("title", title).send().await.unwrap();
    let input = [
        Book::key("b00001"),
        Book::key(""),
        Book::key("b00003"),
        Book::key("b00002"),
    ];
    let stream = books.batch_get_stream(stream::iter(input.clone())).stream();
    let results: Vec<_> = stream.collect().await;
    assert!(matches!(&results[0], Ok((_, Some(found))) if *found == book(1)));
    assert!(matches!(&results[1], Err(Error::Key(_))));
    assert!(matches!(&results[2], Err(Error::Decode(_))));
    assert!(matches!(&results[3], Ok((_, None))));
    assert_eq!(results.len(), 4);
    script.push_for("BatchGetItem", Outcome::Unprocessed(2));
    let stream = books
        .batch_get_stream(stream::iter(input))
        .retry_budget(Duration::ZERO)
        .stream();
    let results: Vec<_> = stream.collect().await;
    assert_eq!(results.len(), 3);
    let left = results[2].as_ref().unwrap_err().unprocessed().unwrap();
    assert_eq!(left.keys::<Book>(), keys([3, 2]));
    assert!(results[2].as_ref().is_err_and(Error::is_throttling));
}

#[tokio::test]
async fn a_stream_that_gives_little_at_a_time_is_written_without_waiting_for_more() {
    let table = table::<Library>().await;
    let books = BookRepository::new(&table);
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    let input = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|item| (item, receiver))
    });
    let write = table.batch_write().send_stream(input);
    let feed = async {
        for n in 0..3 {
            sender.send(books.put(&book(n))).await.unwrap();
            // It is written before the next one comes.
            while books
                .get(book(n).id)
                .consistent()
                .send()
                .await
                .unwrap()
                .is_none()
            {
                tokio::task::yield_now().await;
            }
        }
        drop(sender);
    };
    let (written, ()) = futures_util::future::join(write, feed).await;
    assert_eq!(written.unwrap(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_time_of_a_slow_consumer_is_none_of_the_retry_budgets() {
    let script = Script::new();
    let (_, books) = scripted(&script).await;
    for number in 0..100 {
        books.put(&book(number)).send().await.unwrap();
    }
    script.push_for("BatchGetItem", Outcome::Unprocessed(1));
    script.push_for("BatchGetItem", Outcome::Unprocessed(1));
    let stream = books.batch_get_stream(stream::iter(keys(0..100))).stream();
    let mut stream = std::pin::pin!(stream);
    let mut found = 0;
    while let Some(result) = stream.next().await {
        assert!(result.unwrap().1.is_some());
        found += 1;
        if found == 1 {
            tokio::time::sleep(Duration::from_mins(1)).await;
        }
    }
    assert_eq!((found, script.remaining()), (100, 0));
}

#[tokio::test]
async fn a_failure_in_the_stream_of_writes_ends_it_after_what_came_before() {
    let (table, books) = {
        let table = table::<Library>().await;
        (table.clone(), BookRepository::new(&table))
    };
    let failure = books.get("").send().await.unwrap_err();
    let operations = vec![
        Ok(books.put(&book(0))),
        Ok(books.put(&book(1))),
        Err(failure),
        Ok(books.put(&book(3))),
    ];
    let mut operations = stream::iter(operations);
    let error = table.batch_write().send_stream(&mut operations).await;
    let Err(Error::Unprocessed(ended)) = error else {
        panic!("{error:?}")
    };
    assert_eq!((ended.done(), ended.left()), (2, 0));
    assert!(matches!(ended.failure(), Some(Error::Key(_))));
    assert_eq!(operations.count().await, 1);
}
