//! How operations reach a table, and what is seen of them on the way.

use super::meter::Meter;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;

/// How items become requests, and answers items. See
/// [`Table::with_mapping`](crate::Table::with_mapping).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Mapping {
    /// Straight to the text of a request and from that of an answer, in one pass: items, keys, and the
    /// names and values of expressions. An answer that is not in the form that DynamoDB writes is left
    /// to the SDK.
    #[default]
    Direct,
    /// Through the SDK's maps of attribute values, as hand-written code does it. Interceptors of the
    /// client's own see all of these.
    Maps,
}

/// The part of a table's handle that every operation needs, whichever its entity is.
#[derive(Clone)]
pub(crate) struct Connection {
    /// The caller's client.
    pub(crate) client: Client,
    /// The same one for [`Mapping::Direct`], where it shares connections and credentials.
    pub(crate) direct: Option<Client>,
    pub(crate) mapping: Mapping,
    /// Whether the caller's client has interceptors of its own, which may look for an input's members.
    pub(crate) has_interceptors: bool,
    /// The table's name.
    pub(crate) table: String,
    pub(crate) meter: Option<Meter>,
    /// Whether spans have the keys of items.
    pub(crate) keys_in_spans: bool,
}

impl Connection {
    /// Whether requests are written at once, without the SDK's maps.
    pub(crate) fn writes_whole(&self) -> bool {
        self.mapping == Mapping::Direct && !self.has_interceptors
    }

    /// What each request asks to be told of the capacity that it consumes.
    pub(crate) fn capacity(&self) -> Option<ReturnConsumedCapacity> {
        self.meter.as_ref().map(Meter::asks)
    }
}
