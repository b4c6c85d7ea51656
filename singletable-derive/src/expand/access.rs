//! The access patterns: one type for the table's own keys, and one for each index.

use super::{at, key_type, number, private, private_at};
use crate::model::entity::{Entity, Index, Template, distinct};
use crate::model::field::Field;
use crate::template::Encoding;
use crate::types;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

/// The types.
pub(super) fn definitions(entity: &Entity) -> TokenStream {
    let name = &entity.name;
    let about = |method: &str, pattern: &Ident| {
        format!("The access pattern `{method}` of [`{name}`], for `Query<{pattern}>`")
    };
    let doc = format!(
        "{}: partitions of {}.",
        about("query", &entity.names.by_key),
        entity.key_shape(),
    );
    let table = definition(entity, &entity.names.by_key, &doc);
    let indexes = entity.indexes.iter().map(|index| {
        let doc = format!(
            "{}: the index `{}`, {}.",
            about(&index.access_name(), &index.pattern),
            index.word.text,
            shape(entity, index),
        );
        definition(entity, &index.pattern, &doc)
    });
    quote!(#table #(#indexes)*)
}

fn definition(entity: &Entity, pattern: &Ident, doc: &str) -> TokenStream {
    let vis = &entity.vis;
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
pub(super) fn implementations(entity: &Entity) -> TokenStream {
    let (private, ident) = (private(), &entity.ident);
    let table = implementation(
        entity,
        &entity.names.by_key,
        &sort(entity, entity.sk.as_ref()).1,
        &quote!(true, true, ()),
    );
    let indexes = entity.indexes.iter().enumerate().map(|(i, index)| {
        let (i, name) = (number(i), &index.word.text);
        implementation(
            entity,
            &index.pattern,
            &sort(entity, index.sk.as_ref()).1,
            &quote! {
                { #private::is_local(__LAYOUT, #name) },
                { #private::holds_whole(__LAYOUT, #name, <#ident as #private::Entity>::SCHEMA) },
                #private::IndexAt<#i>
            },
        )
    });
    let listed = listed(entity);
    let taken = takes_keys(entity);
    quote!(#table #(#indexes)* #listed #taken)
}

/// `impl TakesKey` for the fields of the partition keys: one for all keys, if they agree on the type
/// of the field at that position, and otherwise one for each.
///
/// Collections read through it, in whatever crate they are, so each entity has it: the type of a
/// field may be less public than the entity, and so can be in a bound and not in an associated type.
fn takes_keys(entity: &Entity) -> TokenStream {
    let indexes = entity.indexes.iter();
    let indexes = indexes.map(|index| index.pk.as_ref().unwrap_or(&entity.pk));
    let keys: Vec<_> = std::iter::once(&entity.pk)
        .chain(indexes)
        .map(|pk| distinct(pk.slots()))
        .collect();
    let longest = keys.iter().map(Vec::len).max().unwrap_or_default();
    let fields = (0..longest).map(|field| {
        let types = keys
            .iter()
            .enumerate()
            .filter_map(|(key, slots)| Some((key, entity.key_field(*slots.get(field)?))));
        let types: Vec<_> = types.collect();
        let agreed = types.first().filter(|(_, first)| {
            let is_same = |other: &Field| types::are_same(&first.value, &other.value);
            let are_same = || types.iter().all(|(_, other)| is_same(other));
            types.len() > 1 && are_same()
        });
        match agreed {
            Some((_, of)) => takes_key(entity, None, field, of),
            None => types
                .iter()
                .map(|(key, of)| takes_key(entity, Some(*key), field, of))
                .collect(),
        }
    });
    fields.collect()
}

/// `impl TakesKey` for a field of one key, or of all of them.
fn takes_key(entity: &Entity, key: Option<usize>, field: usize, of: &Field) -> TokenStream {
    let (private, ident, ty) = (private(), &entity.ident, &of.value);
    let field = number(field);
    let span = at(ty.span());
    let bound = quote_spanned!(span=> where __V: #private::IntoValue<#ty>);
    let body = match key_type::constant(entity, of) {
        Some(key_type) => quote_spanned!(span=> values.keyed(#field, &#key_type, value)),
        None => quote_spanned!(span=> values.given::<#ty>(#field, value)),
    };
    let (parameter, key) = match key.map(number) {
        Some(key) => (None, quote!(#key)),
        None => (Some(quote!(const __K: usize,)), quote!(__K)),
    };
    quote! {
        #[automatically_derived]
        impl<#parameter __V> #private::TakesKey<#key, #field, __V> for #ident #bound {
            fn add(values: #private::Slots, value: __V) -> #private::Slots {
                #body
            }
        }
    }
}

/// `impl InTypeIndex`: the entity in the type index.
fn listed(entity: &Entity) -> TokenStream {
    let (private, ident) = (private(), &entity.ident);
    let (span, sort) = match &entity.type_sk {
        Some(template) => sort(entity, Some(template)),
        None => {
            let sorted = quote!({ #private::type_index_is_sorted(__LAYOUT) });
            let sort = quote!(<#private::CreationTime<#sorted> as #private::TypeSort>::Sort);
            (Span::call_site(), sort)
        }
    };
    let whole = quote! {
        { #private::type_index_holds_whole(__LAYOUT, <#ident as #private::Entity>::SCHEMA) }
    };
    let is_listed = if entity.typeless {
        quote!(false)
    } else {
        quote!({ __LAYOUT.type_index.is_some() })
    };
    let facts = private_at(span);
    let facts = quote_spanned! {span=>
        #facts::ListedFacts<#sort, #is_listed, #whole>
    };
    quote! {
        #[automatically_derived]
        impl #private::InTypeIndex for #ident {
            type Is = #facts;
        }
    }
}

/// The fields of a sort key: the span of their types, and a tuple of them.
fn sort(entity: &Entity, template: Option<&Template>) -> (Span, TokenStream) {
    let slots = template.into_iter().flat_map(Template::slots);
    let types: Vec<_> = slots.map(|slot| &entity.key_field(slot).value).collect();
    let span = at(types.first().map_or_else(Span::call_site, Spanned::span));
    let fields = quote_spanned!(span=> (#(#types,)*));
    (span, unsorted(template, &fields).unwrap_or(fields))
}

/// The sort key where some of its fields have no order.
fn unsorted(template: Option<&Template>, fields: &TokenStream) -> Option<TokenStream> {
    let private = private();
    let is_ordered = |(_, encoding)| encoding != Encoding::Unpadded;
    if template?.placeholders().all(is_ordered) {
        return None;
    }
    let orders = template?.placeholders().map(|field| {
        if is_ordered(field) {
            quote!(#private::ByValue)
        } else {
            quote!(#private::ByDigits)
        }
    });
    Some(quote!(#private::Unsorted<#fields, (#(#orders,)*)>))
}

/// `impl Access`. `facts`: whether the access pattern is local, whether it holds whole items, and
/// its index.
fn implementation(
    entity: &Entity,
    pattern: &Ident,
    sort: &TokenStream,
    facts: &TokenStream,
) -> TokenStream {
    let (private, ident) = (private(), &entity.ident);
    quote! {
        #[automatically_derived]
        impl #private::Access for #pattern {
            type Sort = #sort;
            type Is = #private::AccessFacts<#ident, #facts>;
        }
    }
}
