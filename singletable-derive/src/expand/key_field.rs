//! `impl KeyField`.

use super::{at, hidden, private};
use crate::parse::default_crate;
use crate::parse::key_field::{KeyField, Shape};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Path, Type};

/// Everything that `#[derive(KeyField)]` generates. `stub`: there are errors, and bodies are left
/// out.
pub(crate) fn key_field(input: &KeyField, stub: bool) -> TokenStream {
    let private = private();
    match &input.shape {
        Shape::Enum(variants) => {
            let arms = variants.iter().map(|variant| {
                let (ident, text) = (&variant.ident, &variant.text);
                quote!(Self::#ident => #text)
            });
            let write = quote! {
                let text: &'static str = match self { #(#arms),* };
                #private::KeyField::write_key(&text, encoding, out)
            };
            let texts = variants.iter().map(|variant| &variant.text);
            let consts = quote! {
                const KIND: #private::KeyKind = #private::KeyKind::Text;
                const SHAPE: #private::KeyShape = #private::KeyShape::OneOf(&[#(#texts),*]);
                const READS_BACK: bool = true;
            };
            let idents = variants.iter().map(|variant| &variant.ident);
            let read = quote!(#private::value_of(&[#(Self::#idents),*], text, encoding));
            implementation(input, &consts, &write, &read, None, stub)
        }
        Shape::Newtype { ty, has_with, .. } => {
            let span = at(ty.span());
            let consts = quote_spanned! {span=>
                const KIND: #private::KeyKind = <#ty as #private::KeyField>::KIND;
                const SHAPE: #private::KeyShape = <#ty as #private::KeyField>::SHAPE;
                const PUNCTUATION: &'static str = <#ty as #private::KeyField>::PUNCTUATION;
                const READS_BACK: bool = <#ty as #private::KeyField>::READS_BACK;
            };
            let write = quote_spanned! {span=>
                <#ty as #private::KeyField>::write_key(&self.0, encoding, out)
            };
            let inner = quote_spanned!(span=> <#ty as #private::KeyField>);
            let read = quote!(#private::Option::map(#inner::read_key(text, encoding), Self));
            let others = quote! {
                fn write_loaded(
                    &self,
                    encoding: #private::Encoding,
                    out: &mut #private::KeyText<'_>,
                ) -> #private::Result<(), #private::KeyValueError> {
                    #inner::write_loaded(&self.0, encoding, out)
                }

                fn key_number(&self) -> #private::Option<::std::string::String> {
                    #inner::key_number(&self.0)
                }
            };
            let form = (!has_with).then(|| stored_form(input, ty));
            implementation(input, &consts, &write, &read, Some((&others, form)), stub)
        }
    }
}

/// What is known of the stored form of a newtype, where it is known of what it holds. The bounds are
/// on references because they may not hold: bounds without a lifetime of their own must.
fn stored_form(input: &KeyField, ty: &Type) -> TokenStream {
    let (private, ident) = (private(), &input.ident);
    let ordered = quote_spanned!(at(ty.span())=> for<'a> &'a #ty: #private::Ordered);
    let prefixed = quote_spanned! {at(ty.span())=>
        for<'a> &'a #ty: #private::Prefixed<Prefix = str>
    };
    quote! {
        #[automatically_derived]
        impl #private::Ordered for #ident where #ordered {}

        #[automatically_derived]
        impl #private::Prefixed for #ident where #prefixed {
            type Prefix = str;
        }
    }
}

fn implementation(
    input: &KeyField,
    consts: &TokenStream,
    write: &TokenStream,
    read: &TokenStream,
    newtype: Option<(&TokenStream, Option<TokenStream>)>,
    stub: bool,
) -> TokenStream {
    let krate: Path = input.krate.clone().unwrap_or_else(default_crate);
    let (private, ident) = (private(), &input.ident);
    let unreachable = quote!(::core::unreachable!());
    let [write, read] = [write, read].map(|body| if stub { &unreachable } else { body });
    let (others, form) = newtype.unzip();
    let form = form.flatten();
    hidden(
        &krate,
        &quote! {
            #[automatically_derived]
            impl #private::KeyField for #ident {
                #consts

                fn write_key(
                    &self,
                    encoding: #private::Encoding,
                    out: &mut #private::KeyText<'_>,
                ) -> #private::Result<(), #private::KeyValueError> {
                    #write
                }

                fn read_key(
                    text: &str,
                    encoding: #private::Encoding,
                ) -> #private::Option<Self> {
                    #read
                }

                #others
            }

            #form
        },
    )
}
