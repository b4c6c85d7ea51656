//! Which entities' items a read of one entity can meet, by what the table's enum says: where it can
//! meet none, a read need not look at keys.
//!
//! A table without an enum says nothing, and an entity that the enum does not name may not be the only
//! one. All of it is constant evaluation: once for each query that a program has.

use super::collection::can_begin_with;
use super::sharing::shares_declared;
use super::{EntityIndex, EntitySchema, KeyAttribute, ScalarType, TableSchema};
use crate::key::{KeyTemplate, Segment, overlap};

/// The entities of a table's enum but one: a cursor of constant evaluation over them.
#[derive(Clone, Copy)]
struct Others<'t> {
    table: &'t TableSchema,
    entity: &'t EntitySchema,
    next: usize,
}

impl<'t> Others<'t> {
    /// `None` where they are not known.
    const fn of(table: &'t TableSchema, entity: &'t EntitySchema) -> Option<Self> {
        let mut i = 0;
        while i < table.entities.len() {
            if table.entities[i].is_same(entity) {
                let next = 0;
                return Some(Self {
                    table,
                    entity,
                    next,
                });
            }
            i += 1;
        }
        None
    }

    const fn next(mut self) -> Option<(&'static EntitySchema, Self)> {
        let entities = self.table.entities;
        while self.next < entities.len() {
            let other = entities[self.next];
            self.next += 1;
            if !other.is_same(self.entity) {
                return Some((other, self));
            }
        }
        None
    }
}

/// Whether an item of another entity may have a key of the entity's.
pub(crate) const fn shares_keys(table: &TableSchema, entity: &EntitySchema) -> bool {
    // The enum's entities have keys of their own, unless they say otherwise, or it does not compile.
    Others::of(table, entity).is_none() || shares_declared(table, entity)
}

/// Whether items of other entities may have keys that begin as the entity's do.
pub(crate) const fn shares_beginnings(table: &TableSchema, entity: &EntitySchema) -> bool {
    let Some(mut others) = Others::of(table, entity) else {
        return true;
    };
    while let Some((other, rest)) = others.next() {
        if begin_alike(table, &entity.pk, &other.pk) && sort_alike(table, entity, other) {
            return true;
        }
        others = rest;
    }
    false
}

/// Whether items of other entities may stand among those that a query of the entity finds: of the table,
/// or of one of its indexes.
pub(crate) const fn shares_partitions(
    table: &TableSchema,
    entity: &EntitySchema,
    index: Option<&EntityIndex>,
) -> bool {
    let Some(mut others) = Others::of(table, entity) else {
        return true;
    };
    if let Some(index) = index
        && is_over_the_type(table, index)
    {
        return true;
    }
    while let Some((other, rest)) = others.next() {
        let meet = match index {
            None => meet(table, &entity.pk, &other.pk) && sort_alike(table, entity, other),
            Some(index) => stands_in(table, entity, index, other),
        };
        if meet {
            return true;
        }
        others = rest;
    }
    false
}

/// Whether items stand in the index by their type.
const fn is_over_the_type(table: &TableSchema, index: &EntityIndex) -> bool {
    let (layout, pk) = (table.layout, index.layout.pk.name);
    if let Some(of_type) = layout.type_index
        && of_type.has_key(pk)
    {
        return true;
    }
    layout.type_attribute.has(pk) && !index.layout.is_local()
}

/// Whether items of another entity may stand in the index, where queries of the entity find them.
const fn stands_in(
    table: &TableSchema,
    entity: &EntitySchema,
    index: &EntityIndex,
    other: &EntitySchema,
) -> bool {
    let own_pk = match &index.pk {
        Some(own) => own,
        // A local index is on the table's own partition key.
        None => &entity.pk,
    };
    let (pk, sk) = (index.layout.pk, index.layout.sk);
    may_have(table, other, pk, own_pk, false)
        && match (sk, &index.sk) {
            (Some(sk), Some(own)) => may_have(table, other, sk, own, true),
            _ => true,
        }
}

