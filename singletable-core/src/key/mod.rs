//! Keys: templates, the values that may stand in them, and ranges over them.
//!
//! Two laws hold for every key that this module makes. *Injective*: different field values never
//! give the same key. *Ordered*: sort keys of one entity compare as the tuples of their values do,
//! each value taken with the separator behind it (see [`KeyField`] for what that means for text).

pub(crate) mod bounds;
mod date;
pub(crate) mod ends;
#[cfg(test)]
mod ends_properties;
mod error;
mod field;
mod field_range;
mod foreign;
mod key_type;
mod laws;
mod number;
pub(crate) mod overlap;
pub(crate) mod parts;
#[cfg(test)]
mod properties;
pub(crate) mod range;
#[cfg(test)]
mod range_properties;
pub mod rfc3339;
pub(crate) mod scalar;
mod shape;
mod slots;
mod stored;
mod template;
pub(crate) mod time;
mod tuple;
mod unsorted;

pub use bounds::Beginning;
pub use error::{KeyError, KeyErrorKind, KeyPart, KeyValueError};
pub use field::{KeyField, KeyKind, KeyText};
pub use field_range::{FieldRange, NextField};
pub use laws::key_field_laws;
pub use slots::Slots;
pub use template::{Encoding, FieldSegment, KeyTemplate, Segment};
pub use tuple::{SortKey, SortPrefix};
pub use unsorted::{ByDigits, ByValue, OrdersNext, OrdersUpTo, RangedBy, Unsorted};

pub(crate) use field::key_number;
#[doc(hidden)]
pub use field::{DynKeyField, KeyValue, KeyValues};
#[doc(hidden)]
pub use key_type::{FormOfKey, KeyType};
#[doc(hidden)]
pub use shape::KeyShape;
pub(crate) use template::KeyContext;
#[doc(hidden)]
pub use template::{key_template, literal, plain, shaped};

/// The most bytes that DynamoDB accepts in a partition key value.
pub const MAX_PARTITION_KEY_BYTES: usize = 2048;
/// The most bytes that DynamoDB accepts in a sort key value.
pub const MAX_SORT_KEY_BYTES: usize = 1024;
