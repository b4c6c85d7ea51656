//! An index for items that are stored already: 100,000 orders were written before anyone asked for
//! the orders of a customer. A parallel scan finds those that lack the index's keys and writes them,
//! while customers go on changing their orders; it is interrupted, and goes on from its cursor.
//!
//! `cargo run --example backfill` runs it on an embedded engine, `cargo run --example backfill 5000`
//! with another number of orders;
//! `cargo run --example backfill --features aws -- --aws` on what the standard AWS settings name.
//! There it makes a table of its own, writes every order twice, and deletes the table in the end.
//!
//! A backfill begins when no program of the old kind writes any more: what that one puts has no keys.

#[path = "backfill/after.rs"]
mod after;
#[path = "backfill/before.rs"]
mod before;
#[path = "backfill/checkpoint.rs"]
mod checkpoint;
#[path = "backfill/job.rs"]
mod job;

use after::{Order, OrderRepository};
use checkpoint::Checkpoint;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use indicatif::{ProgressBar, ProgressStyle};
use job::Ran;
use singletable::{Error, Table, Timestamp};
use singletable_examples::connect;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::io::Write;
use std::time::Duration;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let given = std::env::args().find_map(|argument| argument.parse().ok());
    program(given.unwrap_or(100_000), &mut std::io::stdout()).await
}

async fn program(count: usize, out: &mut impl Write) -> Result<(), Box<dyn std::error::Error>> {
    let client = connect().await?;
    let name = format!("backfill-{}", fastrand::u64(..));
    let table = Table::<before::Shop>::new(client.clone()).with_name(&name);
    table.create_table().send().await?;
    let loaded = load(&table, count).await?;
    writeln!(out, "Orders loaded: {loaded}")?;

    let table = Table::<after::Shop>::new(client).with_name(&name);
    let orders = OrderRepository::new(&table);
    let checkpoint = Checkpoint::in_file(std::env::temp_dir().join(name + ".cursor"));
    let bar = ProgressBar::new(count as u64).with_style(ProgressStyle::with_template(
        "{wide_bar} {human_pos}/{human_len}, {msg}, {eta} left",
    )?);
    let moved = RefCell::default();

    let first = beside_customers(&orders, &checkpoint, &bar, count / 3, &moved).await?;
    writeln!(out, "Interrupted, orders given keys: {}", first.written)?;
    bar.set_position(first.written as u64);
    let second = beside_customers(&orders, &checkpoint, &bar, usize::MAX, &moved).await?;
    writeln!(out, "Resumed, orders given keys: {}", second.written)?;
    bar.finish_and_clear();
    checkpoint.clear()?;
    assert!(!first.finished && second.finished);
    assert_eq!(first.written + second.written, count, "each order once");

    let again = job::run(&orders, &checkpoint, &ProgressBar::hidden(), usize::MAX).await?;
    checkpoint.clear()?;
    writeln!(out, "Once more, orders given keys: {}", again.written)?;
    assert_eq!(again.written, 0);

    let moved = moved.into_inner();
    check(&orders, count, &moved).await?;
    writeln!(out, "Orders found through the index, each once: {count}")?;
    let overtaken = first.overtaken + second.overtaken;
    writeln!(
        out,
        "Orders that moved meanwhile: {}, just before their keys were written: {overtaken}",
        moved.len()
    )?;
    table.delete_table().send().await?;
    Ok(())
}

fn order_id(number: usize) -> String {
    format!("{number:08}")
}

/// Customers have about 100 orders each.
fn customer_id(number: usize, count: usize) -> String {
    format!("c{}", number % customers(count))
}

fn customers(count: usize) -> usize {
    count.div_ceil(100)
}

/// Stores the orders as the old program did, from a stream: no more of them than the requests under
/// way hold are in memory.
async fn load(table: &Table<before::Shop>, count: usize) -> Result<usize, Error> {
    let orders = before::OrderRepository::new(table);
    let first = Timestamp::now();
    let puts = stream::iter(0..count).map(|number| {
        orders.put(&before::Order {
            order_id: order_id(number),
            customer_id: customer_id(number, count),
            placed_at: first.saturating_add(Duration::from_millis(number as u64)),
            cents: 100 + number as u64 % 900,
            updated_at: None,
        })
    });
    table.batch_write().send_stream(puts).await
}

/// Runs the backfill, while customers hand their orders over to others.
async fn beside_customers(
    orders: &OrderRepository,
    checkpoint: &Checkpoint,
    bar: &ProgressBar,
    most: usize,
    moved: &RefCell<BTreeSet<String>>,
) -> Result<Ran, Box<dyn std::error::Error>> {
    let count = usize::try_from(bar.length().unwrap_or(0))?;
    tokio::select! {
        ran = job::run(orders, checkpoint, bar, most) => ran,
        error = move_orders(orders, count, moved) => Err(error.unwrap_err().into()),
    }
}

/// An update writes the key that it changes, of an order that lacks the other one too: such an order
/// is not in the index yet, and the backfill finds it.
async fn move_orders(
    orders: &OrderRepository,
    count: usize,
    moved: &RefCell<BTreeSet<String>>,
) -> Result<Infallible, Error> {
    loop {
        let (order, customer) = (fastrand::usize(..count), fastrand::usize(..count));
        let customer = customer_id(customer, count);
        moved.borrow_mut().insert(order_id(order));
        let update = orders.update(order_id(order));
        update.set(Order::CUSTOMER_ID, customer).send().await?;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Every order is found at its customer, once, and only those that moved have changed.
async fn check(
    orders: &OrderRepository,
    count: usize,
    moved: &BTreeSet<String>,
) -> Result<(), Error> {
    let mut found = BTreeSet::new();
    for customer in 0..customers(count) {
        let customer = format!("c{customer}");
        let mut of_customer = orders.by_customer(&customer).stream();
        while let Some(order) = of_customer.try_next().await? {
            assert_eq!(order.customer_id, customer);
            assert_eq!(order.updated_at.is_some(), moved.contains(&order.order_id));
            assert!(found.insert(order.order_id), "found twice");
        }
    }
    assert!(found.into_iter().eq((0..count).map(order_id)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::program;

    #[tokio::test]
    async fn every_order_gets_into_the_index_once_although_the_backfill_is_interrupted() {
        let mut printed = Vec::new();
        program(1_500, &mut printed).await.unwrap();
        let printed = String::from_utf8(printed).unwrap();
        let expected = "\
Orders loaded: 1500
Interrupted, orders given keys: 500
Resumed, orders given keys: 1000
Once more, orders given keys: 0
Orders found through the index, each once: 1500
Orders that moved meanwhile: ";
        assert!(printed.starts_with(expected), "{printed}");
    }
}
