//! The rules, and every message of the crate. A message says what is wrong in the words of the
//! domain, and how to put it right.

pub(crate) mod attributes;
pub(crate) mod collection;
pub(crate) mod consts;
pub(crate) mod entity;
pub(crate) mod generate;
pub(crate) mod key_field;
pub(crate) mod lifecycle;
pub(crate) mod precision;
pub(crate) mod projection;
pub(crate) mod serde_rules;
pub(crate) mod shape;
pub(crate) mod syntax;
pub(crate) mod table;
pub(crate) mod template;

/// A message with the way out on a line of its own, as rustc prints its own help.
fn help(message: impl std::fmt::Display, help: impl std::fmt::Display) -> String {
    format!("{message}\n= help: {help}")
}
