//! Attributes of fields that the table uses for another purpose.

use super::sentence::fail;
use super::type_checks::type_fits;
use super::{
    AttributeSchema, EntitySchema, Form, IndexLayout, KeyAttribute, ScalarType, TableLayout, str_eq,
};
use crate::key::{Encoding, KeyKind, KeyTemplate, Segment};

/// The checks of an entity's attributes. A derive calls them field by field in one constant, and an
/// error has the span of its call. A constant for each field would take the compiler much more time, and
/// so would the sentence, which is made only for an error.
#[derive(Debug, Clone, Copy)]
pub struct AttributeChecks {
    layout: &'static TableLayout,
    entity: &'static EntitySchema,
}

impl AttributeChecks {
    /// The checks for that entity in that table.
    ///
    /// # Panics
    ///
    /// In constant evaluation, when the table cannot hold the entity's type.
    #[track_caller]
    pub const fn of(layout: &'static TableLayout, entity: &'static EntitySchema) -> Self {
        type_fits(layout, entity);
        Self { layout, entity }
    }

    /// The entity.
    pub(super) const fn entity(self) -> &'static EntitySchema {
        self.entity
    }

    /// Whether the table uses an attribute of that name, unless the keys in it are just the field with
    /// that index.
    pub(super) const fn is_taken(self, name: &str, slot: usize) -> bool {
        collides(self.layout, self.entity, name, slot, None)
    }

    /// Checks the attribute of the field with that index, whose stored form is not that of a key.
    ///
    /// # Panics
    ///
    /// In constant evaluation, when the table uses its name.
    #[track_caller]
    pub const fn free(self, slot: usize) {
        self.free_as(slot, None, "");
    }

    /// Checks the attribute of a field whose stored form may be that of a key: for `form` see
    /// [`collides`]. `digits` is the word for the digits of a date-time, if they can be chosen.
    ///
    /// # Panics
    ///
    /// In constant evaluation, when the table uses its name for something else.
    #[track_caller]
    pub const fn free_as(self, slot: usize, form: Option<(KeyKind, Encoding)>, digits: &str) {
        let mut i = 0;
        while i < self.entity.attributes.len() {
            let attribute = &self.entity.attributes[i];
            if attribute.slot == slot {
                if collides(self.layout, self.entity, attribute.name, slot, form) {
                    if let Some((half, index, _)) = plain_key(self.layout, self.entity, i) {
                        of_another_type(attribute, half, index);
                    }
                    taken(attribute.name, attribute.field, digits);
                }
                if attribute.null && self.layout.reserves(attribute.name) {
                    null_in_key(attribute.name, attribute.field);
                }
            }
            i += 1;
        }
    }
}

/// Reports that the attribute is a key of an index by its name, and of another type.
#[track_caller]
const fn of_another_type(attribute: &AttributeSchema, half: KeyAttribute, index: &str) -> ! {
    let scalar = match half.scalar {
        ScalarType::String => "a string",
        ScalarType::Number => "a number",
        ScalarType::Binary => "a binary",
    };
    fail(&[
        "the attribute `",
        attribute.name,
        "` is a key of the index `",
        index,
        "`, which is ",
        scalar,
        ", and what the field `",
        attribute.field,
        "` is stored as is not known to be one: DynamoDB refuses other types; rename it: \
         `#[serde(rename = \"…\")]`, or change the field's type",
    ])
}

/// Reports that the attribute is the table's own.
#[track_caller]
const fn taken(attribute: &str, field: &str, digits: &str) {
    let same_digits = if digits.is_empty() {
        [""; 5]
    } else {
        [
            ", or make a key of `<",
            field,
            ":",
            digits,
            ">` and nothing else, which has the same digits",
        ]
    };
    let pieces = [
        "the attribute `",
        attribute,
        "` of the field `",
        field,
        "` is one of the table's own, which holds a key, the type or the time to live; rename it: \
         `#[serde(rename = \"…\")]`",
        same_digits[0],
        same_digits[1],
        same_digits[2],
        same_digits[3],
        same_digits[4],
    ];
    fail(&pieces);
}

/// Reports that the attribute would be a null, and is a key.
#[track_caller]
const fn null_in_key(attribute: &str, field: &str) {
    fail(&[
        "the attribute `",
        attribute,
        "` of the field `",
        field,
        "` is a key of the table or of an index, and DynamoDB refuses a null there; remove `null` from the \
         field, or where the whole struct has it, add `#[serde(skip_serializing_if = \"Option::is_none\")]` \
         to the field: its `None` is then no attribute",
    ]);
}

