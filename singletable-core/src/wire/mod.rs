//! Items as they come over the wire: answers read once, straight from their text, without the maps
//! that the SDK makes of them.
//!
//! Only the canonical form of DynamoDB's JSON is read here. Whatever else an answer may be, the SDK
//! reads, or refuses.

mod answer;
mod de;
#[cfg(test)]
mod laws;
mod row;
mod scan;
mod tape;
mod value;

pub(crate) use answer::{Answer, Place};
pub use row::Row;
pub(crate) use row::{Form, Rows};
pub use value::RawValue;
