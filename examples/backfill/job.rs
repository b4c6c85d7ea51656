//! The backfill: a scan for the orders that lack the index's keys, and a write for each of them.

use super::after::{Order, OrderRepository};
use super::checkpoint::Checkpoint;
use futures_util::{StreamExt as _, TryStreamExt as _};
use indicatif::ProgressBar;
use singletable::Error;

const SEGMENTS: u32 = 8;
/// Writes under way at once.
const CONCURRENCY: usize = 32;
/// The cursor is stored each time that so many orders are done.
const STEP: usize = 500;

/// What a run came to.
#[derive(Debug, Default)]
pub struct Ran {
    /// Orders that were given the keys.
    pub written: usize,
    /// Orders that another program had changed or deleted since they were read.
    pub overtaken: usize,
    pub finished: bool,
}

/// Goes on where the run before it was, until nothing is left or about `most` orders are done.
pub async fn run(
    orders: &OrderRepository,
    checkpoint: &Checkpoint,
    bar: &ProgressBar,
    most: usize,
) -> Result<Ran, Box<dyn std::error::Error>> {
    let (shown, before) = (bar.clone(), bar.position());
    // Consistent, so that no order is written again because its keys have not reached every copy.
    let scan = orders.scan().lacking_keys().consistent();
    let scan = scan.segments(SEGMENTS);
    let scan = scan.on_progress(move |progress| {
        shown.set_position(before + progress.evaluated);
        shown.set_message(format!("{} segments done", progress.segments_done));
    });
    let mut lacking = match checkpoint.load()? {
        Some(cursor) => scan.start_at(cursor).stream(),
        None => scan.stream(),
    };
    let mut ran = Ran::default();
    while !ran.finished && ran.written < most {
        // The cursor tells what was taken from the stream, so the writes must be done before it is
        // stored.
        let step = lacking.by_ref().take(STEP);
        let writes = step.map(|order| async { write_keys(orders, order?).await });
        let done: Vec<_> = writes.buffer_unordered(CONCURRENCY).try_collect().await?;
        checkpoint.store(&lacking.cursor()?)?;
        ran.finished = done.len() < STEP;
        ran.written += done.iter().filter(|done| done.written).count();
        ran.overtaken += done.iter().filter(|done| done.overtaken).count();
    }
    Ok(ran)
}

#[derive(Default)]
struct Done {
    written: bool,
    overtaken: bool,
}

/// Writes the keys of one order, as they follow from the fields that are stored: where those have
/// changed since the order was read, it is read again.
async fn write_keys(orders: &OrderRepository, mut order: Order) -> Result<Done, Error> {
    let mut done = Done::default();
    loop {
        match orders.save(&order, &order).with_all_keys().send().await {
            Ok(_) => {
                done.written = true;
                return Ok(done);
            }
            Err(error) if error.is_condition_failed() || error.is_not_found() => {
                done.overtaken = true;
            }
            Err(error) => return Err(error),
        }
        match orders.get(&order.order_id).consistent().send().await? {
            Some(stored) => order = stored,
            // Deleted: there is nothing to write keys for.
            None => return Ok(done),
        }
    }
}
