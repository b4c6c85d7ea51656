//! How operations reach a table, and what is seen of them on the way.

use crate::meter::Meter;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;

/// The part of a table's handle that every operation needs, whichever its entity is.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// The table's name.
    pub(crate) table: String,
    pub(crate) meter: Option<Meter>,
    /// Whether spans have the keys of items.
    pub(crate) keys_in_spans: bool,
}

impl Connection {
    /// What each request asks to be told of the capacity that it consumes.
    pub(crate) fn capacity(&self) -> Option<ReturnConsumedCapacity> {
        self.meter.as_ref().map(Meter::asks)
    }
}
