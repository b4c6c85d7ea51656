//! The typed primary key, such as `PostKey`.

use super::item;
use crate::model::entity::{Entity, private};
use crate::model::field::Field;
use proc_macro2::TokenStream;
use quote::quote;

/// The struct.
pub(super) fn definition(entity: &Entity) -> TokenStream {
    let (vis, key) = (&entity.vis, entity.key_type());
    let doc = format!(
        "The primary key of [`{}`]: {}.",
        entity.name,
        entity.key_shape()
    );
    let fields = fields(entity).map(|field| {
        let (ident, ty) = (&field.ident, &field.value);
        let docs = docs(field, &format!("The key's `{}`.", field.name));
        quote!(#docs #vis #ident: #ty)
    });
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
        #[allow(dead_code, private_interfaces, clippy::derive_partial_eq_without_eq)]
        #vis struct #key { #(#fields),* }
    }
}

/// Its traits.
pub(super) fn implementations(entity: &Entity) -> TokenStream {
    let private = private();
    let (ident, key) = (&entity.ident, entity.key_type());
    let values = item::key_values(entity, &quote!(#key), &entity.primary());
    let mut writes: Vec<_> = fields(entity)
        .map(|field| {
            let (field, konst) = (&field.ident, &field.konst);
            quote!(writer.field(&#ident::#konst, &self.#field))
        })
        .collect();
    let last = match writes.pop() {
        Some(last) => last,
        None => quote!(#private::Ok(())),
    };
    let copies = fields(entity).map(|field| {
        let field = &field.ident;
        quote!(#field: #private::Clone::clone(&entity.#field))
    });
    let traits = entity_key(
        entity,
        &quote!(Self { #(#copies),* }),
        &quote!(#(#writes?;)* #last),
    );
    quote!(#values #traits)
}

/// The same for an entity with errors.
pub(super) fn fallback(entity: &Entity) -> TokenStream {
    let private = private();
    let key = entity.key_type();
    let never = quote!(::core::unreachable!());
    let traits = entity_key(entity, &never, &never);
    let codecs = super::item::codecs(entity);
    quote! {
        #[automatically_derived]
        impl #private::KeyValues for #key {
            fn key_value(&self, _: usize) -> #private::Option<&dyn #private::DynKeyField> {
                #private::None
            }
        }

        #traits
        #codecs
    }
}

fn entity_key(entity: &Entity, copy: &TokenStream, write: &TokenStream) -> TokenStream {
    let private = private();
    let (ident, key) = (&entity.ident, entity.key_type());
    quote! {
        #[automatically_derived]
        impl #private::EntityKey for #key {
            type Entity = #ident;

            fn of(entity: &#ident) -> Self {
                #copy
            }

            fn write_attributes(
                &self,
                writer: &mut #private::ItemWriter,
            ) -> #private::Result<(), #private::EncodeError> {
                #write
            }
        }
    }
}

/// The function that makes one.
pub(super) fn constructor(entity: &Entity) -> TokenStream {
    let private = private();
    let (vis, key) = (&entity.vis, entity.key_type());
    let doc = format!(
        "The primary key of a [`{}`]: {}.",
        entity.name,
        entity.key_shape()
    );
    let parameters = parameters(entity, entity.primary());
    let values = fields(entity).map(|field| {
        let ident = &field.ident;
        quote!(#ident: #private::IntoValue::into_value(#ident))
    });
    quote! {
        #[doc = #doc]
        #[must_use]
        #vis fn key(#parameters) -> #key {
            #key { #(#values),* }
        }
    }
}

/// The parameters of a function that takes values of those fields.
pub(super) fn parameters(entity: &Entity, slots: Vec<usize>) -> TokenStream {
    let private = private();
    let parameters = slots.into_iter().map(|slot| {
        let Field { ident, value, .. } = &entity.fields[slot];
        quote!(#ident: impl #private::IntoValue<#value>)
    });
    quote!(#(#parameters),*)
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
        .map(|slot| &entity.fields[slot])
}
