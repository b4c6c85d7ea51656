//! Generated values: the input struct without them, such as `NewUser`, and their part in updates.

use super::key::{docs, underscored};
use super::{at, private};
use crate::model::entity::Entity;
use crate::model::field::Field;
use crate::parse::field::Generator;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

/// The input struct, if a field of the entity is generated.
pub(super) fn definition(entity: &Entity) -> Option<TokenStream> {
    if !entity.has_input() {
        return None;
    }
    let (vis, input, name) = (&entity.vis, &entity.names.new, &entity.name);
    let doc = format!(
        "A new [`{name}`], without the fields that are generated.\n\n`create` of [`{}`] takes it, and \
         returns the whole [`{name}`].",
        entity.names.repository,
    );
    let underscored = underscored(given(entity));
    let fields = given(entity).map(|field| {
        let (ident, ty) = (&field.ident, &field.ty);
        let docs = docs(field, &format!("The new item's `{}`.", field.name));
        quote!(#docs #vis #ident: #ty)
    });
    Some(quote! {
        #[doc = #doc]
        #[allow(dead_code, deprecated, #underscored private_interfaces)]
        #vis struct #input { #(#fields),* }
    })
}

/// `impl NewItem` for the input struct.
pub(super) fn implementation(entity: &Entity) -> Option<TokenStream> {
    if !entity.has_input() {
        return None;
    }
    let ident = &entity.ident;
    let fields = entity.fields.iter().map(|field| {
        let name = &field.ident;
        let value = new_value(entity, field);
        quote!(#name: #value)
    });
    let computed = super::item::computed(entity, &quote!(__entity));
    let body = quote! {
        #[allow(unused_mut)]
        let mut __entity = #ident { #(#fields),* };
        #(#computed)*
        let written = __write(&__entity);
        (__entity, written)
    };
    new_item(entity, &body)
}

fn new_item(entity: &Entity, body: &TokenStream) -> Option<TokenStream> {
    let private = private();
    let (ident, input) = (
        &entity.ident,
        entity.has_input().then_some(&entity.names.new)?,
    );
    Some(quote! {
        #[automatically_derived]
        impl #private::NewItem<#ident> for #input {
            type Created = #ident;

            const GENERATES: bool = true;

            fn build<__W>(
                self,
                __sources: &#private::Sources,
                __write: impl ::core::ops::FnOnce(&#ident) -> __W,
            ) -> (#ident, __W) {
                #body
            }
        }
    })
}

/// The methods of `impl Entity` that add generated values to updates.
pub(super) fn methods(entity: &Entity) -> TokenStream {
    let update = entity.fields.iter().filter(|field| field.written);
    let update = update.filter_map(|field| call(entity, field, field.on_update.as_ref()?, "set"));
    let upsert = entity.fields.iter().filter(|field| field.written);
    let upsert = upsert
        .filter(|field| field.on_update.is_none())
        .filter_map(|field| call(entity, field, field.on_create.as_ref()?, "set_if_absent"));
    let (update, upsert) = (method("on_update", update), method("on_upsert", upsert));
    quote!(#update #upsert)
}

fn method(name: &str, calls: impl Iterator<Item = TokenStream>) -> Option<TokenStream> {
    let private = private();
    let name = syn::Ident::new(name, proc_macro2::Span::call_site());
    let calls: Vec<_> = calls.collect();
    (!calls.is_empty()).then(|| {
        quote! {
            fn #name(__update: &mut #private::Generate<'_>) {
                #(#calls)*
            }
        }
    })
}

/// Gives a field its generated value in an update. A field of the primary key has it already.
fn call(
    entity: &Entity,
    field: &Field,
    generator: &Generator,
    method: &str,
) -> Option<TokenStream> {
    if entity.is_primary(field.slot) {
        return None;
    }
    let method = syn::Ident::new(method, proc_macro2::Span::call_site());
    let (konst, value) = (&field.konst, generated(field, generator));
    Some(quote!(__update.#method(&Self::#konst, |__sources| #value);))
}

/// The value of a field of a new item.
fn new_value(entity: &Entity, field: &Field) -> TokenStream {
    let private = private();
    let ident = &field.ident;
    match field.created_by() {
        Some(generator) => {
            let value = generated(field, generator);
            if field.is_option() {
                quote!(#private::Some(#value))
            } else {
                value
            }
        }
        None if field.version => {
            let ty = &field.ty;
            // A new item has version 1.
            quote!(<#ty as #private::VersionNumber>::from_version(1).unwrap_or_default())
        }
        None if field.is_generated() => quote!(#private::None),
        None if !field.is_given() => super::item::unset(field),
        // What the write fills in, so that the answer has it too.
        None => match entity.lifetime.filter(|_| field.ttl) {
            Some(seconds) => quote!(self.#ident.or_else(|| __sources.expiry(#seconds))),
            None => quote!(self.#ident),
        },
    }
}

/// A fresh value, of the type inside the `Option`.
fn generated(field: &Field, generator: &Generator) -> TokenStream {
    let (path, ty) = (&generator.path, &field.value);
    match generator.known {
        Some(known) => {
            let span = at(path.span());
            let known = syn::Ident::new(known, span);
            // All of it has the span of the generator's name, so that an error shows that.
            quote_spanned!(span=> <__private::#known as __private::Generator<#ty>>::generate(__sources))
        }
        None => {
            let names = path.get_ident().map(|_| {
                let private = private();
                quote! {
                    #[allow(unused_imports)]
                    use #private::generators::*;
                }
            });
            quote_spanned!(path.span()=> { #names let _ = __sources; #path() })
        }
    }
}

/// The fields that the input struct has.
fn given(entity: &Entity) -> impl Iterator<Item = &Field> {
    entity.fields.iter().filter(|field| field.is_given())
}
