//! `#[derive(KeyField)]`: an enum of unit variants, or a newtype.

use super::meta::arguments;
use super::serde_attrs::{Container, Member, Seen};
use super::shape;
use crate::ctxt::Ctxt;
use crate::message;
use syn::{Data, DeriveInput, Fields, Ident, LitStr, Path, Type};

/// What was written.
pub(crate) struct KeyField {
    pub(crate) ident: Ident,
    pub(crate) krate: Option<Path>,
    pub(crate) seen: Vec<Seen>,
    pub(crate) shape: Shape,
}

/// What the value is made of.
pub(crate) enum Shape {
    Enum(Vec<Variant>),
    Newtype {
        ty: Box<Type>,
        /// Serde writes the value by a function of the user's own.
        has_with: bool,
        /// Serde's attributes on it.
        seen: Vec<Seen>,
    },
}

/// A unit variant and its text.
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) text: String,
    pub(crate) rename: Option<LitStr>,
    /// Serde's attributes on it.
    pub(crate) seen: Vec<Seen>,
}

impl KeyField {
    /// `None` when the shape is not one that the derive works on.
    pub(crate) fn parse(input: &DeriveInput, ctxt: &Ctxt) -> Option<Self> {
        shape::no_generics(input, "KeyField", ctxt).then_some(())?;
        let serde = Container::parse(&input.attrs, ctxt);
        let shape = match &input.data {
            Data::Enum(data) => {
                let variants = data.variants.iter();
                Shape::Enum(
                    variants
                        .filter_map(|variant| Variant::parse(variant, &serde, ctxt))
                        .collect(),
                )
            }
            Data::Struct(data) => match (&data.fields, data.fields.len()) {
                (Fields::Unnamed(fields), 1) => Shape::newtype(&fields.unnamed[0], ctxt),
                _ => {
                    ctxt.error(&input.ident, message::key_field::NOT_A_NEWTYPE);
                    return None;
                }
            },
            Data::Union(_) => {
                ctxt.error(&input.ident, message::key_field::NOT_A_NEWTYPE);
                return None;
            }
        };
        Some(Self {
            ident: input.ident.clone(),
            krate: krate(input, "key_field", ctxt),
            seen: serde.seen,
            shape,
        })
    }
}

impl Shape {
    fn newtype(field: &syn::Field, ctxt: &Ctxt) -> Self {
        let member = Member::parse(&field.attrs, ctxt);
        Self::Newtype {
            ty: Box::new(field.ty.clone()),
            has_with: member.serialize_with.is_some(),
            seen: member.seen,
        }
    }
}

impl Variant {
    fn parse(variant: &syn::Variant, serde: &Container, ctxt: &Ctxt) -> Option<Self> {
        use syn::ext::IdentExt;
        if !matches!(variant.fields, Fields::Unit) {
            ctxt.error(variant, message::key_field::data(&variant.ident));
            return None;
        }
        let member = Member::parse(&variant.attrs, ctxt);
        let name = variant.ident.unraw().to_string();
        Some(Self {
            ident: variant.ident.clone(),
            text: member.variant_name(&name, serde.rename_all),
            rename: member.rename,
            seen: member.seen,
        })
    }
}

/// The `crate = "…"` of an attribute that knows nothing else.
pub(crate) fn krate(input: &DeriveInput, attribute: &str, ctxt: &Ctxt) -> Option<Path> {
    let mut krate = None;
    for argument in arguments(&input.attrs, attribute, ctxt) {
        match argument.name().as_str() {
            "crate" => argument.put(&mut krate, argument.quoted_path(ctxt), ctxt),
            key => {
                let message =
                    message::syntax::unknown(&format!("`#[{attribute}(…)]`"), key, &["crate"]);
                ctxt.error(&argument.key, message);
            }
        }
    }
    krate
}
