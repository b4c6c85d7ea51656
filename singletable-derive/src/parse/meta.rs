//! Lists of arguments, as in `#[entity(pk = "…", index(GSI1, sk = "…"))]`. Each argument is parsed
//! on its own, so that an error in one does not hide those in the next.

use crate::ctxt::Ctxt;
use crate::message;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, Parser};
use syn::{Attribute, Ident, Lit, LitInt, LitStr, Meta, Path};

/// One argument: `key`, `key = value` or `key(list)`.
pub(crate) struct Argument {
    pub(crate) key: Ident,
    pub(crate) value: Value,
    /// All of its tokens, for errors.
    pub(crate) tokens: TokenStream,
}

/// What follows the key.
pub(crate) enum Value {
    Flag,
    Is(TokenStream),
    List(Group),
}

/// The arguments of all attributes of that name, such as every `#[entity(…)]`.
pub(crate) fn arguments(attrs: &[Attribute], name: &str, ctxt: &Ctxt) -> Vec<Argument> {
    let mut all = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(name)) {
        match &attr.meta {
            Meta::List(list) => all.extend(split(list.tokens.clone(), ctxt)),
            other => ctxt.error(other, message::syntax::no_arguments(name)),
        }
    }
    all
}

/// The arguments of a list.
pub(crate) fn split(tokens: TokenStream, ctxt: &Ctxt) -> Vec<Argument> {
    let chunks = chunks(tokens).into_iter();
    chunks.filter_map(|chunk| argument(chunk, ctxt)).collect()
}

/// The parts of a list between its commas, without empty ones.
pub(crate) fn chunks(tokens: TokenStream) -> Vec<TokenStream> {
    let mut all = vec![TokenStream::new()];
    for token in tokens {
        match (&token, all.last_mut()) {
            (TokenTree::Punct(punct), _) if punct.as_char() == ',' => all.push(TokenStream::new()),
            (_, Some(last)) => last.extend([token]),
            (_, None) => {}
        }
    }
    all.retain(|chunk| !chunk.is_empty());
    all
}

fn argument(tokens: TokenStream, ctxt: &Ctxt) -> Option<Argument> {
    let mut rest = tokens.clone().into_iter();
    let Some(TokenTree::Ident(key)) = rest.next() else {
        ctxt.error(tokens, message::syntax::NOT_AN_ARGUMENT);
        return None;
    };
    let value = match rest.next() {
        None => Value::Flag,
        Some(TokenTree::Punct(punct)) if punct.as_char() == '=' => {
            Value::Is(ungrouped(rest.collect()))
        }
        Some(TokenTree::Group(group)) => Value::List(group),
        Some(_) => {
            ctxt.error(tokens, message::syntax::NOT_AN_ARGUMENT);
            return None;
        }
    };
    Some(Argument { key, value, tokens })
}

/// The tokens without the invisible group that a macro puts around what it was given.
fn ungrouped(tokens: TokenStream) -> TokenStream {
    let mut all = tokens.clone().into_iter();
    match (all.next(), all.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => {
            ungrouped(group.stream())
        }
        _ => tokens,
    }
}

impl Argument {
    /// The key as text: `type` for `type` and for `r#type`.
    pub(crate) fn name(&self) -> String {
        self.key.unraw().to_string()
    }

    /// The value of `key = value`; `form` shows how it is written.
    pub(crate) fn value<T: Parse>(&self, form: &str, ctxt: &Ctxt) -> Option<T> {
        if let Value::Is(tokens) = &self.value
            && let Ok(value) = syn::parse2(tokens.clone())
        {
            return Some(value);
        }
        ctxt.error(&self.tokens, message::syntax::form(&self.name(), form));
        None
    }

    /// The string of `key = "…"`.
    pub(crate) fn string(&self, ctxt: &Ctxt) -> Option<LitStr> {
        // To look at the token takes much less time than a parser.
        if let Value::Is(tokens) = &self.value
            && let Some(TokenTree::Literal(literal)) = tokens.clone().into_iter().next()
            && let Lit::Str(text) = Lit::new(literal)
            && tokens.clone().into_iter().nth(1).is_none()
        {
            return Some(text);
        }
        self.value(&format!("{} = \"…\"", self.name()), ctxt)
    }

