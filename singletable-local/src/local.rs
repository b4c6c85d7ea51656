//! The engine's handle.

use crate::clock::Clock;
use crate::config;
use crate::connector::EngineConnector;
use crate::error::LocalError;
use crate::script::Script;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Builder;
use dynoxide::Database;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// An embedded engine. Clones are handles of the same one; so are the clients it gives.
///
/// ```
/// use aws_sdk_dynamodb::types::{
///     AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
/// };
/// use singletable_local::Local;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Local::memory()?.client();
/// let key = KeySchemaElement::builder().attribute_name("pk").key_type(KeyType::Hash);
/// let attribute = AttributeDefinition::builder()
///     .attribute_name("pk")
///     .attribute_type(ScalarAttributeType::S);
/// client
///     .create_table()
///     .table_name("AppData")
///     .billing_mode(BillingMode::PayPerRequest)
///     .key_schema(key.build()?)
///     .attribute_definitions(attribute.build()?)
///     .send()
///     .await?;
///
/// let pk = AttributeValue::S("USER#u1".into());
/// client.put_item().table_name("AppData").item("pk", pk.clone()).send().await?;
/// let answer = client.get_item().table_name("AppData").key("pk", pk).send().await?;
/// assert!(answer.item.is_some());
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Local {
    database: Database,
    clock: Clock,
    follows_clock: bool,
}

impl Local {
    /// An empty engine in memory, on the machine's clock until the test moves it. It is gone with
    /// its last handle and client.
    ///
    /// # Errors
    ///
    /// When SQLite cannot be opened.
    pub fn memory() -> Result<Self, LocalError> {
        Self::memory_with_clock(Clock::system())
    }

    /// An empty engine in memory that takes the time from the clock, which may be shared with
    /// other engines and with the code under test.
    ///
    /// # Errors
    ///
    /// When SQLite cannot be opened.
    pub fn memory_with_clock(clock: Clock) -> Result<Self, LocalError> {
        let database = Database::memory_with_clock(Arc::new(clock.clone()))
            .map_err(|error| LocalError::new("be opened in memory", error))?;
        Ok(Self {
            database,
            clock,
            follows_clock: true,
        })
    }

    /// The engine whose data is in that file, which is made if there is none.
    ///
    /// It takes the time from the machine: [`clock`](Local::clock) is there for the code under
    /// test, and once it was moved [`sweep_expired`](Local::sweep_expired) is an error. Two handles
    /// that open one file each wait for the other's writes; clone one instead.
    ///
    /// # Errors
    ///
    /// When the path is not valid UTF-8, or SQLite cannot open the file.
    pub fn file(path: impl AsRef<Path>) -> Result<Self, LocalError> {
        let path = path.as_ref().to_str();
        let path = path.ok_or_else(|| LocalError::new("open the file", "its path is not UTF-8"))?;
        let database =
            Database::new(path).map_err(|error| LocalError::new("open the file", error))?;
        Ok(Self {
            database,
            clock: Clock::system(),
            follows_clock: false,
        })
    }

    /// The clock of an engine in memory, to set and move.
    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// A client of the engine.
    pub fn client(&self) -> Client {
        Client::from_conf(self.config().build())
    }

    /// The configuration behind [`client`](Local::client), to add interceptors, timeouts or other
    /// retry rules to. The clients of each have a retry quota of their own: 500 tokens, as the SDK's.
    pub fn config(&self) -> Builder {
        config::base()
            .allow_no_auth()
            .http_client(EngineConnector(self.database.clone()))
    }

    /// A client whose requests meet the script before they reach the engine.
    pub fn scripted_client(&self, script: &Script) -> Client {
        Client::from_conf(self.scripted_config(script).build())
    }

    /// The configuration behind [`scripted_client`](Local::scripted_client).
    pub fn scripted_config(&self, script: &Script) -> Builder {
        let engine = EngineConnector(self.database.clone());
        self.config().http_client(script.in_front_of(engine))
    }

    /// Deletes the items whose time to live has passed, in the tables that have it enabled, and
    /// gives their number. DynamoDB does this by itself, within a few days; here nothing expires
    /// until it is called.
    ///
    /// Unlike DynamoDB it also deletes what expired more than five years ago.
    ///
    /// # Errors
    ///
    /// When the engine fails, or cannot follow the clock: see [`file`](Local::file).
    pub fn sweep_expired(&self) -> Result<usize, LocalError> {
        let action = "sweep what has expired";
        if !self.follows_clock && !self.clock.is_the_machines() {
            let reason = "an engine in a file goes by the machine's clock, but its clock was moved";
            return Err(LocalError::new(action, reason));
        }
        self.database
            .sweep_ttl()
            .map_err(|error| LocalError::new(action, error))
    }
}

impl fmt::Debug for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Local")
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}
