//! What is generated beside the errors: enough of the names that the rest of the user's code can
//! refer to them, so that one mistake is one error.

use crate::check;
use crate::expand::{self, Constant};
use crate::model::entity::{Entity, distinct};
use crate::parse::attributes::Attributes;
use crate::parse::collection::Collection;
use crate::parse::key_field::KeyField;
use crate::parse::projection::Projection;
use crate::parse::table::Table;
use proc_macro2::TokenStream;
use quote::format_ident;
use std::collections::HashSet;

/// The entity's types, constants and methods, without anything in them. Nothing can be called: the
/// build has failed.
pub(crate) fn entity(mut entity: Entity) -> TokenStream {
    // Names that are there twice are errors already; here each is needed once.
    let mut known: HashSet<String> = HashSet::from([entity.name.clone()]);
    let names = &mut entity.names;
    let own = [
        &mut names.key,
        &mut names.new,
        &mut names.repository,
        &mut names.by_key,
    ];
    let patterns = entity.indexes.iter_mut().map(|index| &mut index.pattern);
    for (i, name) in own.into_iter().chain(patterns).enumerate() {
        if !known.insert(name.to_string()) {
            *name = format_ident!("{}Type{i}", entity.name);
        }
    }
    for (i, index) in entity.indexes.iter_mut().enumerate() {
        let name = index.access_name();
        if check::entity::is_taken(&name) || !known.insert(name) {
            index.access = format_ident!("__access_{i}");
        }
    }
    let accesses: Vec<_> = entity.indexes.iter().map(|index| &index.access).collect();
    entity.unique.retain(|unique| {
        let method = unique.method();
        !accesses.contains(&&method) && known.insert(method.to_string())
    });
    for unique in &mut entity.unique {
        unique.slots = distinct(unique.slots.iter().copied());
    }
    for (i, field) in entity.fields.iter_mut().enumerate() {
        if !known.insert(field.konst.to_string()) {
            field.konst = format_ident!("__FIELD_{i}");
        }
    }
    for (i, group) in entity.groups.iter_mut().enumerate() {
        if !known.insert(group.konst.to_string()) {
            group.konst = format_ident!("__GROUP_{i}");
        }
    }
    expand::entity_stub(&entity)
}

/// The table's layout, as far as it was understood, without the checks between its entities.
pub(crate) fn table(table: &Table) -> TokenStream {
    expand::table(table, false)
}

/// The collection, without members.
pub(crate) fn collection(input: &Collection) -> TokenStream {
    expand::collection(input, true)
}

/// The constants, each name once.
pub(crate) fn attributes(input: &Attributes, mut constants: Vec<Constant>) -> TokenStream {
    let mut known = HashSet::new();
    constants.retain(|constant| known.insert(constant.ident.to_string()));
    expand::attributes(input, &constants)
}

/// The trait, as far as the entity is known, without anything that is read.
pub(crate) fn projection(input: &Projection) -> TokenStream {
    expand::projection(input, true)
}

/// The trait, without its text.
pub(crate) fn key_field(input: &KeyField) -> TokenStream {
    expand::key_field(input, true)
}
