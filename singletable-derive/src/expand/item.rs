//! The entity's fields to attributes and back, and its key values by slot.

use super::at;
use super::codec;
use crate::model::entity::{Entity, Template, distinct, private};
use crate::model::field::{Codec, Field};
use crate::parse::serde_attrs::DefaultValue;
use crate::types;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

/// `impl KeyValues` for the entity, and the codecs of its fields.
pub(super) fn entity(entity: &Entity) -> TokenStream {
    let ident = &entity.ident;
    let unique = entity.unique.iter().flat_map(|unique| unique.slots.clone());
    let slots = distinct(entity.templates().flat_map(Template::slots).chain(unique));
    let key_values = key_values(entity, &quote!(#ident), &slots);
    let codecs = codecs(entity);
    quote!(#key_values #codecs)
}

/// The codecs of the fields that have one of their own.
pub(super) fn codecs(entity: &Entity) -> TokenStream {
    let stored = |field: &&Field| field.written || field.read;
    let fields = entity.fields.iter().filter(stored);
    let fields = fields.map(|field| (&field.value, &field.codec));
    codec::definitions(fields, &private())
}

/// `impl KeyValues`: the values of those fields.
pub(super) fn key_values(entity: &Entity, ty: &TokenStream, slots: &[usize]) -> TokenStream {
    let private = private();
    let values = slots.iter().map(|&slot| {
        let field = &entity.fields[slot];
        let ident = &field.ident;
        let span = at(field.ty.span());
        if field.is_option() {
            quote_spanned! {span=>
                #slot => match &self.#ident {
                    #private::Some(value) => #private::Some(value),
                    #private::None => #private::None,
                },
            }
        } else {
            quote_spanned!(span=> #slot => #private::Some(&self.#ident),)
        }
    });
    quote! {
        #[automatically_derived]
        impl #private::KeyValues for #ty {
            fn key_value(&self, slot: usize) -> #private::Option<&dyn #private::DynKeyField> {
                match slot {
                    #(#values)*
                    _ => #private::None,
                }
            }
        }
    }
}

/// The body of `write_attributes`. Each `?` is a `match` to the compiler, so the last call has none.
pub(super) fn write(entity: &Entity) -> TokenStream {
    let private = private();
    let mut calls: Vec<_> = entity
        .fields
        .iter()
        .filter(|field| field.written)
        .map(|field| {
            (
                write_field(field),
                field.skip_if.as_ref().map(|skip| (field, skip)),
            )
        })
        .collect();
    if let Some((ident, span)) = extra(entity) {
        let call = quote_spanned! {span=>
            __writer.extra(<Self as #private::Entity>::SCHEMA, __LAYOUT, &self.#ident)
        };
        calls.push((call, None));
    }
    let tail = match calls.pop_if(|(_, skip)| skip.is_none()) {
        Some((call, _)) => call,
        None => quote!(#private::Ok(())),
    };
    let calls = calls.into_iter().map(|(call, skip)| match skip {
        Some((Field { ident, .. }, skip)) => quote!(if !#skip(&self.#ident) { #call?; }),
        None => quote!(#call?;),
    });
    quote!(#(#calls)* #tail)
}

/// The call that writes a field.
fn write_field(field: &Field) -> TokenStream {
    let (ident, konst) = (&field.ident, &field.konst);
    let span = at(field.ty.span());
    if field.is_option() {
        quote_spanned!(span=> __writer.optional(const { &Self::#konst }, self.#ident.as_ref()))
    } else {
        quote_spanned!(span=> __writer.field(const { &Self::#konst }, &self.#ident))
    }
}

/// The field that keeps the attributes of no other one, and where its type stands.
fn extra(entity: &Entity) -> Option<(&Ident, Span)> {
    let field = entity.fields.iter().find(|field| field.extra)?;
    Some((&field.ident, at(field.ty.span())))
}

/// Fills in the computed fields of a value that is whole otherwise.
pub(super) fn computed(entity: &Entity, value: &TokenStream) -> Vec<TokenStream> {
    let computed = entity.fields.iter().filter_map(|field| {
        let (ident, path) = (&field.ident, field.computed.as_ref()?);
        Some(quote_spanned!(path.span()=> #value.#ident = #path(&#value);))
    });
    computed.collect()
}

/// The body of `read_attributes`.
pub(super) fn read(entity: &Entity) -> TokenStream {
    let private = private();
    let fields = entity.fields.iter().map(|field| {
        let ident = &field.ident;
        let value = read_field(entity, field);
        quote!(#ident: #value)
    });
    let extra = extra(entity).map(|(ident, span)| {
        quote_spanned! {span=>
            __value.#ident = __reader.extra(<Self as #private::Entity>::SCHEMA);
        }
    });
    let computed = computed(entity, &quote!(__value));
    if extra.is_none() && computed.is_empty() {
        return quote!(#private::Ok(Self { #(#fields),* }));
    }
    quote! {
        let mut __value = Self { #(#fields),* };
        #extra
        #(#computed)*
        #private::Ok(__value)
    }
}

fn read_field(entity: &Entity, field: &Field) -> TokenStream {
    let private = private();
    let missing = missing(entity, field);
    if field.extra || field.computed.is_some() {
        return quote!(::core::default::Default::default());
    }
    if !field.read {
        return match missing {
            Some(missing) => quote!(#missing()),
            None => quote!(::core::default::Default::default()),
        };
    }
    let span = at(field.ty.span());
    let attr = if field.written {
        let konst = &field.konst;
        quote_spanned!(span=> Self::#konst)
    } else {
        let (value, codec) = (&field.value, field.codec.tokens(&private));
        let (name, slot) = (&field.attribute, field.slot);
        quote_spanned! {span=>
            #private::Attr::<Self, #value, #private::role::Plain, #codec>::new(
                &[#name],
                #private::Some(#slot),
            )
        }
    };
    // What is stored as no attribute is read from none: a default would be another value.
    match missing {
        _ if field.is_option() => quote_spanned!(span=> __reader.optional(const { &#attr })?),
        Some(missing) if !field.stores_nothing() => {
            quote_spanned!(span=> __reader.or_else(const { &#attr }, #missing)?)
        }
        _ if matches!(field.codec, Codec::Set) && types::is_sorted_set(&field.value) => {
            quote_spanned!(span=> __reader.sorted_set(const { &#attr })?)
        }
        _ => quote_spanned!(span=> __reader.required(const { &#attr })?),
    }
}

/// The function that gives the value of a missing attribute.
fn missing(entity: &Entity, field: &Field) -> Option<TokenStream> {
    let ident = &field.ident;
    Some(match (&field.default, &entity.default) {
        (Some(DefaultValue::Trait), _) => quote!(::core::default::Default::default),
        (Some(DefaultValue::Path(path)), _) => quote!(#path),
        (None, Some(DefaultValue::Trait)) => {
            quote!((|| <Self as ::core::default::Default>::default().#ident))
        }
        (None, Some(DefaultValue::Path(path))) => quote!((|| #path().#ident)),
        (None, None) => return None,
    })
}
