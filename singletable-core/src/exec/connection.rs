//! The connection of operations to a table, and what is measured on it.

use super::exchange::{TextSupport, text_client};
use super::lower::Lowering;
use super::meter::Meter;
use super::pause::Pauses;
use crate::wire::RawMembers;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use std::sync::Arc;

/// How items are converted to requests and from answers. See
/// [`Table::with_mapping`](crate::Table::with_mapping).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mapping {
    /// Directly to the text of requests and from the text of answers, in one pass: items, keys, and the
    /// names and values of expressions. The default for a client without interceptors of its own.
    ///
    /// An interceptor of the client sees inputs with empty maps instead of items, keys, names and
    /// values, and outputs without items; an input that it changes may become another request. An answer
    /// that does not have the form that DynamoDB writes is left to the SDK.
    Direct,
    /// Through the SDK's maps of attribute values, as in hand-written code. The default for a client
    /// with interceptors of its own: they see whole inputs and outputs, and what they change is sent and
    /// read.
    Maps,
}

/// The part of a table's handle that operations of every entity need.
#[derive(Clone)]
pub(crate) struct Connection {
    /// The caller's client.
    pub(crate) client: Client,
    /// The same client for requests as text, if it shares connections and credentials.
    pub(super) text_client: Option<Client>,
    mapping: Mapping,
    pub(super) text_support: Arc<TextSupport>,
    /// The table's name.
    pub(crate) table: String,
    pub(crate) meter: Option<Meter>,
    /// Whether spans contain the keys of items.
    pub(crate) keys_in_spans: bool,
}

impl Connection {
    /// A connection to that table. It uses maps if the client has interceptors of its own, which may
    /// look at inputs and outputs.
    pub(crate) fn new(client: Client, table: String) -> Self {
        let has_interceptors = client.config().interceptors().next().is_some();
        Self {
            text_client: text_client(&client),
            client,
            mapping: if has_interceptors {
                Mapping::Maps
            } else {
                Mapping::Direct
            },
            text_support: Arc::default(),
            table,
            meter: None,
            keys_in_spans: false,
        }
    }

    pub(crate) fn set_mapping(&mut self, mapping: Mapping) {
        self.mapping = mapping;
    }

    /// Whether items are encoded as text.
    pub(crate) fn encodes_text(&self) -> bool {
        matches!(self.lowering(), Lowering::Text(_))
    }

    /// How the client sleeps.
    pub(crate) fn pauses(&self) -> Pauses {
        Pauses::of(&self.client)
    }

    /// How requests are lowered.
    pub(crate) fn lowering(&self) -> Lowering {
        match self.mapping {
            Mapping::Direct if self.text_support.is_possible() => {
                Lowering::Text(RawMembers::default())
            }
            Mapping::Direct | Mapping::Maps => Lowering::Maps,
        }
    }

    /// The `ReturnConsumedCapacity` to request; `None` without a meter.
    pub(crate) fn capacity(&self) -> Option<ReturnConsumedCapacity> {
        self.meter.as_ref().map(Meter::asks)
    }
}
