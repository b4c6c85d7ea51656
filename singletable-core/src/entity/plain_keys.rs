//! Attributes that are keys of an index by their name alone: the entity has no template for them, which
//! would refuse what DynamoDB does.

use super::{Entity, TableModel, layout};
use crate::key::{KeyError, KeyErrorKind, KeyPart, MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES};
use crate::schema::collision::{has_plain_keys, plain_key};
use crate::value::ScalarValue;
use aws_sdk_dynamodb::types::AttributeValue;

/// Whether the entity has such attributes.
pub(crate) const fn has_any<E: Entity>() -> bool {
    has_plain_keys(<E::Table as TableModel>::LAYOUT, E::SCHEMA)
}

/// Checks the values that are to be stored in such attributes: none is empty, or longer than a key.
///
/// # Errors
///
/// When one is.
pub(crate) fn check_plain_keys<'v, E: Entity>(
    value_of: impl Fn(&str) -> Option<&'v AttributeValue>,
) -> Result<(), KeyError> {
    if !const { has_any::<E>() } {
        return Ok(());
    }
    for (position, attribute) in E::SCHEMA.attributes.iter().enumerate() {
        let Some((half, index, sorts)) = plain_key(layout::<E>(), E::SCHEMA, position) else {
            continue;
        };
        let Some(value) = value_of(half.name).and_then(ScalarValue::of) else {
            continue;
        };
        let limit = if sorts {
            MAX_SORT_KEY_BYTES
        } else {
            MAX_PARTITION_KEY_BYTES
        };
        let kind = match value.bytes().len() {
            0 => KeyErrorKind::Empty,
            actual if actual > limit => KeyErrorKind::TooLong { actual, limit },
            _ => continue,
        };
        return Err(KeyError {
            entity: E::SCHEMA.name,
            part: if sorts {
                KeyPart::IndexSortKey(index)
            } else {
                KeyPart::IndexPartitionKey(index)
            },
            template: attribute.name,
            field: Some(attribute.field),
            kind,
        });
    }
    Ok(())
}
