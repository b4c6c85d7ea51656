//! The values that updates extend and fill: lists and sets.

use std::collections::{BTreeSet, HashSet};

/// Lists that updates can append to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list",
    label = "not a `Vec`",
    note = "`append` and `prepend` add to a list; `insert_into` adds to a set, `add` to a number, and `set` \
            replaces a value"
)]
pub trait ListValue {
    /// What the list holds.
    type Element;
}

impl<X> ListValue for Vec<X> {
    type Element = X;
}

/// Sets that updates can insert into.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a set",
    label = "not a set",
    note = "`insert_into` and `delete_from` change a set; `append` adds to a list, `add` to a number, and \
            `set` replaces a value"
)]
pub trait SetValue: FromIterator<Self::Element> {
    /// What the set holds.
    type Element;
}

impl<X: Eq + std::hash::Hash, S: std::hash::BuildHasher + Default> SetValue for HashSet<X, S> {
    type Element = X;
}

impl<X: Ord> SetValue for BTreeSet<X> {
    type Element = X;
}
