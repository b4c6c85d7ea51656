//! Which structs and enums a derive works on.

use super::help;
use crate::ctxt::Ctxt;
use syn::{Data, DeriveInput, Fields, FieldsNamed};

/// The fields of a struct with named fields and without generics.
pub(crate) fn named_struct<'a>(
    input: &'a DeriveInput,
    derive: &str,
    ctxt: &Ctxt,
) -> Option<&'a FieldsNamed> {
    if !no_generics(input, derive, ctxt) {
        return None;
    }
    if let Data::Struct(data) = &input.data
        && let Fields::Named(fields) = &data.fields
    {
        return Some(fields);
    }
    let message = format!("`{derive}` is derived on a struct with named fields");
    let way_out = if derive == "Entity" && matches!(input.data, Data::Enum(_)) {
        "make each variant a struct of its own, and an entity; an enum of entities is a table, \
         with `#[derive(Table)]`"
    } else {
        "write `struct Name { field: Type, … }`: attributes are named after fields"
    };
    ctxt.error(&input.ident, help(message, way_out));
    None
}

/// Reports generics; whether there are none.
pub(crate) fn no_generics(input: &DeriveInput, derive: &str, ctxt: &Ctxt) -> bool {
    let none = input.generics.params.is_empty();
    if !none {
        let name = &input.ident;
        let message = format!(
            "`{derive}` cannot be derived on the generic type `{name}`: its constants describe \
             one concrete type"
        );
        let way_out = "remove the parameters, and write the types out";
        ctxt.error(&input.generics, help(message, way_out));
    }
    none
}
