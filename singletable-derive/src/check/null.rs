//! Rules of `#[entity(null)]` on fields.

use crate::ctxt::Ctxt;
use crate::message::help;
use crate::parse::field::Field;
use crate::types;
use syn::{Ident, Type};

/// The field is never `None`.
pub(crate) fn not_an_option(name: &Ident, ty: &Type) -> String {
    help(
        format!(
            "`null` says how `None` is stored, and `{name}` is of type `{}`, which is no `Option`",
            types::text_of(ty)
        ),
        "remove `null`, or make the field an `Option`",
    )
}

/// Checks a field, of an entity or of a nested struct.
pub(crate) fn check(field: &Field, ctxt: &Ctxt) {
    if let Some(tokens) = &field.null
        && let Some(message) = problem(field)
    {
        ctxt.error(tokens, message);
    }
}

fn problem(field: &Field) -> Option<String> {
    let (name, serde) = (&field.ident, &field.serde);
    // Their own rules say so.
    let is_said = field.extra.is_some() || field.computed.is_some() || field.key_only.is_some();
    if serde.flatten || is_said {
        return None;
    }
    if field.ttl.is_some() {
        return Some(help(
            format!(
                "`{name}` is the time to live, which is a number, or no attribute for an item that does not \
                 expire"
            ),
            "remove `null`: `None` is then no attribute",
        ));
    }
    if field.version.is_some() {
        return Some(format!(
            "`{name}` is the version, which every item has as a number; remove `null`"
        ));
    }
    if serde.skip_serializing {
        return Some(format!(
            "`{name}` is not stored; remove `null`, or serde's `skip`"
        ));
    }
    if serde.skip_if.is_some() {
        return Some(help(
            format!(
                "`null` stores the `None` of `{name}`, and `skip_serializing_if` leaves it out"
            ),
            "remove one of the two",
        ));
    }
    types::is_never_none(&field.ty).then(|| not_an_option(name, &field.ty))
}
