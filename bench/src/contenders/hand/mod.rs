//! The SDK by hand, as a careful engineer writes it: maps with their capacity, values moved out of
//! the maps that the SDK made, expressions as constant texts.

mod assets;
mod document;
mod fields;
mod flat;
mod text;
mod user;

use super::Answer;
use super::sdk::{Mapping, Sdk};
use crate::shapes::Shape;
use crate::wire::Item;
use fields::Malformed;
pub use fields::{n, s};

/// Requests and items by hand.
pub type Hand = Sdk<ByHand>;

/// Items by hand.
pub enum ByHand {}

/// What is written by hand for each struct.
pub trait Handmade: Shape {
    /// The stored item.
    fn to_item(&self) -> Item;

    /// The value of a stored item.
    fn from_item(item: Item) -> Result<Self, Malformed>;
}

impl<S: Handmade> Mapping<S> for ByHand {
    const NAME: &'static str = "hand";
    type Mapped = S;

    fn to_item(value: &S) -> Item {
        value.to_item()
    }

    fn from_item(item: Item) -> Answer<S> {
        Ok(S::from_item(item)?)
    }
}
