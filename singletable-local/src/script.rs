//! Failures on order: what an engine never does by itself, such as throttling.

mod batch;
mod connector;

use crate::dispatch::Answer;
use aws_smithy_runtime_api::client::http::{HttpClient, SharedHttpClient};
use batch::Unprocessed;
use connector::ScriptedClient;
use serde_json::{Map, Value, json};
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A queue of outcomes for the next requests, before they reach the engine; when it is empty,
/// requests pass. It records every request. Clones share one queue and one record.
///
/// ```
/// use singletable_local::{Local, Outcome, Script};
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let script = Script::new()
///     .then(Outcome::throttled())
///     .for_operation("ListTables", Outcome::server_error());
/// let client = Local::memory()?.scripted_client(&script);
/// client.list_tables().send().await?; // the SDK tries again, twice
/// assert_eq!(script.requests().len(), 3);
/// assert_eq!(script.remaining(), 0);
/// # Ok(()) }
/// ```
///
/// The SDK waits between its tries. In a test of tokio's current-thread runtime that began with
/// `start_paused = true`, it waits without taking any time.
#[derive(Clone, Default)]
pub struct Script(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    queue: VecDeque<Step>,
    requests: Vec<Request>,
}

#[derive(Debug)]
struct Step {
    only: Option<String>,
    outcome: Outcome,
}

/// A request that a [`Script`] saw.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Request {
    /// The operation's name, such as `PutItem`.
    pub operation: String,
    /// The body, as the SDK wrote it.
    pub body: Value,
    /// The body's own text.
    pub text: String,
}

/// What happens to one request.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// The engine answers.
    Pass,
    /// The answer is an error; the engine never sees the request.
    Error {
        /// The HTTP status: 400 for the caller's errors and for throttling, 500 for the server's.
        status: u16,
        /// The error's name, such as `ThrottlingException`.
        code: String,
        /// The other members of the answer's body, such as `message` and `CancellationReasons`.
        members: Map<String, Value>,
    },
    /// The connection breaks before the request arrives; the SDK tries again.
    LostRequest,
    /// The engine does what was asked, but the answer never arrives; the SDK's wait for it times
    /// out, at once, and it tries again.
    LostAnswer,
    /// Of `BatchGetItem` or `BatchWriteItem`, the last so many entries are left undone and come
    /// back as unprocessed; the engine does the others. Tables are taken in the order of their
    /// names. Any other operation passes.
    Unprocessed(usize),
}

/// What is to be done with a request.
enum Verdict {
    Pass,
    Answer(Answer),
    LoseRequest,
    LoseAnswer,
    Partly { body: String, left: Unprocessed },
}

impl Outcome {
    /// An error by its HTTP status, its name and its message.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        Self::Error {
            status,
            code: code.to_owned(),
            members: Map::from_iter([("message".to_owned(), message.into())]),
        }
    }

    /// `ThrottlingException`: the account's request rate is exceeded. The SDK tries again.
    pub fn throttled() -> Self {
        Self::error(400, "ThrottlingException", "Rate exceeded")
    }

    /// `ProvisionedThroughputExceededException`: the table's or a partition's throughput is
    /// exceeded. The SDK tries again.
    pub fn throughput_exceeded() -> Self {
        Self::error(
            400,
            "ProvisionedThroughputExceededException",
            "The level of configured provisioned throughput for the table was exceeded",
        )
    }

    /// `InternalServerError`, with status 500. The SDK tries again.
    pub fn server_error() -> Self {
        Self::error(500, "InternalServerError", "Internal server error")
    }

    /// `TransactionConflictException`: a transaction is at work on the item. The SDK does not try
    /// again.
    pub fn transaction_conflict() -> Self {
        Self::error(
            400,
            "TransactionConflictException",
            "Transaction is ongoing for the item",
        )
    }

    /// `TransactionCanceledException`, with one reason code for each of the transaction's
    /// operations, in their order, such as `["None", "TransactionConflict"]`.
    pub fn transaction_canceled(codes: &[&str]) -> Self {
        let reasons: Vec<_> = codes.iter().map(|code| json!({ "Code": code })).collect();
        let message = format!(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
            codes.join(", ")
        );
        Self::Error {
            status: 400,
            code: "TransactionCanceledException".to_owned(),
            members: Map::from_iter([
                ("Message".to_owned(), message.into()),
                ("CancellationReasons".to_owned(), reasons.into()),
            ]),
        }
    }
}

impl Script {
    /// An empty script: every request passes and is recorded.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an outcome for the next request that has none yet.
    #[must_use]
    pub fn then(self, outcome: Outcome) -> Self {
        self.push(outcome);
        self
    }

    /// Adds an outcome for the next request of that operation that has none yet, such as
    /// `PutItem`; requests of other operations pass it by.
    #[must_use]
    pub fn for_operation(self, operation: &str, outcome: Outcome) -> Self {
        self.push_for(operation, outcome);
        self
    }

    /// As [`then`](Script::then), while clients are at work.
    pub fn push(&self, outcome: Outcome) {
        let only = None;
        self.state().queue.push_back(Step { only, outcome });
    }

    /// As [`for_operation`](Script::for_operation), while clients are at work.
    pub fn push_for(&self, operation: &str, outcome: Outcome) {
        let only = Some(operation.to_owned());
        self.state().queue.push_back(Step { only, outcome });
    }

    /// The requests so far, in the order of their arrival; each of the SDK's tries is one.
    pub fn requests(&self) -> Vec<Request> {
        self.state().requests.clone()
    }

    /// The number of outcomes that no request has met.
    pub fn remaining(&self) -> usize {
        self.state().queue.len()
    }

    /// The HTTP client with the script before it, for `aws_sdk_dynamodb::config::Builder`'s
    /// `http_client`. An endpoint that checks signatures refuses what
    /// [`Unprocessed`](Outcome::Unprocessed) sends it: a part of what was signed.
    pub fn in_front_of(&self, client: impl HttpClient + 'static) -> SharedHttpClient {
        SharedHttpClient::new(ScriptedClient {
            script: self.clone(),
            inner: SharedHttpClient::new(client),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole between any two statements, whatever panicked while it was locked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records the request and takes the outcome meant for it out of the queue.
    fn judge(&self, operation: &str, text: &str) -> Verdict {
        let body: Value = serde_json::from_str(text).unwrap_or_default();
        let mut state = self.state();
        let meets = |step: &Step| step.only.as_ref().is_none_or(|only| only == operation);
        let place = state.queue.iter().position(meets);
        let step = place.and_then(|place| state.queue.remove(place));
        state.requests.push(Request {
            operation: operation.to_owned(),
            body: body.clone(),
            text: text.to_owned(),
        });
        match step.map(|step| step.outcome) {
            None | Some(Outcome::Pass) => Verdict::Pass,
            Some(Outcome::Error {
                status,
                code,
                members,
            }) => Verdict::Answer(error_answer(status, &code, members)),
            Some(Outcome::LostRequest) => Verdict::LoseRequest,
            Some(Outcome::LostAnswer) => Verdict::LoseAnswer,
            Some(Outcome::Unprocessed(count)) => batch::hold_back(operation, body, count),
        }
    }
}

fn error_answer(status: u16, code: &str, mut members: Map<String, Value>) -> Answer {
    let code = format!("com.amazonaws.dynamodb.v20120810#{code}");
    members.insert("__type".to_owned(), code.into());
    Answer {
        status,
        body: Value::Object(members).to_string(),
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Script")
            .field("queue", &state.queue)
            .field("requests", &state.requests.len())
            .finish()
    }
}
