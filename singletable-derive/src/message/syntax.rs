//! Messages about how an attribute is written.

use crate::suggest;

/// What is written is not an argument at all.
pub(crate) const NOT_AN_ARGUMENT: &str =
    "expected an option such as `key = \"value\"`, `key(…)` or `key`";

/// `#[entity]` or `#[entity = …]`.
pub(crate) fn no_arguments(attribute: &str) -> String {
    format!("`#[{attribute}]` takes its options in parentheses: `#[{attribute}(…)]`")
}

/// The option exists, and is written in another way.
pub(crate) fn form(key: &str, form: &str) -> String {
    format!("`{key}` is written `{form}`")
}

/// The option has no value.
pub(crate) fn flag(key: &str) -> String {
    format!("`{key}` takes no value; write `{key}` alone")
}

/// The option is there already.
pub(crate) fn twice(key: &str) -> String {
    format!("`{key}` is given twice; remove one of them")
}

/// There is no such option; `list` is in backticks.
pub(crate) fn unknown(list: &str, key: &str, keys: &[&str]) -> String {
    let instead = suggest::instead("option", key, keys.iter().copied());
    format!("no option `{key}` in {list}; {instead}")
}

/// A string that should be a path.
pub(crate) fn not_a_path(text: &str) -> String {
    format!("`{text}` is not a path; write one such as \"module::name\"")
}

/// `index(…)` that does not begin with the index's name.
pub(crate) fn index_without_name(form: &str) -> String {
    format!("an index begins with its name: `{form}`")
}

/// A duration that is none.
pub(crate) fn not_a_lifetime(text: &str) -> String {
    format!(
        "`{text}` is not a lifetime; write a whole number and a unit: `s`, `m`, `h`, `d` or `w`, as \
         in `ttl = \"24h\"`; at most 36525 days"
    )
}
