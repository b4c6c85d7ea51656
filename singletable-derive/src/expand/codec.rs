//! The codecs of fields that have one of their own: by functions of the user's own, or by a choice
//! of constant evaluation.

use super::at;
use crate::model::field::Codec;
use crate::types;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Type};

/// The codecs of those value types, as far as they are not core's.
pub(super) fn definitions<'a>(
    values: impl Iterator<Item = (&'a Type, &'a Codec)>,
    private: &impl ToTokens,
) -> TokenStream {
    let mut any_open = false;
    let mut all = TokenStream::new();
    for (ty, codec) in values {
        any_open |= matches!(codec, Codec::Open { .. });
        all.extend(definition(ty, codec, private));
    }
    // What `Probe` says of types that are no date-times.
    let fallback = any_open.then(|| {
        quote! {
            #[allow(unused_imports)]
            use #private::NotATime as _;
        }
    });
    quote!(#fallback #all)
}

fn definition(ty: &Type, codec: &Codec, private: &impl ToTokens) -> Option<TokenStream> {
    match codec {
        Codec::Open { ident, digits } => Some(open(ty, ident, *digits, private)),
        Codec::With {
            ident,
            serialize,
            deserialize,
        } => {
            let functions = [serialize.as_ref(), deserialize.as_ref()];
            Some(with(ty, ident, functions, private))
        }
        _ => None,
    }
}

/// The codec of a type that may be a date-time, behind whatever name.
fn open(ty: &Type, ident: &Ident, digits: Option<u8>, private: &impl ToTokens) -> TokenStream {
    let time = match digits {
        Some(digits) => quote!(#private::Rfc3339<#digits>),
        None => quote!(#private::Unordered),
    };
    let chosen = quote_spanned! {at(ty.span())=>
        #private::Choose<{ #private::Probe::<#ty>::IS_FOREIGN_TIME }, #time>
    };
    quote!(type #ident = <#chosen as #private::Chosen>::Codec;)
}

/// The codec of the user's own functions.
fn with(
    ty: &Type,
    ident: &Ident,
    [serialize, deserialize]: [Option<&TokenStream>; 2],
    private: &impl ToTokens,
) -> TokenStream {
    let encode = match serialize {
        Some(path) => quote!(#private::encode_with(|serializer| #path(value, serializer))),
        None => quote!(<#private::Serde as #private::Codec<#ty>>::encode(value)),
    };
    let decode = match deserialize {
        Some(path) => quote!(#private::decode_with(value, |deserializer| #path(deserializer))),
        None => quote!(<#private::Serde as #private::Codec<#ty>>::decode(value)),
    };
    let option = types::option_inner(ty);
    // `None` is a missing attribute to these functions too.
    let always = option.map(|_| {
        quote! {
            #[automatically_derived]
            impl #private::AlwaysRead<#ident> for #private::role::Optional {}
        }
    });
    let missing = option.map(|_| {
        quote! {
            fn missing() -> #private::Option<#ty> {
                #private::Some(#private::None)
            }
        }
    });
    quote! {
        #[doc(hidden)]
        pub enum #ident {}

        #[automatically_derived]
        impl #private::Codec<#ty> for #ident {
            fn encode(
                value: &#ty,
            ) -> #private::Result<#private::Option<#private::AttributeValue>, #private::ValueError> {
                #encode
            }

            fn decode(
                value: #private::AttributeValue,
            ) -> #private::Result<#ty, #private::ValueError> {
                #decode
            }

            #missing
        }

        #always
    }
}