    /// The path of `key = path`.
    pub(crate) fn path(&self, ctxt: &Ctxt) -> Option<Path> {
        let form = format!("{} = Name", self.name());
        if let Value::Is(tokens) = &self.value
            && let Ok(path) = Path::parse_mod_style.parse2(tokens.clone())
        {
            return Some(path);
        }
        ctxt.error(&self.tokens, message::syntax::form(&self.name(), &form));
        None
    }

    /// The path in the string of `key = "path"`.
    pub(crate) fn quoted_path(&self, ctxt: &Ctxt) -> Option<Path> {
        let text = self.string(ctxt)?;
        let path = text.parse_with(Path::parse_mod_style).ok();
        if path.is_none() {
            ctxt.error(&text, message::syntax::not_a_path(&text.value()));
        }
        path
    }

    /// The name of `key = name` or `key = "name"`.
    pub(crate) fn word(&self, ctxt: &Ctxt) -> Option<Word> {
        self.value(&format!("{} = name", self.name()), ctxt)
    }

    /// The number of `key = 8`.
    pub(crate) fn number(&self, ctxt: &Ctxt) -> Option<LitInt> {
        self.value(&format!("{} = 8", self.name()), ctxt)
    }

    /// Whether the argument is just its key; an error if there is more.
    pub(crate) fn flag(&self, ctxt: &Ctxt) -> bool {
        let flag = matches!(self.value, Value::Flag);
        if !flag {
            ctxt.error(&self.tokens, message::syntax::flag(&self.name()));
        }
        flag
    }

    /// The tokens of an argument that is just its key.
    pub(crate) fn flagged(&self, ctxt: &Ctxt) -> Option<TokenStream> {
        self.flag(ctxt).then(|| self.tokens.clone())
    }

    /// The tokens of `key(…)`; `form` shows how it is written.
    pub(crate) fn list(&self, form: &str, ctxt: &Ctxt) -> Option<TokenStream> {
        if let Value::List(group) = &self.value {
            return Some(group.stream());
        }
        ctxt.error(&self.tokens, message::syntax::form(&self.name(), form));
        None
    }

    /// Keeps the value; an error if there is one already.
    pub(crate) fn put<T>(&self, target: &mut Option<T>, value: Option<T>, ctxt: &Ctxt) {
        if target.is_some() {
            ctxt.error(&self.tokens, message::syntax::twice(&self.name()));
        } else if value.is_some() {
            *target = value;
        }
    }
}

/// A name, written as an identifier or as a string.
#[derive(Clone)]
pub(crate) struct Word {
    pub(crate) text: String,
    /// The token, for errors.
    pub(crate) token: TokenTree,
}

impl Parse for Word {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            let literal: LitStr = input.parse()?;
            return Ok(Self {
                text: literal.value(),
                token: TokenTree::Literal(literal.token()),
            });
        }
        let ident = Ident::parse_any(input)?;
        Ok(Self {
            text: ident.unraw().to_string(),
            token: TokenTree::Ident(ident),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn arguments_are_split_at_commas_outside_of_groups() {
        let ctxt = Ctxt::new();
        let list = split(quote!(type = "A", index(X, pk = "p"), local,), &ctxt);
        let keys: Vec<String> = list.iter().map(Argument::name).collect();
        assert_eq!(keys, ["type", "index", "local"]);
        assert!(ctxt.finish().is_none());
    }

    #[test]
    fn what_a_macro_was_given_is_read_as_if_it_were_written() {
        let ctxt = Ctxt::new();
        let given = Group::new(Delimiter::None, quote!("s"));
        let twice = Group::new(Delimiter::None, quote!(#given));
        let list = split(quote!(pk = #given, sk = #twice), &ctxt);
        for argument in &list {
            assert_eq!(argument.string(&ctxt).expect("a string").value(), "s");
            assert!(matches!(&argument.value, Value::Is(tokens) if tokens.to_string() == "\"s\""));
        }
        assert!(ctxt.finish().is_none());
    }

    #[test]
    fn an_error_in_one_argument_does_not_hide_the_next() {
        let ctxt = Ctxt::new();
        let list = split(quote!("x", pk = , sk = "s"), &ctxt);
        assert_eq!(list.len(), 2);
        assert!(list[0].string(&ctxt).is_none());
        let sk = list[1].string(&ctxt).expect("a string");
        assert_eq!(sk.value(), "s");
        let errors = ctxt.finish().expect("two errors").to_string();
        assert_eq!(errors.matches("compile_error").count(), 2);
    }
}
