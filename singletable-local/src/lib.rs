//! An ordinary [`aws_sdk_dynamodb::Client`] whose HTTP layer is answered in the same process by an
//! embedded engine (SQLite, in memory or in a file): no socket, no credentials, no server to
//! start. Signing is switched off; everything else of the SDK, its retries and typed errors
//! included, is what runs against AWS.
//!
//! ```
//! use singletable_local::{Local, Outcome, Script};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let local = Local::memory()?; // one engine for each test: it takes less than a millisecond
//! let client = local.client();
//! assert!(client.list_tables().send().await?.table_names().is_empty());
//!
//! let script = Script::new().then(Outcome::throttled());
//! let client = local.scripted_client(&script);
//! client.list_tables().send().await?; // throttled once, and tried again by the SDK
//! assert_eq!(script.requests().len(), 2);
//! # Ok(()) }
//! ```
//!
//! * [`Local`] is the engine: it gives clients, and deletes expired items when asked to.
//! * [`Clock`] is the engine's time, which tests set and move.
//! * [`Script`] stands before an engine and does what the engine never does by itself: throttling,
//!   conflicts, broken connections, unprocessed batch entries.
//! * With the feature `http`, `endpoint_client` is a client of another engine, such as an emulator
//!   on the loopback interface, for running the same tests there.
//!
//! # On which thread the engine runs
//!
//! A request is answered while its future is polled, on the thread that polls it: in memory that
//! takes microseconds, less than handing it to another thread would. The requests of one engine
//! exclude each other, as its lock is held for their duration. Any tokio runtime will do, the
//! current-thread one included. An engine in a file waits for the disk on that same thread, which
//! tests and examples can afford and a server cannot.
//!
//! # What it is not
//!
//! The engine is not DynamoDB. It never throttles, never meets a conflict between transactions, and
//! accepts some expressions that DynamoDB refuses. It evaluates expressions recursively on the
//! calling thread: in an unoptimised build about 170 nested or 260 joined operators overflow the
//! stack, which ends the process. DynamoDB accepts 300, and so does the engine when the workspace
//! that builds it says
//!
//! ```toml
//! [profile.dev.package.dynoxide-rs]
//! opt-level = 1
//! ```
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(unreachable_pub)]

mod clock;
mod config;
mod connector;
mod dispatch;
mod error;
#[cfg(feature = "http")]
mod http;
mod local;
mod script;

pub use clock::Clock;
pub use error::LocalError;
#[cfg(feature = "http")]
pub use http::{endpoint_client, endpoint_config, http_client};
pub use local::Local;
pub use script::{Outcome, Request, Script};
