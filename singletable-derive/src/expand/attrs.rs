//! The constants of the attributes, and of the keys that are set together.

use super::{flatten, item, key, private};
use crate::check::consts::Stale;
use crate::model::entity::Entity;
use crate::model::field::Field;
use crate::model::groups::{Group, Role};
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;

/// For each field that shares a key: the trait that carries the sentence about setting it alone,
/// which nothing implements, and the marker that asks for it.
pub(super) fn markers(entity: &Entity) -> TokenStream {
    let (private, ident) = (private(), &entity.ident);
    let shared = entity
        .fields
        .iter()
        .filter(|field| is_shared(entity, field));
    let markers = shared.map(|field| {
        let (marker, alone) = (marker(entity, field), alone(entity, field));
        let Stale {
            message,
            label,
            notes,
        } = Stale::new(entity, field.slot);
        // With the span of the struct it is not taken for what a derive wrote, which the compiler advises
        // to write by hand. The lifetime is there because a bound without one must hold.
        let span = ident.span();
        let (sentence, asked) = (respanned(&alone, span), respanned(&marker, span));
        let here = respanned(&private, span);
        let set_alone = quote_spanned! {span=>
            impl #here::SetAlone<#ident> for #asked where for<'a> &'a #ident: #sentence {}
        };
        let (message, label) = (escaped(&message), escaped(&label));
        let notes = notes.iter().map(|note| escaped(note));
        quote! {
            #[doc(hidden)]
            #[diagnostic::on_unimplemented(message = #message, label = #label #(, note = #notes)*)]
            pub trait #alone {}

            #[doc(hidden)]
            pub enum #marker {}

            #set_alone

            #[automatically_derived]
            impl #alone for #private::Given {}
        }
    });
    quote!(#(#markers)*)
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
    let flattened = entity.fields.iter().filter(|field| field.flatten);
    let flattened = flattened.map(|field| flatten::constant(entity, field));
    let docs = fields().map(|field| &field.docs);
    let gaps = fields().map(|field| (!field.docs.is_empty()).then(|| quote!(#[doc = ""])));
    let abouts = fields().map(|field| about(entity, field));
    let konsts = fields().map(|field| &field.konst);
    let values = fields().map(|field| &field.value);
    let kinds = fields().map(|field| kind(entity, field));
    let names = fields().map(item::name);
    let slots = fields().map(|field| field.slot);
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
            #(#groups)*
        }
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
    let private = private();
    match &entity.roles[field.slot] {
        Role::PrimaryKey => quote!(#private::role::PrimaryKey),
        Role::Plain => quote!(#private::role::Plain),
        Role::Optional => quote!(#private::role::Optional),
        Role::IndexKey {
            sort_key_of,
            optional,
        } => {
            let numbers = sort_key_of.iter().map(|&index| {
                let name = &entity.indexes[index].word.text;
                quote!(#private::is_number(__LAYOUT, #name))
            });
            let number = if sort_key_of.is_empty() {
                quote!(false)
            } else {
                quote!({ #(#numbers)&&* })
            };
            quote!(#private::role::IndexKey<#number, #optional>)
        }
        Role::Shared { optional } => {
            let marker = marker(entity, field);
            quote!(#private::role::Shared<#marker, #optional>)
        }
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

fn marker(entity: &Entity, field: &Field) -> Ident {
    format_ident!("{}_{}_in_shared_key", entity.name, field.name)
}

fn alone(entity: &Entity, field: &Field) -> Ident {
    format_ident!("{}_{}_set_alone", entity.name, field.name)
}

fn respanned(ident: &Ident, span: Span) -> Ident {
    Ident::new(&ident.to_string(), span)
}

/// Text for a format string of `on_unimplemented`.
fn escaped(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}
