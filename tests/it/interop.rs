//! Tables that other libraries wrote: their layouts are declared, every item is read by an entity and
//! written again equal, and every read of the library finds the same items by ours.

mod aws_samples;
mod electrodb;
mod foreign;
mod layout;
mod modyne;
mod not_yet;
mod onetable;
mod provider;
mod pynamodb;
mod toolbox;

pub use provider::{of_type, seed_items};
