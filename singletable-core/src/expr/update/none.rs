//! How `None` is stored at a path.

use crate::expr::attr::{Path, Step};
use crate::schema::AttributeSchema;
use crate::value::form::{EnumForm, FieldForm, Form};

/// Whether `None` at that path is a null, as in a put of the whole item: where the declaration says so, and
/// for a field of a nested struct whose default is another value. Everywhere else it is nothing at all.
pub(crate) fn is_null(attributes: &[AttributeSchema], path: &Path) -> bool {
    let mut steps = path.steps().iter();
    let Some(Step::Name(name)) = steps.next() else {
        return false;
    };
    let Some(attribute) = attributes.iter().find(|known| known.name == name) else {
        return false;
    };
    let stores_null = attribute.null || attribute.part.is_some_and(FieldForm::stores_null);
    let mut places = vec![Place {
        form: attribute.form,
        stores_null,
    }];
    for step in steps {
        places = places
            .into_iter()
            .flat_map(|place| place.inside(step))
            .collect();
    }
    places.iter().any(|place| place.stores_null)
}

/// What may be at a path. Of an enum with a tag, the path does not say which variant is meant, and a null is
/// read as `None` in each.
struct Place {
    form: Form,
    stores_null: bool,
}

impl Place {
    fn new(form: Form) -> Self {
        Self {
            form,
            stores_null: false,
        }
    }

    fn of_field(field: &FieldForm) -> Self {
        Self {
            form: field.form(),
            stores_null: field.stores_null(),
        }
    }

    /// The places where that step leads.
    fn inside(self, step: &Step) -> Vec<Self> {
        match (self.form, step) {
            (Form::Fields(_), Step::Name(name)) => field_of(self.form, name).collect(),
            (Form::Variants(of), Step::Name(name)) => inside_enum(of, name),
            (Form::List(of), Step::Index(_)) | (Form::Map(of), Step::Key(_)) => {
                vec![Self::new(*of)]
            }
            (Form::Tuple(forms), Step::Index(index)) => forms
                .get(*index)
                .copied()
                .map(Self::new)
                .into_iter()
                .collect(),
            _ => Vec::new(),
        }
    }
}

fn field_of(form: Form, name: &str) -> impl Iterator<Item = Place> {
    let fields = match form {
        Form::Fields(fields) => fields,
        _ => &[],
    };
    let found = fields.iter().find(|field| field.name() == name);
    found.map(Place::of_field).into_iter()
}

fn inside_enum(of: &EnumForm, name: &str) -> Vec<Place> {
    let variants = of.variants().iter();
    match (of.tag(), of.content()) {
        (None, _) => {
            let variant = variants.filter(|variant| variant.name() == name);
            variant.map(Place::of_field).collect()
        }
        (Some(_), None) => variants
            .flat_map(|variant| field_of(variant.form(), name))
            .collect(),
        (Some(_), Some(content)) if content == name => variants.map(Place::of_field).collect(),
        (Some(_), Some(_)) => Vec::new(),
    }
}
