//! Checks of declarations in constant evaluation: what a macro cannot see in its own tokens.

use crate::key::{Encoding, KeyTemplate, Segment, overlap};
use crate::schema::{EntitySchema, IndexLayout, ScalarType, TableLayout, TableSchema, str_eq};

/// Whether the named index stores its sort key as a number.
pub const fn is_number(layout: &TableLayout, name: &str) -> bool {
    match layout.index(name) {
        Some(index) => matches!(index.sk_type, ScalarType::Number),
        None => false,
    }
}

/// Whether the named index is local.
pub const fn is_local(layout: &TableLayout, name: &str) -> bool {
    match layout.index(name) {
        Some(index) => index.is_local(),
        None => false,
    }
}

/// Whether a separator stands between any two fields of the template.
pub const fn fields_are_separated(template: &KeyTemplate, layout: &TableLayout) -> bool {
    overlap::fields_are_separated(template.segments, layout.separator)
}

/// Whether a field's attribute is one that the table uses for something else.
///
/// It is not, when every key that the attribute holds is just that field: `pk = "<user_id>"` on a
/// table whose partition key attribute is `user_id`.
pub const fn collides(
    layout: &TableLayout,
    entity: &EntitySchema,
    attribute: &str,
    slot: usize,
) -> bool {
    if str_eq(layout.type_attribute, attribute) {
        return true;
    }
    if let Some(ttl) = layout.ttl
        && str_eq(ttl, attribute)
    {
        return true;
    }
    if str_eq(layout.pk, attribute) && !is_field(&entity.pk, slot) {
        return true;
    }
    if str_eq(layout.sk, attribute) && !is_field(&entity.sk, slot) {
        return true;
    }
    if let Some(type_index) = &layout.type_index
        && let Some(sk) = type_index.sk
        && str_eq(sk, attribute)
    {
        match &entity.type_sk {
            Some(template) if is_field(template, slot) => {}
            _ => return true,
        }
    }
    let mut i = 0;
    while i < layout.indexes.len() {
        let declared = &layout.indexes[i];
        if declared.has_key(attribute) && !index_is_field(declared, entity, attribute, slot) {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether the entity fills that key attribute of the index with just the field. An entity that
/// does not stand in the index may not have the attribute at all: it would be indexed by accident.
const fn index_is_field(
    declared: &IndexLayout,
    entity: &EntitySchema,
    attribute: &str,
    slot: usize,
) -> bool {
    if declared.is_local() && str_eq(declared.pk, attribute) {
        return is_field(&entity.pk, slot);
    }
    let mut i = 0;
    while i < entity.indexes.len() {
        let index = &entity.indexes[i];
        if str_eq(index.layout.name, declared.name) {
            let template = if str_eq(declared.pk, attribute) {
                &index.pk
            } else {
                &index.sk
            };
            return match template {
                Some(template) => is_field(template, slot),
                None => false,
            };
        }
        i += 1;
    }
    false
}

/// Whether the template is nothing but the field, written plainly.
const fn is_field(template: &KeyTemplate, slot: usize) -> bool {
    match template.segments {
        [Segment::Field(field)] => {
            field.slot == slot && matches!(field.encoding, Encoding::Plain | Encoding::Raw)
        }
        _ => false,
    }
}

/// Two entities of one table that cannot be told apart.
#[derive(Debug, Clone, Copy)]
pub struct Conflict {
    first: &'static EntitySchema,
    second: &'static EntitySchema,
    same_type: bool,
}

/// The first two entities of the table that have the same type name, or primary key templates
/// that can give the same key.
pub const fn conflict(table: &TableSchema) -> Option<Conflict> {
    let mut i = 0;
    while i < table.entities.len() {
        let mut j = i + 1;
        while j < table.entities.len() {
            let (first, second) = (table.entities[i], table.entities[j]);
            let same_type = str_eq(first.type_name, second.type_name);
            if same_type || same_key(first, second, table.layout.separator) {
                return Some(Conflict {
                    first,
                    second,
                    same_type,
                });
            }
            j += 1;
        }
        i += 1;
    }
    None
}

const fn same_key(a: &EntitySchema, b: &EntitySchema, separator: char) -> bool {
    overlap::can_be_equal(a.pk.segments, b.pk.segments, separator)
        && overlap::can_be_equal(a.sk.segments, b.sk.segments, separator)
}

/// The sentence about a conflict, in pieces.
const fn pieces(conflict: Option<&Conflict>) -> [&'static str; 13] {
    let Some(Conflict {
        first,
        second,
        same_type,
    }) = conflict
    else {
        return [""; 13];
    };
    if *same_type {
        [
            "`",
            first.name,
            "` and `",
            second.name,
            "` have the same type name \"",
            first.type_name,
            "\"; give one of them another: `type = \"…\"`",
            "",
            "",
            "",
            "",
            "",
            "",
        ]
    } else {
        [
            "`",
            first.name,
            "` and `",
            second.name,
            "` can have the same primary key: `",
            first.pk.source,
            "` / `",
            first.sk.source,
            "` and `",
            second.pk.source,
            "` / `",
            second.sk.source,
            "`; begin one of them with another literal",
        ]
    }
}

/// How many bytes the sentence about a conflict has.
pub const fn conflict_len(conflict: Option<&Conflict>) -> usize {
    let pieces = pieces(conflict);
    let (mut length, mut i) = (0, 0);
    while i < pieces.len() {
        length += pieces[i].len();
        i += 1;
    }
    length
}

/// The sentence about a conflict, as a constant: a panic in constant evaluation takes no format
/// arguments but one string.
pub const fn conflict_message<const N: usize>(conflict: Option<&Conflict>) -> [u8; N] {
    let pieces = pieces(conflict);
    let mut text = [0; N];
    let (mut at, mut i) = (0, 0);
    while i < pieces.len() {
        let bytes = pieces[i].as_bytes();
        let mut j = 0;
        while j < bytes.len() {
            text[at] = bytes[j];
            at += 1;
            j += 1;
        }
        i += 1;
    }
    text
}

/// The text of those bytes.
pub const fn utf8(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => "",
    }
}
