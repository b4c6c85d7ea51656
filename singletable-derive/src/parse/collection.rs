//! `#[derive(Collection)]`: the struct and its members.

use super::entity::TemplateText;
use super::meta::{Argument, Value, Word, arguments, chunks};
use super::shape;
use crate::ctxt::Ctxt;
use crate::{message, types};
use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{DeriveInput, Ident, LitStr, Path, Token, Type, Visibility};

/// What was written.
pub(crate) struct Collection {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) krate: Option<Path>,
    pub(crate) table: Option<Path>,
    pub(crate) index: Option<Word>,
    pub(crate) pk: Option<TemplateText>,
    pub(crate) narrow: Option<LitStr>,
    pub(crate) members: Vec<Member>,
}

/// A field.
pub(crate) struct Member {
    pub(crate) ident: Ident,
    pub(crate) holds: Holds,
    /// The type of one item: the field's, without `Option` and `Vec`.
    pub(crate) ty: Type,
    /// `join(…)`: it holds nested collections.
    pub(crate) join: Option<Join>,
    pub(crate) sort: Option<Sort>,
    pub(crate) descending: Option<TokenStream>,
}

/// How many items a member holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    One,
    AtMostOne,
    Many,
}

/// `join(team_id)`, `join(id = team_id)`
pub(crate) struct Join {
    pub(crate) tokens: TokenStream,
    pub(crate) fields: Vec<JoinField>,
}

/// The field of the parent, and the one of its children with the same value.
pub(crate) struct JoinField {
    pub(crate) parent: Word,
    pub(crate) child: Word,
}

/// `sort = created_at`, `sort = team.name`
pub(crate) struct Sort {
    pub(crate) tokens: TokenStream,
    pub(crate) path: Punctuated<Ident, Token![.]>,
}

const KEYS: [&str; 5] = ["table", "index", "pk", "narrow", "crate"];
const MEMBER_KEYS: [&str; 3] = ["join", "sort", "descending"];
const JOIN_FORM: &str = "join(team_id)` or `join(id = team_id)";

impl Collection {
    /// `None` when the shape is not one that the derive works on.
    pub(crate) fn parse(input: &DeriveInput, ctxt: &Ctxt) -> Option<Self> {
        let fields = shape::named_struct(input, "Collection", ctxt)?;
        let members = fields.named.iter();
        let mut out = Self {
            ident: input.ident.clone(),
            vis: input.vis.clone(),
            krate: None,
            table: None,
            index: None,
            pk: None,
            narrow: None,
            members: members
                .filter_map(|field| Member::parse(field, ctxt))
                .collect(),
        };
        for argument in arguments(&input.attrs, "collection", ctxt) {
            match argument.name().as_str() {
                "table" => argument.put(&mut out.table, argument.path(ctxt), ctxt),
                "index" => argument.put(&mut out.index, argument.word(ctxt), ctxt),
                "pk" => argument.put(&mut out.pk, TemplateText::parse(&argument, ctxt), ctxt),
                "narrow" => argument.put(&mut out.narrow, argument.string(ctxt), ctxt),
                "crate" => argument.put(&mut out.krate, argument.quoted_path(ctxt), ctxt),
                key => {
                    let message = message::syntax::unknown("`#[collection(…)]`", key, &KEYS);
                    ctxt.error(&argument.key, message);
                }
            }
        }
        Some(out)
    }
}

impl Member {
    fn parse(field: &syn::Field, ctxt: &Ctxt) -> Option<Self> {
        let (holds, ty) = match (types::option_inner(&field.ty), types::vec_inner(&field.ty)) {
            (Some(inner), _) => (Holds::AtMostOne, inner),
            (None, Some(inner)) => (Holds::Many, inner),
            (None, None) => (Holds::One, &field.ty),
        };
        let mut out = Self {
            ident: field.ident.clone()?,
            holds,
            ty: ty.clone(),
            join: None,
            sort: None,
            descending: None,
        };
        for argument in arguments(&field.attrs, "collection", ctxt) {
            match argument.name().as_str() {
                "join" => argument.put(&mut out.join, Join::parse(&argument, ctxt), ctxt),
                "sort" => argument.put(&mut out.sort, Sort::parse(&argument, ctxt), ctxt),
                "descending" => {
                    argument.put(&mut out.descending, argument.flagged(ctxt), ctxt);
                }
                key => {
                    let list = "`#[collection(…)]` on a field";
                    ctxt.error(
                        &argument.key,
                        message::syntax::unknown(list, key, &MEMBER_KEYS),
                    );
                }
            }
        }
        Some(out)
    }
}

impl Join {
    fn parse(argument: &Argument, ctxt: &Ctxt) -> Option<Self> {
        let list = chunks(argument.list(JOIN_FORM, ctxt)?).into_iter();
        let fields = list.filter_map(|chunk| match syn::parse2(chunk.clone()) {
            Ok(field) => Some(field),
            Err(_) => {
                ctxt.error(chunk, message::syntax::form("join", JOIN_FORM));
                None
            }
        });
        Some(Self {
            fields: fields.collect(),
            tokens: argument.tokens.clone(),
        })
    }
}

impl Parse for JoinField {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let parent: Word = input.parse()?;
        let child = match input.parse::<Option<Token![=]>>()? {
            Some(_) => input.parse()?,
            None => parent.clone(),
        };
        Ok(Self { parent, child })
    }
}

impl Sort {
    fn parse(argument: &Argument, ctxt: &Ctxt) -> Option<Self> {
        use syn::parse::Parser;
        if let Value::Is(tokens) = &argument.value
            && let Ok(path) = Punctuated::parse_separated_nonempty.parse2(tokens.clone())
        {
            let tokens = argument.tokens.clone();
            return Some(Self { tokens, path });
        }
        let message = message::syntax::form("sort", "sort = created_at` or `sort = team.name");
        ctxt.error(&argument.tokens, message);
        None
    }
}
