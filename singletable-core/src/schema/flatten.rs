//! The attributes of an entity that has flattened fields, as constants.

use super::collision::AttributeChecks;
use super::sentence::fail;
use super::{AttributeSchema, attribute, str_eq};
use crate::value::flatten::Flat;
use crate::value::form::Form;

/// What a field is in an item.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum AttributePart {
    /// One attribute.
    One(AttributeSchema),
    /// An attribute for each field of a struct.
    Flattened(Flattened),
}

/// A flattened field.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Flattened {
    field: &'static str,
    slot: usize,
    read_only: bool,
    flat: Flat,
}

/// The flattened field with that name and slot.
#[doc(hidden)]
pub const fn flattened(
    field: &'static str,
    slot: usize,
    read_only: bool,
    flat: Flat,
) -> AttributePart {
    AttributePart::Flattened(Flattened {
        field,
        slot,
        read_only,
        flat,
    })
}

impl Flattened {
    const fn attribute(&self, index: usize) -> AttributeSchema {
        let (fields, form) = (self.flat.fields, self.flat.form_at(index));
        let field = &fields[index];
        let mut schema = attribute(self.field, self.slot)
            .stored_as(field.name())
            .form(form.of_attribute());
        schema.required = self.flat.options == 0 && self.flat.is_always_there(index);
        schema.optional = field.is_option();
        schema.null = field.is_null();
        schema.part = Some(field);
        schema.read_only = self.read_only;
        schema.set = matches!(form, Form::Set(_));
        schema
    }
}

/// How many attributes those are.
#[doc(hidden)]
pub const fn count(parts: &[AttributePart]) -> usize {
    let (mut count, mut i) = (0, 0);
    while i < parts.len() {
        count += match &parts[i] {
            AttributePart::One(_) => 1,
            AttributePart::Flattened(flattened) => flattened.flat.fields.len(),
        };
        i += 1;
    }
    count
}

/// The attributes, of which there are so many.
#[doc(hidden)]
pub const fn attributes<const COUNT: usize>(parts: &[AttributePart]) -> [AttributeSchema; COUNT] {
    let mut all = [attribute("", 0); COUNT];
    let (mut at, mut i) = (0, 0);
    while i < parts.len() {
        match &parts[i] {
            AttributePart::One(one) => {
                all[at] = *one;
                at += 1;
            }
            AttributePart::Flattened(flattened) => {
                let mut j = 0;
                while j < flattened.flat.fields.len() {
                    all[at] = flattened.attribute(j);
                    at += 1;
                    j += 1;
                }
            }
        }
        i += 1;
    }
    all
}

impl AttributeChecks {
    /// The attributes of the flattened field in that place, each of which is no other field's and none of
    /// the table's own. `only_read`: the attributes of other fields that are read and never written.
    ///
    /// # Panics
    ///
    /// In constant evaluation, when one is, or when the field is an `Option` whose `None` cannot be told
    /// from a value.
    #[track_caller]
    pub const fn flattened(self, slot: usize, field: &str, flat: Flat, only_read: &[&str]) {
        optional(field, &flat);
        let mut i = 0;
        while i < flat.fields.len() {
            self.one_of_many(slot, field, flat.fields[i].name(), only_read);
            i += 1;
        }
        let mut i = 0;
        while i < flat.only_read.len() {
            self.one_of_many(slot, field, flat.only_read[i], only_read);
            i += 1;
        }
    }

    #[track_caller]
    const fn one_of_many(self, slot: usize, field: &str, name: &str, only_read: &[&str]) {
        if name.is_empty() {
            fail(&[
                "an attribute of the flattened `",
                field,
                "` has no name; rename it",
            ]);
        }
        if self.is_taken(name, slot) {
            fail(&[
                "the attribute `",
                name,
                "` of the flattened `",
                field,
                "` is one of the table's own, which holds a key, the type or the time to live; rename \
                 it in the struct: `#[serde(rename = \"…\")]`",
            ]);
        }
        let all = self.entity().attributes;
        let mut i = 0;
        while i < all.len() {
            if all[i].slot != slot && str_eq(all[i].name, name) {
                is_twice(all[i].field, field, name);
            }
            i += 1;
        }
        let mut i = 0;
        while i < only_read.len() {
            if str_eq(only_read[i], name) {
                is_twice(only_read[i], field, name);
            }
            i += 1;
        }
    }
}

#[track_caller]
const fn is_twice(other: &str, field: &str, name: &str) {
    fail(&[
        "`",
        other,
        "` and the flattened `",
        field,
        "` have the same attribute `",
        name,
        "`; give one of them another: `#[serde(rename = \"…\")]`",
    ]);
}

/// An `Option` of a struct is told from `None` by an attribute that every such item has.
#[track_caller]
const fn optional(field: &str, flat: &Flat) {
    if flat.options > 1 {
        fail(&[
            "`",
            field,
            "` is an `Option` in an `Option`, and both would be stored as no attribute; remove one",
        ]);
    }
    if flat.options == 0 {
        return;
    }
    let mut i = 0;
    while i < flat.fields.len() {
        if flat.is_always_there(i) {
            return;
        }
        i += 1;
    }
    fail(&[
        "`",
        field,
        "` is an `Option` of a struct whose attributes may all be missing, so `Some` could not be told \
         from `None`; remove the `Option`, or give the struct a field that is always stored",
    ]);
}
