//! The rules, each with its message. The sentences that parsing and resolving need as well are in
//! [`crate::message`].

pub(crate) mod attributes;
pub(crate) mod collection;
pub(crate) mod consts;
pub(crate) mod entities;
pub(crate) mod entity;
pub(crate) mod flatten;
pub(crate) mod generate;
pub(crate) mod index_projection;
pub(crate) mod key_field;
pub(crate) mod key_only;
pub(crate) mod keys;
pub(crate) mod lifecycle;
pub(crate) mod names;
pub(crate) mod null;
mod paths;
pub(crate) mod precision;
pub(crate) mod projection;
pub(crate) mod serde_rules;
pub(crate) mod table;
pub(crate) mod type_names;
