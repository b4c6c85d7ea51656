//! The entity's fields to attributes and back, and its key values by slot.

use super::{at, codec, flatten, key_type, null, number, paths, private, private_at};
use crate::model::entity::{Entity, Template, distinct};
use crate::model::field::{Codec, Field};
use crate::parse::serde_attrs::DefaultValue;
use crate::types;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

/// `impl KeyValues` for the entity, and the codecs of its fields.
pub(super) fn entity(entity: &Entity) -> TokenStream {
    let ident = &entity.ident;
    let unique = entity.unique.iter().flat_map(|unique| unique.slots.clone());
    let slots = distinct(entity.templates().flat_map(Template::slots).chain(unique));
    let key_values = key_values(entity, &quote!(#ident), &slots, Of::Entity);
    let codecs = codecs(entity);
    quote!(#key_values #codecs)
}

/// The codecs of the fields that have one of their own.
pub(super) fn codecs(entity: &Entity) -> TokenStream {
    let stored = |field: &&Field| (field.written || field.read) && !field.flatten;
    let fields = entity.fields.iter().filter(stored);
    let fields = fields.map(|field| (&field.value, &field.codec));
    let definitions = codec::definitions(fields);
    let unknown = flatten::unknown(entity);
    quote!(#definitions #unknown)
}

/// What has key values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Entity,
    /// The typed key, whose fields are all that it is made of.
    Key,
}

/// `impl KeyValues`: the values of those fields.
pub(super) fn key_values(
    entity: &Entity,
    ty: &TokenStream,
    slots: &[usize],
    of: Of,
) -> TokenStream {
    let private = private();
    let primary = entity.primary();
    let values = slots.iter().map(|&slot| {
        if let Some(path) = entity.path(slot)
            && of == Of::Entity
        {
            let ident = &entity.fields[path.holder].ident;
            let value = if primary.contains(&slot) {
                paths::primary_value(entity, path)
            } else {
                paths::value(entity, path, &quote!(&self.#ident))
            };
            let slot = number(slot);
            return quote!(#slot => #value,);
        }
        let (field, slot) = (entity.key_field(slot), number(slot));
        let ident = &field.ident;
        let span = at(field.span);
        let as_key = |value: TokenStream| match key_type::constant(entity, field) {
            Some(key_type) => quote_spanned!(span=> #private::Some(#key_type.value(#value))),
            None => quote_spanned!(span=> #private::Some(#value)),
        };
        if field.is_option() {
            let value = as_key(quote_spanned!(span=> value));
            quote_spanned! {span=>
                #slot => match &self.#ident {
                    #private::Some(value) => #value,
                    #private::None => #private::None,
                },
            }
        } else {
            let value = as_key(quote_spanned!(span=> &self.#ident));
            quote_spanned!(span=> #slot => #value,)
        }
    });
    quote! {
        #[automatically_derived]
        impl #private::KeyValues for #ty {
            fn key_value(&self, slot: usize) -> #private::KeyValue<'_> {
                match slot {
                    #(#values)*
                    _ => #private::None,
                }
            }
        }
    }
}

/// The body of `write_attributes`.
pub(super) fn write(entity: &Entity) -> TokenStream {
    let private = private();
    let fields = entity.fields.iter().filter(|field| field.written);
    let calls = fields.map(|field| {
        if field.flatten {
            return flatten::write(field);
        }
        let call = write_field(field, "__writer");
        let null = null::written(field);
        let call = quote!(#call #null);
        match &field.skip_if {
            Some(skip) => {
                let ident = &field.ident;
                quote!(if !#skip(&self.#ident) { #call })
            }
            None => call,
        }
    });
    let extra = extra(entity).map(|(ident, span)| {
        quote_spanned! {span=>
            __writer.extra(<Self as #private::Entity>::SCHEMA, __LAYOUT, &self.#ident);
        }
    });
    quote!(#(#calls)* #extra)
}

/// The call that writes a field: by the name of its attribute, and not by its constant, which the
/// compiler would evaluate once more for each call.
pub(super) fn write_field(field: &Field, writer: &str) -> TokenStream {
    let (ident, name) = (&field.ident, name(field));
    let span = at(field.span);
    let codec = codec_of_call(field);
    let method = match (field.is_option(), &codec) {
        (false, None) => "field",
        (false, Some(_)) => "put",
        (true, None) => "optional",
        (true, Some(_)) => "put_optional",
    };
    let [writer, method] = [writer, method].map(|name| Ident::new(name, span));
    match codec {
        None => quote_spanned!(span=> #writer.#method(#name, &self.#ident);),
        Some(codec) => quote_spanned!(span=> #codec::#method(#name, &self.#ident, #writer);),
    }
}

/// The name of a field's attribute, as an expression.
pub(super) enum Name<'a> {
    /// The table says it.
    TimeToLive,
    Is(&'a str),
}

impl ToTokens for Name<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::TimeToLive => Ident::new("TIME_TO_LIVE", Span::call_site()).to_tokens(tokens),
            Self::Is(name) => name.to_tokens(tokens),
        }
    }
}

pub(super) fn name(field: &Field) -> Name<'_> {
    if field.ttl {
        Name::TimeToLive
    } else {
        Name::Is(&field.attribute)
    }
}

/// The field's codec, where it is another one than serde.
pub(super) fn as_codec(field: &Field) -> Option<TokenStream> {
    match &field.codec {
        Codec::Serde => None,
        other => Some(codec::name(other)),
    }
}

/// The same as what a call begins with, where an error shows the field's type.
fn codec_of_call(field: &Field) -> Option<TokenStream> {
    let span = at(field.span);
    let codec = codec_at(as_codec(field)?, span);
    let here = private_at(field.span);
    Some(quote_spanned!(span=> <#codec as #here::Codec<_>>))
}

fn codec_at(codec: TokenStream, span: Span) -> TokenStream {
    let tokens = codec.into_iter().map(|mut token| {
        token.set_span(span);
        token
    });
    tokens.collect()
}

/// The field that keeps the attributes of no other one, and the span of its type.
fn extra(entity: &Entity) -> Option<(&Ident, Span)> {
    let field = entity.fields.iter().find(|field| field.extra)?;
    Some((&field.ident, at(field.span)))
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
    let idents = entity.fields.iter().map(|field| &field.ident);
    let values = entity.fields.iter().map(|field| read_field(entity, field));
    let fields = quote!(#(#idents: #values),*);
    let extra = extra(entity).map(|(ident, span)| {
        quote_spanned! {span=>
            __value.#ident = __reader.extra(<Self as #private::Entity>::SCHEMA);
        }
    });
    let computed = computed(entity, &quote!(__value));
    if extra.is_none() && computed.is_empty() {
        return quote!(#private::Ok(Self { #fields }));
    }
    quote! {
        let mut __value = Self { #fields };
        #extra
        #(#computed)*
        #private::Ok(__value)
    }
}

/// The value of a field that no attribute gives.
pub(super) fn unset(field: &Field) -> TokenStream {
    let here = private_at(field.span);
    let ty = &field.ty;
    quote_spanned!(at(field.span)=> <#ty as #here::Unset>::unset())
}

fn read_field(entity: &Entity, field: &Field) -> TokenStream {
    let missing = missing(entity, field);
    if field.extra || field.computed.is_some() {
        return unset(field);
    }
    if field.key_only {
        let (ident, konst) = (&entity.ident, &field.konst);
        let ty = key_type::whole(field);
        return quote!(#ident::#konst.read(&#ty, __reader)?);
    }
    if !field.read {
        return match missing {
            Some(missing) => quote!(#missing()),
            None => unset(field),
        };
    }
    if field.flatten {
        return flatten::read(field);
    }
    null::read(field, read_attribute(field, missing))
}

fn read_attribute(field: &Field, missing: Option<TokenStream>) -> TokenStream {
    let (span, name) = (at(field.span), name(field));
    // What is stored as no attribute is read from none: a default would be another value.
    match (missing, codec_of_call(field)) {
        (_, None) if field.is_option() => quote_spanned!(span=> __reader.optional(#name)?),
        (_, Some(codec)) if field.is_option() => {
            quote_spanned!(span=> #codec::take_optional(#name, __reader)?)
        }
        (Some(missing), _) if !field.stores_nothing() => {
            let codec = codec_at(codec::name(&field.codec), span);
            let here = private_at(field.span);
            quote_spanned! {span=>
                <#codec as #here::Codec<_>>::take_or_else(#name, #missing, __reader)?
            }
        }
        _ if matches!(field.codec, Codec::Set) && types::is_sorted_set(&field.value) => {
            quote_spanned!(span=> __reader.sorted_set(#name)?)
        }
        (_, None) => quote_spanned!(span=> __reader.required(#name)?),
        (_, Some(codec)) => quote_spanned!(span=> #codec::take(#name, __reader)?),
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
