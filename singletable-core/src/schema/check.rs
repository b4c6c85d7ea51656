//! Checks of declarations in constant evaluation, which a macro cannot make from its own tokens.

use super::guard::OWNER;
use super::sentence::Sentence;
use super::sharing::share_on_purpose;
use super::type_names::{SharedName, TypeName, shared_member, shared_name};
use super::{
    EntityIndex, EntitySchema, IndexLayout, Projection, ScalarType, TableLayout, TableSchema,
    str_eq,
};
use crate::key::ends::find;
use crate::key::{KeyTemplate, Segment, overlap};

/// Reports a mistake in a declaration, unless the condition holds. The error has the span of the call.
/// One call takes the compiler much less time than an assertion would.
///
/// # Panics
///
/// In constant evaluation, when the condition does not hold.
#[track_caller]
pub const fn holds(condition: bool, message: &str) {
    assert!(condition, "{}", message);
}

/// The named index.
///
/// # Panics
///
/// In constant evaluation, with that message, when the table has no such index.
#[track_caller]
pub const fn index(layout: &TableLayout, name: &str, message: &str) -> IndexLayout {
    match layout.index(name) {
        Some(index) => index,
        None => panic!("{}", message),
    }
}

/// Whether the named index is local.
pub const fn is_local(layout: &TableLayout, name: &str) -> bool {
    match layout.index(name) {
        Some(index) => index.is_local(),
        None => false,
    }
}

/// Whether the separator is in every text of a type with that punctuation, or the literal text that ends a
/// value before the next field: then no value of the type fits there.
pub const fn separates(punctuation: &str, literal: &str, layout: &TableLayout) -> bool {
    is_among(layout.separator, punctuation) || is_among(literal, punctuation)
}

/// Whether the word is one character, of those.
const fn is_among(word: &str, characters: &str) -> bool {
    word.len() == 1 && find(characters.as_bytes(), word.as_bytes(), 0).is_some()
}

/// Whether the separator is in the text, or would be with a separator before and after it.
pub const fn has_separator(text: &str, layout: &TableLayout) -> bool {
    let (text, separator) = (text.as_bytes(), layout.separator.as_bytes());
    if find(text, separator, 0).is_some() {
        return true;
    }
    // As many characters of the separator as there are: the end of one before the text, and the beginning
    // of one after it.
    let mut i = 1;
    while i < separator.len() {
        let (begin, end) = separator.split_at(i);
        if begins_with(text, end) || ends_with(text, begin) {
            return true;
        }
        i += 1;
    }
    false
}

const fn begins_with(text: &[u8], begin: &[u8]) -> bool {
    text.len() >= begin.len() && find(text.split_at(begin.len()).0, begin, 0).is_some()
}

pub(super) const fn ends_with(text: &[u8], end: &[u8]) -> bool {
    text.len() >= end.len() && find(text, end, text.len() - end.len()).is_some()
}

/// Checks that the table can have guards: its partition key is text, and none of its keys is an attribute
/// that guards have, which would put them into an index.
///
/// # Panics
///
/// In constant evaluation, when it cannot.
#[track_caller]
pub const fn guards_fit(layout: &TableLayout) {
    holds(
        matches!(layout.pk.scalar, ScalarType::String),
        "the items that keep values unique have a text as their partition key, and the table's is another \
         type; keep values unique in a table whose partition key is text, or by the primary key itself",
    );
    holds(
        !layout.reserves(OWNER.0) && !layout.reserves(OWNER.1),
        "the items that keep values unique have the attributes `_owner_pk` and `_owner_sk`, and the table \
         uses one of them as a key; give that key another name",
    );
}

/// Whether the index holds every attribute that has a part of the type.
pub(crate) const fn holds_types(layout: &TableLayout, index: &IndexLayout) -> bool {
    let names = layout.type_attribute.names();
    let mut i = 0;
    while i < names.len() {
        if !index.holds(layout, names[i]) {
            return false;
        }
        i += 1;
    }
    true
}

