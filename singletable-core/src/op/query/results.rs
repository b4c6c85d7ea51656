//! Which items that a query evaluates are results of it, and what it reads of them to say so.

use super::keys::{Source, has_type, holds, ttl_attribute};
use crate::entity::{
    AccessPattern, Entity, TableModel, is_own, is_own_in_part, key_attributes, layout,
};
use crate::schema::company::shares_partitions;
use crate::schema::str_eq;
use crate::wire::Row;

/// What is known of a query while compiling.
struct Known<A>(A);

impl<A: AccessPattern> Known<A> {
    /// Whether the query reads the type index.
    const IS_LIST: bool = {
        let layout = <<A::Entity as Entity>::Table as TableModel>::LAYOUT;
        match (A::INDEX, &layout.type_index) {
            (Some(index), Some(of_type)) => str_eq(index.layout.name, of_type.name),
            _ => false,
        }
    };
    const MEETS_OTHERS: bool = {
        let table = <<A::Entity as Entity>::Table as TableModel>::SCHEMA;
        !Self::IS_LIST && shares_partitions(table, <A::Entity as Entity>::SCHEMA, A::INDEX)
    };
}

/// Whether the query may evaluate items of other entities, as far as the table's enum tells. Each
/// partition of the type index has one entity's.
pub(super) const fn meets_others<A: AccessPattern>() -> bool {
    Known::<A>::MEETS_OTHERS
}

/// Whether the item is one of the entity's. A type index of keys alone may not hold the type, which its
/// partition is one of.
pub(super) fn is_result_of<A: AccessPattern>(item: &Row) -> bool {
    if has_type::<A>() {
        return is_own::<A::Entity>(item);
    }
    Known::<A>::IS_LIST || is_own_in_part::<A::Entity>(item)
}

/// The attributes that the query itself needs of an item: the keys that it goes on from, and what says
/// whether the item is a result. The fields of the key are among it where other entities' items
/// may be.
pub(super) fn own_attributes<A: AccessPattern>(shared: bool) -> Vec<&'static str> {
    let (layout, keys) = (layout::<A::Entity>(), Source::of::<A>().keys);
    let mut own: Vec<_> = layout.key_names().chain([keys.pk]).collect();
    own.extend(keys.sk);
    let names = layout.type_attribute.names().iter();
    own.extend(names.filter(|name| holds::<A>(name)));
    own.extend(ttl_attribute::<A>());
    if shared {
        own.extend(key_attributes::<A::Entity>().filter(|name| holds::<A>(name)));
    }
    own
}
