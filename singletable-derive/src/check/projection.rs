//! Rules of `#[derive(Projection)]`.

use crate::ctxt::Ctxt;
use crate::message::help;
use crate::parse::projection::{Projection, Source};
use std::collections::HashMap;

/// Checks what was written.
pub(crate) fn check(input: &Projection, ctxt: &Ctxt) {
    let name = &input.ident;
    if input.entity.is_none() {
        let message = help(
            format!("`{name}` does not say which entity it is a part of"),
            "add `#[projection(entity = User)]`",
        );
        ctxt.error(name, message);
    }
    if input.fields.is_empty() {
        let message = help(
            format!("`{name}` has no fields, and a read asks for one attribute at least"),
            "give it fields of the entity; `exists` conditions and `count` read nothing",
        );
        ctxt.error(name, message);
    }
    let mut known = HashMap::new();
    for field in &input.fields {
        let Source::Field { konst, .. } = &field.source else {
            continue;
        };
        if let Some(other) = known.insert(konst.to_string(), &field.ident) {
            let message = format!(
                "`{other}` and `{}` read the same attribute; remove one of them",
                field.ident
            );
            ctxt.error(konst, message);
        }
    }
}
