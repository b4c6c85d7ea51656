//! Which of serde's attributes are honoured, and what to do about the others.

use crate::ctxt::Ctxt;
use crate::message::help;
use crate::model::field::Field;
use crate::parse::field::Field as Input;
use crate::parse::serde_attrs::{DefaultValue, Seen};
use crate::types;

/// A derive, with what it makes of serde's attributes on the container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Derive {
    Entity,
    NestedStruct,
    NestedEnum,
    KeyField,
}

/// Reports the container's attributes that the derive cannot honour.
pub(crate) fn container(derive: Derive, seen: &[Seen], ctxt: &Ctxt) {
    for Seen { key, tokens } in seen {
        if let Some(message) = on_container(derive, key) {
            ctxt.error(tokens, message);
        }
    }
}

fn on_container(derive: Derive, key: &str) -> Option<String> {
    use Derive::{Entity, KeyField, NestedEnum, NestedStruct};
    let (why, way_out) = match key {
        "rename" | "rename_all" | "default" | "crate" | "expecting" => return None,
        "bound" | "deny_unknown_fields" | "rename_all_fields" | "tag" | "content"
            if derive != Entity =>
        {
            return None;
        }
        "transparent" if derive == KeyField => return None,
        "tag" | "content" => (
            "the table's type attribute tells items apart",
            "remove it, and name the type with `#[entity(type = \"…\")]`",
        ),
        "untagged" if matches!(derive, NestedEnum | KeyField) => (
            "which variant an item holds, and so where a field is, cannot be told",
            "use serde's default form, `tag = \"…\"`, or `tag` and `content`",
        ),
        "transparent" => (
            "its fields have no attributes",
            "remove it: the struct is stored attribute by attribute",
        ),
        "from" | "into" | "try_from" => match derive {
            KeyField => (
                "serde stores another type, whose text is not known here",
                "implement `KeyField` by hand",
            ),
            Entity | NestedStruct | NestedEnum => (
                "serde stores another type, whose attributes are not known here",
                "derive on that other type",
            ),
        },
        "remote" => (
            "the attributes belong to another type",
            "wrap the other type in a struct of your own",
        ),
        "bound" => ("the type has no parameters", "remove it"),
        "deny_unknown_fields" => (
            "an item has attributes besides the fields, at least those of its keys",
            "remove it",
        ),
        "rename_all_fields" => ("it is for enums", "write `rename_all`"),
        "untagged" => ("it is for enums", "remove it"),
        _ => return Some(unknown(key)),
    };
    Some(unsupported(key, why, way_out))
}

/// Reports a field's attributes that the derive cannot honour.
pub(crate) fn field(derive: Derive, seen: &[Seen], ctxt: &Ctxt) {
    for Seen { key, tokens } in seen {
        let (why, way_out) = match key.as_str() {
            "rename"
            | "default"
            | "skip"
            | "skip_serializing"
            | "skip_deserializing"
            | "skip_serializing_if"
            | "with"
            | "serialize_with"
            | "deserialize_with" => continue,
            "alias" => (
                "reads would find the older attribute, but conditions, updates and indexes would not",
                "read the older attribute by an `Option` field of its own, and move its value",
            ),
            // The rules of flattened fields are their own.
            "flatten" if derive == Derive::Entity => continue,
            "flatten" => (
                "serde reads a flattened field out of a buffer, which loses binaries and the digits \
                 of numbers",
                "remove it: the field is then stored as a map; a field of an entity may be flattened",
            ),
            "getter" => (
                "it belongs to `remote`, and the field itself is stored",
                "remove it",
            ),
            "borrow" => (
                "an entity owns its values: the item they are read from is gone",
                "own the value: `String` instead of `&str`",
            ),
            "bound" => ("the struct has no parameters", "remove it"),
            key => {
                ctxt.error(tokens, unknown(key));
                continue;
            }
        };
        ctxt.error(tokens, unsupported(key, why, way_out));
    }
}

