//! The limits that DynamoDB sets on an item, checked before it is sent.

use super::error::{EncodeError, ValueError};
use super::{Item, MAX_ITEM_BYTES};
use crate::number::{check_number, number_size};
use aws_sdk_dynamodb::types::AttributeValue;

/// The most levels of lists and maps inside one attribute.
pub(crate) const MAX_DEPTH: usize = 32;

/// Checks every value of an item, and its size.
pub(crate) fn check_item(entity: &'static str, item: &Item) -> Result<(), EncodeError> {
    let mut bytes = 0;
    for (name, value) in item {
        let size = check_value(value).map_err(|error| EncodeError {
            entity,
            attribute: name.clone(),
            message: error.to_string(),
        })?;
        bytes += name.len() + size;
    }
    if bytes > MAX_ITEM_BYTES {
        let largest = item
            .iter()
            .max_by_key(|(name, value)| name.len() + size_of_value(value))
            .map(|(name, _)| name.clone());
        return Err(EncodeError {
            entity,
            attribute: largest.unwrap_or_default(),
            message: format!(
                "the item has {bytes} bytes, DynamoDB accepts {MAX_ITEM_BYTES} (400 KB); this \
                 attribute is its largest"
            ),
        });
    }
    Ok(())
}

/// Checks one value and gives its size in bytes, as DynamoDB counts it.
pub(crate) fn check_value(value: &AttributeValue) -> Result<usize, ValueError> {
    check_at(value, 0)
}

fn check_at(value: &AttributeValue, depth: usize) -> Result<usize, ValueError> {
    if depth > MAX_DEPTH {
        return Err(ValueError::new(format!(
            "the value is nested deeper than DynamoDB's {MAX_DEPTH} levels"
        )));
    }
    Ok(match value {
        AttributeValue::N(number) => {
            check_number(number)?;
            number_size(number)
        }
        AttributeValue::Ns(numbers) => {
            not_empty(numbers.is_empty())?;
            for number in numbers {
                check_number(number)?;
            }
            numbers.iter().map(|n| number_size(n)).sum()
        }
        AttributeValue::Ss(texts) => {
            not_empty(texts.is_empty())?;
            texts.iter().map(String::len).sum()
        }
        AttributeValue::Bs(blobs) => {
            not_empty(blobs.is_empty())?;
            blobs.iter().map(|b| b.as_ref().len()).sum()
        }
        AttributeValue::L(elements) => {
            let mut bytes = 3;
            for element in elements {
                bytes += 1 + check_at(element, depth + 1)?;
            }
            bytes
        }
        AttributeValue::M(entries) => {
            let mut bytes = 3;
            for (key, entry) in entries {
                bytes += 1 + key.len() + check_at(entry, depth + 1)?;
            }
            bytes
        }
        AttributeValue::S(text) => text.len(),
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        _ => 1,
    })
}

fn size_of_value(value: &AttributeValue) -> usize {
    check_value(value).unwrap_or(usize::MAX)
}

fn not_empty(empty: bool) -> Result<(), ValueError> {
    if empty {
        return Err(ValueError::new("DynamoDB has no empty sets".into()));
    }
    Ok(())
}
