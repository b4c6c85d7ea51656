//! The fields of an entity or of a nested struct.

use super::meta::arguments;
use super::serde_attrs::Member;
use crate::check;
use crate::ctxt::Ctxt;
use proc_macro2::TokenStream;
use syn::{Attribute, FieldsNamed, Ident, Type};

/// A named field.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) serde: Member,
    /// `#[entity(ttl)]`
    pub(crate) ttl: Option<TokenStream>,
    /// `#[entity(list)]`
    pub(crate) list: Option<TokenStream>,
}

/// The arguments of `#[entity(…)]` on a field.
const KEYS: [&str; 2] = ["ttl", "list"];

impl Field {
    pub(crate) fn all(fields: &FieldsNamed, ctxt: &Ctxt) -> Vec<Self> {
        let parse = |field: &syn::Field| Self::parse(field, ctxt);
        fields.named.iter().filter_map(parse).collect()
    }

    fn parse(field: &syn::Field, ctxt: &Ctxt) -> Option<Self> {
        let mut out = Self {
            ident: field.ident.clone()?,
            ty: field.ty.clone(),
            docs: docs(&field.attrs),
            serde: Member::parse(&field.attrs, ctxt),
            ttl: None,
            list: None,
        };
        for argument in arguments(&field.attrs, "entity", ctxt) {
            let place = match argument.name().as_str() {
                "ttl" => &mut out.ttl,
                "list" => &mut out.list,
                key => {
                    let message = check::syntax::unknown("`#[entity(…)]` on a field", key, &KEYS);
                    ctxt.error(&argument.key, message);
                    continue;
                }
            };
            if argument.flag(ctxt) {
                let tokens = argument.tokens.clone();
                argument.put(place, Some(tokens), ctxt);
            }
        }
        Some(out)
    }
}

/// The doc comments among the attributes.
pub(crate) fn docs(attrs: &[Attribute]) -> Vec<Attribute> {
    let docs = attrs.iter().filter(|attr| attr.path().is_ident("doc"));
    docs.cloned().collect()
}
