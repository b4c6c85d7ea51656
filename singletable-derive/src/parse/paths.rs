//! `paths(source.number: u64)`: the types of values inside fields that keys are made of.

use super::meta::{Argument, Value};
use crate::ctxt::Ctxt;
use crate::message;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Member, Token, Type};

const FORM: &str = "paths(source.number: u64)";

/// A path and the type of the values at its end.
pub(crate) struct PathType {
    /// As templates name it: `source.number`.
    pub(crate) path: String,
    pub(crate) ty: Type,
    /// The tokens of the path, for errors.
    pub(crate) at: TokenStream,
}

impl PathType {
    /// The paths of one list.
    pub(crate) fn parse_all(argument: &Argument, ctxt: &Ctxt) -> Vec<Self> {
        if let Value::List(list) = &argument.value
            && let Ok(paths) = Punctuated::<Self, Token![,]>::parse_terminated.parse2(list.stream())
            && !paths.is_empty()
        {
            return paths.into_iter().collect();
        }
        ctxt.error(&argument.tokens, message::syntax::form("paths", FORM));
        Vec::new()
    }
}

impl Parse for PathType {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let steps = Punctuated::<Member, Token![.]>::parse_separated_nonempty(input)?;
        input.parse::<Token![:]>()?;
        let path: Vec<_> = steps.iter().map(step).collect();
        Ok(Self {
            path: path.join("."),
            ty: input.parse()?,
            at: steps.to_token_stream(),
        })
    }
}

/// The text of a step, without `r#`.
pub(crate) fn step(step: &Member) -> String {
    let text = step.to_token_stream().to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}
