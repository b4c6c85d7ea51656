//! What is generated beside the errors: enough of the names that the rest of the user's code can
//! refer to them, so that one mistake is one error.

use crate::expand;
use crate::model::entity::Entity;
use crate::parse::key_field::KeyField;
use crate::parse::table::Table;
use proc_macro2::TokenStream;

/// The entity's types, constants and methods, without anything in them.
pub(crate) fn entity(entity: &Entity) -> TokenStream {
    expand::entity_fallback(entity)
}

/// The table's layout, as far as it was understood, without the checks between its entities.
pub(crate) fn table(table: &Table) -> TokenStream {
    expand::table(table, false)
}

/// The trait, without its text.
pub(crate) fn key_field(input: &KeyField) -> TokenStream {
    expand::key_field(input, true)
}
