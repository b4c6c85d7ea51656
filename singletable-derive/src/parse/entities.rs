//! `#[derive(Entities)]`: an enum of entities that are read as one, and its `#[entities(…)]`.

use super::meta::arguments;
use super::shape;
use crate::ctxt::Ctxt;
use crate::message;
use syn::{Data, DeriveInput, Fields, Ident, Path, Type};

/// What was written.
pub(crate) struct Entities {
    pub(crate) ident: Ident,
    pub(crate) krate: Option<Path>,
    /// The variants, each with its entity. There is one at least.
    pub(crate) variants: Vec<(Ident, Type)>,
}

impl Entities {
    /// `None` when the shape is not one that the derive works on.
    pub(crate) fn parse(input: &DeriveInput, ctxt: &Ctxt) -> Option<Self> {
        shape::no_generics(input, "Entities", ctxt).then_some(())?;
        let Data::Enum(data) = &input.data else {
            ctxt.error(&input.ident, message::entities::NO_ENUM);
            return None;
        };
        if data.variants.is_empty() {
            ctxt.error(&input.ident, message::entities::EMPTY);
            return None;
        }
        let variants = data.variants.iter().map(|variant| {
            if let Fields::Unnamed(fields) = &variant.fields
                && let (Some(field), 1) = (fields.unnamed.first(), fields.unnamed.len())
            {
                return Some((variant.ident.clone(), field.ty.clone()));
            }
            ctxt.error(variant, message::table::arm(&variant.ident));
            None
        });
        // Each wrong variant is reported.
        let variants: Vec<_> = variants.collect();
        let variants = variants.into_iter().collect::<Option<Vec<_>>>()?;
        let mut krate = None;
        for argument in arguments(&input.attrs, "entities", ctxt) {
            match argument.name().as_str() {
                "crate" => argument.put(&mut krate, argument.quoted_path(ctxt), ctxt),
                key => {
                    let message = message::syntax::unknown("`#[entities(…)]`", key, &["crate"]);
                    ctxt.error(&argument.key, message);
                }
            }
        }
        Some(Self {
            ident: input.ident.clone(),
            krate,
            variants,
        })
    }
}
