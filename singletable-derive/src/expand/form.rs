//! The form in which a nested struct or enum is stored.

use super::{codec, null, private};
use crate::case::RenameRule;
use crate::model::field::{Codec, Field, Scope};
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
            let ident = &input.ident;
            let default = input.serde.default.as_ref().map(|default| match default {
                DefaultValue::Trait => quote!(<#ident as ::core::default::Default>::default()),
                DefaultValue::Path(path) => quote!(#path()),
            });
            let scope = scope(input, input.serde.rename_all);
            fields(inputs, scope, default.as_ref(), &mut Asked::Own(0))
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

/// Where the fields are.
fn scope(input: &Attributes, rule: Option<RenameRule>) -> Scope<'static> {
    Scope {
        rule,
        prefix: "",
        nested: true,
        null: input.null.is_some(),
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
            fields(inputs, scope(input, rule), None, &mut Asked::InPlace)
        }
    };
    Some(quote!(#private::FieldForm::asked(#name, false, || #form)))
}

/// What is asked for the form of a field whose type may lead back to the struct.
enum Asked {
    /// The struct's own list of such forms, of which so many are taken.
    Own(usize),
    /// A function of the field's own.
    InPlace,
}

/// The form of a map with those fields. `default`: the struct that has the values of missing fields.
fn fields(
    inputs: &[Input],
    scope: Scope,
    default: Option<&TokenStream>,
    asked: &mut Asked,
) -> TokenStream {
    let private = private();
    let mut all = Vec::with_capacity(inputs.len());
    for (slot, input) in inputs.iter().enumerate() {
        let field = Field::new(input, slot, scope);
        if field.written {
            all.push(self::field(&field, input, default, asked));
        }
    }
    quote!(#private::Form::Fields(const { &[#(#all),*] }))
}

fn field(
    field: &Field,
    input: &Input,
    of_struct: Option<&TokenStream>,
    asked: &mut Asked,
) -> TokenStream {
    let private = private();
    let (name, ty) = (&field.attribute, &field.ty);
    // What a missing field is, where it may be another value than `None`.
    let default = match (&input.serde.default, of_struct) {
        (Some(DefaultValue::Trait), _) | (None, None) => None,
        (Some(DefaultValue::Path(path)), _) => Some(quote!(#path())),
        (None, Some(of_struct)) => {
            let ident = &field.ident;
            Some(quote!(#of_struct.#ident))
        }
    };
    let is_option = types::is_option(ty);
    // A missing field is an error to a function of the user's own.
    let is_never = field.has_with() || (!is_option && types::is_plain(ty));
    let none_is_absent = match (is_never, is_option) {
        (true, _) => quote!(false),
        (false, true) => quote!(true),
        (false, false) => quote!(#private::Probe::<#ty>::IS_OPTION),
    };
    let default = default.filter(|_| !is_never);
    let where_default =
        default.map(|default| quote!(.where_default(|| #private::is_none(&#default))));
    let form = match (known(field, input), asked) {
        (Some(known), _) => quote!(new(#name, #none_is_absent, #known)),
        (None, Asked::Own(index)) => {
            let at = *index;
            *index += 1;
            quote!(of::<Self, #at>(#name, #none_is_absent))
        }
        (None, Asked::InPlace) => {
            let form = codec::form(ty);
            quote!(asked(#name, #none_is_absent, || #form))
        }
    };
    let may_be_missing = of_struct.is_some() || field.default.is_some() || field.skip_if.is_some();
    let or_default = may_be_missing.then(|| quote!(.or_default()));
    let null = null::described(field);
    quote!(#private::FieldForm::#form #or_default #where_default #null)
}

/// The form of a field, where its type does not lead back to the struct.
fn known(field: &Field, input: &Input) -> Option<TokenStream> {
    let private = private();
    if matches!(field.codec, Codec::With { .. }) || input.list.is_some() {
        Some(quote!(#private::Form::Open))
    } else {
        types::is_plain(&field.ty).then(|| codec::form(&field.ty))
    }
}

/// `impl Flattens`, of a struct.
pub(super) fn flatten(input: &Attributes) -> Option<TokenStream> {
    let (private, ident) = (private(), &input.ident);
    let Shape::Struct(inputs) = &input.shape else {
        return None;
    };
    let (mut asked, mut only_read) = (Vec::new(), Vec::new());
    for (slot, input_field) in inputs.iter().enumerate() {
        let field = Field::new(input_field, slot, scope(input, input.serde.rename_all));
        if !field.written {
            only_read.extend(field.read.then_some(field.attribute));
        } else if known(&field, input_field).is_none() {
            asked.push(codec::form(&field.ty));
        }
    }
    let forms = (!asked.is_empty())
        .then(|| quote!(const FORMS: &'static [#private::Form] = &[#(#asked),*];));
    let only_read = (!only_read.is_empty())
        .then(|| quote!(const ONLY_READ: &'static [&'static str] = &[#(#only_read),*];));
    Some(quote! {
        #[automatically_derived]
        impl #private::Flattens for #ident {
            type Struct = Self;
            #forms
            #only_read
        }
    })
}
