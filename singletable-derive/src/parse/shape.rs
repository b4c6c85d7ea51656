//! Which structs and enums a derive works on.

use crate::ctxt::Ctxt;
use crate::message;
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
    let is_enum = matches!(input.data, Data::Enum(_));
    let message = message::shape::not_a_named_struct(derive, derive == "Entity" && is_enum);
    ctxt.error(&input.ident, message);
    None
}

/// Reports generics; whether there are none.
pub(crate) fn no_generics(input: &DeriveInput, derive: &str, ctxt: &Ctxt) -> bool {
    let none = input.generics.params.is_empty();
    if !none {
        let message = message::shape::generic(derive, &input.ident);
        ctxt.error(&input.generics, message);
    }
    none
}
