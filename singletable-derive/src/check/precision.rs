//! Rules of the precision that date-times are stored with.

use crate::ctxt::Ctxt;
use crate::model::entity::Entity;
use crate::model::field::{Codec, Field};
use crate::parse::field::Field as Input;
use crate::types;

/// Checks `precision` of all fields, as far as tokens say; the rest is checked in constant
/// evaluation.
pub(crate) fn check(fields: &[Input], entity: &Entity, ctxt: &Ctxt) {
    for (written, field) in fields.iter().zip(&entity.fields) {
        if let Some(precision) = written.precision.as_ref().filter(|_| !field.flatten)
            && let Some(message) = problem(field)
        {
            ctxt.error(&precision.token, message);
        }
    }
}

fn problem(field: &Field) -> Option<String> {
    let name = &field.name;
    Some(match &field.codec {
        Codec::EpochSeconds => format!(
            "`{name}` is the time to live, which is stored as whole seconds; remove `precision`"
        ),
        Codec::With { .. } => format!(
            "`{name}` is stored in the form that `with` gives it; remove `with` or `precision`"
        ),
        // Its other options are an error already.
        _ if field.extra || field.computed.is_some() || field.key_only => return None,
        _ if !field.written => {
            format!("`{name}` is not stored; remove `precision`, or serde's `skip`")
        }
        Codec::Open { .. } => return None,
        Codec::Serde | Codec::Set | Codec::Number => {
            let ty = types::text_of(&field.value);
            format!("`{name}` is of type `{ty}`, and `precision` is for date-times; remove it")
        }
    })
}
