//! What is generated beside the errors: enough of the names that the rest of the user's code can
//! refer to them, so that one mistake is one error.

use crate::expand::{self, Constant};
use crate::model::entity::Entity;
use crate::parse::attributes::Attributes;
use crate::parse::collection::Collection;
use crate::parse::key_field::KeyField;
use crate::parse::projection::Projection;
use crate::parse::table::Table;
use proc_macro2::TokenStream;
use std::collections::HashSet;
use syn::DeriveInput;

/// The entity's names, without anything in them, and the errors.
pub(crate) fn entity(entity: &Entity, errors: &TokenStream) -> TokenStream {
    expand::broken_entity(entity, errors)
}

/// The usual names, where nothing of the entity is understood, and the errors.
pub(crate) fn shape(input: &DeriveInput, errors: &TokenStream) -> TokenStream {
    expand::broken_shape(input, errors)
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
