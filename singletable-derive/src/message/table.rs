//! Messages about the shape of a table, and about its projections.

use super::help;
use std::fmt::Display;

/// The derive's input has another shape.
pub(crate) const NEITHER_ENUM_NOR_UNIT: &str = "`Table` is derived on an enum of entities, or on \
    a unit struct\n= help: write `enum Blog { User(User), Post(Post) }`, or `struct Blog;` \
    where the list of entities is open";

/// A projection that does not exist.
pub(crate) const PROJECTION: &str = "a projection is `all`, `keys_only`, `include(\"attribute\", …)` or `include_only(\"attribute\", …)`";

/// A projection of no attributes.
pub(crate) const INCLUDES_NOTHING: &str = "`include_only()` names no attribute\n= help: write \
    `projection = keys_only`";

/// A variant of another shape.
pub(crate) fn arm(variant: impl Display) -> String {
    help(
        format!("`{variant}` does not hold exactly one entity"),
        format!("write `{variant}({variant})`, with the entity's type in the parentheses"),
    )
}
