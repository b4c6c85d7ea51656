//! What `#[serde(…)]` says, as far as it decides names and forms of attributes. Arguments that are
//! not read here are kept by their names: whether they matter depends on the derive.

use super::meta::{Argument, Value, arguments, split};
use crate::case::RenameRule;
use crate::ctxt::Ctxt;
use crate::message;
use proc_macro2::TokenStream;
use syn::{Attribute, ExprPath, LitStr};

/// `#[serde(…)]` on a struct or an enum.
#[derive(Default)]
pub(crate) struct Container {
    pub(crate) rename_all: Option<RenameRule>,
    pub(crate) rename_all_fields: Option<RenameRule>,
    pub(crate) default: Option<DefaultValue>,
    pub(crate) tag: Option<LitStr>,
    pub(crate) content: Option<LitStr>,
    pub(crate) seen: Vec<Seen>,
}

/// `#[serde(…)]` on a field or a variant.
#[derive(Default)]
pub(crate) struct Member {
    pub(crate) rename: Option<LitStr>,
    pub(crate) rename_all: Option<RenameRule>,
    pub(crate) default: Option<DefaultValue>,
    pub(crate) skip_serializing: bool,
    pub(crate) skip_deserializing: bool,
    pub(crate) skip_if: Option<ExprPath>,
    pub(crate) serialize_with: Option<TokenStream>,
    pub(crate) deserialize_with: Option<TokenStream>,
    pub(crate) flatten: bool,
    pub(crate) seen: Vec<Seen>,
}

/// The value of something that is missing.
#[derive(Clone)]
pub(crate) enum DefaultValue {
    /// `default`
    Trait,
    /// `default = "path"`
    Path(Box<ExprPath>),
}

/// An argument that was there.
pub(crate) struct Seen {
    pub(crate) key: String,
    pub(crate) tokens: TokenStream,
}

impl Container {
    pub(crate) fn parse(attrs: &[Attribute], ctxt: &Ctxt) -> Self {
        let mut out = Self::default();
        for argument in arguments(attrs, "serde", ctxt) {
            let key = argument.name();
            match key.as_str() {
                "rename_all" => out.rename_all = rule(&argument, ctxt),
                "rename_all_fields" => out.rename_all_fields = rule(&argument, ctxt),
                "default" => out.default = default(&argument, ctxt),
                "tag" => out.tag = argument.string(ctxt),
                "content" => out.content = argument.string(ctxt),
                _ => {}
            }
            let tokens = argument.tokens;
            out.seen.push(Seen { key, tokens });
        }
        out
    }
}

impl Member {
    pub(crate) fn parse(attrs: &[Attribute], ctxt: &Ctxt) -> Self {
        let mut out = Self::default();
        for argument in arguments(attrs, "serde", ctxt) {
            let key = argument.name();
            match key.as_str() {
                "rename" => out.rename = both(&argument, ctxt),
                "rename_all" => out.rename_all = rule(&argument, ctxt),
                "default" => out.default = default(&argument, ctxt),
                "skip" => (out.skip_serializing, out.skip_deserializing) = (true, true),
                "skip_serializing" => out.skip_serializing = true,
                "skip_deserializing" => out.skip_deserializing = true,
                "flatten" => out.flatten = true,
                "skip_serializing_if" => out.skip_if = path(&argument, ctxt),
                "serialize_with" => {
                    out.serialize_with = path(&argument, ctxt).map(|path| quote::quote!(#path));
                }
                "deserialize_with" => {
                    out.deserialize_with = path(&argument, ctxt).map(|path| quote::quote!(#path));
                }
                "with" => {
                    if let Some(module) = path(&argument, ctxt) {
                        out.serialize_with = Some(quote::quote!(#module::serialize));
                        out.deserialize_with = Some(quote::quote!(#module::deserialize));
                    }
                }
                _ => {}
            }
            let tokens = argument.tokens;
            out.seen.push(Seen { key, tokens });
        }
        out
    }

    /// Whether the value is written or read in a form of its own.
    pub(crate) fn has_with(&self) -> bool {
        self.serialize_with.is_some() || self.deserialize_with.is_some()
    }

    /// The name in the stored form.
    pub(crate) fn field_name(&self, ident: &str, rule: Option<RenameRule>) -> String {
        match (&self.rename, rule) {
            (Some(name), _) => name.value(),
            (None, Some(rule)) => rule.field(ident),
            (None, None) => ident.to_owned(),
        }
    }

    /// The name of a variant in the stored form.
    pub(crate) fn variant_name(&self, ident: &str, rule: Option<RenameRule>) -> String {
        match (&self.rename, rule) {
            (Some(name), _) => name.value(),
            (None, Some(rule)) => rule.variant(ident),
            (None, None) => ident.to_owned(),
        }
    }
}

fn path(argument: &Argument, ctxt: &Ctxt) -> Option<ExprPath> {
    let text = argument.string(ctxt)?;
    let path = text.parse().ok();
    if path.is_none() {
        ctxt.error(&text, message::syntax::not_a_path(&text.value()));
    }
    path
}

fn default(argument: &Argument, ctxt: &Ctxt) -> Option<DefaultValue> {
    match argument.value {
        Value::Flag => Some(DefaultValue::Trait),
        _ => Some(DefaultValue::Path(Box::new(path(argument, ctxt)?))),
    }
}

/// `key = "x"`, or `key(serialize = "x", deserialize = "x")` with one name for both.
fn both(argument: &Argument, ctxt: &Ctxt) -> Option<LitStr> {
    let Value::List(list) = &argument.value else {
        return argument.string(ctxt);
    };
    let (mut serialize, mut deserialize) = (None, None);
    for side in split(list.stream(), ctxt) {
        match side.name().as_str() {
            "serialize" => serialize = side.string(ctxt),
            "deserialize" => deserialize = side.string(ctxt),
            _ => {}
        }
    }
    match (serialize, deserialize) {
        (Some(one), Some(other)) if one.value() == other.value() => Some(one),
        _ => {
            let key = argument.name();
            ctxt.error(&argument.tokens, message::serde_attrs::different(&key));
            None
        }
    }
}

fn rule(argument: &Argument, ctxt: &Ctxt) -> Option<RenameRule> {
    let name = both(argument, ctxt)?;
    let rule = RenameRule::named(&name.value());
    if rule.is_none() {
        ctxt.error(&name, message::serde_attrs::unknown_rule(&name.value()));
    }
    rule
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn a_name_may_be_given_for_both_sides_if_it_is_one() {
        let ctxt = Ctxt::new();
        let same = Member::parse(
            &[parse_quote!(#[serde(rename(serialize = "a", deserialize = "a"))])],
            &ctxt,
        );
        assert_eq!(same.field_name("f", None), "a");
        assert!(ctxt.finish().is_none());
        let ctxt = Ctxt::new();
        for attr in [
            parse_quote!(#[serde(rename(serialize = "a", deserialize = "b"))]),
            parse_quote!(#[serde(rename(serialize = "a"))]),
        ] {
            Member::parse(&[attr], &ctxt);
        }
        let errors = ctxt.finish().expect("two errors").to_string();
        assert_eq!(errors.matches("compile_error").count(), 2);
    }

    #[test]
    fn with_is_both_functions_of_its_module() {
        let ctxt = Ctxt::new();
        let member = Member::parse(&[parse_quote!(#[serde(with = "a::b")])], &ctxt);
        let serialize = member.serialize_with.expect("a path").to_string();
        assert_eq!(serialize, "a :: b :: serialize");
        assert!(ctxt.finish().is_none());
    }
}
