//! Messages about the shape of a table, and about its projections.

use super::help;
use std::fmt::Display;

/// The derive's input has another shape.
pub(crate) const NEITHER_ENUM_NOR_UNIT: &str = "`Table` is derived on an enum of entities, or on \
    a unit struct\n= help: write `enum Blog { User(User), Post(Post) }`, or `struct Blog;` \
    where the list of entities is open";

/// The name of a key attribute in another form.
pub(crate) fn key_name(key: &str) -> String {
    format!(
        "a key attribute is text, `{key} = \"name\"`, a number, `{key} = number(\"name\")`, or a \
         binary, `{key} = binary(\"name\")`"
    )
}

/// The name of the table's sort key in another form.
pub(crate) fn sort_key() -> String {
    key_name("sk") + "; a table without a sort key has `sk = none`"
}

/// A projection that does not exist.
pub(crate) const PROJECTION: &str = "a projection is `all`, `keys_only`, `include(\"attribute\", …)` or `include_only(\"attribute\", …)`";

/// A projection of no attributes.
pub(crate) const INCLUDES_NOTHING: &str = "`include_only()` names no attribute\n= help: write \
    `projection = keys_only`";

/// What holds the types of items is not written so.
pub(crate) const TYPE_ATTRIBUTE: &str = "`type_attribute` is written `type_attribute = \"_type\"`, \
    `[\"…\", \"…\"]` for a type of two to eight attributes, `set(\"…\")` for a set of texts, or `none` \
    for items without a type";

/// A variant of another shape.
pub(crate) fn arm(variant: impl Display) -> String {
    help(
        format!("`{variant}` does not hold exactly one entity"),
        format!("write `{variant}({variant})`, with the entity's type in the parentheses"),
    )
}
