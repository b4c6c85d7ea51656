//! The keys of guards: the items that keep values unique.

use super::{GuardForm, ScalarType, TableLayout, TableSchema};
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

impl TableSchema {
    /// The guards that another library has made, of the entities that the table's enum names.
    pub(crate) fn guard_forms(&self) -> impl Iterator<Item = &'static GuardForm> + use<> {
        let entities = self.entities.iter();
        let unique = entities.flat_map(|entity| entity.unique);
        unique.filter_map(|constraint| constraint.guard.as_ref())
    }
}

/// Whether that primary key is one of a guard that another library has made.
pub(crate) fn is_foreign_guard_key(
    table: &TableSchema,
    pk: Option<&ScalarValue<'_>>,
    sk: Option<&ScalarValue<'_>>,
) -> bool {
    let separator = table.layout.separator;
    table.guard_forms().any(|form| {
        pk.is_some_and(|pk| form.pk.fields_of(separator, pk).is_some())
            && match (&form.sk, sk) {
                (Some(template), Some(sk)) => template.fields_of(separator, sk).is_some(),
                _ => true,
            }
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
