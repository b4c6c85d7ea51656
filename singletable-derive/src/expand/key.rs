//! The typed primary key, such as `PostKey`.

use super::{item, paths, private};
use crate::model::entity::Entity;
use crate::model::field::Field;
use proc_macro2::TokenStream;
use quote::quote;

/// The struct.
pub(super) fn definition(entity: &Entity) -> TokenStream {
    let (vis, key) = (&entity.vis, &entity.names.key);
    let doc = format!(
        "The primary key of [`{name}`]: {}.\n\n`{name}::key` makes one, for `get_by` \
         and others of [`{}`].",
        entity.key_shape(),
        entity.names.repository,
        name = entity.name,
    );
    let docs = fields(entity).map(|field| docs(field, &format!("The key's `{}`.", field.name)));
    let idents = fields(entity).map(|field| &field.ident);
    let types = fields(entity).map(|field| &field.value);
    let deprecated = entity.warns.then(|| quote!(deprecated,));
    let underscored = underscored(fields(entity));
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
        #[allow(#deprecated #underscored private_interfaces, clippy::derive_partial_eq_without_eq)]
        #vis struct #key { #(#docs #vis #idents: #types),* }
    }
}

/// The lint of names such as `__x`, which the user has allowed or not where they are: they are public in
/// what is generated for a public entity.
pub(super) fn underscored<'a>(mut fields: impl Iterator<Item = &'a Field>) -> Option<TokenStream> {
    let any = fields.any(|field| field.name.starts_with('_'));
    any.then(|| quote!(clippy::pub_underscore_fields,))
}

/// Its traits.
pub(super) fn implementations(entity: &Entity) -> TokenStream {
    let private = private();
    let key = &entity.names.key;
    let values = item::key_values(entity, &quote!(#key), &entity.primary(), item::Of::Key);
    // What a path ends at is stored in the field that it begins with, which a key does not have.
    let stored = fields(entity);
    let stored = stored.filter(|field| field.written && entity.path(field.slot).is_none());
    let writes = stored.map(|field| item::write_field(field, "writer"));
    let idents = fields(entity).map(|field| &field.ident);
    let copied = fields(entity).map(|field| match entity.path(field.slot) {
        Some(path) => paths::primary_place(entity, path),
        None => {
            let ident = &field.ident;
            quote!(&entity.#ident)
        }
    });
    let traits = entity_key(
        entity,
        &quote!(Self { #(#idents: #private::Clone::clone(#copied)),* }),
        &quote!(#(#writes)*),
    );
    let function = function(entity);
    quote!(#function #values #traits)
}

fn entity_key(entity: &Entity, copy: &TokenStream, write: &TokenStream) -> TokenStream {
    let private = private();
    let (ident, key) = (&entity.ident, &entity.names.key);
    quote! {
        #[automatically_derived]
        impl #private::EntityKey for #key {
            type Entity = #ident;

            fn of(entity: &#ident) -> Self {
                #copy
            }

            fn write_attributes(&self, writer: &mut #private::ItemWriter) {
                #write
            }
        }
    }
}

/// The function that makes one.
pub(super) fn constructor(entity: &Entity) -> TokenStream {
    let private = private();
    let (vis, key) = (&entity.vis, &entity.names.key);
    let doc = format!(
        "The primary key of a [`{}`]: {}.",
        entity.name,
        entity.key_shape()
    );
    let idents: Vec<_> = fields(entity).map(|field| &field.ident).collect();
    let types = fields(entity).map(|field| &field.value);
    quote! {
        #[doc = #doc]
        #[must_use]
        #vis fn key(#(#idents: impl #private::IntoValue<#types>),*) -> #key {
            __key(#(#idents),*)
        }
    }
}

/// What makes one for all methods: the entity's own function may have the name of a user's.
fn function(entity: &Entity) -> TokenStream {
    let (private, key) = (private(), &entity.names.key);
    let idents: Vec<_> = fields(entity).map(|field| &field.ident).collect();
    let types = fields(entity).map(|field| &field.value);
    quote! {
        fn __key(#(#idents: impl #private::IntoValue<#types>),*) -> #key {
            #key { #(#idents: #idents.into_value()),* }
        }
    }
}

/// The field's own docs, or the sentence if it has none.
pub(super) fn docs(field: &Field, otherwise: &str) -> TokenStream {
    let docs = &field.docs;
    if docs.is_empty() {
        quote!(#[doc = #otherwise])
    } else {
        quote!(#(#docs)*)
    }
}

fn fields(entity: &Entity) -> impl Iterator<Item = &Field> {
    entity
        .primary()
        .into_iter()
        .map(|slot| entity.key_field(slot))
}
