//! The codecs of fields that have one of their own: by functions of the user's own, or by a choice
//! of constant evaluation.

use super::{at, private};
use crate::model::field::Codec;
use crate::types::{self, Made};
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Type};

/// The codecs of those value types, as far as they are not core's.
pub(super) fn definitions<'a>(values: impl Iterator<Item = (&'a Type, &'a Codec)>) -> TokenStream {
    let mut any_open = false;
    let mut all = TokenStream::new();
    for (ty, codec) in values {
        any_open |= matches!(codec, Codec::Open { .. });
        all.extend(definition(ty, codec));
    }
    let fallback = any_open.then(unknown);
    quote!(#fallback #all)
}

/// What `Probe` says of types that are not known to core.
pub(super) fn unknown() -> TokenStream {
    let private = private();
    quote! {
        #[allow(unused_imports)]
        use #private::Unknown as _;
    }
}

/// The type that is the codec.
pub(super) fn name(codec: &Codec) -> TokenStream {
    let private = private();
    match codec {
        Codec::Serde => quote!(#private::Serde),
        Codec::Set => quote!(#private::Set),
        Codec::Number => quote!(#private::Number),
        Codec::EpochSeconds => quote!(#private::EpochSeconds),
        Codec::Open { ident, .. } | Codec::With { ident, .. } => quote!(#ident),
    }
}

fn definition(ty: &Type, codec: &Codec) -> Option<TokenStream> {
    match codec {
        Codec::Open { ident, digits } => Some(open(ty, ident, *digits)),
        Codec::With {
            ident,
            serialize,
            deserialize,
        } => {
            let functions = [serialize.as_ref(), deserialize.as_ref()];
            Some(with(ty, ident, functions))
        }
        _ => None,
    }
}

/// The codec of a type whose tokens do not say what it is.
fn open(ty: &Type, ident: &Ident, digits: Option<u8>) -> TokenStream {
    let private = private();
    let (choice, time) = match digits {
        Some(digits) => (quote!(choice), quote!(#private::Rfc3339<#digits>)),
        None => (quote!(choice_inside), quote!(#private::Unordered)),
    };
    let form = form(ty);
    // A type that is made of several has a form of its own, and others that of the type itself.
    let (definition, has_form) = if types::made_of(ty).is_some() {
        let name = format_ident!("{ident}_form");
        let definition = quote! {
            #[doc(hidden)]
            pub enum #name {}

            #[automatically_derived]
            impl #private::HasForm for #name {
                const FORM: #private::Form = #form;
            }
        };
        (Some(definition), quote!(#name))
    } else {
        (None, quote!(#ty))
    };
    let chosen = quote_spanned! {at(ty.span())=>
        #private::Choose<
            { #private::#choice(#private::Probe::<#ty>::IS_FOREIGN_TIME, #form) },
            #time,
            #has_form,
        >
    };
    quote! {
        #definition
        type #ident = <#chosen as #private::Chosen>::Codec;
    }
}

/// The form of a type, as an expression.
pub(super) fn form(ty: &Type) -> TokenStream {
    let private = private();
    match types::made_of(ty) {
        Some(Made::Tuple(parts)) => {
            let parts = parts.into_iter().map(form);
            quote!(#private::Form::Tuple(&[#(#parts),*]))
        }
        Some(Made::Set(of)) => {
            let of = form(of);
            quote!(#private::Form::Set(&#of))
        }
        Some(Made::List(of)) => {
            let of = form(of);
            quote!(#private::Form::List(&#of))
        }
        Some(Made::Map(of)) => {
            let of = form(of);
            quote!(#private::Form::Map(&#of))
        }
        Some(Made::Through(of)) => form(of),
        None => quote_spanned!(at(ty.span())=> #private::Probe::<#ty>::FORM),
    }
}

/// The codec of the user's own functions.
fn with(
    ty: &Type,
    ident: &Ident,
    [serialize, deserialize]: [Option<&TokenStream>; 2],
) -> TokenStream {
    let private = private();
    let option = types::option_inner(ty);
    // `None` is a missing attribute to these functions too.
    let present = match option {
        Some(_) => quote!(unless_null),
        None => quote!(Some),
    };
    let encode = match serialize {
        Some(path) => quote! {
            #private::encode_with(|serializer| #path(value, serializer)).map(#private::#present)
        },
        None => quote!(<#private::Serde as #private::Codec<#ty>>::encode(value)),
    };
    let decode = match deserialize {
        Some(path) => quote!(#private::decode_with(value, |deserializer| #path(deserializer))),
        None => quote!(<#private::Serde as #private::Codec<#ty>>::decode(value)),
    };
    let by_serde = serialize.is_none().then(|| written_by_serde(ident));
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

        #by_serde
        #always
    }
}

/// A codec that reads by a function of the user's own alone stores what serde stores, and what is known
/// of that form is known of it.
fn written_by_serde(ident: &Ident) -> TokenStream {
    let private = private();
    let as_serde = |name: &str, items: TokenStream| {
        let name = Ident::new(name, Span::call_site());
        quote! {
            #[automatically_derived]
            impl<__T> #private::#name<__T> for #ident
            where
                #private::Serde: #private::#name<__T>,
            {
                #items
            }
        }
    };
    let orders = as_serde("Orders", TokenStream::new());
    let number = quote! {
        fn number(value: &__T) -> ::std::string::String {
            <#private::Serde as #private::NumberCodec<__T>>::number(value)
        }
    };
    let numbers = as_serde("NumberCodec", number);
    let prefix = quote!(type Prefix = <#private::Serde as #private::Begins<__T>>::Prefix;);
    let begins = as_serde("Begins", prefix);
    quote! {
        #[automatically_derived]
        impl #private::OwnCodec for #ident {}

        #[automatically_derived]
        impl #private::Parts for #ident {
            type Part = #private::Serde;
            type Inside<D> = D;
        }

        #orders
        #numbers
        #begins
    }
}
