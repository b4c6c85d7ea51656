//! Rules of flattened fields.

use crate::ctxt::Ctxt;
use crate::message::help;
use crate::parse::field::Field;
use crate::types;

/// Checks a field with `#[serde(flatten)]`.
pub(crate) fn check(field: &Field, ctxt: &Ctxt) {
    let name = &field.ident;
    if let Some(map) = types::map_name(types::inside(&field.ty)) {
        let message = help(
            format!(
                "`{name}` is a map, and which attributes a flattened map has is not known here: a \
                 flattened type is a struct that derives `Attributes`"
            ),
            format!(
                "a map that keeps the attributes of no field has `#[entity(extra)]` in place of \
                 `#[serde(flatten)]`; without both, the `{map}` is one attribute"
            ),
        );
        ctxt.error(&field.ty, message);
        return;
    }
    let list = field.list.clone().map(|tokens| ("list", tokens));
    let null = field.null.clone().map(|tokens| ("null", tokens));
    // What is read only is so attribute by attribute, and unique constraints have a rule of their own.
    let others = ["read_only", "unique"];
    let options = field.of_entities().filter(|(key, _)| !others.contains(key));
    for (key, tokens) in options.chain(list).chain(null) {
        let message = help(
            format!("`{key}` is for one attribute, and the flattened `{name}` is several"),
            "take the field that is meant out of the struct, and make it one of the entity",
        );
        ctxt.error(tokens, message);
    }
    for seen in &field.serde.seen {
        if seen.key == "flatten" {
            continue;
        }
        let message = help(
            format!(
                "`#[serde({})]` is not supported beside `flatten`: `{name}` is no attribute of its own",
                seen.key
            ),
            "write it on the fields of the struct",
        );
        ctxt.error(&seen.tokens, message);
    }
}
