//! Rules of the type's name, and of its former ones.

use super::keys::GUARD;
use crate::ctxt::Ctxt;
use crate::message::help;
use crate::model::entity::Entity;
use crate::parse::entity as input;
use std::collections::HashSet;
use syn::LitStr;

/// Checks `type` and `type_alias`.
pub(crate) fn check(input: &input::Entity, entity: &Entity, ctxt: &Ctxt) {
    if let Some(type_name) = &input.type_name {
        if type_name.value().is_empty() {
            ctxt.error(
                type_name,
                "the type name is empty; write one such as \"USER\"",
            );
        }
        not_of_guards(type_name, ctxt);
    }
    let mut known = HashSet::new();
    for alias in &input.type_aliases {
        let name = alias.value();
        if name.is_empty() {
            let message = "the type alias is empty; write the type that stored items have, such \
                           as \"USER\"";
            ctxt.error(alias, message);
        } else if name == entity.type_name {
            ctxt.error(alias, is_present(&entity.name, &name));
        } else if !known.insert(name) {
            let message = format!(
                "the type alias \"{}\" is given twice; remove one of them",
                alias.value()
            );
            ctxt.error(alias, message);
        }
        not_of_guards(alias, ctxt);
    }
    if let (Some(alias), Some(unique)) = (input.type_aliases.first(), entity.unique.first()) {
        ctxt.error(alias, breaks_unique(&alias.value(), &unique.name));
    }
}

/// The type of guards tells them from the items of entities.
fn not_of_guards(name: &LitStr, ctxt: &Ctxt) {
    if name.value() == GUARD {
        let message = help(
            format!("\"{GUARD}\" is the type of the items that keep values unique"),
            "give the entity another type, such as \"USER\"",
        );
        ctxt.error(name, message);
    }
}

fn is_present(entity: &str, name: &str) -> String {
    help(
        format!("\"{name}\" is the type of `{entity}` itself, which needs no alias"),
        "an alias is a former type; remove it, or give the entity its new type: `type = \"…\"`",
    )
}

fn breaks_unique(alias: &str, unique: &str) -> String {
    help(
        format!(
            "the type is in the keys of the items that keep `{unique}` unique: under a new type, the \
             values of items with the type \"{alias}\" would be free"
        ),
        format!(
            "keep the type: `type = \"{alias}\"` without an alias; the struct may have any name"
        ),
    )
}