/// Whether items of the entity may have a key in that attribute which queries of the template find: one
/// that is equal, or of a sort key one that begins alike.
const fn may_have(
    table: &TableSchema,
    entity: &EntitySchema,
    half: KeyAttribute,
    own: &KeyTemplate,
    sorts: bool,
) -> bool {
    if table.layout.pk.is(half.name) {
        return is_found(table, half, own, &entity.pk, sorts);
    }
    if let (Some(sk), Some(template)) = (table.layout.sk, &entity.sk)
        && sk.is(half.name)
    {
        return is_found(table, half, own, template, sorts);
    }
    let mut i = 0;
    while i < entity.attributes.len() {
        // A field that is stored there may have any value.
        if half.is(entity.attributes[i].name) {
            return true;
        }
        i += 1;
    }
    let mut i = 0;
    while i < entity.indexes.len() {
        let index = &entity.indexes[i];
        if let Some(template) = &index.pk
            && half.is(index.layout.pk.name)
            && is_found(table, half, own, template, sorts)
        {
            return true;
        }
        if let (Some(sk), Some(template)) = (index.layout.sk, &index.sk)
            && half.is(sk.name)
            && is_found(table, half, own, template, sorts)
        {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether a key of the other template is among those that a query of the own one finds.
const fn is_found(
    table: &TableSchema,
    half: KeyAttribute,
    own: &KeyTemplate,
    other: &KeyTemplate,
    sorts: bool,
) -> bool {
    match half.scalar {
        ScalarType::String if sorts => begin_alike(table, own, other),
        ScalarType::String => meet(table, own, other),
        // Numbers and binaries have no text to be told apart by.
        ScalarType::Number | ScalarType::Binary => true,
    }
}

/// Whether the sort key of the other entity may begin as that of the entity does. Numbers and binaries
/// have no beginning that a template says.
const fn sort_alike(table: &TableSchema, entity: &EntitySchema, other: &EntitySchema) -> bool {
    match (&entity.sk, &other.sk) {
        (Some(own), Some(other)) if is_text(table.layout.sk) => begin_alike(table, own, other),
        _ => true,
    }
}

const fn is_text(half: Option<KeyAttribute>) -> bool {
    matches!(
        half,
        Some(KeyAttribute {
            scalar: ScalarType::String,
            ..
        })
    )
}

const fn meet(table: &TableSchema, own: &KeyTemplate, other: &KeyTemplate) -> bool {
    overlap::can_be_equal(own.segments, other.segments, table.layout.separator)
}

/// Whether a key of the other template can begin as all of the own one do.
const fn begin_alike(table: &TableSchema, own: &KeyTemplate, other: &KeyTemplate) -> bool {
    can_begin_with(other, beginning(own), table.layout.separator)
}

/// What all keys of the template begin with.
pub(crate) const fn beginning(template: &KeyTemplate) -> &'static str {
    match template.segments {
        [Segment::Literal(literal), ..] => literal,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{key_template, literal, plain};
    use crate::schema::{
        IndexLayout, TableLayout, attribute, entity_index, entity_schema, table_schema,
    };

    const fn template(source: &'static str, segments: &'static [Segment]) -> KeyTemplate {
        key_template(source, segments)
    }

    const PK: KeyTemplate = template("U#<u>", &[literal("U#"), plain(0, "u")]);
    const ELSEWHERE: KeyTemplate = template("V#<u>", &[literal("V#"), plain(0, "u")]);
    const POST: KeyTemplate = template("P#<p>", &[literal("P#"), plain(1, "p")]);
    const COMMENT: KeyTemplate = template(
        "P#<p>#C#<c>",
        &[literal("P#"), plain(1, "p"), literal("#C#"), plain(2, "c")],
    );
    const USER: KeyTemplate = template("USER", &[literal("USER")]);
    const TODO: IndexLayout = IndexLayout::global("Todo", "tpk", Some("tsk"));

    fn entity(name: &'static str, pk: KeyTemplate, sk: KeyTemplate) -> EntitySchema {
        entity_schema(name, name, pk, sk, &[], &[], |_, _| true)
    }

    fn with_index(entity: &EntitySchema, pk: KeyTemplate, sk: KeyTemplate) -> EntitySchema {
        let index = entity_index(TODO, "todo", Some(pk), Some(sk));
        EntitySchema {
            indexes: vec![index].leak(),
            ..*entity
        }
    }

    fn table(entities: Vec<EntitySchema>) -> TableSchema {
        let entities: Vec<&'static EntitySchema> = entities
            .into_iter()
            .map(|entity| &*Box::leak(Box::new(entity)))
            .collect();
        table_schema(&TableLayout::DEFAULT, entities.leak())
    }

    #[test]
    fn a_table_without_an_enum_may_have_anything_anywhere() {
        let post = entity("Post", PK, POST);
        let former = entity("Post", ELSEWHERE, POST);
        for entities in [vec![], vec![entity("Other", ELSEWHERE, USER)], vec![former]] {
            let open = table(entities);
            assert!(shares_keys(&open, &post));
            assert!(shares_beginnings(&open, &post));
            assert!(shares_partitions(&open, &post, None));
        }
    }

    #[test]
    fn entities_meet_where_their_keys_begin_alike() {
        let post = entity("Post", PK, POST);
        let meets = |other| {
            let table = table(vec![post, other]);
            assert!(!shares_keys(&table, &post));
            let partitions = shares_partitions(&table, &post, None);
            assert_eq!(shares_beginnings(&table, &post), partitions);
            partitions
        };
        assert!(meets(entity("Comment", PK, COMMENT)));
        assert!(!meets(entity("User", PK, USER)));
        assert!(!meets(entity("Comment", ELSEWHERE, COMMENT)));
    }

    #[test]
    fn entities_meet_in_an_index_where_both_have_such_keys() {
        let post = with_index(&entity("Post", PK, POST), PK, POST);
        let meets = |other| {
            let table = table(vec![post, other]);
            shares_partitions(&table, &post, Some(&post.indexes[0]))
        };
        let user = entity("User", PK, USER);
        assert!(!meets(user));
        assert!(meets(with_index(&user, PK, COMMENT)));
        assert!(!meets(with_index(&user, PK, USER)));
        assert!(!meets(with_index(&user, ELSEWHERE, POST)));
        // Fields that are stored as the keys of the index put any item there.
        let mapped = |attributes: &[&'static str]| EntitySchema {
            attributes: attributes
                .iter()
                .zip(0..)
                .map(|(name, slot)| attribute(name, slot))
                .collect::<Vec<_>>()
                .leak(),
            ..user
        };
        assert!(meets(mapped(&["tpk", "tsk"])));
        assert!(!meets(mapped(&["tsk"])));
    }
}
