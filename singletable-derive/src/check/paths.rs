//! Rules of paths into fields.

use crate::ctxt::Ctxt;
use crate::message::{syntax, template};
use crate::model::entity::Entity;
use crate::parse::entity as input;
use crate::types;

/// Checks the paths of templates, and the types that are declared of them.
pub(crate) fn check(input: &input::Entity, entity: &Entity, ctxt: &Ctxt) {
    whole_fields(entity, ctxt);
    for (position, declared) in input.paths.iter().enumerate() {
        let path = &declared.path;
        let mut before = input.paths[..position].iter();
        if before.any(|other| other.path == *path) {
            ctxt.error(&declared.at, syntax::twice(path));
        } else if entity.paths.iter().all(|known| known.field.name != *path) {
            ctxt.error(&declared.at, template::unused_path(path));
        } else if let Some(inner) = types::option_inner(&declared.ty) {
            let inner = types::text_of(inner);
            ctxt.error(&declared.ty, template::optional_end(path, &inner));
        }
    }
}

/// A field is in keys as a whole, or by what it holds.
fn whole_fields(entity: &Entity, ctxt: &Ctxt) {
    for template in entity.templates() {
        for slot in template.slots().filter(|slot| entity.path(*slot).is_none()) {
            if let Some(path) = entity.paths_of(slot).next() {
                let (field, path) = (&entity.fields[slot].name, &path.field.name);
                ctxt.error(&template.text, template::whole_and_path(field, path));
            }
        }
    }
}
