//! Sentences for what the compiler decides later, in the generated code: constant evaluation, and
//! traits that nothing implements.

use crate::model::entity::{Entity, Index};
use std::fmt::Display;

/// The table does not declare the index.
pub(crate) fn unknown_index(entity: &Entity, index: &str) -> String {
    let name = &entity.name;
    match table(entity) {
        Some(table) => format!(
            "`{name}` names the index `{index}`, which its table does not declare; add \
             `index({index}, pk = \"…\")` to `#[table(…)]` of `{table}`"
        ),
        None => format!(
            "`{name}` names the index `{index}`, which the default table does not have: it has \
             `GSI1` to `GSI5`; for other indexes derive `Table`, and add `table = …`"
        ),
    }
}

/// The entity gives a partition key for a local index.
pub(crate) fn partition_key_of_local_index(index: &str) -> String {
    format!("`{index}` is a local index: its partition key is the table's own; leave out `pk`")
}

/// The entity gives no partition key for a global index.
pub(crate) fn no_partition_key(index: &str) -> String {
    format!("`{index}` is a global index, which has its own partition key; add `pk = \"…\"`")
}

/// The entity gives a sort key for an index without one.
pub(crate) fn no_such_sort_key(entity: &Entity, index: &str) -> String {
    let table = table(entity).unwrap_or_else(|| "DefaultTable".to_owned());
    format!(
        "the index `{index}` has no sort key; leave out `sk`, or declare it with `sk = \"…\"` in \
         `#[table(…)]` of `{table}`"
    )
}

/// The entity gives no sort key for an index with one.
pub(crate) fn missing_sort_key(index: &str) -> String {
    format!(
        "the index `{index}` has a sort key, and an item without it is left out of the index; \
         add `sk = \"…\"`"
    )
}

/// The table has no type index with a sort key.
pub(crate) fn no_type_index(entity: &Entity) -> String {
    match table(entity) {
        Some(table) => format!(
            "`type_sk` needs a type index with a sort key; add `type_index(sk = \"…\")` to \
             `#[table(…)]` of `{table}`"
        ),
        None => "`type_sk` needs a type index with a sort key, which the default table does not \
                 have; derive `Table` with `type_index(sk = \"…\")`, and add `table = …`"
            .to_owned(),
    }
}

/// The table has no time-to-live attribute.
pub(crate) fn no_ttl(entity: &Entity, what: &str) -> String {
    let table = table(entity).unwrap_or_else(|| "DefaultTable".to_owned());
    format!(
        "{what} the time to live, and the table declares none; add \
         `ttl = \"ttl\"` to `#[table(…)]` of `{table}`"
    )
}

/// The template of a numeric sort key is not one field.
pub(crate) fn number_needs_one_field(index: &str) -> String {
    format!(
        "the sort key of `{index}` is a number, so its template is one field and nothing else; \
         write `sk = \"<field>\"`"
    )
}

/// The field of a numeric sort key is not a number.
pub(crate) fn number_needs_a_number(index: &str, field: &str, ty: &str) -> String {
    format!(
        "the sort key of `{index}` is a number, and `{field}` of type `{ty}` is none; use an \
         integer or decimal field, or remove `sk_type = number`"
    )
}

/// Two fields of a template may run together.
pub(crate) fn not_separated(template: &str) -> String {
    format!(
        "the template \"{template}\" has two fields without the separator between them: \
         different values could give the same key; write it between them, as in `<a>#<b>`"
    )
}

/// Every value of the type has the separator in it.
pub(crate) fn separator_in_type(field: &str, ty: &str) -> String {
    format!(
        "every value of `{field}` (`{ty}`) contains the table's separator, so no key could be \
         written; give the table another: `separator = \"#\"`"
    )
}

/// The type's name has the separator in it.
pub(crate) fn separator_in_type_name(type_name: &str) -> String {
    format!(
        "the type name \"{type_name}\" contains the table's separator, and keys that keep values \
         unique could not be told apart; give another: `type = \"…\"`"
    )
}

/// A key attribute of the table is called as one that guards hold.
pub(crate) const INDEXED_GUARDS: &str = "the items that keep values unique have the attributes \
    `_owner_pk` and `_owner_sk`, and the table uses one of them as a key; give that key another name";

/// A unique constraint's name has the separator in it.
pub(crate) fn separator_in_constraint_name(name: &str) -> String {
    format!(
        "the unique constraint's name `{name}` contains the table's separator, and keys that keep \
         values unique could not be told apart; give it another: `unique(name, fields(…))`"
    )
}

