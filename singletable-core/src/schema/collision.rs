//! Attributes of fields that the table uses for another purpose.

use super::sentence::fail;
use super::{EntitySchema, IndexLayout, ScalarType, TableLayout, str_eq};
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
    pub const fn of(layout: &'static TableLayout, entity: &'static EntitySchema) -> Self {
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
    if str_eq(layout.type_attribute, attribute) {
        return true;
    }
    if let Some(ttl) = layout.ttl
        && str_eq(ttl, attribute)
    {
        return true;
    }
    if str_eq(layout.pk, attribute) && !is_field(&entity.pk, slot, form, ScalarType::String) {
        return true;
    }
    if str_eq(layout.sk, attribute) && !is_field(&entity.sk, slot, form, ScalarType::String) {
        return true;
    }
    if let Some(type_index) = &layout.type_index
        && str_eq(type_index.pk, attribute)
    {
        return true;
    }
    if let Some(type_index) = &layout.type_index
        && let Some(sk) = type_index.sk
        && str_eq(sk, attribute)
    {
        match &entity.type_sk {
            Some(template) if is_field(template, slot, form, ScalarType::String) => {}
            _ => return true,
        }
    }
    let mut i = 0;
    while i < layout.indexes.len() {
        let declared = &layout.indexes[i];
        if declared.has_key(attribute) && !index_is_field(declared, entity, attribute, slot, form) {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether that key attribute of the index is just the field for this entity. An entity without the
/// index must not have the attribute at all, because its items would be indexed by accident.
const fn index_is_field(
    declared: &IndexLayout,
    entity: &EntitySchema,
    attribute: &str,
    slot: usize,
    form: Option<(KeyKind, Encoding)>,
) -> bool {
    if declared.is_local() && str_eq(declared.pk, attribute) {
        return is_field(&entity.pk, slot, form, ScalarType::String);
    }
    let mut i = 0;
    while i < entity.indexes.len() {
        let index = &entity.indexes[i];
        if str_eq(index.layout.name, declared.name) {
            let (template, scalar) = if str_eq(declared.pk, attribute) {
                (&index.pk, ScalarType::String)
            } else {
                (&index.sk, declared.sk_type)
            };
            return match template {
                Some(template) => is_field(template, slot, form, scalar),
                None => false,
            };
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
    let same_type = matches!(
        (kind, scalar),
        (
            KeyKind::Text | KeyKind::Fixed | KeyKind::Time,
            ScalarType::String
        ) | (KeyKind::Integer | KeyKind::Decimal, ScalarType::Number)
    );
    match template.segments {
        [Segment::Field(field)] => {
            same_type && field.slot == slot && same_text(field.encoding, written)
        }
        _ => false,
    }
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
