//! The types of key fields whose tokens do not say what they are: one constant for each of them.

use super::{at, private};
use crate::model::entity::{Entity, Template};
use crate::model::field::Field;
use crate::types::{self, Kind};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

/// The constants. Nothing else asks whether the types can be part of a key, so one that cannot is one
/// error.
pub(super) fn constants(entity: &Entity) -> TokenStream {
    let private = private();
    let own = key_fields(entity).filter(|field| first_of_type(entity, field).slot == field.slot);
    own.map(|field| {
        let (name, ty) = (name(field.slot), &field.value);
        quote_spanned! {at(ty.span())=>
            const #name: #private::KeyType<#ty> = <#ty as #private::KeyField>::TYPE;
        }
    })
    .collect()
}

/// The constant of the field's type; `None` where the tokens say what it is.
pub(super) fn constant(entity: &Entity, field: &Field) -> Option<Ident> {
    is_open(field).then(|| name(first_of_type(entity, field).slot))
}

/// The facts about the field's type, whatever its tokens say, in the words of the [constants].
pub(super) fn whole(field: &Field) -> TokenStream {
    let (private, ty) = (private(), &field.value);
    quote_spanned!(at(ty.span())=> <#ty as #private::KeyField>::TYPE)
}

/// The constant that says what sort of key value the field is.
pub(super) fn kind(entity: &Entity, field: &Field) -> TokenStream {
    let (private, ty) = (private(), &field.value);
    match constant(entity, field) {
        Some(constant) => quote!(#constant.kind),
        None => quote_spanned!(at(ty.span())=> <#ty as #private::KeyField>::KIND),
    }
}

/// What the texts of the field look like; `None` where it can be any.
pub(super) fn shape(entity: &Entity, field: &Field) -> Option<TokenStream> {
    let (private, ty) = (private(), &field.value);
    match constant(entity, field) {
        Some(constant) => Some(quote!(#constant.shape)),
        None if types::is_string(ty) => None,
        None => Some(quote_spanned!(at(ty.span())=> <#ty as #private::KeyField>::SHAPE)),
    }
}

fn name(slot: usize) -> Ident {
    format_ident!("__KEY_{slot}")
}

fn is_open(field: &Field) -> bool {
    Kind::of(&field.value) == Kind::Open
}

/// The first key field of the same type.
fn first_of_type<'e>(entity: &'e Entity, field: &'e Field) -> &'e Field {
    key_fields(entity)
        .find(|other| types::are_same(&other.value, &field.value))
        .unwrap_or(field)
}

/// The fields of keys, guards' too, whose types are open, each once, in their order.
fn key_fields(entity: &Entity) -> impl Iterator<Item = &Field> {
    let is_key = |field: &Field| {
        let slot = field.slot;
        let in_template = |template: &Template| template.slots().any(|other| other == slot);
        entity.templates().any(in_template)
            || entity
                .unique
                .iter()
                .any(|unique| unique.slots.contains(&slot))
    };
    let paths = entity.paths.iter().map(|path| &path.field);
    let fields = entity.fields.iter().chain(paths);
    fields.filter(move |field| is_open(field) && is_key(field))
}
