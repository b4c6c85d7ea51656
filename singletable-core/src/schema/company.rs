//! Which entities' items a read of one entity can meet, by what the table's enum says: where it can
//! meet none, a read need not look at keys.
//!
//! A table without an enum says nothing, and an entity that the enum does not name may not be the only
//! one. All of it is constant evaluation: once for each query that a program has.

use super::collection::can_begin_with;
use super::sharing::shares_declared;
use super::{EntityIndex, EntitySchema, ScalarType, TableSchema, str_eq};
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
        if begin_alike(table, &entity.pk, &other.pk) && begin_alike(table, &entity.sk, &other.sk) {
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
        && stands_by_itself(table, index)
    {
        return true;
    }
    while let Some((other, rest)) = others.next() {
        let meet = match index {
            None => meet(table, &entity.pk, &other.pk) && begin_alike(table, &entity.sk, &other.sk),
            Some(index) => stands_in(table, entity, index, other),
        };
        if meet {
            return true;
        }
        others = rest;
    }
    false
}

/// Whether items stand in the index by what every item has: it is over the table's own attributes.
const fn stands_by_itself(table: &TableSchema, index: &EntityIndex) -> bool {
    let (layout, pk) = (table.layout, index.layout.pk);
    if let Some(of_type) = layout.type_index
        && of_type.has_key(pk)
    {
        return true;
    }
    let of_table = str_eq(layout.pk, pk) || str_eq(layout.sk, pk);
    (of_table || layout.type_attribute.has(pk)) && !index.layout.is_local()
}

/// Whether items of another entity may stand in the index, where queries of the entity find them.
const fn stands_in(
    table: &TableSchema,
    entity: &EntitySchema,
    index: &EntityIndex,
    other: &EntitySchema,
) -> bool {
    let mut i = 0;
    while i < other.attributes.len() {
        // A field that is stored as a key of the index puts items there.
        let name = other.attributes[i].name;
        if index.layout.has_key(name) && !str_eq(name, table.layout.pk) {
            return true;
        }
        i += 1;
    }
    let mut i = 0;
    while i < other.indexes.len() {
        let theirs = &other.indexes[i];
        let own_pk = or(index.pk.as_ref(), &entity.pk);
        let pk = or(theirs.pk.as_ref(), &other.pk);
        if is_over_the_same(index, theirs)
            && meet(table, own_pk, pk)
            && may_sort_alike(table, index, theirs)
        {
            return true;
        }
        i += 1;
    }
    false
}

const fn or<'t>(own: Option<&'t KeyTemplate>, of_table: &'t KeyTemplate) -> &'t KeyTemplate {
    match own {
        Some(own) => own,
        None => of_table,
    }
}

/// Whether both keys stand in the same attribute.
const fn is_over_the_same(index: &EntityIndex, other: &EntityIndex) -> bool {
    if index.layout.is_local() {
        return is_same(other.layout.sk, index.layout.sk);
    }
    str_eq(other.layout.pk, index.layout.pk)
}

const fn is_same(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => str_eq(a, b),
        (None, None) => true,
        _ => false,
    }
}

/// Whether the sort keys of the other index may lie where queries of this one look.
const fn may_sort_alike(table: &TableSchema, index: &EntityIndex, other: &EntityIndex) -> bool {
    match (&index.sk, &other.sk) {
        (Some(own), Some(sk))
            if is_same(index.layout.sk, other.layout.sk)
                && matches!(index.layout.sk_type, ScalarType::String) =>
        {
            begin_alike(table, own, sk)
        }
        _ => true,
    }
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

    fn with_index(entity: EntitySchema, pk: KeyTemplate, sk: KeyTemplate) -> EntitySchema {
        let index = entity_index(TODO, "todo", Some(pk), Some(sk));
        EntitySchema {
            indexes: vec![index].leak(),
            ..entity
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
        let post = with_index(entity("Post", PK, POST), PK, POST);
        let meets = |other| {
            let table = table(vec![post, other]);
            shares_partitions(&table, &post, Some(&post.indexes[0]))
        };
        let user = entity("User", PK, USER);
        assert!(!meets(user));
        assert!(meets(with_index(user, PK, COMMENT)));
        assert!(!meets(with_index(user, PK, USER)));
        assert!(!meets(with_index(user, ELSEWHERE, POST)));
        // A field that is stored as the key of the index puts any item there.
        let mapped = EntitySchema {
            attributes: vec![attribute("tsk", 0)].leak(),
            ..user
        };
        assert!(meets(mapped));
    }
}