/// Reports a field that is left out of what is written, and then missed by what is read.
/// `defaulted`: a missing one has a value, whatever the field says.
pub(crate) fn left_out(written: &Input, defaulted: bool, ctxt: &Ctxt) {
    let serde = &written.serde;
    let read = serde.default.is_some()
        || serde.skip_deserializing
        || defaulted
        || types::option_inner(&written.ty).is_some();
    if serde.skip_serializing && !serde.skip_deserializing && !read {
        let message = help(
            format!(
                "no item has `{}`, which is never written, and without it none could be read",
                written.ident
            ),
            "add `#[serde(default)]`, or write `skip`",
        );
        ctxt.error(&written.ident, message);
    }
    if let Some(skip) = serde.skip_if.as_ref().filter(|_| !read) {
        let message = help(
            format!(
                "an item without `{}` could not be read: `skip_serializing_if` leaves it out, and \
                 nothing says what it then is",
                written.ident
            ),
            "add `#[serde(default)]`",
        );
        ctxt.error(skip, message);
    }
}

/// Reports `skip_serializing_if` on a field that keys are made of: the item keeps the key of a value that
/// is read back as another one. `defaulted`: a missing one has a value, whatever the field says.
pub(crate) fn left_out_of_a_key(written: &Input, defaulted: bool, ctxt: &Ctxt) {
    let serde = &written.serde;
    let Some(skip) = &serde.skip_if else { return };
    let is_option = types::option_inner(&written.ty).is_some();
    let read = serde.default.is_some() || defaulted || is_option;
    // `None` is left out anyway. What could not be read at all is an error of its own.
    if !read || (is_option && is_none(&skip.path)) {
        return;
    }
    let message = help(
        format!(
            "`{}` is part of a key, and `skip_serializing_if` leaves it out of the item: what is read \
             back would have another value, and another key",
            written.ident
        ),
        "remove `skip_serializing_if`, or use another field in the key",
    );
    ctxt.error(skip, message);
}

/// Whether the path is that of `Option::is_none`.
fn is_none(path: &syn::Path) -> bool {
    let mut segments = path.segments.iter().rev();
    let mut is = |name: &str| segments.next().is_some_and(|segment| segment.ident == name);
    is("is_none") && is("Option")
}

/// Reports serde's attributes on a variant of a key field by which a value is read back as another one,
/// whose key differs, or not at all.
pub(crate) fn in_variant_of_key(seen: &[Seen], ctxt: &Ctxt) {
    let skipped = |key: &str| seen.iter().any(|seen| seen.key == key);
    for Seen { key, tokens } in seen {
        let (why, way_out) = match key.as_str() {
            "alias" => (
                "what is read under the older text would have the key of the newer one",
                "keep the older text: `#[serde(rename = \"…\")]`",
            ),
            "other" => (
                "any other text is read as this variant, whose key differs from that text's",
                "implement `KeyField` by hand, with a variant that keeps the text",
            ),
            "skip_deserializing" if !skipped("skip_serializing") => (
                "an item with this variant could be written, and not read",
                "remove it, or write `skip`",
            ),
            _ => continue,
        };
        ctxt.error(tokens, unsupported(key, why, way_out));
    }
}

/// Reports serde's attributes that leave out what a newtype holds: the key would have it, and the item
/// would not.
pub(crate) fn in_newtype_of_key(seen: &[Seen], ctxt: &Ctxt) {
    for Seen { key, tokens } in seen {
        if key.starts_with("skip") {
            let why = "the key would have the value, and what is read back would not";
            ctxt.error(tokens, unsupported(key, why, "remove it"));
        }
    }
}

/// Reports a default of what is stored as no attribute: it would be read as another value.
pub(crate) fn lost_default(written: &Input, field: &Field, ctxt: &Ctxt) {
    let serde = &written.serde;
    if let Some(DefaultValue::Path(path)) = &serde.default
        && field.stores_nothing()
    {
        let (nothing, way_out) = if types::is_set(&field.value) {
            ("an empty set", "store a list with `#[entity(list)]`")
        } else {
            (
                "`None`",
                "make the field's type the one inside the `Option`",
            )
        };
        let message = help(
            format!(
                "{nothing} is stored as no attribute, and would be read as the default of `{}`",
                field.name
            ),
            format!("remove the default, or {way_out}"),
        );
        ctxt.error(path, message);
    }
}

fn unsupported(key: &str, why: &str, way_out: &str) -> String {
    help(
        format!("`#[serde({key})]` is not supported here: {why}"),
        way_out,
    )
}

fn unknown(key: &str) -> String {
    format!(
        "`#[serde({key})]` is not known here, so the stored form cannot be told; remove it, or \
         write the mapping by hand"
    )
}
