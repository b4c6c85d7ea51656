//! Rules of generated values.

use crate::ctxt::Ctxt;
use crate::message::help;
use crate::model::entity::Entity;
use crate::model::groups::Role;
use crate::parse::field::Field as Input;

/// Checks `on_create` and `on_update` of all fields.
pub(crate) fn check(fields: &[Input], entity: &Entity, ctxt: &Ctxt) {
    for (written, field) in fields.iter().zip(&entity.fields) {
        if field.flatten {
            continue;
        }
        let name = &field.name;
        if let Some(generator) = written.on_create.as_ref().or(written.on_update.as_ref())
            && !field.written
            && !field.key_only
        {
            let message = format!(
                "`{name}` is not stored, so there is nothing to generate; remove serde's `skip`"
            );
            ctxt.error(&generator.path, message);
        }
        let Some(generator) = &written.on_update else {
            continue;
        };
        match &entity.roles[field.slot] {
            Role::PrimaryKey => {
                let message = help(
                    format!("`{name}` is part of the primary key, which no update changes"),
                    "write `on_create`",
                );
                ctxt.error(&generator.path, message);
            }
            Role::Shared { .. } => {
                let message = help(
                    format!(
                        "`{name}` shares an index key with other fields, so an update that does \
                         not know them could not rewrite the key"
                    ),
                    "give the field a key half of its own, or set it together with the others",
                );
                ctxt.error(&generator.path, message);
            }
            Role::Plain | Role::Optional | Role::IndexKey { .. } => {}
        }
    }
}
