//! Rules of the type's name, and of its former ones.

use super::keys::GUARD;
use crate::ctxt::Ctxt;
use crate::message::help;
use crate::model::entity::Entity;
use crate::parse::entity::{self as input, TypeKind, TypeText};
use std::collections::HashSet;
use syn::LitStr;

/// Checks `type` and `type_alias`.
pub(crate) fn check(input: &input::Entity, entity: &Entity, ctxt: &Ctxt) {
    if let Some(given) = &input.type_name {
        for type_name in &given.names {
            if type_name.value().is_empty() {
                ctxt.error(
                    type_name,
                    "the type name is empty; write one such as \"USER\"",
                );
            }
            not_of_guards(type_name, ctxt);
        }
        if given.kind == TypeKind::Set {
            members_once(given, ctxt);
        }
    }
    aliases(input, entity, ctxt);
    if let (true, Some(text)) = (entity.typeless, &input.type_sk) {
        ctxt.error(&text.text, sorts_nothing(&entity.name));
    }
}

fn aliases(input: &input::Entity, entity: &Entity, ctxt: &Ctxt) {
    let mut present = vec![entity.type_name.clone()];
    present.extend(entity.type_rest.iter().cloned());
    let mut known = HashSet::new();
    for alias in &input.type_aliases {
        let (names, at) = (alias.values(), &alias.at);
        if entity.typeless {
            ctxt.error(at, of_no_type(&entity.name));
        } else if names.iter().any(String::is_empty) {
            let message = "the type alias is empty; write the type that stored items have, such \
                           as \"USER\"";
            ctxt.error(at, message);
        } else if names.len() != present.len() {
            ctxt.error(at, other_count(names.len(), present.len()));
        } else if names == present {
            ctxt.error(at, is_present(&entity.name, &names.join("\", \"")));
        } else if !known.insert(names.clone()) {
            let message = format!(
                "the type alias \"{}\" is given twice; remove one of them",
                names.join("\", \"")
            );
            ctxt.error(at, message);
        }
        for name in &alias.names {
            not_of_guards(name, ctxt);
        }
    }
    if let (Some(alias), Some(unique)) = (input.type_aliases.first(), entity.unique.first()) {
        let name = alias.values().join("\", \"");
        ctxt.error(&alias.at, breaks_unique(&name, &unique.name));
    }
}

/// A set has each of its members once.
fn members_once(given: &TypeText, ctxt: &Ctxt) {
    let mut known = HashSet::new();
    for member in &given.names {
        if !known.insert(member.value()) {
            let message = format!(
                "\"{}\" is in the set twice; remove one of them",
                member.value()
            );
            ctxt.error(member, message);
        }
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

fn sorts_nothing(entity: &str) -> String {
    help(
        format!("`{entity}` has `type = none`, so its items are not in the type index"),
        "remove `type_sk`, or give the entity a type",
    )
}

fn of_no_type(entity: &str) -> String {
    help(
        format!("`{entity}` has `type = none`, so its items have no type that was another before"),
        "remove the alias, or give the entity a type",
    )
}

fn other_count(given: usize, needed: usize) -> String {
    let texts = |count| if count == 1 { "text" } else { "texts" };
    format!(
        "the type alias has {given} {}, and the type has {needed} {}; give a text for each type attribute",
        texts(given),
        texts(needed)
    )
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
