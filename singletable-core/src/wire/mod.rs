//! The JSON text of requests and answers, written and read in one pass, without the SDK's maps.
//!
//! Only the canonical form of DynamoDB's JSON is read here. The SDK reads, or refuses, every other
//! answer.

mod answer;
mod body;
mod de;
mod distinct;
mod item_text;
#[cfg(test)]
mod properties;
mod raw_members;
#[cfg(any(test, fuzzing))]
pub(crate) mod reference;
mod row;
mod scan;
mod tape;
mod text;
mod value;

pub(crate) use answer::{Answer, AnswerShape};
pub(crate) use body::{BodyWriter, Member, body, body_without_texts};
pub(crate) use item_text::ItemText;
pub(crate) use raw_members::RawMembers;
pub use row::Row;
pub(crate) use row::{Repr, Rows};
pub use text::ValueText;
pub use value::RawValue;
