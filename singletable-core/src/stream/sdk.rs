//! The records of `aws_sdk_dynamodbstreams`.

use super::error::RecordFault;
use super::{Images, RecordParts, StreamRecord, sealed};
use crate::value::{Item, Timestamp};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodbstreams::types::{self as streams, Record};
use std::collections::HashMap;

impl sealed::Sealed for Record {}

impl StreamRecord for Record {
    fn into_parts(self) -> RecordParts {
        let mut parts = RecordParts {
            event: self.event_name.map(|name| name.as_str().to_owned()),
            event_id: self.event_id,
            sequence_number: None,
            created_at: None,
            identity: self
                .user_identity
                .and_then(|identity| Some((identity.r#type?, identity.principal_id?))),
            images: Err(RecordFault::NoBody),
        };
        if let Some(body) = self.dynamodb {
            parts.sequence_number = body.sequence_number;
            let created_at = body.approximate_creation_date_time;
            parts.created_at = created_at.and_then(|time| {
                let millis = time.to_millis().ok()?;
                Timestamp::from_epoch_millis(millis).ok()
            });
            parts.images = images(body.keys, body.old_image, body.new_image);
        }
        parts
    }
}

type Attributes = HashMap<String, streams::AttributeValue>;

fn images(
    keys: Option<Attributes>,
    old: Option<Attributes>,
    new: Option<Attributes>,
) -> Result<Images, RecordFault> {
    Ok(Images {
        key: item(keys.unwrap_or_default())?,
        old: old.map(item).transpose()?,
        new: new.map(item).transpose()?,
    })
}

fn item(attributes: Attributes) -> Result<Item, RecordFault> {
    let attributes = attributes.into_iter();
    attributes
        .map(|(name, attribute)| Ok((name, value(attribute)?)))
        .collect()
}

/// The same type exists in both SDK crates.
fn value(value: streams::AttributeValue) -> Result<AttributeValue, RecordFault> {
    use streams::AttributeValue as From;
    Ok(match value {
        From::B(bytes) => AttributeValue::B(bytes),
        From::Bool(bool) => AttributeValue::Bool(bool),
        From::Bs(set) => AttributeValue::Bs(set),
        From::L(list) => {
            let list = list.into_iter().map(self::value);
            AttributeValue::L(list.collect::<Result<_, _>>()?)
        }
        From::M(map) => AttributeValue::M(item(map)?),
        From::N(number) => AttributeValue::N(number),
        From::Ns(set) => AttributeValue::Ns(set),
        From::Null(null) => AttributeValue::Null(null),
        From::S(text) => AttributeValue::S(text),
        From::Ss(set) => AttributeValue::Ss(set),
        _ => return Err(RecordFault::Value),
    })
}
