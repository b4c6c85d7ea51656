//! Attribute values and items: their types, their limits, and their errors.

mod any;
pub(crate) mod bytes;
mod check;
mod clock;
pub(crate) mod date_time;
pub(crate) mod de;
mod decimal;
pub(crate) mod error;
pub(crate) mod flatten;
pub(crate) mod form;
mod into_value;
mod kind;
mod map_key;
pub(crate) mod number;
mod refused;
mod same;
mod scalar;
pub(crate) mod ser;
pub(crate) mod timestamp;

pub use any::Value;
pub(crate) use check::{MAX_DEPTH, check_value, plain_size_of, size_of_value};
pub use clock::Clock;
pub use error::ValueError;
pub(crate) use error::{AttributePath, describe};
pub use into_value::IntoValue;
pub(crate) use kind::Kind;
pub use map_key::MapKey;
pub use number::Number;
pub use refused::Refused;
pub(crate) use same::{is_same_item, is_same_value};
pub use scalar::ScalarType;
pub(crate) use scalar::ScalarValue;
pub use timestamp::{ParseTimestampError, Timestamp};

use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;
use std::fmt;

/// A stored item in the SDK's form: attribute names and values.
pub type Item = HashMap<String, AttributeValue>;

/// The maximum size of an item in bytes, including names and values.
pub const MAX_ITEM_BYTES: usize = 400 * 1024;

/// A stored item that was returned with an error. Its `Debug` form shows only the attributes' names.
#[derive(Clone, PartialEq)]
pub struct OldItem(pub Item);

impl fmt::Debug for OldItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redacted(f, "OldItem", &self.0)
    }
}

/// Shows only the attributes' names: values and keys often are personal data.
pub(crate) fn redacted(f: &mut fmt::Formatter<'_>, name: &str, item: &Item) -> fmt::Result {
    let mut names: Vec<_> = item.keys().collect();
    names.sort();
    f.debug_tuple(name).field(&names).finish()
}
