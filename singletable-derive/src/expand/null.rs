//! Fields whose `None` is stored as a null.

use super::{at, item, private, private_at};
use crate::check::null::not_an_option;
use crate::model::field::{Field, Null};
use crate::types;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;

/// The check that a field with `#[entity(null)]` is an `Option`, where its tokens do not say.
pub(super) fn check(field: &Field) -> Option<TokenStream> {
    let Null::OfOption { asked: Some(span) } = field.null else {
        return None;
    };
    let (here, is_option) = (private_at(span), is_option(&field.ty));
    let message = not_an_option(&field.ident, &field.ty);
    Some(quote_spanned! {at(span)=>
        const _: () = #here::holds(#is_option, #message);
    })
}

/// Whether the type is an `Option`, as an expression.
fn is_option(ty: &Type) -> TokenStream {
    let private = private();
    quote!(#private::Probe::<#ty>::IS_OPTION)
}

/// The call `.null_if(…)` in the description of a field.
pub(super) fn described(field: &Field) -> Option<TokenStream> {
    match field.null {
        Null::No => None,
        Null::Yes => Some(quote!(.null_if(true))),
        Null::OfOption { .. } => {
            let is_option = is_option(&field.ty);
            Some(quote!(.null_if(#is_option)))
        }
    }
}

/// What follows the call that writes the field.
pub(super) fn written(field: &Field) -> Option<TokenStream> {
    let name = item::name(field);
    match field.null {
        Null::No => None,
        Null::Yes => Some(quote!(__writer.or_null(#name);)),
        Null::OfOption { .. } => {
            let is_option = is_option(&field.ty);
            Some(quote!(if #is_option { __writer.or_null(#name); }))
        }
    }
}

/// The expression that reads the field. A null is `None`, also where the type has a null of its own, or a
/// function of the user's own reads it.
pub(super) fn read(field: &Field, read: TokenStream) -> TokenStream {
    let is_option = types::option_inner(&field.ty).is_some();
    let is_none_anyway = field.is_option() && types::is_plain(&field.value);
    if !matches!(field.null, Null::Yes) || !is_option || is_none_anyway {
        return read;
    }
    let (private, name) = (private(), item::name(field));
    quote!(if __reader.is_null(#name) { #private::None } else { #read })
}
