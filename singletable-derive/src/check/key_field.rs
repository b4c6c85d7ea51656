//! Rules of `#[derive(KeyField)]`.

use super::serde_rules::{self, Derive};
use crate::ctxt::Ctxt;
use crate::message::help;
use crate::parse::key_field::{KeyField, Shape};
use quote::ToTokens;
use std::collections::HashMap;

/// Checks what was written.
pub(crate) fn check(input: &KeyField, ctxt: &Ctxt) {
    serde_rules::container(Derive::KeyField, &input.seen, ctxt);
    let variants = match &input.shape {
        Shape::Enum(variants) => variants,
        Shape::Newtype { seen, .. } => return serde_rules::in_newtype_of_key(seen, ctxt),
    };
    if variants.is_empty() {
        let message = help(
            format!("`{}` has no variant that a key could hold", input.ident),
            "give it unit variants",
        );
        ctxt.error(&input.ident, message);
    }
    let mut known = HashMap::new();
    for variant in variants {
        serde_rules::in_variant_of_key(&variant.seen, ctxt);
        let at = match &variant.rename {
            Some(rename) => rename.to_token_stream(),
            None => variant.ident.to_token_stream(),
        };
        let text = variant.text.as_str();
        if text.is_empty() {
            let message = format!(
                "`{}` has an empty text, which cannot stand in a key; rename it to something",
                variant.ident
            );
            ctxt.error(&at, message);
        }
        if let Some(other) = known.insert(text, &variant.ident) {
            let message = format!(
                "`{other}` and `{}` have the same text \"{text}\", so their keys would be the \
                 same; rename one of them",
                variant.ident
            );
            ctxt.error(&at, message);
        }
    }
}
