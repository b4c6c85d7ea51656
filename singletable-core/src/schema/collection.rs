//! Checks of collections in constant evaluation: members are declared elsewhere, so a macro cannot
//! compare them. Each check returns a sentence in pieces, which are all empty if there is no mistake.

use super::check::{can_have_same_key, ends_with, holds_types, holds_whole};
use super::sharing::share_on_purpose;
use super::type_names::shared_name;
use super::{
    CollectionMember, CollectionSchema, EntitySchema, IndexLayout, KeyAttribute, MemberOf,
    ScalarType, str_eq,
};
use crate::key::{Encoding, FieldSegment, KeyTemplate, Segment, overlap};

/// A sentence in pieces.
pub(crate) type Sentence = [&'static str; 11];

const NONE: Sentence = [""; 11];

/// A mistake in the index of a collection.
pub const fn index_mistake(collection: &CollectionSchema) -> Sentence {
    match collection.index {
        Some(name) if !is_declared(collection) => sentence([
            "`",
            collection.name,
            "` is read from the index `",
            name,
            "`, which its table does not declare; add `index(",
            name,
            ", pk = \"…\")` to `#[table(…)]`, or name another index",
            "",
        ]),
        _ => NONE,
    }
}

/// A mistake in the beginning that a collection is narrowed to. Nothing is reported if the index is
/// missing.
pub const fn narrow_mistake(collection: &CollectionSchema) -> Sentence {
    let Some(narrow) = collection.narrow else {
        return NONE;
    };
    if !is_declared(collection) {
        return NONE;
    }
    if !has_text_sort_key(collection) {
        return sentence([
            "`narrow` is the beginning of a sort key, and the index `",
            match collection.index {
                Some(name) => name,
                None => "",
            },
            "` has no sort key that is text; leave out `narrow`",
            "",
            "",
            "",
            "",
            "",
        ]);
    }
    let bytes = narrow.as_bytes();
    if !ends_with(bytes, collection.layout.separator.as_bytes()) {
        return sentence([
            "`narrow = \"",
            narrow,
            "\"` is not made of whole segments: keys that go on with other letters would be read \
             too; end it with the table's separator",
            "",
            "",
            "",
            "",
            "",
        ]);
    }
    NONE
}

/// Whether the table has the index that the collection is read from.
const fn is_declared(collection: &CollectionSchema) -> bool {
    match collection.index {
        Some(name) => collection.layout.index(name).is_some(),
        None => true,
    }
}

const fn has_text_sort_key(collection: &CollectionSchema) -> bool {
    let Some(name) = collection.index else {
        return matches!(
            collection.layout.sk,
            Some(KeyAttribute {
                scalar: ScalarType::String,
                ..
            })
        );
    };
    matches!(
        collection.layout.index(name),
        Some(IndexLayout {
            sk: Some(KeyAttribute {
                scalar: ScalarType::String,
                ..
            }),
            ..
        })
    )
}

/// A reason why an entity cannot be a member.
pub const fn entity_mistake(collection: &CollectionSchema, entity: &EntitySchema) -> Sentence {
    if !is_declared(collection) {
        return NONE;
    }
    let Some(pk) = partition_key(collection, entity) else {
        let index = match collection.index {
            Some(name) => name,
            None => "",
        };
        return sentence([
            "`",
            entity.name,
            "` does not stand in the index `",
            index,
            "`, which the collection is read from; add `index(",
            index,
            ", pk = \"…\")` to its `#[entity(…)]`",
            "",
        ]);
    };
    if !same_shape(&collection.pk, pk) {
        return other_shape(collection, entity.name, pk);
    }
    if let Some(narrow) = collection.narrow
        && has_text_sort_key(collection)
        && let Some(sk) = sort_key(collection, entity)
        && !can_begin_with(sk, narrow, collection.layout.separator)
    {
        return sentence([
            "`narrow = \"",
            narrow,
            "\"` leaves out every `",
            entity.name,
            "`, whose sort key is \"",
            sk.source,
            "\"; remove the member, or narrow to less",
            "",
        ]);
    }
    if let Some(name) = collection.index
        && !is_whole_in(collection, name, entity)
    {
        return sentence([
            "the index `",
            name,
            "` does not hold all attributes of `",
            entity.name,
            "` and its type; declare it with `projection = all`",
            "",
            "",
            "",
        ]);
    }
    NONE
}

/// A reason why a collection cannot be a member of another.
pub const fn nested_mistake(collection: &CollectionSchema, nested: &CollectionSchema) -> Sentence {
    if !same_source(collection, nested) {
        return sentence([
            "`",
            nested.name,
            "` and `",
            collection.name,
            "` are not read from the same place: both are read from the table, or from the same \
             index",
            "",
            "",
            "",
        ]);
    }
    if !same_shape(&collection.pk, &nested.pk) {
        return other_shape(collection, nested.name, &nested.pk);
    }
    if nested.root().is_none() {
        return sentence([
            "`",
            nested.name,
            "` has no required entity that its other members could join; declare one, as in \
             `team: Team`",
            "",
            "",
            "",
            "",
            "",
        ]);
    }
    let mut i = 0;
    while let Some(entity) = entity_at(nested, i) {
        let mistake = entity_mistake(collection, entity);
        if !mistake[0].is_empty() {
            return mistake;
        }
        i += 1;
    }
    NONE
}

/// A mistake in a join: a missing field.
pub const fn join_mistake(
    nested: &CollectionSchema,
    parent: &'static str,
    child: &'static str,
) -> [Sentence; 2] {
    let root = nested.root();
    let mut mistakes = [NONE, NONE];
    let mut i = 0;
    while let Some(entity) = entity_at(nested, i) {
        let is_root = match root {
            Some(root) => root.is_same(entity),
            None => false,
        };
        let field = if is_root { parent } else { child };
        if !has_field(entity, field) {
            let side = if is_root { 0 } else { 1 };
            mistakes[side] = sentence([
                "`",
                entity.name,
                "` has no stored field `",
                field,
                "` to be joined by; name a field of the parent and one that its children have: \
                 `join(parent_field = child_field)`",
                "",
                "",
                "",
            ]);
        }
        i += 1;
    }
    mistakes
}

/// Whether the member at that index has a type that an earlier member has too, so that items of the type
/// belong to either.
pub const fn twice_mistake(collection: &CollectionSchema, index: usize) -> Sentence {
    let mut before = 0;
    while before < index {
        let mut i = 0;
        while let Some(first) = entity_of(&collection.members[before], i) {
            let mut j = 0;
            while let Some(second) = entity_of(&collection.members[index], j) {
                if is_either(collection, first, second) {
                    return either(collection, first, second);
                }
                if let Some(shared) = shared_name(collection.layout, first, second) {
                    return sentence([
                        "`",
                        collection.name,
                        "` has items of the type \"",
                        shared.name.first,
                        "\" in two members, and they are told apart by their type; remove one of \
                         the members",
                        "",
                        "",
                        "",
                    ]);
                }
                j += 1;
            }
            i += 1;
        }
        before += 1;
    }
    NONE
}

/// Whether an item can be one of either entity: one has no type, and the keys can be the same without being
/// declared so. Of keys that are shared on purpose an item without a type is the one's without a type.
const fn is_either(
    collection: &CollectionSchema,
    first: &EntitySchema,
    second: &EntitySchema,
) -> bool {
    let layout = collection.layout;
    let typed = first.is_typed(layout) && second.is_typed(layout);
    !typed && can_have_same_key(first, second, layout.separator) && !share_on_purpose(first, second)
}

const fn either(
    collection: &CollectionSchema,
    first: &EntitySchema,
    second: &EntitySchema,
) -> Sentence {
    sentence([
        "`",
        collection.name,
        "` has the members `",
        first.name,
        "` and `",
        second.name,
        "`, whose items are told apart by their keys, and these can be the same; remove one of the \
         members",
        "",
    ])
}

/// The entity at that index among those of the member.
const fn entity_of(member: &CollectionMember, index: usize) -> Option<&'static EntitySchema> {
    match member.of {
        MemberOf::Items(entity) if index == 0 => Some(entity),
        MemberOf::Items(_) => None,
        MemberOf::Nested(nested) => entity_at(nested, index),
    }
}

