//! Batches: any number of reads, or of writes, in as few requests as DynamoDB allows.

mod backoff;
mod engine;
#[cfg(test)]
mod engine_laws;
mod get;
mod get_stream;
mod key;
mod operation;
mod size;
mod unprocessed;
mod write;
mod write_stream;

pub use get::BatchGet;
pub use get_stream::BatchGetStream;
pub use key::BatchKeys;
pub use operation::{BatchOperation, BatchWrite};
pub use unprocessed::{BatchRead, Unprocessed};
pub use write::WriteBatch;

pub(crate) use key::{BatchKey, Read};

use std::time::Duration;

/// The most writes that DynamoDB accepts in one `BatchWriteItem` request.
pub const MAX_BATCH_WRITES: usize = 25;
/// The most keys that DynamoDB accepts in one `BatchGetItem` request.
pub const MAX_BATCH_READS: usize = 100;

/// The most bytes that DynamoDB accepts in one request: 16 MB, as they are sent.
const MAX_REQUEST_BYTES: usize = 16_000_000;

/// How a batch is sent.
#[derive(Debug, Clone, Copy)]
struct Settings {
    concurrency: usize,
    retry_budget: Duration,
}

impl Settings {
    /// How many entries are held at once: those under way, and as many that wait.
    fn capacity(self, in_a_request: usize) -> usize {
        self.concurrency
            .saturating_mul(in_a_request)
            .saturating_mul(2)
    }

    fn with_concurrency(&mut self, requests: usize) {
        self.concurrency = requests.max(1);
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            concurrency: 4,
            retry_budget: Duration::from_secs(30),
        }
    }
}

/// The settings that every batch has.
macro_rules! settings {
    () => {
        /// At most so many requests are under way at once; 4 unless set, and at least 1.
        pub fn concurrency(mut self, requests: usize) -> Self {
            self.settings.with_concurrency(requests);
            self
        }

        /// How long the batch goes on while entries come back and none gets done; 30 seconds
        /// unless set. Each entry that gets done ends that time, so a long batch on a slow table
        /// goes on. With zero nothing is sent again, except by the SDK.
        pub fn retry_budget(mut self, time: std::time::Duration) -> Self {
            self.settings.retry_budget = time;
            self
        }
    };
}
use settings;
