//! The constants of the attributes, and of the keys that are set together.

use super::checks::index_const;
use super::{flatten, item, key, number, private};
use crate::model::entity::Entity;
use crate::model::field::Field;
use crate::model::groups::{Group, HalfOf, Role};
use crate::template::Encoding;
use crate::types::Kind;
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::HashSet;

/// Types that are called like the fields that share keys and like the constants of these, for what the
/// compiler says where one is set alone. An attribute with the sentence does not work in a crate with
/// `no_implicit_prelude`.
pub(super) fn markers(entity: &Entity) -> TokenStream {
    let fields = entity.fields.iter();
    let fields = fields.filter(|field| is_shared(entity, field));
    let fields = fields.map(|field| &field.ident);
    let groups = entity.groups.iter().map(|group| &group.konst);
    let mut known = HashSet::new();
    let names = fields.chain(groups);
    let names: Vec<_> = names
        .filter(|name| known.insert(name.to_string()))
        .collect();
    if names.is_empty() {
        return TokenStream::new();
    }
    quote!(mod __keys { #(pub enum #names {})* })
}

/// The constants, and the function that makes a key.
pub(super) fn inherent(entity: &Entity) -> TokenStream {
    let (vis, ident, private) = (&entity.vis, &entity.ident, private());
    let fields = || {
        entity
            .fields
            .iter()
            .filter(|field| field.is_one_attribute())
    };
    let key_only = entity.fields.iter().filter(|field| field.key_only);
    let key_only = key_only.map(|field| key_only_constant(entity, field));
    let flattened = entity.fields.iter().filter(|field| field.flatten);
    let flattened = flattened.map(|field| flatten::constant(entity, field));
    let docs = fields().map(|field| &field.docs);
    let gaps = fields().map(|field| (!field.docs.is_empty()).then(|| quote!(#[doc = ""])));
    let abouts = fields().map(|field| about(entity, field));
    let konsts = fields().map(|field| &field.konst);
    let values = fields().map(|field| &field.value);
    let kinds = fields().map(|field| kind(entity, field));
    let names = fields().map(item::name);
    let slots = fields().map(|field| number(field.slot));
    let groups = entity.groups.iter().filter(|group| group.slots.len() <= 5);
    let groups = groups.map(|group| key_group(entity, group));
    let key = key::constructor(entity);
    quote! {
        #[automatically_derived]
        impl #ident {
            #key
            #(
                #(#docs)*
                #gaps
                #[doc = #abouts]
                #vis const #konsts: #private::Attr<#ident, #values #kinds> =
                    #private::Attr::field(#names, #slots);
            )*
            #(#flattened)*
            #(#key_only)*
            #(#groups)*
        }
    }
}

/// The constant of a field that the primary key alone has.
fn key_only_constant(entity: &Entity, field: &Field) -> TokenStream {
    let (vis, ident, private) = (&entity.vis, &entity.ident, private());
    let (docs, konst, value) = (&field.docs, &field.konst, &field.value);
    let gap = (!docs.is_empty()).then(|| quote!(#[doc = ""]));
    let (name, slot) = (&field.name, number(field.slot));
    quote! {
        #(#docs)*
        #gap
        #[doc = "Part of the primary key, and no attribute: projections read it."]
        #vis const #konst: #private::KeyOnly<#ident, #value> = #private::KeyOnly::new(#name, #slot);
    }
}

/// What the docs of a constant say after those of the field.
fn about(entity: &Entity, field: &Field) -> String {
    if field.ttl {
        return "The table's time to live, in whole epoch seconds.".to_owned();
    }
    format!("Attribute `{}`{}.", field.attribute, part(entity, field))
}

/// What the docs say about the field's part in keys.
fn part(entity: &Entity, field: &Field) -> &'static str {
    match &entity.roles[field.slot] {
        Role::PrimaryKey => ", part of the primary key",
        Role::IndexKey { .. } => ", part of index keys",
        Role::Shared { .. } => ", part of index keys together with others",
        Role::Plain | Role::Optional => "",
    }
}

/// The role and the codec in the type of the constant. What most attributes are is the default of the
/// type's parameters.
fn kind(entity: &Entity, field: &Field) -> Option<TokenStream> {
    let plain = !field.version && !field.is_fixed() && entity.roles[field.slot] == Role::Plain;
    match item::as_codec(field) {
        None if plain => None,
        None => {
            let role = role(entity, field);
            Some(quote!(, #role))
        }
        Some(codec) => {
            let role = role(entity, field);
            Some(quote!(, #role, #codec))
        }
    }
}

fn role(entity: &Entity, field: &Field) -> TokenStream {
    let private = private();
    let role = own_role(entity, field);
    let guarded = field.guarded;
    if field.version {
        quote!(#private::role::Version)
    } else if field.is_fixed() && entity.roles[field.slot] != Role::PrimaryKey {
        quote!(#private::role::ReadOnly<#role, #guarded>)
    } else {
        role
    }
}

/// The role that the field has, whether or not it is read only.
fn own_role(entity: &Entity, field: &Field) -> TokenStream {
    let role = role_of_value(entity, field);
    let is_held = entity.paths_of(field.slot).next().is_some();
    if !is_held || entity.roles[field.slot] == Role::PrimaryKey {
        return role;
    }
    let (private, ident, slot) = (private(), &entity.ident, number(field.slot));
    quote!(#private::Holds<#role, #ident, #slot>)
}

/// The role that its value has.
fn role_of_value(entity: &Entity, field: &Field) -> TokenStream {
    let private = private();
    match &entity.roles[field.slot] {
        Role::PrimaryKey => quote!(#private::role::PrimaryKey),
        Role::Plain => quote!(#private::role::Plain),
        Role::Optional => quote!(#private::role::Optional),
        Role::IndexKey { halves, optional } => {
            // In a text with something else it is no number.
            let number = if is_alone(entity, field) {
                let numbers = halves.iter().map(|half| {
                    let half = key_half(half);
                    quote!(#private::is_number(#half))
                });
                quote!({ #(#numbers)&&* })
            } else {
                quote!(false)
            };
            quote!(#private::role::IndexKey<#number, #optional>)
        }
        Role::Shared { optional } => {
            let key = in_key(entity, field);
            quote!(#private::role::Shared<#key, #optional>)
        }
    }
}

/// Whether every template that has the field is the field as it is, and the field may be a number.
fn is_alone(entity: &Entity, field: &Field) -> bool {
    if matches!(Kind::of(&field.value), Kind::Text | Kind::Fixed) {
        return false;
    }
    let mut with = entity
        .templates()
        .filter(|template| entity.is_in(template, field.slot));
    with.all(|template| template.only_field() == Some((field.slot, Encoding::Plain)))
}

/// The attribute that holds a half of an index's key, as an expression.
fn key_half(half: &HalfOf) -> TokenStream {
    let private = private();
    match half.index.map(index_const) {
        Some(index) if half.sort => quote!(#index.sk),
        Some(index) => quote!(#private::Some(#index.pk)),
        None => quote!(#private::type_index_sort_key(__LAYOUT)),
    }
}

fn key_group(entity: &Entity, group: &Group) -> TokenStream {
    let private = private();
    let (vis, ident, konst) = (&entity.vis, &entity.ident, &group.konst);
    let fields: Vec<_> = group
        .slots
        .iter()
        .map(|&slot| &entity.fields[slot])
        .collect();
    let types = fields.iter().map(|field| {
        let (value, kind) = (&field.value, kind(entity, field));
        quote!(#private::Attr<#ident, #value #kind>)
    });
    let konsts = fields.iter().map(|field| &field.konst);
    let names: Vec<_> = fields.iter().map(|field| field.name.as_str()).collect();
    let doc = format!(
        "{}, which are set together because they share index keys ({}).",
        crate::suggest::listed(&names),
        match &group.access {
            Some(access) => format!("`{access}`"),
            None => "the type index".to_owned(),
        }
    );
    quote! {
        #[doc = #doc]
        #vis const #konst: #private::KeyGroup<#ident, (#(#types,)*)> =
            #private::KeyGroup::new((#(Self::#konsts,)*));
    }
}

fn is_shared(entity: &Entity, field: &Field) -> bool {
    matches!(entity.roles[field.slot], Role::Shared { .. })
}

/// The key that the field shares with others.
fn in_key(entity: &Entity, field: &Field) -> TokenStream {
    let (private, ident) = (private(), &field.ident);
    let mut groups = entity.groups.iter();
    let Some(group) = groups.find(|group| group.slots.contains(&field.slot)) else {
        return quote!(#private::InKey<(), (), ()>);
    };
    let konst = &group.konst;
    let fields = group.slots.iter().map(|&slot| &entity.fields[slot].ident);
    quote!(#private::InKey<__keys::#ident, __keys::#konst, (#(__keys::#fields,)*)>)
}
