//! The sentences that more than one floor reports: texts only. Those of a single rule stay with the
//! rule, in [`crate::check`]. A message says what is wrong in the words of the domain, and how to
//! put it right.

pub(crate) mod entities;
pub(crate) mod entity;
pub(crate) mod key_field;
pub(crate) mod projection;
pub(crate) mod serde_attrs;
pub(crate) mod shape;
pub(crate) mod syntax;
pub(crate) mod table;
pub(crate) mod template;

/// A message with the way out on a line of its own, as rustc prints its own help.
pub(crate) fn help(message: impl std::fmt::Display, help: impl std::fmt::Display) -> String {
    format!("{message}\n= help: {help}")
}