const fn sentence(pieces: [&'static str; 8]) -> Sentence {
    let mut all = NONE;
    let mut i = 0;
    while i < pieces.len() {
        all[i] = pieces[i];
        i += 1;
    }
    all
}

const fn other_shape(
    collection: &CollectionSchema,
    name: &'static str,
    pk: &KeyTemplate,
) -> Sentence {
    [
        "the partition key of `",
        name,
        "` (\"",
        pk.source,
        "\") has another shape than that of `",
        collection.name,
        "` (\"",
        collection.pk.source,
        "\"): members have the same literals, and fields in the same places, whatever their names",
        "",
        "",
    ]
}

/// The entity's template for the partition key of the collection; `None` if the entity is not in the
/// index.
const fn partition_key<'e>(
    collection: &CollectionSchema,
    entity: &'e EntitySchema,
) -> Option<&'e KeyTemplate> {
    let Some(name) = collection.index else {
        return Some(&entity.pk);
    };
    let mut i = 0;
    while i < entity.indexes.len() {
        let index = &entity.indexes[i];
        if str_eq(index.layout.name, name) {
            return match &index.pk {
                Some(template) => Some(template),
                // A local index is on the table's own partition key.
                None => Some(&entity.pk),
            };
        }
        i += 1;
    }
    None
}

