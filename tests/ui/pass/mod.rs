//! What must compile. These are modules of one binary, because trybuild would build the whole SDK for a case
//! that compiles, and only checks one that does not. Some refuse warnings, those of clippy as well.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::pedantic
)]

pub mod a_table_of_many_entities;
pub mod collections;
pub mod every_template_spec;
pub mod hygiene;
pub mod keys_that_their_types_tell_apart;
pub mod names;
pub mod no_table;
pub mod odd_names;
pub mod renamed_crate;
pub mod serde_attributes;
pub mod table_shapes;
pub mod visibility_and_scopes;
