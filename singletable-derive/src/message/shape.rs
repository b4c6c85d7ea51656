//! Messages about structs and enums that a derive does not work on.

use super::help;
use std::fmt::Display;

/// The type is not a struct with named fields. `is_enum_of_entities`: it is an enum, and the derive
/// is `Entity`.
pub(crate) fn not_a_named_struct(derive: &str, is_enum_of_entities: bool) -> String {
    let way_out = if is_enum_of_entities {
        "make each variant a struct of its own, and an entity; an enum of entities is a table, \
         with `#[derive(Table)]`"
    } else {
        "write `struct Name { field: Type, … }`: attributes are named after fields"
    };
    help(
        format!("`{derive}` is derived on a struct with named fields"),
        way_out,
    )
}

/// The type has generic parameters.
pub(crate) fn generic(derive: &str, name: impl Display) -> String {
    help(
        format!(
            "`{derive}` cannot be derived on the generic type `{name}`: its constants describe \
             one concrete type"
        ),
        "remove the parameters, and write the types out",
    )
}

/// `list` on what is stored as a list, or as a single value, without it.
pub(crate) fn already_a_list(field: &str) -> String {
    help(
        format!(
            "`list` stores a set or bytes (`Vec<u8>`, `[u8; N]`) as a list, and `{field}` is neither"
        ),
        "remove `list`",
    )
}