/// Whether the table uses a field's attribute for another purpose.
///
/// It does not if every key in the attribute is just that field, as with `pk = "<user_id>"` on a table
/// whose partition key attribute is `user_id`. `form` is the kind of the field and the encoding of its
/// attribute, if a key of that encoding has the same text, and `None` otherwise.
const fn collides(
    layout: &TableLayout,
    entity: &EntitySchema,
    attribute: &str,
    slot: usize,
    form: Option<(KeyKind, Encoding)>,
) -> bool {
    if layout.type_attribute.has(attribute) {
        return true;
    }
    if let Some(ttl) = layout.ttl
        && str_eq(ttl, attribute)
    {
        return true;
    }
    if layout.pk.is(attribute) && !is_field(&entity.pk, slot, form, layout.pk.scalar) {
        return true;
    }
    if is_other(layout.sk, attribute, entity.sk.as_ref(), slot, form) {
        return true;
    }
    if let Some(type_index) = &layout.type_index
        && (type_index.pk.is(attribute)
            || is_other(
                type_index.sk,
                attribute,
                entity.type_sk.as_ref(),
                slot,
                form,
            ))
    {
        return true;
    }
    let mut i = 0;
    while i < layout.indexes.len() {
        let declared = &layout.indexes[i];
        if declared.has_key(attribute)
            && !layout.has_key(attribute)
            && !index_is_field(declared, entity, attribute, slot, form)
        {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether the attribute is that half of a key, and the key there is not just the field.
const fn is_other(
    half: Option<KeyAttribute>,
    attribute: &str,
    template: Option<&KeyTemplate>,
    slot: usize,
    form: Option<(KeyKind, Encoding)>,
) -> bool {
    match (half, template) {
        (Some(half), Some(template)) if half.is(attribute) => {
            !is_field(template, slot, form, half.scalar)
        }
        (Some(half), None) => half.is(attribute),
        _ => false,
    }
}

/// Whether that key attribute of the index is just the field for this entity. The items of an entity that
/// does not name the index are in it all the same, if the field is of the key's type: DynamoDB refuses
/// others.
const fn index_is_field(
    declared: &IndexLayout,
    entity: &EntitySchema,
    attribute: &str,
    slot: usize,
    form: Option<(KeyKind, Encoding)>,
) -> bool {
    let mut i = 0;
    while i < entity.indexes.len() {
        let index = &entity.indexes[i];
        if str_eq(index.layout.name, declared.name) {
            if !declared.pk.is(attribute) {
                return !is_other(declared.sk, attribute, index.sk.as_ref(), slot, form);
            }
            return match &index.pk {
                Some(template) => is_field(template, slot, form, declared.pk.scalar),
                None => false,
            };
        }
        i += 1;
    }
    let half = match declared.sk {
        Some(sk) if sk.is(attribute) => sk,
        _ => declared.pk,
    };
    let mut i = 0;
    while i < entity.attributes.len() {
        let stored = &entity.attributes[i];
        if stored.slot == slot && str_eq(stored.name, attribute) {
            return is_of_type(stored, half.scalar);
        }
        i += 1;
    }
    false
}

/// Whether every value of the attribute is of that type, as far as it is known.
const fn is_of_type(stored: &AttributeSchema, scalar: ScalarType) -> bool {
    matches!(
        (&stored.form, scalar),
        (Form::Text, ScalarType::String)
            | (Form::Number | Form::Byte, ScalarType::Number)
            | (Form::Binary, ScalarType::Binary)
    )
}

/// The attribute of the entity at that position, if it is a key of an index for which the entity has no
/// template: then no template refuses what DynamoDB does.
pub(crate) const fn plain_key(
    layout: &TableLayout,
    entity: &EntitySchema,
    position: usize,
) -> Option<(KeyAttribute, &'static str, bool)> {
    let name = entity.attributes[position].name;
    if layout.has_key(name) {
        return None;
    }
    let mut i = 0;
    while i < layout.indexes.len() {
        let index = &layout.indexes[i];
        if !has_template(entity, name) {
            if index.pk.is(name) && !index.is_local() {
                return Some((index.pk, index.name, false));
            }
            if let Some(sk) = index.sk
                && sk.is(name)
            {
                return Some((sk, index.name, true));
            }
        }
        i += 1;
    }
    None
}

/// Whether one of the entity's indexes has a template for the attribute.
const fn has_template(entity: &EntitySchema, name: &str) -> bool {
    let mut i = 0;
    while i < entity.indexes.len() {
        let index = &entity.indexes[i];
        if index.pk.is_some() && index.layout.pk.is(name) {
            return true;
        }
        if let Some(sk) = index.layout.sk
            && index.sk.is_some()
            && sk.is(name)
        {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether the entity has such an attribute.
pub(crate) const fn has_plain_keys(layout: &TableLayout, entity: &EntitySchema) -> bool {
    let mut i = 0;
    while i < entity.attributes.len() {
        if plain_key(layout, entity, i).is_some() {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether the template is nothing but the field, with the same text as its attribute.
const fn is_field(
    template: &KeyTemplate,
    slot: usize,
    form: Option<(KeyKind, Encoding)>,
    scalar: ScalarType,
) -> bool {
    let Some((kind, written)) = form else {
        return false;
    };
    match template.segments {
        [Segment::Field(field)] => {
            is_same_type(kind, scalar) && field.slot == slot && same_text(field.encoding, written)
        }
        _ => false,
    }
}

/// Whether a field of that kind is stored as a key of that type.
const fn is_same_type(kind: KeyKind, scalar: ScalarType) -> bool {
    matches!(
        (kind, scalar),
        (
            KeyKind::Text | KeyKind::Fixed | KeyKind::Time,
            ScalarType::String
        ) | (
            KeyKind::Integer | KeyKind::Decimal | KeyKind::Float,
            ScalarType::Number
        ) | (KeyKind::Binary, ScalarType::Binary)
    )
}

/// Whether a key with that encoding has the same text as an attribute with the other.
const fn same_text(key: Encoding, written: Encoding) -> bool {
    matches!(
        (key, written),
        (
            Encoding::Plain | Encoding::Raw | Encoding::Millis,
            Encoding::Plain
        ) | (Encoding::Micros, Encoding::Micros)
            | (Encoding::Nanos, Encoding::Nanos)
    )
}
