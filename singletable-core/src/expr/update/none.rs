//! How `None` is stored at a path.

use crate::expr::attr::{Path, Step};
use crate::schema::AttributeSchema;
use crate::value::form::Form;

/// Whether `None` at that path is a null, as in a put of the whole item: it is in a nested struct, for a
/// field whose default is another value. Everywhere else it is nothing at all.
pub(crate) fn is_null(attributes: &[AttributeSchema], path: &Path) -> bool {
    let mut steps = path.steps().iter();
    let Some(Step::Name(attribute)) = steps.next() else {
        return false;
    };
    let mut known = attributes.iter();
    let Some(mut form) = known
        .find(|known| known.name == attribute)
        .map(|known| known.form)
    else {
        return false;
    };
    let mut is_null = false;
    for step in steps {
        let inner = match (form, step) {
            (Form::Fields(fields), Step::Name(name)) => {
                let field = fields.iter().find(|field| field.name() == name);
                field.map(|field| {
                    let is_null = field.is_option() && !field.none_is_absent();
                    (field.form(), is_null)
                })
            }
            (Form::List(of), Step::Index(_)) | (Form::Map(of), Step::Key(_)) => Some((*of, false)),
            (Form::Tuple(forms), Step::Index(index)) => {
                forms.get(*index).map(|form| (*form, false))
            }
            _ => None,
        };
        let Some(inner) = inner else {
            return false;
        };
        (form, is_null) = inner;
    }
    is_null
}
