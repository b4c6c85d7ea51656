//! What stands for an entity with errors: names whose type is in error, so that what is written with them
//! is not an error of its own, however it is written.

use super::{hidden, private, schema};
use crate::case::screaming;
use crate::model::entity::Entity;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use std::collections::HashSet;
use syn::ext::IdentExt;
use syn::{DeriveInput, Visibility};

/// The names, and what is asked of an entity.
pub(crate) fn entity(entity: &Entity, errors: &TokenStream) -> TokenStream {
    let names = &entity.names;
    let repository = &names.repository;
    let mut known = HashSet::from([repository.to_string(), entity.name.clone()]);
    let input = entity.has_input().then_some(&names.new);
    let patterns = entity.indexes.iter().map(|index| &index.pattern);
    let others = [&names.key, &names.by_key].into_iter();
    let others = others.chain(input).chain(patterns);
    let others: Vec<_> = others
        .filter(|name| known.insert(name.to_string()))
        .collect();
    let types = named(&entity.vis, &entity.name, repository, &others, errors);
    let hidden = hidden(&entity.krate, &items(entity));
    quote! {
        #types
        #[allow(unused_variables, non_upper_case_globals)]
        #hidden
    }
}

/// The usual names, where nothing of the entity is understood.
pub(crate) fn shape(input: &DeriveInput, errors: &TokenStream) -> TokenStream {
    let entity = input.ident.unraw();
    let [repository, key] = ["Repository", "Key"].map(|name| format_ident!("{entity}{name}"));
    named(
        &input.vis,
        &entity.to_string(),
        &repository,
        &[&key],
        errors,
    )
}

/// The names, and the errors, which are a part of their type.
///
/// A type whose constant parameter is no value is in error itself, and the compiler is silent about what
/// follows from that: the arguments of a call, a method that is not there, a trait that is not implemented.
fn named(
    vis: &Visibility,
    entity: &str,
    repository: &Ident,
    others: &[&Ident],
    errors: &TokenStream,
) -> TokenStream {
    let broken = format_ident!("{entity}WithErrors");
    quote! {
        #[doc(hidden)]
        #[allow(dead_code)]
        #vis struct #broken<const ERRORS: usize>;
        #[allow(dead_code)]
        #vis type #repository = #broken<{ #errors }>;
        #(
            #[allow(dead_code)]
            #vis type #others = #repository;
        )*
    }
}

fn items(entity: &Entity) -> TokenStream {
    let private = private();
    let (vis, ident, repository) = (&entity.vis, &entity.ident, &entity.names.repository);
    let implementation = schema::broken(entity);
    let constants = constants(entity);
    quote! {
        #implementation

        #[automatically_derived]
        impl<const __KEY: usize, const __FIELD: usize, __V>
            #private::TakesKey<__KEY, __FIELD, __V> for #ident
        {
            fn add(_: #private::Slots, _: __V) -> #private::Slots {
                ::core::unreachable!()
            }
        }

        #[automatically_derived]
        impl #private::InTypeIndex for #ident {
            type Is = #repository;
        }

        #[automatically_derived]
        impl #ident {
            #(#vis const #constants: #repository = loop {};)*
        }
    }
}

/// The function that makes a key, the fields' constants, and those of the keys that are set together, of
/// which some are not known.
fn constants(entity: &Entity) -> Vec<Ident> {
    let fields = entity.fields.iter().map(|field| field.konst.clone());
    let groups = entity.groups.iter().map(|group| group.konst.clone());
    let accesses = entity.indexes.iter();
    let accesses = accesses.map(|index| {
        let name = screaming(&index.access_name());
        format_ident!("{name}_KEY")
    });
    let all = std::iter::once(format_ident!("key"));
    let all = all.chain(fields).chain(groups).chain(accesses);
    let mut known = HashSet::new();
    all.filter(|name| known.insert(name.to_string())).collect()
}