/// Two indexes of the entity share a key attribute and do not agree on it.
pub(crate) fn shared_key_attribute(index: &str) -> String {
    format!(
        "`{index}` shares a key attribute with an index before it, and the two do not agree on \
         it: they need the same template for it, and neither may have optional fields; give the \
         index an attribute of its own in `#[table(…)]`"
    )
}

/// A precision of a type that is no date-time, or none that is known.
pub(crate) fn precision_of_no_time(field: &str, ty: &str) -> String {
    format!(
        "`{field}` is of type `{ty}`, and `precision` is for `chrono::DateTime<Utc>`, \
         `time::OffsetDateTime` and `jiff::Timestamp`, each with the feature of its crate; remove \
         `precision`, or enable the feature"
    )
}

/// A precision of our own time, which has one.
pub(crate) fn precision_of_timestamp(field: &str) -> String {
    format!(
        "`{field}` is a `Timestamp`, which always has milliseconds; remove `precision`, or use a \
         date-time of `chrono`, `time` or `jiff`"
    )
}

/// The compiler's words about the update of one field of several.
pub(crate) struct Stale {
    pub(crate) message: String,
    pub(crate) label: String,
    pub(crate) notes: [String; 2],
}

impl Stale {
    /// What is wrong with setting that field alone.
    pub(crate) fn new(entity: &Entity, slot: usize) -> Self {
        let field = &entity.fields[slot];
        let (name, konst) = (&field.name, &field.konst);
        let (message, label) = Self::what(entity, slot);
        let group = entity
            .groups
            .iter()
            .find(|group| group.slots.contains(&slot));
        let (group_const, slots) = match group {
            Some(group) => (group.konst.to_string(), group.slots.as_slice()),
            None => (String::new(), &[][..]),
        };
        let name_of = |slot: &usize| entity.fields[*slot].name.as_str();
        let fields: Vec<_> = slots.iter().map(name_of).collect();
        let fields = fields.join(", ");
        let ident = &entity.name;
        let loaded = crate::case::words(ident);
        Self {
            message,
            label,
            notes: [
                format!("give all of its fields: `.set_key({ident}::{group_const}, ({fields}))`"),
                format!(
                    "or take the others from a loaded item: \
                     `.given(&{loaded}).set({ident}::{konst}, {name})`"
                ),
            ],
        }
    }

    fn what(entity: &Entity, slot: usize) -> (String, String) {
        let name = &entity.fields[slot].name;
        let primary = entity.primary();
        let others = |slots: &mut dyn Iterator<Item = usize>| -> Vec<&str> {
            let others = slots.filter(|other| *other != slot && !primary.contains(other));
            let mut names: Vec<_> = others
                .map(|other| entity.fields[other].name.as_str())
                .collect();
            names.dedup();
            names
        };
        for (key, template) in halves(entity) {
            let others = others(&mut template.slots());
            if template.slots().any(|other| other == slot) && !others.is_empty() {
                return (
                    format!(
                        "setting `{name}` alone would leave {key} (\"{}\") stale",
                        template.text.value()
                    ),
                    format!(
                        "`{name}` shares this key with {}",
                        crate::suggest::listed(&others)
                    ),
                );
            }
        }
        let shared = |index: &&Index| index.slots().contains(&slot) && index.slots().len() > 1;
        let Some(index) = entity.indexes.iter().find(shared) else {
            return (format!("`{name}` is part of a key"), String::new());
        };
        let others = others(&mut index.slots().into_iter());
        let access = index.access_name();
        (
            format!(
                "setting `{name}` alone would leave open whether the item stands in `{access}`, \
                 whose keys have optional fields"
            ),
            format!(
                "the keys of `{access}` are also made of {}",
                crate::suggest::listed(&others)
            ),
        )
    }
}

/// The secondary key halves with the words for them.
fn halves(entity: &Entity) -> Vec<(String, &crate::model::entity::Template)> {
    let mut halves = Vec::new();
    for index in &entity.indexes {
        let access = index.access_name();
        let mut half = |key: &dyn Display, template| {
            halves.push((format!("the {key} key of `{access}`"), template));
        };
        index
            .pk
            .iter()
            .for_each(|template| half(&"partition", template));
        index.sk.iter().for_each(|template| half(&"sort", template));
    }
    let type_sk = entity.type_sk.iter();
    halves.extend(type_sk.map(|template| ("the sort key of the type index".to_owned(), template)));
    halves
}

/// The table's name as the entity gives it.
fn table(entity: &Entity) -> Option<String> {
    let last = entity.table.as_ref()?.segments.last()?;
    Some(last.ident.to_string())
}
