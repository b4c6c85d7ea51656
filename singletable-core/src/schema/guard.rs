//! The keys of guards: the items that keep values unique.

use super::{ScalarType, TableLayout};
use crate::value::ScalarValue;

/// What the partition keys of guards begin with, their sort key and their type.
pub(crate) const GUARD: &str = "_UNIQUE";
/// The attributes of a guard that hold its owner's primary key.
pub(crate) const OWNER: (&str, &str) = ("_owner_pk", "_owner_sk");

/// The sort key of the guard with that partition key, where the table has one.
pub(crate) fn sort_key(layout: &TableLayout, pk: &str) -> Option<ScalarValue<'static>> {
    let half = layout.sk?;
    // The guards of an index whose partitions are the table's sort keys would be one hot partition.
    constant_sort_key(layout)
        .or_else(|| (half.scalar == ScalarType::String).then(|| ScalarValue::text(pk.to_owned())))
}

/// The sort key of every guard, where all have one.
pub(crate) fn constant_sort_key(layout: &TableLayout) -> Option<ScalarValue<'static>> {
    Some(match layout.sk?.scalar {
        ScalarType::String if layout.is_inverted() => return None,
        ScalarType::String => ScalarValue::String(GUARD.into()),
        ScalarType::Number => ScalarValue::Number("0".into()),
        ScalarType::Binary => ScalarValue::Binary(GUARD.as_bytes().into()),
    })
}

/// Whether that primary key is one of a guard.
pub(crate) fn is_guard_key(
    layout: &TableLayout,
    pk: Option<&ScalarValue<'_>>,
    sk: Option<&ScalarValue<'_>>,
) -> bool {
    let Some(pk) = pk.and_then(ScalarValue::as_text) else {
        return false;
    };
    let rest = pk.strip_prefix(GUARD);
    rest.is_some_and(|rest| rest.starts_with(layout.separator))
        && sort_key(layout, pk).as_ref() == sk
}
