//! Entities that have the same keys on purpose, and are told apart by their types alone; and enums of such
//! entities, which are read as one.

use super::check::{add_key, can_have_same_key};
use super::collection::same_shape;
use super::sentence::{Sentence, fail};
use super::type_names::TypeName;
use super::{EntityIndex, EntitySchema, TableLayout, TableSchema, contains, str_eq};
use crate::key::{KeyTemplate, Segment};

/// Whether one of the two says that it shares its keys with the other.
pub(crate) const fn share_on_purpose(a: &EntitySchema, b: &EntitySchema) -> bool {
    contains(a.shares, b.name) || contains(b.shares, a.name)
}

/// Whether the entity shares its keys on purpose, as it says itself or another of the table's enum does.
pub(crate) const fn shares_declared(table: &TableSchema, entity: &EntitySchema) -> bool {
    if !entity.shares.is_empty() || !entity.entities.is_empty() {
        return true;
    }
    let mut i = 0;
    while i < table.entities.len() {
        if contains(table.entities[i].shares, entity.name) {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether items without a type that have a key of the entity's are its own.
pub(crate) const fn owns_untyped(table: &TableSchema, entity: &EntitySchema) -> bool {
    entity.typeless || !shares_declared(table, entity)
}

/// The same among the entities that a collection reads.
pub(crate) fn owns_untyped_among(entities: &[&EntitySchema], entity: &EntitySchema) -> bool {
    let is_shared = || {
        let declares = !entity.shares.is_empty() || !entity.entities.is_empty();
        declares || entities.iter().any(|other| share_on_purpose(entity, other))
    };
    entity.typeless || !is_shared()
}

/// Whether an entity without a type shares the keys of this one, or of one of this enum's: then an item
/// without a type is that one's.
pub(crate) const fn shares_with_typeless(table: &TableSchema, entity: &EntitySchema) -> bool {
    let mut i = 0;
    while i < entity.entities.len() {
        if shares_with_typeless(table, entity.entities[i]) {
            return true;
        }
        i += 1;
    }
    let mut i = 0;
    while i < table.entities.len() {
        let other = table.entities[i];
        if other.typeless && !entity.typeless && share_on_purpose(entity, other) {
            return true;
        }
        i += 1;
    }
    false
}

/// Checks that an entity shares its keys with the other one, under whose name it says so.
///
/// # Panics
///
/// In constant evaluation, when it does not, or nothing would tell their items apart.
#[track_caller]
pub const fn shares_with(
    layout: &TableLayout,
    entity: &EntitySchema,
    other: &EntitySchema,
    name: &str,
) {
    if !str_eq(other.name, name) {
        fail(&[
            "`shares` has the names of entities as they are declared, and `",
            name,
            "` is declared as `",
            other.name,
            "`; write `shares = [",
            other.name,
            "]`",
        ]);
    }
    if str_eq(entity.name, other.name) && entity.is_same(other) {
        fail(&[
            "`",
            name,
            "` shares its keys with itself; remove it from `shares`",
        ]);
    }
    if !entity.is_typed(layout) && !other.is_typed(layout) {
        fail(&[
            "`",
            entity.name,
            "` and `",
            other.name,
            "` share their keys, and neither has a type that would tell their items apart; give one of \
             them a type, or begin one of the keys with another literal",
        ]);
    }
    if !can_have_same_key(entity, other, layout.separator) {
        fail(&[
            "no item of `",
            entity.name,
            "` has a key of `",
            other.name,
            "`, so they share none; remove `",
            other.name,
            "` from `shares`",
        ]);
    }
}

/// Ends the build where an entity that shares its keys is written by a batch, which takes no condition.
///
/// # Panics
///
/// In constant evaluation, when it does.
pub(crate) const fn writes_need_no_condition(table: &TableSchema, entity: &EntitySchema) {
    if shares_declared(table, entity) {
        fail(&[
            "`",
            entity.name,
            "` shares its keys with another entity (`shares = […]`), so a write of it looks at the type \
             of what is stored, and a batch takes no condition; write it by itself or in a transaction",
        ]);
    }
}

/// Ends the build where an enum of entities is changed as if it were one.
///
/// # Panics
///
/// In constant evaluation, when it is.
pub(crate) const fn is_one_entity(entity: &EntitySchema) {
    if !entity.entities.is_empty() {
        fail(&[
            "`",
            entity.name,
            "` is an enum of entities, which is read, put and deleted as one; update and save one of \
             its entities by the repository of that one",
        ]);
    }
}

/// The description of an enum of entities: that of the first one, with the types of all.
pub const fn entities_schema(
    name: &'static str,
    entities: &'static [&'static EntitySchema],
    types: &'static [&'static str],
) -> EntitySchema {
    let mut schema = *entities[0];
    schema.name = name;
    schema.type_aliases = types;
    schema.entities = entities;
    let mut i = 1;
    while i < entities.len() {
        // In a table with a time to live, its attribute is no other field's, so an item of an entity
        // without one never expires.
        if schema.ttl.is_none() {
            schema.ttl = entities[i].ttl;
        }
        i += 1;
    }
    schema
}

/// How many texts the types of the entities have, without the present type of the first.
pub const fn count_types(entities: &[&EntitySchema]) -> usize {
    let (mut count, mut i) = (0, 0);
    while i < entities.len() {
        let mut place = if i == 0 { 1 } else { 0 };
        while let Some(name) = entities[i].type_name_at(place) {
            count += 1 + name.rest.len();
            place += 1;
        }
        i += 1;
    }
    count
}

/// The texts of the types of the entities, without the present type of the first.
pub const fn all_types<const N: usize>(entities: &[&EntitySchema]) -> [&'static str; N] {
    let mut types = [""; N];
    let (mut at, mut i) = (0, 0);
    while i < entities.len() {
        let mut place = if i == 0 { 1 } else { 0 };
        while let Some(TypeName { first, rest }) = entities[i].type_name_at(place) {
            types[at] = first;
            at += 1;
            let mut j = 0;
            while j < rest.len() {
                types[at] = rest[j];
                at += 1;
                j += 1;
            }
            place += 1;
        }
        i += 1;
    }
    types
}

/// Checks that the entity at that position can be read as one with the first.
///
/// # Panics
///
/// In constant evaluation, when it cannot.
#[track_caller]
pub const fn entities_agree(layout: &TableLayout, of: &EntitySchema, position: usize) {
    let (first, own) = (of.entities[0], of.entities[position]);
    if !own.is_typed(layout) {
        fail(&[
            "`",
            own.name,
            "` has no type, by which the entities of `",
            of.name,
            "` are told apart; give it one, or leave it out",
        ]);
    }
    if !own.unique.is_empty() {
        fail(&[
            "`",
            own.name,
            "` has unique values, whose guards have its type in their keys, so `",
            of.name,
            "` cannot write it; leave it out",
        ]);
    }
    if position == 0 {
        return;
    }
    if !same_shape(&first.pk, &own.pk) || !same_half(first.sk.as_ref(), own.sk.as_ref()) {
        let mut sentence = Sentence::of(&["`", of.name, "` reads `", first.name, "` and `"]);
        sentence.extend(&[
            own.name,
            "` by one key, and their primary keys have not the same shape:",
        ]);
        add_key(&mut sentence, first);
        sentence.extend(&[" and"]);
        add_key(&mut sentence, own);
        sentence.extend(&["; give both the same literals and fields in the same places"]);
        sentence.report();
    }
    let same_version = match (first.version, own.version) {
        (None, None) => true,
        (Some(one), Some(other)) => str_eq(one, other),
        _ => false,
    };
    if !same_version {
        fail(&[
            "`",
            of.name,
            "` reads and puts `",
            first.name,
            "` and `",
            own.name,
            "` as one, and not both have a version in the same attribute; give it to both or to none",
        ]);
    }
}

/// Ends the build where a query of an enum of entities is by an index that not all of them are in alike.
///
/// # Panics
///
/// In constant evaluation, when one is not.
pub(crate) const fn are_in_index(of: &EntitySchema, layout: &TableLayout, index: &EntityIndex) {
    let mut i = 1;
    while i < of.entities.len() {
        let own = of.entities[i];
        let alike = match index_of(own, index.layout.name) {
            Some(theirs) => {
                same_half(index.pk.as_ref(), theirs.pk.as_ref())
                    && same_half(index.sk.as_ref(), theirs.sk.as_ref())
            }
            None => false,
        };
        let problem = if !alike {
            "` is not in it with keys of the same shape; declare the same `index(…)` on both"
        } else if !super::check::index_holds_whole(layout, &index.layout, own) {
            "` has attributes that it does not hold; declare it with `projection = all`"
        } else {
            ""
        };
        if !problem.is_empty() {
            fail(&[
                "`",
                of.name,
                "` is read from the index `",
                index.layout.name,
                "`, and `",
                own.name,
                problem,
            ]);
        }
        i += 1;
    }
}

const fn index_of<'e>(entity: &'e EntitySchema, name: &str) -> Option<&'e EntityIndex> {
    let mut i = 0;
    while i < entity.indexes.len() {
        if str_eq(entity.indexes[i].layout.name, name) {
            return Some(&entity.indexes[i]);
        }
        i += 1;
    }
    None
}

