//! Which entities' items a read of one entity can meet, by what the table's enum says: where it can
//! meet none, a read need not look at keys.
//!
//! A table without an enum says nothing, and an entity that the enum does not name may not be the only
//! one.

use super::collection::can_begin_with;
use super::{EntityIndex, EntitySchema, ScalarType, TableSchema};
use crate::key::{KeyTemplate, Segment, overlap};

/// The other entities of the table; `None` where they are not known.
fn others<'t>(
    table: &'t TableSchema,
    entity: &'t EntitySchema,
) -> Option<impl Iterator<Item = &'static EntitySchema> + 't> {
    // A former layout, which the enum does not name, may have the type of one that it names.
    let is_own = |other: &EntitySchema| {
        other.type_name == entity.type_name
            && other.pk.source == entity.pk.source
            && other.sk.source == entity.sk.source
    };
    let is_named = table.entities.iter().any(|other| is_own(other));
    is_named.then(|| {
        let entities = table.entities.iter().copied();
        entities.filter(move |other| !is_own(other))
    })
}

/// Whether an item of another entity may have a key of the entity's.
pub(crate) fn shares_keys(table: &TableSchema, entity: &EntitySchema) -> bool {
    // The enum's entities have keys of their own, or it does not compile.
    others(table, entity).is_none()
}

/// Whether items of other entities may have keys that begin as the entity's do.
pub(crate) fn shares_beginnings(table: &TableSchema, entity: &EntitySchema) -> bool {
    others(table, entity).is_none_or(|mut others| {
        others.any(|other| {
            let alike = |own: &KeyTemplate, other: &KeyTemplate| {
                can_begin_with(other, beginning(own), table.layout.separator)
            };
            alike(&entity.pk, &other.pk) && alike(&entity.sk, &other.sk)
        })
    })
}

/// Whether items of other entities may stand among those that a query of the entity finds: of the table,
/// or of one of its indexes.
pub(crate) fn shares_partitions(
    table: &TableSchema,
    entity: &EntitySchema,
    index: Option<&EntityIndex>,
) -> bool {
    others(table, entity).is_none_or(|mut others| match index {
        None => others.any(|other| {
            meet(table, &entity.pk, &other.pk)
                && can_begin_with(&other.sk, beginning(&entity.sk), table.layout.separator)
        }),
        Some(index) => {
            stands_by_itself(table, index)
                || others.any(|other| stands_in(table, entity, index, other))
        }
    })
}

/// Whether items stand in the index by what every item has: it is over the table's own attributes.
fn stands_by_itself(table: &TableSchema, index: &EntityIndex) -> bool {
    let (layout, pk) = (table.layout, index.layout.pk);
    let of_type_index = layout.type_index.is_some_and(|of_type| of_type.has_key(pk));
    let of_table = [layout.pk, layout.sk, layout.type_attribute].contains(&pk);
    of_type_index || (of_table && !index.layout.is_local())
}

/// Whether items of another entity may stand in the index, where queries of the entity find them.
fn stands_in(
    table: &TableSchema,
    entity: &EntitySchema,
    index: &EntityIndex,
    other: &EntitySchema,
) -> bool {
    let keys = |name: &str| index.layout.has_key(name) && name != table.layout.pk;
    let mapped = other.attributes.iter();
    mapped.into_iter().any(|attribute| keys(attribute.name))
        || other.indexes.iter().any(|theirs| {
            let shared = if index.layout.is_local() {
                theirs.layout.sk == index.layout.sk
            } else {
                theirs.layout.pk == index.layout.pk
            };
            let own_pk = index.pk.as_ref().unwrap_or(&entity.pk);
            let pk = theirs.pk.as_ref().unwrap_or(&other.pk);
            shared && meet(table, own_pk, pk) && may_sort_alike(table, index, theirs)
        })
}

/// Whether the sort keys of the other index may lie where queries of this one look.
fn may_sort_alike(table: &TableSchema, index: &EntityIndex, other: &EntityIndex) -> bool {
    match (&index.sk, &other.sk) {
        (Some(own), Some(sk))
            if index.layout.sk == other.layout.sk && index.layout.sk_type == ScalarType::String =>
        {
            can_begin_with(sk, beginning(own), table.layout.separator)
        }
        _ => true,
    }
}

fn meet(table: &TableSchema, own: &KeyTemplate, other: &KeyTemplate) -> bool {
    overlap::can_be_equal(own.segments, other.segments, table.layout.separator)
}

/// What all keys of the template begin with.
pub(crate) fn beginning(template: &KeyTemplate) -> &'static str {
    match template.segments.first() {
        Some(Segment::Literal(literal)) => literal,
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
        entity_schema(name, name, pk, sk, &[], &[])
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
