//! Messages about how one of serde's attributes is written.

use super::help;
use crate::case::RenameRule;
use crate::suggest;

/// `rename(serialize = …, deserialize = …)` with two names.
pub(crate) fn different(key: &str) -> String {
    help(
        format!("`{key}` gives different names for writing and for reading"),
        format!("an attribute has one name: `{key} = \"…\"`"),
    )
}

/// A case rule that serde does not have.
pub(crate) fn unknown_rule(name: &str) -> String {
    let names: Vec<_> = RenameRule::names().collect();
    let names = suggest::listed(&names);
    format!("serde has no case rule `{name}`; there are {names}")
}
