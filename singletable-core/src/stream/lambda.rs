//! The records of `aws_lambda_events`, whose values are those of `serde_dynamo`.

use super::{Images, RecordParts, StreamRecord, sealed};
use crate::value::{Item, Timestamp};
use aws_lambda_events::event::dynamodb::EventRecord;

impl sealed::Sealed for EventRecord {}

impl StreamRecord for EventRecord {
    fn into_parts(self) -> RecordParts {
        let body = self.change;
        let millis = body.approximate_creation_date_time.timestamp_millis();
        // `aws_lambda_events` has the beginning of 1970 for an event without a time.
        let created_at = Some(millis).filter(|millis| *millis != 0);
        RecordParts {
            event: Some(self.event_name),
            event_id: Some(self.event_id).filter(|id| !id.is_empty()),
            sequence_number: body.sequence_number,
            created_at: created_at.and_then(|millis| Timestamp::from_epoch_millis(millis).ok()),
            identity: self
                .user_identity
                .map(|identity| (identity.type_, identity.principal_id)),
            images: Ok(Images {
                key: item(body.keys),
                old: image(body.old_image),
                new: image(body.new_image),
            }),
        }
    }
}

/// `aws_lambda_events` has an empty image for a missing one.
fn image(image: serde_dynamo::Item) -> Option<Item> {
    Some(item(image)).filter(|item| !item.is_empty())
}

fn item(item: serde_dynamo::Item) -> Item {
    item.into()
}
