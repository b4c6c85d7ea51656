//! Records of DynamoDB Streams.

mod error;
#[cfg(feature = "lambda")]
mod lambda;
#[cfg(feature = "streams")]
mod sdk;

pub use error::{RecordError, RecordFault};

use crate::entity::{Entity, TableItem, TableModel, is_own};
use crate::item::{DecodeError, ItemKey};
use crate::schema::guard::{is_foreign_guard_key, is_guard_key};
use crate::value::{Item, Timestamp};
use crate::wire::Row;
use std::fmt;

/// A change of one item: the content of a stream record.
///
/// The stream's view type decides which images a change has: `KEYS_ONLY` has none, `NEW_IMAGE` and
/// `OLD_IMAGE` have one of the two. The `Debug` form shows no keys and no values.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Change<T> {
    /// Whether the item was created, changed or deleted.
    pub kind: ChangeKind,
    /// The item's primary key.
    pub key: ItemKey,
    /// The item before the change, if there was one and the stream has it.
    pub old: Option<T>,
    /// The item after the change, if there is one and the stream has it.
    pub new: Option<T>,
    /// The time at which the record was made, rounded down to the second.
    pub created_at: Option<Timestamp>,
    /// The sequence number of the record in its shard. In `batchItemFailures` it tells Lambda at which
    /// record to begin again.
    pub sequence_number: Option<String>,
    /// The record's identifier, by which a second delivery of the record is recognised.
    pub event_id: Option<String>,
    by_time_to_live: bool,
}

/// The kind of write that made a [`Change`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChangeKind {
    /// There was no item with the key before.
    Insert,
    /// There was an item before, with other attributes. A write that changes nothing has no record.
    Modify,
    /// There is no longer an item with the key.
    Remove,
}

/// A record of DynamoDB Streams: `aws_sdk_dynamodbstreams::types::Record` with the feature
/// `streams`, `aws_lambda_events::event::dynamodb::EventRecord` with the feature `lambda`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a record of DynamoDB Streams",
    note = "`aws_sdk_dynamodbstreams::types::Record` is one with the feature `streams`, and \
            `aws_lambda_events::event::dynamodb::EventRecord` with the feature `lambda`"
)]
pub trait StreamRecord: sealed::Sealed {
    #[doc(hidden)]
    fn into_parts(self) -> RecordParts;
}

mod sealed {
    pub trait Sealed {}
}

/// The parts of a record from either crate.
#[doc(hidden)]
pub struct RecordParts {
    event: Option<String>,
    event_id: Option<String>,
    sequence_number: Option<String>,
    created_at: Option<Timestamp>,
    /// The type and the principal of the change's author, if the record names them.
    identity: Option<(String, String)>,
    images: Result<Images, RecordFault>,
}

/// The key of an item, and the item before and after the change.
struct Images {
    key: Item,
    old: Option<Item>,
    new: Option<Item>,
}

impl Change<Item> {
    /// The change in a record, with the images as they are stored.
    ///
    /// # Errors
    ///
    /// When the record has no body, or has something that this version does not know.
    pub fn from_record(record: impl StreamRecord) -> Result<Self, RecordError> {
        let parts = record.into_parts();
        let event = parts.event.as_deref();
        let kind = event.and_then(ChangeKind::of).ok_or(RecordFault::Event);
        let read = kind.and_then(|kind| Ok((kind, parts.images?)));
        let (kind, images) = match read {
            Ok(read) => read,
            Err(fault) => {
                return Err(RecordError {
                    fault,
                    sequence_number: parts.sequence_number,
                    event_id: parts.event_id,
                });
            }
        };
        let service = |(kind, principal): &(String, String)| {
            kind == "Service" && principal == "dynamodb.amazonaws.com"
        };
        Ok(Self {
            kind,
            key: ItemKey::from_attributes(images.key),
            old: images.old,
            new: images.new,
            created_at: parts.created_at,
            sequence_number: parts.sequence_number,
            event_id: parts.event_id,
            by_time_to_live: kind == ChangeKind::Remove
                && parts.identity.as_ref().is_some_and(service),
        })
    }

    /// Whether the item is a guard, which keeps a value unique among the items of a table of the layout
    /// `T`. A guard is written and deleted together with its owner, and is not an entity.
    pub fn is_guard<T: TableModel>(&self) -> bool {
        let [pk, sk] = self.key.identity(T::LAYOUT);
        is_guard_key(T::LAYOUT, pk.as_ref(), sk.as_ref())
            || is_foreign_guard_key(T::SCHEMA, pk.as_ref(), sk.as_ref())
    }

    /// Decodes the images by their types.
    ///
    /// # Errors
    ///
    /// When the enum neither names an image's type nor has an arm for unknown types, and when an image
    /// does not fit its entity.
    pub fn into_table_item<T: TableItem>(self) -> Result<Change<T>, RecordError> {
        self.decode(|item| T::from_item(item).map(Some))
    }

    /// Decodes the images as one entity, for tables without an enum. `None` when no image is an item of
    /// the entity, by its type or, if it has none, by its key, and when the record has keys only.
    ///
    /// # Errors
    ///
    /// When an image of the entity's type does not fit it.
    pub fn into_entity<E: Entity>(self) -> Result<Option<Change<E>>, RecordError> {
        let own = |item| Some(Row::from(item)).filter(is_own::<E>);
        let change = self.decode(|item| own(item).map(E::from_row).transpose())?;
        Ok((change.old.is_some() || change.new.is_some()).then_some(change))
    }

    fn decode<T>(
        self,
        decode: impl Fn(Item) -> Result<Option<T>, DecodeError>,
    ) -> Result<Change<T>, RecordError> {
        let image = |item: Option<Item>| Ok(item.map(&decode).transpose()?.flatten());
        match image(self.old).and_then(|old| Ok((old, image(self.new)?))) {
            Ok((old, new)) => Ok(Change {
                kind: self.kind,
                key: self.key,
                old,
                new,
                created_at: self.created_at,
                sequence_number: self.sequence_number,
                event_id: self.event_id,
                by_time_to_live: self.by_time_to_live,
            }),
            Err(error) => Err(RecordError {
                fault: RecordFault::Decode(Box::new(error)),
                sequence_number: self.sequence_number,
                event_id: self.event_id,
            }),
        }
    }
}

impl<T> Change<T> {
    /// Whether DynamoDB deleted the item because its time to live was over. Replicas of a global table
    /// record such a deletion like any other.
    pub fn is_expiry(&self) -> bool {
        self.by_time_to_live
    }
}

impl ChangeKind {
    fn of(event: &str) -> Option<Self> {
        match event {
            "INSERT" => Some(Self::Insert),
            "MODIFY" => Some(Self::Modify),
            "REMOVE" => Some(Self::Remove),
            _ => None,
        }
    }
}

/// See [`TableItem::from_stream_record`].
pub(crate) fn table_item<T: TableItem>(
    record: impl StreamRecord,
) -> Result<Option<Change<T>>, RecordError> {
    let change = Change::from_record(record)?;
    if change.is_guard::<T>() {
        return Ok(None);
    }
    change.into_table_item().map(Some)
}

impl<T> fmt::Debug for Change<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change")
            .field("kind", &self.kind)
            .field("key", &self.key)
            .field("old", &self.old.as_ref().map(|_| ".."))
            .field("new", &self.new.as_ref().map(|_| ".."))
            .field("created_at", &self.created_at)
            .field("sequence_number", &self.sequence_number)
            .field("event_id", &self.event_id)
            .field("by_time_to_live", &self.by_time_to_live)
            .finish()
    }
}
