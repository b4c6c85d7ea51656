//! `#[derive(Attributes)]`: a nested struct or enum as serde stores it.

use super::field::{Field, docs};
use super::key_field::krate;
use super::meta::arguments;
use super::serde_attrs::{Container, Member};
use super::shape;
use crate::ctxt::Ctxt;
use crate::message;
use proc_macro2::TokenStream;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, Path, Type, Visibility};

/// What was written.
pub(crate) struct Attributes {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) krate: Option<Path>,
    pub(crate) serde: Container,
    /// `#[entity(null)]`
    pub(crate) null: Option<TokenStream>,
    pub(crate) shape: Shape,
}

/// What the value is made of.
pub(crate) enum Shape {
    Struct(Vec<Field>),
    Enum(Vec<Variant>),
}

/// A variant with data; unit variants and tuples have nothing to name.
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) serde: Member,
    pub(crate) content: Content,
}

/// The data of a variant.
pub(crate) enum Content {
    None,
    Newtype(Box<Type>),
    Fields(Vec<Field>),
}

impl Attributes {
    /// `None` when the shape is not one that the derive works on.
    pub(crate) fn parse(input: &DeriveInput, ctxt: &Ctxt) -> Option<Self> {
        let shape = match &input.data {
            Data::Enum(data) => {
                shape::no_generics(input, "Attributes", ctxt).then_some(())?;
                let variants = data.variants.iter();
                Shape::Enum(variants.map(|v| Variant::parse(v, ctxt)).collect())
            }
            _ => {
                let fields = shape::named_struct(input, "Attributes", ctxt)?;
                Shape::Struct(Field::all(fields, ctxt))
            }
        };
        Some(Self {
            ident: input.ident.clone(),
            vis: input.vis.clone(),
            krate: krate(input, "attributes", ctxt),
            serde: Container::parse(&input.attrs, ctxt),
            null: null(input, ctxt),
            shape,
        })
    }
}

/// The `null` of `#[entity(…)]` on the type, where nothing else makes sense.
fn null(input: &DeriveInput, ctxt: &Ctxt) -> Option<TokenStream> {
    let mut null = None;
    for argument in arguments(&input.attrs, "entity", ctxt) {
        match argument.name().as_str() {
            "null" => argument.put(&mut null, argument.flagged(ctxt), ctxt),
            key => {
                let list = "`#[entity(…)]` on what derives `Attributes`";
                let message = message::syntax::unknown(list, key, &["null"]);
                ctxt.error(&argument.key, message);
            }
        }
    }
    null
}

impl Variant {
    fn parse(variant: &syn::Variant, ctxt: &Ctxt) -> Self {
        let content = match &variant.fields {
            Fields::Named(fields) => Content::Fields(Field::all(fields, ctxt)),
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                Content::Newtype(Box::new(fields.unnamed[0].ty.clone()))
            }
            Fields::Unnamed(_) | Fields::Unit => Content::None,
        };
        Self {
            ident: variant.ident.clone(),
            docs: docs(&variant.attrs),
            serde: Member::parse(&variant.attrs, ctxt),
            content,
        }
    }
}
