//! Rules of `#[derive(Attributes)]`.

use super::serde_rules::{self, Derive};
use crate::ctxt::Ctxt;
use crate::message::{self, help};
use crate::parse::attributes::{Attributes, Content, Shape};
use crate::parse::field::Field;
use crate::types;
use std::collections::HashSet;
use syn::Ident;

/// Reports what only fields of an entity have, and `list` where it says nothing.
fn entity_rules(field: &Field, ctxt: &Ctxt) {
    for (key, tokens) in field.of_entities() {
        let message = help(
            format!("`{key}` is for fields of an entity, and this one is inside an attribute"),
            "remove it, or make the field one of the entity",
        );
        ctxt.error(tokens, message);
    }
    super::null::check(field, ctxt);
    if let Some(tokens) = &field.list
        && types::is_plain(types::option_inner(&field.ty).unwrap_or(&field.ty))
    {
        ctxt.error(
            tokens,
            message::shape::already_a_list(&field.ident.to_string()),
        );
    }
}

/// Checks what was written.
pub(crate) fn check(input: &Attributes, ctxt: &Ctxt) {
    let seen = &input.serde.seen;
    match &input.shape {
        Shape::Struct(fields) => {
            serde_rules::container(Derive::NestedStruct, seen, ctxt);
            for field in fields {
                serde_rules::field(Derive::NestedStruct, &field.serde.seen, ctxt);
                serde_rules::left_out(field, input.serde.default.is_some(), ctxt);
                entity_rules(field, ctxt);
            }
        }
        Shape::Enum(variants) => {
            serde_rules::container(Derive::NestedEnum, seen, ctxt);
            for variant in variants {
                let untagged = variant
                    .serde
                    .seen
                    .iter()
                    .find(|seen| seen.key == "untagged");
                if let Some(untagged) = untagged {
                    let message = help(
                        "`#[serde(untagged)]` is not supported here: which variant an item \
                         holds, and so where a field is, cannot be told",
                        "remove it: the variant is then stored under its name",
                    );
                    ctxt.error(&untagged.tokens, message);
                }
                if let Content::Fields(fields) = &variant.content {
                    for field in fields {
                        serde_rules::field(Derive::NestedEnum, &field.serde.seen, ctxt);
                        serde_rules::left_out(field, false, ctxt);
                        entity_rules(field, ctxt);
                    }
                }
            }
        }
    }
}

/// Reports constants that a variant of the enum hides.
pub(crate) fn hidden_constants<'a>(
    input: &Attributes,
    constants: impl Iterator<Item = &'a Ident>,
    ctxt: &Ctxt,
) {
    let Shape::Enum(variants) = &input.shape else {
        return;
    };
    for konst in constants {
        if variants.iter().any(|variant| variant.ident == *konst) {
            let message = help(
                format!("the constant `{konst}` cannot have the name of a variant"),
                "give the variant a longer name in `PascalCase` (its stored name stays the same \
                 with `#[serde(rename = \"…\")]`)",
            );
            ctxt.error(konst, message);
        }
    }
}

/// Reports constants of one name.
pub(crate) fn same_constants<'a>(constants: impl Iterator<Item = &'a Ident>, ctxt: &Ctxt) {
    let mut known = HashSet::new();
    for konst in constants {
        if !known.insert(konst.to_string()) {
            let message = format!(
                "two fields would have the constant `{konst}`; rename one of the fields (its \
                 attribute keeps its name with `#[serde(rename = \"…\")]`)"
            );
            ctxt.error(konst, message);
        }
    }
}
