//! `#[derive(Projection)]`: some fields of an entity.

use super::meta::{Argument, Value, Word, arguments};
use super::shape;
use crate::case::screaming;
use crate::ctxt::Ctxt;
use crate::message;
use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::{DeriveInput, Ident, Path, Type};

/// What was written.
pub(crate) struct Projection {
    pub(crate) ident: Ident,
    /// `#[projection(entity = …)]`
    pub(crate) entity: Option<Path>,
    pub(crate) krate: Option<Path>,
    pub(crate) fields: Vec<Field>,
}

/// A named field.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) source: Source,
}

/// What a field reads.
pub(crate) enum Source {
    /// A field of the entity, by its constant.
    Field { konst: Ident, name: String },
    /// `#[projection(path = User::ADDRESS.then(Address::CITY))]`
    Path {
        /// The constant that the path begins with.
        base: Path,
        /// The constant that the first step takes, where that is a `then`.
        inner: Option<Path>,
        whole: TokenStream,
    },
}

impl Projection {
    /// `None` when the shape is not one that the derive works on.
    pub(crate) fn parse(input: &DeriveInput, ctxt: &Ctxt) -> Option<Self> {
        let fields = shape::named_struct(input, "Projection", ctxt)?;
        let fields = fields.named.iter();
        let mut out = Self {
            ident: input.ident.clone(),
            entity: None,
            krate: None,
            fields: fields
                .filter_map(|field| Field::parse(field, ctxt))
                .collect(),
        };
        for argument in arguments(&input.attrs, "projection", ctxt) {
            match argument.name().as_str() {
                "entity" => argument.put(&mut out.entity, argument.path(ctxt), ctxt),
                "crate" => argument.put(&mut out.krate, argument.quoted_path(ctxt), ctxt),
                key => {
                    let list = "`#[projection(…)]`";
                    let message = message::syntax::unknown(list, key, &["entity", "crate"]);
                    ctxt.error(&argument.key, message);
                }
            }
        }
        Some(out)
    }
}

impl Field {
    fn parse(field: &syn::Field, ctxt: &Ctxt) -> Option<Self> {
        let ident = field.ident.clone()?;
        let mut source = None;
        for argument in arguments(&field.attrs, "projection", ctxt) {
            let given = match argument.name().as_str() {
                "field" => argument.word(ctxt).and_then(|word| named(&word, ctxt)),
                "path" => path(&argument, ctxt),
                key => {
                    let list = "`#[projection(…)]` on a field";
                    let message = message::syntax::unknown(list, key, &["field", "path"]);
                    ctxt.error(&argument.key, message);
                    continue;
                }
            };
            if source.is_some() {
                ctxt.error(&argument.tokens, message::projection::two_sources(&ident));
            }
            source = source.or(given);
        }
        let own = || {
            let name = ident.unraw().to_string();
            let konst = Ident::new(&screaming(&name), ident.span());
            Source::Field { konst, name }
        };
        Some(Self {
            source: source.unwrap_or_else(own),
            ty: field.ty.clone(),
            ident,
        })
    }
}

/// `field = name`
fn named(word: &Word, ctxt: &Ctxt) -> Option<Source> {
    let konst = syn::parse_str::<Ident>(&screaming(&word.text)).ok();
    let Some(mut konst) = konst else {
        ctxt.error(&word.token, message::projection::not_a_field(&word.text));
        return None;
    };
    konst.set_span(word.token.span());
    let name = word.text.clone();
    Some(Source::Field { konst, name })
}

/// `path = User::ADDRESS.then(Address::CITY)`: a constant, and the calls that go on from it.
fn path(argument: &Argument, ctxt: &Ctxt) -> Option<Source> {
    let dot =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '.');
    if let Value::Is(whole) = &argument.value {
        let mut tokens = whole.clone().into_iter();
        let base: TokenStream = tokens.by_ref().take_while(|token| !dot(token)).collect();
        if let Ok(base) = Path::parse_mod_style.parse2(base)
            && let Some(method) = tokens.next()
        {
            let inner = tokens.next().and_then(|argument| inner(&method, argument));
            let whole = whole.clone();
            return Some(Source::Path { base, inner, whole });
        }
    }
    ctxt.error(&argument.tokens, message::projection::NOT_A_PATH);
    None
}

/// The argument of a `then`.
fn inner(method: &TokenTree, argument: TokenTree) -> Option<Path> {
    match (method, argument) {
        (TokenTree::Ident(then), TokenTree::Group(argument)) if then == "then" => {
            Path::parse_mod_style.parse2(argument.stream()).ok()
        }
        _ => None,
    }
}
