//! Messages about what a field of a projection reads.

use syn::Ident;

/// A `path` that is none.
pub(crate) const NOT_A_PATH: &str = "`path` is a constant of the entity and steps into it: \
    `path = User::ADDRESS.then(Address::CITY)`; for a whole attribute write `field = address`";

/// A `field` that cannot be one.
pub(crate) fn not_a_field(name: &str) -> String {
    format!("`{name}` cannot be the name of a field; write one such as `field = email`")
}

/// The field reads two things.
pub(crate) fn two_sources(field: &Ident) -> String {
    format!("`{field}` reads one attribute; keep one of `field` and `path`")
}
