//! The constants of a nested struct or enum.

use super::{codec, form, hidden, null, private};
use crate::case::{RenameRule, screaming};
use crate::model::field::{self as model, Codec, Field};
use crate::parse::attributes::{Attributes, Content, Shape, Variant};
use crate::parse::default_crate;
use crate::parse::field::Field as Input;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Attribute, Ident, Path, Type};

/// A constant, and the codec of its values if that is one of its own.
pub(crate) struct Constant {
    pub(crate) ident: Ident,
    docs: Vec<Attribute>,
    path: Vec<String>,
    value: Type,
    role: PathRole,
    codec: Codec,
    /// The check of a field with `#[entity(null)]`.
    null: Option<TokenStream>,
}

/// What the constant is for updates.
enum PathRole {
    Plain,
    Optional,
    Tag,
}

impl PathRole {
    fn of(optional: bool) -> Self {
        if optional {
            Self::Optional
        } else {
            Self::Plain
        }
    }
}

/// The constants that the type has.
pub(crate) fn constants(input: &Attributes) -> Vec<Constant> {
    match &input.shape {
        Shape::Struct(fields) => {
            let scope = Scope {
                prefix: input.ident.unraw().to_string(),
                rule: input.serde.rename_all,
                path: Vec::new(),
                konst: None,
                all_optional: input.serde.default.is_some(),
                null: input.null.is_some(),
            };
            scope.fields(fields).collect()
        }
        Shape::Enum(variants) => {
            let tag = input.serde.tag.as_ref().map(|tag| Constant {
                ident: Ident::new("TAG", input.ident.span()),
                docs: Vec::new(),
                path: vec![tag.value()],
                value: syn::parse_quote!(::std::string::String),
                role: PathRole::Tag,
                codec: Codec::Serde,
                null: None,
            });
            let variants = variants
                .iter()
                .filter(|variant| !(variant.serde.skip_serializing || variant.serde.has_with()));
            tag.into_iter()
                .chain(variants.flat_map(|variant| of_variant(input, variant)))
                .collect()
        }
    }
}

fn of_variant(input: &Attributes, variant: &Variant) -> Vec<Constant> {
    let ident = variant.ident.unraw().to_string();
    let name = variant.serde.variant_name(&ident, input.serde.rename_all);
    // Where serde puts the data of the variant: beside the tag, under the content's name, or under
    // the variant's own.
    let path = match (&input.serde.tag, &input.serde.content) {
        (Some(_), None) => Vec::new(),
        (_, Some(content)) => vec![content.value()],
        (None, None) => vec![name],
    };
    match &variant.content {
        Content::None => Vec::new(),
        // Of a newtype beside a tag, the fields are those of another type.
        Content::Newtype(_) if path.is_empty() => Vec::new(),
        Content::Newtype(ty) => vec![Constant {
            ident: Ident::new(&screaming(&ident), variant.ident.span()),
            docs: variant.docs.clone(),
            path,
            value: ty.as_ref().clone(),
            role: PathRole::Optional,
            codec: Codec::nested(
                ty,
                format_ident!("{}_{ident}_as_stored", input.ident.unraw()),
            ),
            null: None,
        }],
        Content::Fields(fields) => {
            let scope = Scope {
                prefix: format!("{}{ident}", input.ident.unraw()),
                rule: variant.serde.rename_all.or(input.serde.rename_all_fields),
                path,
                konst: Some(screaming(&ident)),
                all_optional: false,
                null: input.null.is_some(),
            };
            scope.fields(fields).collect()
        }
    }
}

/// Where a list of fields is stored.
struct Scope {
    /// What the names of codecs begin with.
    prefix: String,
    rule: Option<RenameRule>,
    path: Vec<String>,
    /// What the names of constants begin with.
    konst: Option<String>,
    all_optional: bool,
    null: bool,
}

impl Scope {
    fn fields(&self, fields: &[Input]) -> impl Iterator<Item = Constant> {
        let fields = fields.iter().enumerate();
        fields.filter_map(|(slot, input)| {
            let scope = model::Scope {
                rule: self.rule,
                prefix: &self.prefix,
                nested: true,
                null: self.null,
            };
            let field = Field::new(input, slot, scope);
            let ident = match &self.konst {
                Some(prefix) => format_ident!("{prefix}_{}", field.konst),
                None => field.konst.clone(),
            };
            let own = std::iter::once(field.attribute.clone());
            field.written.then(|| Constant {
                ident,
                docs: field.docs.clone(),
                path: self.path.iter().cloned().chain(own).collect(),
                value: field.value.clone(),
                role: PathRole::of(self.all_optional || field.may_be_missing()),
                null: null::check(&field),
                codec: field.codec,
            })
        })
    }
}

/// Everything that `#[derive(Attributes)]` generates.
pub(crate) fn attributes(input: &Attributes, constants: &[Constant]) -> TokenStream {
    let private = private();
    let krate: Path = input.krate.clone().unwrap_or_else(default_crate);
    let ident = &input.ident;
    let values = constants.iter();
    let values = values.map(|constant| (&constant.value, &constant.codec));
    let codecs = codec::definitions(values);
    let nulls = constants.iter().map(|constant| &constant.null);
    let constants = constants.iter().map(|constant| definition(input, constant));
    let (unknown, form, flatten) = (codec::unknown(), form::of(input), form::flatten(input));
    hidden(
        &krate,
        &quote! {
            #unknown
            #codecs
            #(#nulls)*

            #[automatically_derived]
            impl #ident {
                #(#constants)*
            }

            #[automatically_derived]
            impl #private::HasForm for #ident {
                const FORM: #private::Form = #form;
            }

            #flatten
        },
    )
}

fn definition(input: &Attributes, constant: &Constant) -> TokenStream {
    let Constant {
        ident,
        docs,
        path,
        value,
        role,
        codec,
        ..
    } = constant;
    let (private, owner, vis) = (private(), &input.ident, &input.vis);
    let role = match role {
        PathRole::Plain => quote!(#private::role::Plain),
        PathRole::Optional => quote!(#private::role::Optional),
        PathRole::Tag => quote!(#private::role::Tag),
    };
    // Serde reads an enum with a tag into a buffer, and there bytes are in another form.
    let is_buffered = input.serde.tag.is_some() && matches!(codec, Codec::Open { .. });
    let mut codec = codec::name(codec);
    if is_buffered {
        codec = quote!(#private::Buffered<#codec>);
    }
    let doc = format!("Attribute `{}`.", path.join("."));
    let gap = (!docs.is_empty()).then(|| quote!(#[doc = ""]));
    quote! {
        #(#docs)*
        #gap
        #[doc = #doc]
        #vis const #ident: #private::Attr<#owner, #value, #role, #codec> =
            #private::Attr::new(&[#(#path),*]);
    }
}
