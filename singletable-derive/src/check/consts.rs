//! Sentences for what the compiler decides later, in the generated code: constant evaluation, and
//! traits that nothing implements.

use crate::model::entity::Entity;

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

/// Every value of the type has the separator in it, or the literal text that is before the next field.
pub(crate) fn separator_in_type(field: &str, ty: &str, literal: &str) -> String {
    let or = if literal.len() == 1 {
        format!(", or \"{literal}\"")
    } else {
        String::new()
    };
    format!(
        "every value of `{field}` (`{ty}`) contains the table's separator{or}, so no key could be \
         written with another field after it; make it the last field, or give the table another \
         separator: `separator = \"#\"`"
    )
}

/// The type's name has the separator in it.
pub(crate) fn separator_in_type_name(type_name: &str) -> String {
    format!(
        "the type name \"{type_name}\" contains the table's separator, and keys that keep values \
         unique could not be told apart; give another: `type = \"…\"`"
    )
}

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

/// The table's name as the entity gives it.
fn table(entity: &Entity) -> Option<String> {
    let last = entity.table.as_ref()?.segments.last()?;
    Some(last.ident.to_string())
}
