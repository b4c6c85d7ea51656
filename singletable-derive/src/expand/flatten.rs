//! Flattened fields: a struct whose fields are attributes of the item.

use super::{at, codec, number, private, private_at};
use crate::model::entity::Entity;
use crate::model::field::Field;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

/// The call that writes the field.
pub(super) fn write(field: &Field) -> TokenStream {
    let (ident, name, flat) = (&field.ident, &field.name, flat(field));
    quote_spanned!(at(field.span)=> __writer.flattened(#name, #flat, &self.#ident);)
}

/// The expression that reads the field.
pub(super) fn read(field: &Field) -> TokenStream {
    let (name, flat) = (&field.name, flat(field));
    quote_spanned!(at(field.span)=> __reader.flattened(#name, #flat)?)
}

/// What is known of the field's type. Of a type that cannot be flattened it is nothing: the error is
/// that of the constant.
fn flat(field: &Field) -> TokenStream {
    let (private, ty) = (private(), &field.ty);
    quote_spanned!(at(field.span)=> #private::Probe::<#ty>::FLAT)
}

/// The import by which [`flat`] is known of each type.
pub(super) fn unknown(entity: &Entity) -> Option<TokenStream> {
    let is_flattened = entity.fields.iter().any(|field| field.flatten);
    is_flattened.then(codec::unknown)
}

/// The constant of the field, behind its docs.
pub(super) fn constant(entity: &Entity, field: &Field) -> TokenStream {
    let (vis, konst, name, docs) = (&entity.vis, &field.konst, &field.name, &field.docs);
    let gap = (!docs.is_empty()).then(|| quote!(#[doc = ""]));
    let about = format!("The attributes of `{name}`: `.then(…)` names one of them.");
    let (span, ty) = (at(field.span), &field.ty);
    let here = private_at(field.span);
    let role = field
        .read_only
        .then(|| quote_spanned!(span=> , #here::role::ReadOnly<#here::role::Plain, false>));
    let of = quote_spanned!(span=> <#ty as #here::Flattens>::Struct);
    // All of it has the span of the type, so that an error is there once.
    let constant = quote_spanned!(span=> #here::Flattened<Self, #of #role>);
    let value = quote_spanned!(span=> #here::Flattened::new(#name));
    quote! {
        #(#docs)*
        #gap
        #[doc = #about]
        #vis const #konst: #constant = #value;
    }
}

/// The list of the entity's attributes.
pub(super) fn attributes(entity: &Entity, one: impl Fn(&Field) -> TokenStream) -> TokenStream {
    let private = private();
    let fields = || entity.fields.iter().filter(|field| field.written);
    if fields().all(|field| !field.flatten) {
        let attributes = fields().map(one);
        return quote!(&[#(#attributes),*]);
    }
    let parts = fields().map(|field| {
        if field.flatten {
            let (name, slot, read_only, flat) = (
                &field.name,
                number(field.slot),
                field.read_only,
                flat(field),
            );
            quote!(#private::flattened(#name, #slot, #read_only, #flat))
        } else {
            let one = one(field);
            quote!(#private::AttributePart::One(#one))
        }
    });
    quote! {
        {
            const PARTS: &[#private::AttributePart] = &[#(#parts),*];
            const ALL: [#private::AttributeSchema; #private::count(PARTS)] =
                #private::attributes(PARTS);
            &ALL
        }
    }
}

/// The check that no other attribute has one of the names.
pub(super) fn check(entity: &Entity, field: &Field) -> TokenStream {
    let (name, slot, flat) = (&field.name, number(field.slot), flat(field));
    let only_read = entity
        .fields
        .iter()
        .filter(|other| other.read && !other.written && !other.flatten)
        .map(|other| &other.attribute);
    let span = at(field.ident.span());
    quote_spanned!(span=> all.flattened(#slot, #name, #flat, &[#(#only_read),*]);)
}