/// Whether the named index holds every attribute of the entity.
pub const fn holds_whole(layout: &TableLayout, name: &str, entity: &EntitySchema) -> bool {
    match layout.index(name) {
        Some(index) => index_holds_whole(layout, &index, entity),
        None => true,
    }
}

/// Whether the type index holds every attribute of the entity.
pub const fn type_index_holds_whole(layout: &TableLayout, entity: &EntitySchema) -> bool {
    match &layout.type_index {
        Some(index) => index_holds_whole(layout, index, entity),
        None => true,
    }
}

pub(super) const fn index_holds_whole(
    layout: &TableLayout,
    index: &IndexLayout,
    entity: &EntitySchema,
) -> bool {
    match index.projection {
        Projection::All => return true,
        // The names of its attributes are not known.
        _ if entity.extra => return false,
        Projection::KeysOnly | Projection::Include(_) | Projection::IncludeOnly(_) => {}
    }
    let mut i = 0;
    while i < entity.attributes.len() {
        if !index.holds(layout, entity.attributes[i].name) {
            return false;
        }
        i += 1;
    }
    true
}

/// Whether the entity's index at that position shares a key attribute with an earlier index, and one
/// update could not keep both right: the templates differ, or one of the indexes has optional fields,
/// without which the other would lose its items.
pub const fn keys_disagree(entity: &EntitySchema, position: usize) -> bool {
    let index = &entity.indexes[position];
    let mut i = 0;
    while i < position {
        let other = &entity.indexes[i];
        let ours = halves(index);
        let theirs = halves(other);
        let mut j = 0;
        while j < 4 {
            if let (Some((name, template)), Some((known, same))) = (ours[j / 2], theirs[j % 2])
                && str_eq(name, known)
                && !is_tables(index, name)
                && (!str_eq(template.source, same.source)
                    || is_sparse(entity, index)
                    || is_sparse(entity, other))
            {
                return true;
            }
            j += 1;
        }
        i += 1;
    }
    false
}

/// Whether the attributes that the table uses are each written once for an item of the entity: no field
/// is mapped to one, and no index shares one with another or with the table. `false` if the entity keeps
/// attributes of any name.
pub(crate) const fn keys_are_apart(layout: &TableLayout, entity: &EntitySchema) -> bool {
    if entity.extra {
        return false;
    }
    let mut i = 0;
    while i < entity.attributes.len() {
        let name = entity.attributes[i].name;
        // The time to live is not a key, and is looked up before it is written.
        let is_ttl = match layout.ttl {
            Some(ttl) => str_eq(ttl, name),
            None => false,
        };
        if layout.reserves(name) && !is_ttl {
            return false;
        }
        i += 1;
    }
    let mut i = 0;
    while i < 2 * entity.indexes.len() {
        if let Some((name, _)) = halves(&entity.indexes[i / 2])[i % 2] {
            let of_table = !is_tables(&entity.indexes[i / 2], name)
                && (layout.has_key(name) || layout.type_attribute.has(name));
            let of_type_index = match layout.type_index {
                Some(index) => index.has_key(name),
                None => false,
            };
            if of_table || of_type_index {
                return false;
            }
            let mut j = 0;
            while j < i {
                if let Some((other, _)) = halves(&entity.indexes[j / 2])[j % 2]
                    && str_eq(other, name)
                    && !is_tables(&entity.indexes[i / 2], name)
                {
                    return false;
                }
                j += 1;
            }
        }
        i += 1;
    }
    true
}

/// Whether the attribute is a key of the table, which no index writes.
const fn is_tables(index: &EntityIndex, name: &str) -> bool {
    let layout = &index.layout;
    match layout.sk {
        Some(sk) if sk.is(name) => sk.of_table.is_some(),
        _ => layout.pk.is(name) && layout.pk.of_table.is_some(),
    }
}

