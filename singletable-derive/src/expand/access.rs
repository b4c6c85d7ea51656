//! The access patterns: one type for the table's own keys, and one for each index.

use super::{Bodies, at, private_at};
use crate::model::entity::{Entity, Index, Template, distinct, private};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

/// The types.
pub(super) fn definitions(entity: &Entity) -> TokenStream {
    let name = &entity.name;
    let doc = format!(
        "The access pattern of [`{name}`] by the partitions of its primary key: {}.",
        entity.key_shape()
    );
    let table = definition(entity, "by_key", &doc);
    let indexes = entity.indexes.iter().map(|index| {
        let doc = format!(
            "The access pattern of [`{name}`] through the index `{}`: {}.",
            index.word.text,
            shape(entity, index)
        );
        definition(entity, &index.access_name(), &doc)
    });
    quote!(#table #(#indexes)*)
}

fn definition(entity: &Entity, access: &str, doc: &str) -> TokenStream {
    let (vis, pattern) = (&entity.vis, entity.pattern(access));
    quote! {
        #[doc = #doc]
        #vis enum #pattern {}
    }
}

/// The index's keys as they are written: `` `EMAIL#<email>` / `<created_at>` ``.
pub(super) fn shape(entity: &Entity, index: &Index) -> String {
    let pk = index.pk.as_ref().unwrap_or(&entity.pk).text.value();
    match &index.sk {
        Some(sk) => format!("`{pk}` / `{}`", sk.text.value()),
        None => format!("`{pk}`"),
    }
}

/// `impl Access`, and `impl TakesKey` for the fields of the partition keys.
pub(super) fn implementations(entity: &Entity, bodies: Bodies) -> TokenStream {
    let (private, ident) = (private(), &entity.ident);
    let table = implementation(
        entity,
        "by_key",
        &sort(entity, Some(&entity.sk), bodies).1,
        &quote!(true, true, ()),
    );
    let indexes = entity.indexes.iter().enumerate().map(|(i, index)| {
        let name = &index.word.text;
        implementation(
            entity,
            &index.access_name(),
            &sort(entity, index.sk.as_ref(), bodies).1,
            &quote! {
                { #private::is_local(__LAYOUT, #name) },
                { #private::holds_whole(__LAYOUT, #name, <#ident as #private::Entity>::SCHEMA) },
                #private::Place<#i>
            },
        )
    });
    let listed = listed(entity, bodies);
    let partitions = entity.indexes.iter().enumerate().map(|(i, index)| {
        takes_keys(
            entity,
            i + 1,
            index.pk.as_ref().unwrap_or(&entity.pk),
            bodies,
        )
    });
    let own = takes_keys(entity, 0, &entity.pk, bodies);
    quote!(#table #(#indexes)* #listed #own #(#partitions)*)
}

/// `impl TakesKey` for each field of a partition key, once.
fn takes_keys(entity: &Entity, place: usize, pk: &Template, bodies: Bodies) -> TokenStream {
    let (private, ident) = (private(), &entity.ident);
    let fields = distinct(pk.slots()).into_iter().enumerate();
    let fields = fields.map(|(field, slot)| {
        let ty = &entity.fields[slot].value;
        let (bound, body) = match bodies {
            Bodies::Real => (
                quote_spanned!(at(ty.span())=> where V: #private::IntoValue<#ty>),
                quote_spanned! {at(ty.span())=>
                    values.given::<#ty>(#field, value)
                },
            ),
            Bodies::Stub => (TokenStream::new(), quote!(::core::unreachable!())),
        };
        quote! {
            #[automatically_derived]
            impl<V> #private::TakesKey<#place, #field, V> for #ident #bound {
                fn add(values: #private::Slots, value: V) -> #private::Slots {
                    #body
                }
            }
        }
    });
    quote!(#(#fields)*)
}

/// `impl InTypeIndex`: the entity in the type index.
fn listed(entity: &Entity, bodies: Bodies) -> TokenStream {
    let (private, ident) = (private(), &entity.ident);
    let (span, sort) = match &entity.type_sk {
        Some(template) => sort(entity, Some(template), bodies),
        None => {
            let sorted = quote!({ #private::type_index_is_sorted(__LAYOUT) });
            let sort = quote!(<#private::CreationTime<#sorted> as #private::TypeSort>::Sort);
            (Span::call_site(), sort)
        }
    };
    let whole = quote! {
        { #private::type_index_holds_whole(__LAYOUT, <#ident as #private::Entity>::SCHEMA) }
    };
    let facts = private_at(span);
    let facts = quote_spanned! {span=>
        #facts::ListedFacts<#sort, { __LAYOUT.type_index.is_some() }, #whole>
    };
    quote! {
        #[automatically_derived]
        impl #private::InTypeIndex for #ident {
            type Is = #facts;
        }
    }
}

/// The fields of a sort key: where their types stand, and a tuple of them. Without good types there is
/// no tuple that would be one.
fn sort(entity: &Entity, template: Option<&Template>, bodies: Bodies) -> (Span, TokenStream) {
    let slots = template.into_iter().flat_map(Template::slots);
    let types: Vec<_> = slots
        .filter(|_| bodies == Bodies::Real)
        .map(|slot| &entity.fields[slot].value)
        .collect();
    let span = at(types.first().map_or_else(Span::call_site, Spanned::span));
    (span, quote_spanned!(span=> (#(#types,)*)))
}

/// `impl Access`. `place`: whether the access pattern is local, whether it holds whole items, and
/// where it stands.
fn implementation(
    entity: &Entity,
    access: &str,
    sort: &TokenStream,
    place: &TokenStream,
) -> TokenStream {
    let private = private();
    let (ident, pattern) = (&entity.ident, entity.pattern(access));
    quote! {
        #[automatically_derived]
        impl #private::Access for #pattern {
            type Sort = #sort;
            type Is = #private::AccessFacts<#ident, #place>;
        }
    }
}
