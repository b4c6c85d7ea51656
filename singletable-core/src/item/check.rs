//! Checks of DynamoDB's limits for an item, before it is sent.

use super::error::EncodeError;
use crate::value::{Item, MAX_ITEM_BYTES, check_value, plain_size_of, size_of_value};

/// Checks every value of an item, and the item's size.
pub(crate) fn check_item(entity: &'static str, item: &Item) -> Result<(), EncodeError> {
    if plain_size(item).is_some_and(|bytes| bytes <= MAX_ITEM_BYTES) {
        return Ok(());
    }
    let mut bytes = 0;
    for (name, value) in item {
        let size = check_value(value)
            .map_err(|error| EncodeError::new(entity, name, error.to_string()))?;
        bytes += name.len() + size;
    }
    if bytes > MAX_ITEM_BYTES {
        let largest = item
            .iter()
            .max_by_key(|(name, value)| name.len() + size_of_value(value))
            .map_or("", |(name, _)| name);
        let message = format!(
            "the item has {bytes} bytes, DynamoDB accepts {MAX_ITEM_BYTES} (400 KB); this \
             attribute is its largest"
        );
        return Err(EncodeError::new(entity, largest, message));
    }
    Ok(())
}

/// The size of an item whose values clearly are within the limits, as nearly all are. `None` leaves it
/// to the exact check, which says what is wrong.
fn plain_size(item: &Item) -> Option<usize> {
    item.iter().try_fold(0, |bytes, (name, value)| {
        Some(bytes + name.len() + plain_size_of(value)?)
    })
}
