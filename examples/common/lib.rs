//! What the examples share: where their table lives, and how they print.

mod connect;
mod inspect;

pub use connect::connect;
pub use inspect::inspect;
