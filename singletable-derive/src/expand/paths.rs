//! The values at the ends of paths into fields, for keys.

use super::{at, key_type, number, private, private_at};
use crate::model::entity::Entity;
use crate::model::paths::KeyPath;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

/// The value at the end of a path from that value on, which is a reference; `None` where something on the way
/// is `None`. The function that it is in returns a `KeyValue`.
pub(super) fn value(entity: &Entity, path: &KeyPath, start: &TokenStream) -> TokenStream {
    let private = private_at(path.at);
    let span = at(path.at);
    let steps = path.steps.iter().map(
        |step| quote_spanned!(span=> let __step = #private::OnTheWay(&__step.#step).there()?;),
    );
    let end = end(entity, path, &quote_spanned!(span=> __step));
    quote_spanned! {span=> {
        use #private::AlwaysThere as _;
        let __step = #private::OnTheWay(#start).there()?;
        #(#steps)*
        #private::Some(#end)
    }}
}

/// The same for a path in the primary key, where nothing on the way is an `Option`.
pub(super) fn primary_value(entity: &Entity, path: &KeyPath) -> TokenStream {
    let (private, span) = (private_at(path.at), at(path.at));
    let end = end(
        entity,
        path,
        &place(entity, path, &quote_spanned!(span=> self)),
    );
    quote_spanned!(span=> #private::Some(#end))
}

/// A reference to the value in an entity.
fn place(entity: &Entity, path: &KeyPath, of: &TokenStream) -> TokenStream {
    let (mut holder, steps) = (entity.fields[path.holder].ident.clone(), &path.steps);
    holder.set_span(holder.span().located_at(path.at));
    quote_spanned!(at(path.at)=> &#of.#holder #(.#steps)*)
}

/// A reference to the value of a path in the primary key, of its type.
pub(super) fn primary_place(entity: &Entity, path: &KeyPath) -> TokenStream {
    let (private, ty) = (private_at(path.at), &path.field.value);
    let place = place(entity, path, &quote_spanned!(at(path.at)=> entity));
    quote_spanned!(at(path.at)=> #private::EndsPath::<#ty>::end(#place))
}

/// What is at the end, as a key value.
fn end(entity: &Entity, path: &KeyPath, value: &TokenStream) -> TokenStream {
    let (private, ty) = (private_at(path.at), &path.field.value);
    let end = quote_spanned!(at(path.at)=> #private::EndsPath::<#ty>::end(#value));
    match key_type::constant(entity, &path.field) {
        Some(key_type) => quote_spanned!(at(path.at)=> #key_type.value(#end)),
        None => end,
    }
}

/// `impl HasPaths` for each field whose value holds what index keys are made of.
pub(super) fn holders(entity: &Entity) -> TokenStream {
    let (private, ident) = (private(), &entity.ident);
    let holders = entity.fields.iter();
    let holders = holders.filter(|field| entity.paths_of(field.slot).next().is_some());
    let holders = holders.filter(|field| !entity.is_primary(field.slot));
    holders
        .map(|field| {
            let (slot, ty) = (number(field.slot), &field.value);
            let values = entity.paths_of(field.slot).map(|path| {
                let (slot, value) = (
                    number(path.field.slot),
                    value(entity, path, &quote!(__value)),
                );
                quote!(.with(#slot, (|| -> #private::KeyValue<'_> { #value })()))
            });
            quote! {
                #[automatically_derived]
                impl #private::HasPaths<#slot, #ty> for #ident {
                    fn paths(__value: &#ty) -> #private::PathValues {
                        #private::PathValues::new()#(#values)*
                    }
                }
            }
        })
        .collect()
}
