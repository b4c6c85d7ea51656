//! The fields of an entity or of a nested struct.

use super::meta::{Argument, Word, arguments};
use super::serde_attrs::Member;
use crate::ctxt::Ctxt;
use crate::message;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, FieldsNamed, Ident, Path, Type};

/// A named field.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) serde: Member,
    /// `#[entity(ttl)]`
    pub(crate) ttl: Option<TokenStream>,
    /// `#[entity(precision = …)]`
    pub(crate) precision: Option<Precision>,
    /// `#[entity(list)]`
    pub(crate) list: Option<TokenStream>,
    /// `#[entity(null)]`
    pub(crate) null: Option<TokenStream>,
    /// `#[entity(unique)]`
    pub(crate) unique: Option<TokenStream>,
    /// `#[entity(version)]`
    pub(crate) version: Option<TokenStream>,
    /// `#[entity(read_only)]`
    pub(crate) read_only: Option<TokenStream>,
    /// `#[entity(extra)]`
    pub(crate) extra: Option<TokenStream>,
    /// `#[entity(key_only)]`
    pub(crate) key_only: Option<TokenStream>,
    /// `#[entity(computed = path)]`
    pub(crate) computed: Option<Path>,
    /// `#[entity(on_create = …)]`
    pub(crate) on_create: Option<Generator>,
    /// `#[entity(on_update = …)]`
    pub(crate) on_update: Option<Generator>,
}

/// Where a generated value comes from.
#[derive(Clone)]
pub(crate) struct Generator {
    /// As it was written.
    pub(crate) path: Path,
    /// The name of core's generator; `None` is a function of the user's own.
    pub(crate) known: Option<&'static str>,
}

impl Generator {
    fn parse(argument: &Argument, ctxt: &Ctxt) -> Option<Self> {
        let path = argument.path(ctxt)?;
        let name = path.get_ident().map(ToString::to_string);
        let known = match name.as_deref() {
            Some("uuid") => Some("UuidV4"),
            Some("uuid_v7") => Some("UuidV7"),
            Some("ksuid") => Some("Ksuid"),
            Some("now") => Some("Now"),
            Some("default") => Some("DefaultOf"),
            _ => None,
        };
        Some(Self { path, known })
    }
}

/// How many digits of the second's fraction a date-time is stored with.
#[derive(Clone)]
pub(crate) struct Precision {
    pub(crate) digits: u8,
    /// Its name, for errors.
    pub(crate) token: TokenTree,
}

impl Precision {
    fn parse(argument: &Argument, ctxt: &Ctxt) -> Option<Self> {
        let Word { text, token } = argument.value("precision = us", ctxt)?;
        let digits = match text.as_str() {
            "ms" => 3,
            "us" => 6,
            "ns" => 9,
            _ => {
                ctxt.error(&token, message::entity::unknown_precision(&text));
                return None;
            }
        };
        Some(Self { digits, token })
    }
}

/// The arguments of `#[entity(…)]` on a field.
const KEYS: [&str; 12] = [
    "ttl",
    "precision",
    "list",
    "null",
    "unique",
    "version",
    "read_only",
    "extra",
    "key_only",
    "computed",
    "on_create",
    "on_update",
];

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
            precision: None,
            list: None,
            null: None,
            unique: None,
            version: None,
            read_only: None,
            extra: None,
            key_only: None,
            computed: None,
            on_create: None,
            on_update: None,
        };
        for argument in arguments(&field.attrs, "entity", ctxt) {
            let target = match argument.name().as_str() {
                "ttl" => &mut out.ttl,
                "list" => &mut out.list,
                "null" => &mut out.null,
                "unique" => &mut out.unique,
                "version" => &mut out.version,
                "read_only" => &mut out.read_only,
                "extra" => &mut out.extra,
                "key_only" => &mut out.key_only,
                "computed" => {
                    argument.put(&mut out.computed, argument.path(ctxt), ctxt);
                    continue;
                }
                "precision" => {
                    argument.put(&mut out.precision, Precision::parse(&argument, ctxt), ctxt);
                    continue;
                }
                "on_create" => {
                    argument.put(&mut out.on_create, Generator::parse(&argument, ctxt), ctxt);
                    continue;
                }
                "on_update" => {
                    argument.put(&mut out.on_update, Generator::parse(&argument, ctxt), ctxt);
                    continue;
                }
                key => {
                    let message = message::syntax::unknown("`#[entity(…)]` on a field", key, &KEYS);
                    ctxt.error(&argument.key, message);
                    continue;
                }
            };
            if argument.flag(ctxt) {
                let tokens = argument.tokens.clone();
                argument.put(target, Some(tokens), ctxt);
            }
        }
        Some(out)
    }
}

impl Field {
    /// The options that only fields of an entity have, as they are written.
    pub(crate) fn of_entities(&self) -> impl Iterator<Item = (&'static str, TokenStream)> {
        let flags = [
            ("ttl", &self.ttl),
            ("unique", &self.unique),
            ("version", &self.version),
            ("read_only", &self.read_only),
            ("extra", &self.extra),
            ("key_only", &self.key_only),
        ];
        let flags = flags.map(|(key, tokens)| (key, tokens.clone()));
        let generator =
            |generator: &Option<Generator>| generator.as_ref().map(|of| of.path.to_token_stream());
        let precision = self.precision.as_ref().map(|of| of.token.clone().into());
        let computed = self.computed.as_ref().map(ToTokens::to_token_stream);
        let others = [
            ("precision", precision),
            ("computed", computed),
            ("on_create", generator(&self.on_create)),
            ("on_update", generator(&self.on_update)),
        ];
        let all = flags.into_iter().chain(others);
        all.filter_map(|(key, tokens)| Some((key, tokens?)))
    }
}

/// The doc comments among the attributes.
pub(crate) fn docs(attrs: &[Attribute]) -> Vec<Attribute> {
    let docs = attrs.iter().filter(|attr| attr.path().is_ident("doc"));
    docs.cloned().collect()
}
