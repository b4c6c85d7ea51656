//! Items as they come over the wire: answers read once, straight from their text, without the maps
//! that the SDK makes of them.
//!
//! Only the canonical form of DynamoDB's JSON is read here. Whatever else an answer may be, the SDK
//! reads, or refuses.

mod answer;
mod body;
mod de;
mod distinct;
mod fill;
mod item_text;
#[cfg(test)]
mod properties;
#[cfg(any(test, fuzzing))]
pub(crate) mod reference;
mod row;
mod scan;
mod tape;
mod text;
mod value;

pub(crate) use answer::{Answer, Place};
pub(crate) use body::Body;
pub(crate) use fill::Pieces;
pub(crate) use item_text::ItemText;
pub use row::Row;
pub(crate) use row::{Form, Rows};
pub use text::ValueText;
pub use value::RawValue;
