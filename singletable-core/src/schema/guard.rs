//! The keys of guards: the items that keep values unique.

/// What the partition keys of guards begin with, their sort key and their type.
pub(crate) const GUARD: &str = "_UNIQUE";
/// The attributes of a guard that hold its owner's primary key.
pub(crate) const OWNER: (&str, &str) = ("_owner_pk", "_owner_sk");

/// Whether that primary key is one of a guard.
pub(crate) fn is_guard_key(pk: &str, sk: &str, separator: &str) -> bool {
    let rest = pk.strip_prefix(GUARD).filter(|_| sk == GUARD);
    rest.is_some_and(|rest| rest.starts_with(separator))
}
