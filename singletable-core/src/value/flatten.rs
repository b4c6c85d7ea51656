//! Structs whose fields are attributes of the item that they are in: `#[serde(flatten)]`.

use super::form::{FieldForm, Form, HasForm};
use std::rc::Rc;
use std::sync::Arc;

/// Types of a field that can be flattened: a struct that derives `Attributes`, and `Box`, `Arc`, `Rc` and
/// one `Option` of it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be flattened: a flattened type is a struct that derives `Attributes`",
    label = "the names of its fields are not known",
    note = "add `#[derive(Attributes)]` to the struct, or remove `flatten`: the field is then one attribute",
    note = "a map that keeps the attributes of no field has `#[entity(extra)]` in place of \
            `#[serde(flatten)]`"
)]
pub trait Flattens: HasForm {
    /// The struct itself.
    type Struct: Flattens;
    /// The forms of the fields that ask the struct for theirs, in order.
    const FORMS: &'static [Form] = &[];
    /// The names of entries that are read but never written.
    const ONLY_READ: &'static [&'static str] = &[];
    /// The number of `Option`s around the struct.
    const OPTIONS: usize = 0;
}

macro_rules! through {
    ($($type:ty, $options:literal;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Flattens> Flattens for $type {
            type Struct = T::Struct;
            const FORMS: &'static [Form] = T::FORMS;
            const ONLY_READ: &'static [&'static str] = T::ONLY_READ;
            const OPTIONS: usize = T::OPTIONS + $options;
        }
    )+};
}

through! {
    Box<T>, 0;
    Arc<T>, 0;
    Rc<T>, 0;
    Option<T>, 1;
}

/// What is known of a flattened type.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Flat {
    pub(crate) fields: &'static [FieldForm],
    forms: &'static [Form],
    pub(crate) only_read: &'static [&'static str],
    pub(crate) options: usize,
}

impl Flat {
    /// That of a type that cannot be flattened, which is reported elsewhere.
    pub(crate) const NONE: Self = Self {
        fields: &[],
        forms: &[],
        only_read: &[],
        options: 0,
    };

    /// That of the type `T`.
    pub(crate) const fn of<T: Flattens>() -> Self {
        Self {
            fields: match T::FORM {
                Form::Fields(fields) => fields,
                _ => &[],
            },
            forms: T::FORMS,
            only_read: T::ONLY_READ,
            options: T::OPTIONS,
        }
    }

    /// The form of the field at that index, in constant evaluation, which calls no function that a field
    /// keeps.
    pub(crate) const fn form_at(&self, index: usize) -> Form {
        let (mut asked, mut i) = (0, 0);
        while i < index {
            asked += self.fields[i].known_form().is_none() as usize;
            i += 1;
        }
        match self.fields[index].known_form() {
            Some(form) => form,
            None if asked < self.forms.len() => self.forms[asked],
            None => Form::Open,
        }
    }

    /// Whether every item with the struct has the attribute of the field at that index. A set is absent
    /// after its last element was deleted.
    pub(crate) const fn is_always_there(&self, index: usize) -> bool {
        let field = &self.fields[index];
        !field.is_option()
            && !field.may_be_missing()
            && !matches!(self.form_at(index), Form::Set(_))
    }
}
