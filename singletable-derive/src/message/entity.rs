//! Messages about the options of an entity and of its fields.

use super::help;

/// The entity has no template for that half of its primary key.
pub(crate) fn missing_key(entity: &str, half: &str) -> String {
    let example = if half == "pk" {
        "USER#<user_id>"
    } else {
        "#METADATA"
    };
    help(
        format!("`{entity}` has no `{half}`: every item has a partition key and a sort key"),
        format!("add `#[entity({half} = \"{example}\")]`"),
    )
}

/// A type that is none.
pub(crate) const TYPE: &str = "`type` is written `type = \"USER\"`; `(\"…\", \"…\")` is a text for each of \
    several type attributes, `[\"…\", \"…\"]` the members of a set, and `none` is no type at all";

/// A type alias that is none.
pub(crate) const TYPE_ALIAS: &str = "`type_alias` is written `type_alias = \"USER\"`, or \
    `(\"…\", \"…\")` with a text for each of several type attributes";

/// A guard's sort key or type without its partition key.
pub(crate) const GUARD_WITHOUT_KEY: &str = "the guards of another library have a partition key; add \
    `pk = \"unique#email#<email>\"`, or write `unique(name, fields(…))` for guards of this one";

/// The fields of a constraint are given twice.
pub(crate) const GUARD_WITH_FIELDS: &str = "the fields are those of the guards' `pk` and `sk`; leave out \
    `fields(…)`";

/// No field is in the keys of guards.
pub(crate) fn guard_without_field(name: &str) -> String {
    format!(
        "the guards of `{name}` have no field in their key, so all would be one; write the unique value in \
         it, as in `pk = \"unique#email#<email>\"`"
    )
}

/// The name of an access pattern that cannot be a method.
pub(crate) fn not_a_method(name: &str) -> String {
    format!("`{name}` cannot be the name of a method; write one such as `by_email`")
}

/// The name of a generated type that cannot be one.
pub(crate) fn not_a_type(name: &str) -> String {
    format!("`{name}` cannot be the name of a type; write one such as `CreateUser`")
}

/// There is no such precision.
pub(crate) fn unknown_precision(name: &str) -> String {
    format!(
        "no precision `{name}`; there are `ms`, `us` and `ns`: 3, 6 and 9 digits of the second's \
         fraction"
    )
}
