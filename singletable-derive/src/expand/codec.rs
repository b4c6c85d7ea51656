//! The codec of a field that is written and read by functions of the user's own.

use crate::model::field::{Codec, Field};
use crate::types;
use proc_macro2::TokenStream;
use quote::quote;

/// The codec, if the field has one of its own.
pub(super) fn definition(field: &Field, private: &TokenStream) -> Option<TokenStream> {
    let Codec::With {
        ident,
        serialize,
        deserialize,
    } = &field.codec
    else {
        return None;
    };
    let ty = &field.value;
    let encode = match serialize {
        Some(path) => quote!(#private::encode_with(|serializer| #path(value, serializer))),
        None => quote!(<#private::Serde as #private::Codec<#ty>>::encode(value)),
    };
    let decode = match deserialize {
        Some(path) => quote!(#private::decode_with(value, |deserializer| #path(deserializer))),
        None => quote!(<#private::Serde as #private::Codec<#ty>>::decode(value)),
    };
    let missing = types::option_inner(ty).map(|_| {
        quote! {
            fn missing() -> #private::Option<#ty> {
                #private::Some(#private::None)
            }
        }
    });
    Some(quote! {
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
    })
}