/// The key attributes of the index, with the entity's templates for them.
const fn halves(index: &EntityIndex) -> [Option<(&'static str, KeyTemplate)>; 2] {
    [
        match index.pk {
            Some(template) => Some((index.layout.pk.name, template)),
            None => None,
        },
        match (index.layout.sk, index.sk) {
            (Some(half), Some(template)) => Some((half.name, template)),
            _ => None,
        },
    ]
}

/// Whether one of the index's fields is optional.
const fn is_sparse(entity: &EntitySchema, index: &EntityIndex) -> bool {
    let halves = halves(index);
    let mut i = 0;
    while i < 2 {
        if let Some((_, template)) = halves[i] {
            let mut j = 0;
            while j < template.segments.len() {
                if let Segment::Field(field) = &template.segments[j]
                    && is_optional(entity, field.slot)
                {
                    return true;
                }
                j += 1;
            }
        }
        i += 1;
    }
    false
}

const fn is_optional(entity: &EntitySchema, slot: usize) -> bool {
    if entity.is_path(slot) {
        return true;
    }
    let mut i = 0;
    while i < entity.attributes.len() {
        if entity.attributes[i].slot == slot {
            return entity.attributes[i].optional;
        }
        i += 1;
    }
    false
}

/// Says which of the entities before the one at that position can be taken for it: those with a type name
/// of its own, and those whose primary key templates can give the same key.
///
/// # Panics
///
/// In constant evaluation, when there is one.
#[track_caller]
pub const fn apart(table: &TableSchema, position: usize) {
    let own = table.entities[position];
    let mut clash = false;
    let mut i = 0;
    while i < position {
        let other = table.entities[i];
        clash |= shared_name(table.layout, own, other).is_some();
        clash |= shared_member(table.layout, own, other).is_some();
        clash |= shared_member(table.layout, other, own).is_some();
        clash |= meet_by_mistake(table, own, other);
        clash |= guards_meet(table, own, other) || guards_meet(table, other, own);
        i += 1;
    }
    if clash {
        clashes(table, position);
    }
}

/// The sentence about an entity that can be taken for one before it, which is made only where there is one.
#[track_caller]
const fn clashes(table: &TableSchema, position: usize) -> ! {
    let own = table.entities[position];
    let mut sentence = Sentence::of(&[]);
    add_same_type(&mut sentence, table, position);
    let mut i = 0;
    while i < position {
        let other = table.entities[i];
        add_member(&mut sentence, table.layout, own, other);
        add_member(&mut sentence, table.layout, other, own);
        if let Some(shared) = shared_name(table.layout, own, other) {
            add_alias(&mut sentence, own.name, other.name, &shared);
        }
        i += 1;
    }
    add_same_key(&mut sentence, table, position);
    let mut i = 0;
    while i < position {
        let other = table.entities[i];
        add_guards(&mut sentence, table, own, other);
        add_guards(&mut sentence, table, other, own);
        i += 1;
    }
    sentence.report()
}

/// Whether a guard of the entity, as another library makes it, can have the key of an item of the other
/// entity or of one of its guards.
const fn guards_meet(table: &TableSchema, entity: &EntitySchema, other: &EntitySchema) -> bool {
    let mut i = 0;
    while i < entity.unique.len() {
        if let Some(form) = &entity.unique[i].guard {
            let separator = table.layout.separator;
            let (pk, sk) = (&form.pk, form.sk.as_ref());
            if are_one(pk, sk, &other.pk, other.sk.as_ref(), separator) {
                return true;
            }
            let mut j = 0;
            while j < other.unique.len() {
                if let Some(theirs) = &other.unique[j].guard
                    && are_one(pk, sk, &theirs.pk, theirs.sk.as_ref(), separator)
                {
                    return true;
                }
                j += 1;
            }
        }
        i += 1;
    }
    false
}

/// Adds what guards of the entity can be taken for.
const fn add_guards(
    sentence: &mut Sentence,
    table: &TableSchema,
    entity: &EntitySchema,
    other: &EntitySchema,
) {
    if guards_meet(table, entity, other) {
        sentence.begin(&[
            "a guard of `",
            entity.name,
            "` can have the key of a `",
            other.name,
        ]);
        sentence.extend(&["`, or of one of its guards; begin one of them with another literal"]);
    }
}

/// Adds the entities before that one which have its type name.
const fn add_same_type(sentence: &mut Sentence, table: &TableSchema, position: usize) {
    let own = table.entities[position];
    let (mut listed, mut i) = (0, 0);
    while i < position {
        let other = table.entities[i];
        let shared = shared_name(table.layout, own, other);
        if let Some(SharedName {
            name,
            is_present: [true, true],
        }) = shared
        {
            if listed == 0 {
                sentence.begin(&["`", own.name, "` has the type name "]);
                add_name(sentence, name);
                sentence.extend(&[", as "]);
            }
            sentence.list(listed, other.name);
            listed += 1;
        }
        i += 1;
    }
    if listed > 0 {
        let have = if listed == 1 { " has" } else { " have" };
        sentence.extend(&[have, "; give it another: `type = "]);
        let another = if own.type_rest.is_empty() {
            "\"…\"`"
        } else {
            "(\"…\", …)`"
        };
        sentence.extend(&[another]);
    }
}

/// Adds a type: the texts of its attributes.
const fn add_name(sentence: &mut Sentence, name: TypeName) {
    sentence.extend(&["\"", name.first, "\""]);
    let mut i = 0;
    while i < name.rest.len() {
        sentence.extend(&[", \"", name.rest[i], "\""]);
        i += 1;
    }
}

/// Adds a member of one entity's set that is the type of the other.
const fn add_member(
    sentence: &mut Sentence,
    layout: &TableLayout,
    of_set: &EntitySchema,
    other: &EntitySchema,
) {
    if let Some(member) = shared_member(layout, of_set, other) {
        sentence.begin(&[
            "the set of `",
            of_set.name,
            "` has the type of `",
            other.name,
        ]);
        sentence.extend(&["`: \"", member, "\"; leave it out of the set, or give `"]);
        sentence.extend(&[other.name, "` another `type`"]);
    }
}

/// Adds a name that one of the two has as an alias.
const fn add_alias(sentence: &mut Sentence, own: &str, other: &str, shared: &SharedName) {
    let [alias_of, type_of] = match shared.is_present {
        [true, true] => return,
        [true, false] => [other, own],
        [false, true] => [own, other],
        [false, false] => {
            sentence.begin(&["`", own, "` and `", other, "` have the same type alias "]);
            add_name(sentence, shared.name);
            sentence.extend(&[
                ", so an item with it could be either's; leave the alias to one of them",
            ]);
            return;
        }
    };
    sentence.begin(&[
        "`",
        alias_of,
        "` has a type alias that is the type name of `",
    ]);
    sentence.extend(&[type_of, "`: "]);
    add_name(sentence, shared.name);
    sentence.extend(&["; remove the alias, or give the other entity another `type`"]);
}

/// Adds the entities before that one which can have its primary key.
const fn add_same_key(sentence: &mut Sentence, table: &TableSchema, position: usize) {
    let own = table.entities[position];
    let (mut listed, mut i) = (0, 0);
    while i < position {
        let other = table.entities[i];
        if meet_by_mistake(table, own, other) {
            if listed == 0 {
                sentence.begin(&["the primary key of `", own.name, "`"]);
                add_key(sentence, own);
                sentence.extend(&[" can also be that of "]);
            }
            sentence.list(listed, other.name);
            add_key(sentence, other);
            listed += 1;
        }
        i += 1;
    }
    if listed > 0 {
        sentence.extend(&["; begin one of them with another literal"]);
        // Without types nothing tells them apart.
        if own.is_typed(table.layout) {
            sentence.extend(&[", or, where it is meant, say so: `shares = […]`"]);
        }
    }
}

/// Adds the templates of an entity's primary key.
pub(super) const fn add_key(sentence: &mut Sentence, entity: &EntitySchema) {
    sentence.extend(&[" (`", entity.pk.source, "`"]);
    if let Some(sk) = &entity.sk {
        sentence.extend(&[" / `", sk.source, "`"]);
    }
    sentence.extend(&[")"]);
}

/// Whether both can have one key, and neither says that it is on purpose.
const fn meet_by_mistake(table: &TableSchema, a: &EntitySchema, b: &EntitySchema) -> bool {
    can_have_same_key(a, b, table.layout.separator) && !share_on_purpose(a, b)
}

pub(super) const fn can_have_same_key(a: &EntitySchema, b: &EntitySchema, separator: &str) -> bool {
    are_one(&a.pk, a.sk.as_ref(), &b.pk, b.sk.as_ref(), separator)
}

/// Whether two keys can be one.
pub(super) const fn are_one(
    pk: &KeyTemplate,
    sk: Option<&KeyTemplate>,
    partition: &KeyTemplate,
    sort: Option<&KeyTemplate>,
    separator: &str,
) -> bool {
    overlap::can_be_equal(pk.segments, partition.segments, separator)
        && match (sk, sort) {
            (Some(sk), Some(sort)) => overlap::can_be_equal(sk.segments, sort.segments, separator),
            _ => true,
        }
}

/// The length of a sentence in pieces, in bytes.
pub const fn joined_len(pieces: &[&str]) -> usize {
    let (mut length, mut i) = (0, 0);
    while i < pieces.len() {
        length += pieces[i].len();
        i += 1;
    }
    length
}

/// The bytes of a sentence in pieces.
pub const fn joined<const N: usize>(pieces: &[&str]) -> [u8; N] {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{IndexLayout, attribute, entity_schema};

    const TEMPLATE: KeyTemplate = KeyTemplate {
        source: "x",
        segments: &[Segment::Literal("x")],
    };

    const fn index(pk: &'static str, sk: &'static str) -> EntityIndex {
        EntityIndex {
            layout: IndexLayout::global("GSI", pk, Some(sk)),
            access: "by",
            pk: Some(TEMPLATE),
            sk: Some(TEMPLATE),
        }
    }

    #[test]
    fn keys_are_apart_where_nothing_else_is_written_in_their_place() {
        const USUAL: EntitySchema = entity_schema(
            "Entity",
            "Entity",
            TEMPLATE,
            TEMPLATE,
            &[index("gsi1pk", "gsi1sk"), index("gsi2pk", "gsi2sk")],
            &[attribute("name", 0), attribute("ttl", 1)],
            |_, _| true,
        );
        let layout = TableLayout::DEFAULT;
        assert!(keys_are_apart(&layout, &USUAL));
        let shared = |indexes: Vec<EntityIndex>| EntitySchema {
            indexes: indexes.leak(),
            ..USUAL
        };
        let mapped = |name| EntitySchema {
            attributes: vec![attribute("name", 0), attribute(name, 1)].leak(),
            ..USUAL
        };
        for other in [
            mapped("pk"),
            mapped("gsi1sk"),
            mapped("_type"),
            shared(vec![index("gsi1pk", "gsi1sk"), index("gsi2pk", "gsi1sk")]),
            shared(vec![index("gsi1pk", "gsi1pk")]),
            shared(vec![index("gsi1pk", "sk")]),
            shared(vec![index("_type", "gsi1sk")]),
            EntitySchema {
                extra: true,
                ..USUAL
            },
        ] {
            assert!(!keys_are_apart(&layout, &other), "{other:?}");
        }
    }
}