const fn sort_key<'e>(
    collection: &CollectionSchema,
    entity: &'e EntitySchema,
) -> Option<&'e KeyTemplate> {
    let Some(name) = collection.index else {
        return entity.sk.as_ref();
    };
    let mut i = 0;
    while i < entity.indexes.len() {
        if str_eq(entity.indexes[i].layout.name, name) {
            return entity.indexes[i].sk.as_ref();
        }
        i += 1;
    }
    None
}

/// Whether two templates make the same keys of the same values: equal literals, and fields at the same
/// positions, with the same encoding, that repeat alike.
pub(super) const fn same_shape(a: &KeyTemplate, b: &KeyTemplate) -> bool {
    let (a, b) = (a.segments, b.segments);
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        let same = match (&a[i], &b[i]) {
            (Segment::Literal(text), Segment::Literal(other)) => str_eq(text, other),
            (Segment::Field(field), Segment::Field(other)) => {
                same_encoding(field.encoding, other.encoding) && first(a, field) == first(b, other)
            }
            _ => false,
        };
        if !same {
            return false;
        }
        i += 1;
    }
    true
}

/// The index of the first segment of that field.
const fn first(segments: &[Segment], field: &FieldSegment) -> usize {
    let mut i = 0;
    while i < segments.len() {
        if let Segment::Field(other) = &segments[i]
            && other.slot == field.slot
        {
            return i;
        }
        i += 1;
    }
    i
}

const fn same_encoding(a: Encoding, b: Encoding) -> bool {
    match (a, b) {
        (Encoding::Width(a), Encoding::Width(b)) => a == b,
        (Encoding::Plain, Encoding::Plain)
        | (Encoding::Ordered, Encoding::Ordered)
        | (Encoding::Millis, Encoding::Millis)
        | (Encoding::Micros, Encoding::Micros)
        | (Encoding::Nanos, Encoding::Nanos)
        | (Encoding::Raw, Encoding::Raw)
        | (Encoding::Lower, Encoding::Lower)
        | (Encoding::Upper, Encoding::Upper)
        | (Encoding::LowerRaw, Encoding::LowerRaw)
        | (Encoding::UpperRaw, Encoding::UpperRaw)
        | (Encoding::Unpadded, Encoding::Unpadded)
        | (Encoding::Rfc3339, Encoding::Rfc3339) => true,
        _ => false,
    }
}

/// Whether some keys of the template can begin with the text. Types of fields are not considered.
pub(super) const fn can_begin_with(
    template: &KeyTemplate,
    text: &'static str,
    separator: &str,
) -> bool {
    let rest = Segment::Field(FieldSegment::new(0, "", Encoding::Raw));
    let (whole, longer) = ([Segment::Literal(text)], [Segment::Literal(text), rest]);
    overlap::can_be_equal(template.segments, &whole, separator)
        || overlap::can_be_equal(template.segments, &longer, separator)
}

/// Whether the index holds whole items of the entity, and the type attribute, which distinguishes them.
const fn is_whole_in(collection: &CollectionSchema, name: &str, entity: &EntitySchema) -> bool {
    let layout = collection.layout;
    let Some(index) = layout.index(name) else {
        return true;
    };
    holds_types(layout, &index) && holds_whole(layout, name, entity)
}

const fn same_source(a: &CollectionSchema, b: &CollectionSchema) -> bool {
    match (a.index, b.index) {
        (None, None) => true,
        (Some(a), Some(b)) => str_eq(a, b),
        _ => false,
    }
}

const fn has_field(entity: &EntitySchema, field: &str) -> bool {
    let mut i = 0;
    while i < entity.attributes.len() {
        if str_eq(entity.attributes[i].field, field) {
            return true;
        }
        i += 1;
    }
    i = 0;
    while i < entity.key_only.len() {
        if str_eq(entity.key_only[i].field, field) {
            return true;
        }
        i += 1;
    }
    false
}

/// The entity at that index among all entities of the collection, including those of nested ones.
const fn entity_at(collection: &CollectionSchema, index: usize) -> Option<&'static EntitySchema> {
    let (mut before, mut i) = (0, 0);
    while i < collection.members.len() {
        match collection.members[i].of {
            MemberOf::Items(entity) => {
                if before == index {
                    return Some(entity);
                }
                before += 1;
            }
            MemberOf::Nested(nested) => {
                let count = count(nested);
                if index < before + count {
                    return entity_at(nested, index - before);
                }
                before += count;
            }
        }
        i += 1;
    }
    None
}

const fn count(collection: &CollectionSchema) -> usize {
    let (mut count, mut i) = (0, 0);
    while i < collection.members.len() {
        count += match collection.members[i].of {
            MemberOf::Items(_) => 1,
            MemberOf::Nested(nested) => self::count(nested),
        };
        i += 1;
    }
    count
}