const fn same_half(a: Option<&KeyTemplate>, b: Option<&KeyTemplate>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => same_shape(a, b),
        (None, None) => true,
        _ => false,
    }
}

/// The slot of an entity's field that has the place of the first entity's field in the keys of both.
pub fn slot_among(first: &EntitySchema, own: &EntitySchema, slot: usize) -> Option<usize> {
    let primary = [
        (Some(&first.pk), Some(&own.pk)),
        (first.sk.as_ref(), own.sk.as_ref()),
    ];
    let indexes = first.indexes.iter().flat_map(|index| {
        let theirs = index_of(own, index.layout.name);
        let pk = theirs.and_then(|theirs| theirs.pk.as_ref());
        let sk = theirs.and_then(|theirs| theirs.sk.as_ref());
        [(index.pk.as_ref(), pk), (index.sk.as_ref(), sk)]
    });
    let mut templates = primary.into_iter().chain(indexes);
    templates.find_map(|(of_first, of_own)| {
        let (of_first, of_own) = of_first.zip(of_own)?;
        let mut segments = of_first.segments.iter().zip(of_own.segments);
        segments.find_map(|segments| match segments {
            (Segment::Field(field), Segment::Field(own)) if field.slot == slot => Some(own.slot),
            _ => None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{key_template, literal, plain};
    use crate::schema::{IndexLayout, entity_index, entity_schema, table_schema};

    const PK: KeyTemplate = key_template("A#<id>", &[literal("A#"), plain(0, "id")]);
    const OTHER_SLOT: KeyTemplate = key_template("A#<name>", &[literal("A#"), plain(1, "name")]);
    const OTHER: KeyTemplate = key_template("B#<id>", &[literal("B#"), plain(0, "id")]);
    const SK: KeyTemplate = key_template("A", &[literal("A")]);
    const GSI: IndexLayout = IndexLayout::global("GSI", "gpk", None);
    static CAT: EntitySchema =
        entity_schema("Cat", "Cat", PK, SK, &[], &[], |_, _| true).with_type_aliases(&["Kitten"]);
    static LION: EntitySchema =
        entity_schema("Lion", "Lion", OTHER_SLOT, SK, &[], &[], |_, _| true).with_shares(&["Cat"]);
    static DOG: EntitySchema = entity_schema("Dog", "Dog", OTHER, SK, &[], &[], |_, _| true);
    static ZOO: TableSchema = table_schema(&TableLayout::DEFAULT, &[&CAT, &LION, &DOG]);
    static BOTH: &[&EntitySchema] = &[&CAT, &LION];
    const TYPES: &[&str] = &["Kitten", "Lion"];

    #[test]
    fn either_may_say_that_two_share_their_keys() {
        assert!(share_on_purpose(&CAT, &LION) && share_on_purpose(&LION, &CAT));
        assert!(shares_declared(&ZOO, &CAT) && shares_declared(&ZOO, &LION));
        assert!(!shares_declared(&ZOO, &DOG) && !share_on_purpose(&CAT, &DOG));
        writes_need_no_condition(&ZOO, &DOG);
    }

    #[test]
    #[should_panic(expected = "`Cat` shares its keys with another entity (`shares = […]`)")]
    fn a_batch_write_of_one_that_is_shared_with_does_not_compile() {
        writes_need_no_condition(&ZOO, &CAT);
    }

    #[test]
    fn an_enum_has_the_types_of_all_its_entities() {
        assert_eq!(count_types(BOTH), 2);
        assert_eq!(all_types::<2>(BOTH), ["Kitten", "Lion"]);
        let both = entities_schema("Cats", BOTH, TYPES);
        assert!(both.is_named("Cat") && both.is_named("Lion") && !both.is_named("Dog"));
        assert_eq!(slot_among(&CAT, &LION, 0), Some(1));
        assert_eq!(slot_among(&CAT, &LION, 1), None);
        is_one_entity(&CAT);
    }

    #[test]
    #[should_panic(expected = "`Cats` is an enum of entities")]
    fn an_update_of_an_enum_does_not_compile() {
        is_one_entity(&entities_schema("Cats", BOTH, TYPES));
    }

    #[test]
    #[should_panic(expected = "from the index `GSI`, and `Lion` is not in it")]
    fn a_query_by_an_index_that_not_all_are_in_does_not_compile() {
        let index = entity_index(GSI, "all", Some(PK), None);
        let both = entities_schema("Cats", BOTH, TYPES);
        are_in_index(&both, &TableLayout::DEFAULT, &index);
    }
}
