//! The form in which a nested struct or enum is stored.

use super::{codec, private};
use crate::case::RenameRule;
use crate::model::field::{Codec, Field};
use crate::parse::attributes::{Attributes, Content, Shape, Variant};
use crate::parse::field::Field as Input;
use crate::parse::serde_attrs::DefaultValue;
use crate::types;
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

/// The form, as an expression.
pub(super) fn of(input: &Attributes) -> TokenStream {
    let private = private();
    match &input.shape {
        Shape::Struct(inputs) => {
            let defaulted = input.serde.default.is_some();
            fields(inputs, input.serde.rename_all, defaulted)
        }
        Shape::Enum(variants) => {
            let [tag, content] = [&input.serde.tag, &input.serde.content].map(|name| match name {
                Some(name) => quote!(#private::Some(#name)),
                None => quote!(#private::None),
            });
            let stored =
                |variant: &&Variant| !variant.serde.skip_serializing && !variant.serde.has_with();
            let variants = variants.iter().filter(stored);
            let variants = variants.filter_map(|variant| self::variant(input, variant));
            quote! {
                #private::Form::Variants(const {
                    &#private::EnumForm::new(#tag, #content, const { &[#(#variants),*] })
                })
            }
        }
    }
}

/// The form of a variant that has something in it.
fn variant(input: &Attributes, variant: &Variant) -> Option<TokenStream> {
    let private = private();
    let ident = variant.ident.unraw().to_string();
    let name = variant.serde.variant_name(&ident, input.serde.rename_all);
    let form = match &variant.content {
        Content::None => return None,
        Content::Newtype(ty) => codec::form(ty),
        Content::Fields(inputs) => {
            let rule = variant.serde.rename_all.or(input.serde.rename_all_fields);
            fields(inputs, rule, false)
        }
    };
    Some(quote!(#private::FieldForm::asked(#name, false, || #form)))
}

/// The form of a map with those fields. `defaulted`: of a missing field, the struct has a value of its
/// own.
fn fields(inputs: &[Input], rule: Option<RenameRule>, defaulted: bool) -> TokenStream {
    let private = private();
    let fields = inputs.iter().enumerate().filter_map(|(slot, input)| {
        let field = Field::new(input, slot, rule, "", true);
        field.written.then(|| self::field(&field, input, defaulted))
    });
    quote!(#private::Form::Fields(const { &[#(#fields),*] }))
}

fn field(field: &Field, input: &Input, defaulted: bool) -> TokenStream {
    let private = private();
    let (name, ty) = (&field.attribute, &field.ty);
    // Where a missing field is another value than `None`, or its function wants one, `None` is a null.
    let has_other_default = defaulted || matches!(input.serde.default, Some(DefaultValue::Path(_)));
    let none_is_absent = if field.has_with() || has_other_default {
        quote!(false)
    } else if types::is_option(ty) {
        quote!(true)
    } else if types::is_plain(ty) {
        quote!(false)
    } else {
        quote!(#private::Probe::<#ty>::IS_OPTION)
    };
    if matches!(field.codec, Codec::With { .. }) || input.list.is_some() {
        return quote! {
            #private::FieldForm::new(#name, #none_is_absent, #private::Form::Open)
        };
    }
    let form = codec::form(ty);
    if types::is_plain(ty) {
        quote!(#private::FieldForm::new(#name, #none_is_absent, #form))
    } else {
        // Asked for later: the type may be inside itself.
        quote!(#private::FieldForm::asked(#name, #none_is_absent, || #form))
    }
}
