//! `#[derive(Entity)]`: the struct and its `#[entity(…)]`.

use super::field::Field;
use super::meta::{Argument, Value, Word, arguments, chunks, split};
use super::paths::PathType;
use super::serde_attrs::Container;
use super::shape;
use crate::ctxt::Ctxt;
use crate::message;
use crate::template::{self, Piece};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::Parser as _;
use syn::{DeriveInput, Ident, LitStr, Path, Visibility};

/// What was written.
pub(crate) struct Entity {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) krate: Option<Path>,
    pub(crate) table: Option<Path>,
    pub(crate) type_name: Option<TypeText>,
    /// `type_alias`, each time that it is given
    pub(crate) type_aliases: Vec<TypeText>,
    /// `shares = [Org, Team]`
    pub(crate) shares: Option<Vec<Path>>,
    pub(crate) pk: Option<TemplateText>,
    pub(crate) sk: Option<TemplateText>,
    pub(crate) type_sk: Option<TemplateText>,
    /// `singleton`
    pub(crate) singleton: Option<TokenStream>,
    /// `unlisted`
    pub(crate) unlisted: Option<TokenStream>,
    /// `null`
    pub(crate) null: Option<TokenStream>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) ttl: Option<Lifetime>,
    pub(crate) unique: Vec<Unique>,
    pub(crate) names: Vec<TypeName>,
    /// `paths(source.number: u64)`
    pub(crate) paths: Vec<PathType>,
    /// Whether something of it is deprecated, or its uses may be for a reason that it allows.
    pub(crate) warns: bool,
    pub(crate) serde: Container,
    pub(crate) fields: Vec<Field>,
}

/// `type = "…"`, `("…", "…")`, `["…", "…"]` or `none`
pub(crate) struct TypeText {
    pub(crate) at: TokenStream,
    pub(crate) names: Vec<LitStr>,
    pub(crate) kind: TypeKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum TypeKind {
    /// There is no type.
    None,
    /// A text for each type attribute.
    Texts,
    /// The members of a set.
    Set,
}

/// A template and its parts.
pub(crate) struct TemplateText {
    pub(crate) text: LitStr,
    pub(crate) pieces: Vec<Piece>,
    /// Whether something is wrong with it, which is reported.
    pub(crate) is_malformed: bool,
}

/// `ttl = "24h"`
pub(crate) struct Lifetime {
    pub(crate) text: LitStr,
    pub(crate) seconds: u64,
}

/// `unique(name, fields(a, b))`, or `unique(name, pk = "…", sk = "…", type = "…")` for guards of another library
pub(crate) struct Unique {
    pub(crate) name: Word,
    pub(crate) fields: Vec<Word>,
    pub(crate) guard: Option<Guard>,
}

/// The templates and the type of guards that another library makes.
pub(crate) struct Guard {
    pub(crate) pk: TemplateText,
    pub(crate) sk: Option<TemplateText>,
    pub(crate) type_name: Option<LitStr>,
}

/// `names(by_email = UserByMail)`
pub(crate) struct TypeName {
    /// The generated type that is meant.
    pub(crate) of: Ident,
    pub(crate) name: Ident,
}

/// `index(GSI1, name = …, pk = …, sk = …)`
pub(crate) struct Index {
    pub(crate) name: Word,
    pub(crate) access: Option<Word>,
    pub(crate) pk: Option<TemplateText>,
    pub(crate) sk: Option<TemplateText>,
}

const KEYS: [&str; 16] = [
    "table",
    "type",
    "type_alias",
    "shares",
    "pk",
    "sk",
    "type_sk",
    "index",
    "ttl",
    "unique",
    "singleton",
    "unlisted",
    "null",
    "names",
    "paths",
    "crate",
];
const NAMES_FORM: &str = "names(repository = Users, by_email = UserByMail)";
const UNIQUE_FORM: &str = "unique(by_name, fields(team, name))";
const GUARD_KEYS: [&str; 4] = ["fields", "pk", "sk", "type"];
const INDEX_KEYS: [&str; 3] = ["name", "pk", "sk"];
const INDEX_FORM: &str = "index(GSI1, name = by_email, pk = \"…\", sk = \"…\")";

impl Entity {
    /// `None` when the shape is not one that the derive works on.
    pub(crate) fn parse(input: &DeriveInput, ctxt: &Ctxt) -> Option<Self> {
        let fields = shape::named_struct(input, "Entity", ctxt)?;
        let mut out = Self {
            ident: input.ident.clone(),
            vis: input.vis.clone(),
            krate: None,
            table: None,
            type_name: None,
            type_aliases: Vec::new(),
            shares: None,
            pk: None,
            sk: None,
            type_sk: None,
            singleton: None,
            unlisted: None,
            null: None,
            indexes: Vec::new(),
            ttl: None,
            unique: Vec::new(),
            names: Vec::new(),
            paths: Vec::new(),
            serde: Container::parse(&input.attrs, ctxt),
            warns: warns(input, fields),
            fields: Field::all(fields, ctxt),
        };
        for argument in arguments(&input.attrs, "entity", ctxt) {
            out.argument(&argument, ctxt);
        }
        Some(out)
    }

    fn argument(&mut self, argument: &Argument, ctxt: &Ctxt) {
        match argument.name().as_str() {
            "table" => argument.put(&mut self.table, argument.path(ctxt), ctxt),
            "type" => argument.put(&mut self.type_name, TypeText::parse(argument, ctxt), ctxt),
            "type_alias" => self.type_aliases.extend(TypeText::alias(argument, ctxt)),
            "shares" => argument.put(&mut self.shares, shares(argument, ctxt), ctxt),
            "pk" => argument.put(&mut self.pk, TemplateText::parse(argument, ctxt), ctxt),
            "sk" => argument.put(&mut self.sk, TemplateText::parse(argument, ctxt), ctxt),
            "type_sk" => argument.put(&mut self.type_sk, TemplateText::parse(argument, ctxt), ctxt),
            "crate" => argument.put(&mut self.krate, argument.quoted_path(ctxt), ctxt),
            "ttl" => argument.put(&mut self.ttl, Lifetime::parse(argument, ctxt), ctxt),
            "unique" => self.unique.extend(Unique::parse(argument, ctxt)),
            "singleton" => argument.put(&mut self.singleton, argument.flagged(ctxt), ctxt),
            "unlisted" => argument.put(&mut self.unlisted, argument.flagged(ctxt), ctxt),
            "null" => argument.put(&mut self.null, argument.flagged(ctxt), ctxt),
            "names" => TypeName::parse_all(argument, &mut self.names, ctxt),
            "paths" => self.paths.extend(PathType::parse_all(argument, ctxt)),
            "index" => self.indexes.extend(Index::parse(argument, ctxt)),
            key => {
                let message = message::syntax::unknown("`#[entity(…)]`", key, &KEYS);
                ctxt.error(&argument.key, message);
            }
        }
    }
}

/// The entities of `shares = [Org, Team]`.
fn shares(argument: &Argument, ctxt: &Ctxt) -> Option<Vec<Path>> {
    let list = match &argument.value {
        Value::Is(tokens) => syn::parse2::<Group>(tokens.clone()).ok(),
        _ => None,
    };
    let list = list.filter(|list| list.delimiter() == Delimiter::Bracket);
    let paths = list.map(|list| chunks(list.stream()).into_iter());
    let paths = paths.map(|paths| paths.map(|path| Path::parse_mod_style.parse2(path)));
    let paths = paths.and_then(|paths| paths.collect::<syn::Result<Vec<_>>>().ok());
    let paths = paths.filter(|paths| !paths.is_empty());
    if paths.is_none() {
        let form = message::syntax::form("shares", "shares = [Org]");
        ctxt.error(&argument.tokens, form);
    }
    paths
}

impl TypeText {
    fn parse(argument: &Argument, ctxt: &Ctxt) -> Option<Self> {
        let parsed = Self::of(argument);
        if parsed.is_none() {
            ctxt.error(&argument.tokens, message::entity::TYPE);
        }
        parsed
    }

    fn alias(argument: &Argument, ctxt: &Ctxt) -> Option<Self> {
        let parsed = Self::of(argument).filter(|parsed| parsed.kind == TypeKind::Texts);
        if parsed.is_none() {
            ctxt.error(&argument.tokens, message::entity::TYPE_ALIAS);
        }
        parsed
    }

    fn of(argument: &Argument) -> Option<Self> {
        let Value::Is(at) = &argument.value else {
            return None;
        };
        let mut tokens = at.clone().into_iter();
        let (list, kind) = match tokens.next()? {
            TokenTree::Ident(word) if word == "none" => (None, TypeKind::None),
            TokenTree::Group(list) if list.delimiter() == Delimiter::Parenthesis => {
                (Some(list.stream()), TypeKind::Texts)
            }
            TokenTree::Group(list) if list.delimiter() == Delimiter::Bracket => {
                (Some(list.stream()), TypeKind::Set)
            }
            name @ TokenTree::Literal(_) => (Some(name.into()), TypeKind::Texts),
            _ => return None,
        };
        let names = chunks(list.unwrap_or_default())
            .into_iter()
            .map(syn::parse2);
        let names: Vec<_> = names.collect::<syn::Result<_>>().ok()?;
        let fits = (kind == TypeKind::None || !names.is_empty()) && tokens.next().is_none();
        let at = at.clone();
        fits.then_some(Self { at, names, kind })
    }

    /// The texts.
    pub(crate) fn values(&self) -> Vec<String> {
        self.names.iter().map(LitStr::value).collect()
    }
}

impl TemplateText {
    pub(crate) fn parse(argument: &Argument, ctxt: &Ctxt) -> Option<Self> {
        let text = argument.string(ctxt)?;
        let (pieces, errors) = template::parse(&text.value());
        let is_malformed = !errors.is_empty();
        for error in errors {
            ctxt.error(&text, message::template::malformed(&text.value(), &error));
        }
        Some(Self {
            text,
            pieces,
            is_malformed,
        })
    }
}

impl Lifetime {
    fn parse(argument: &Argument, ctxt: &Ctxt) -> Option<Self> {
        let text = argument.string(ctxt)?;
        let seconds = seconds(&text.value());
        if seconds.is_none() {
            ctxt.error(&text, message::syntax::not_a_lifetime(&text.value()));
        }
        Some(Self {
            seconds: seconds?,
            text,
        })
    }
}

/// The seconds of a duration: a whole number and one of `s`, `m`, `h`, `d`, `w`.
fn seconds(text: &str) -> Option<u64> {
    let unit = text.chars().last()?;
    let count: u64 = text[..text.len() - unit.len_utf8()].parse().ok()?;
    let unit = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        'w' => 7 * 24 * 60 * 60,
        _ => return None,
    };
    let seconds = count.checked_mul(unit)?;
    (1..=LONGEST_LIFETIME).contains(&seconds).then_some(seconds)
}

/// Seconds of 100 years. What lives longer than that has no time to live; and times must stay within
/// the years that date-times have.
const LONGEST_LIFETIME: u64 = 36_525 * 24 * 60 * 60;

impl Unique {
    fn parse(argument: &Argument, ctxt: &Ctxt) -> Option<Self> {
        let mut chunks = chunks(argument.list(UNIQUE_FORM, ctxt)?).into_iter();
        let form = || message::syntax::form("unique", UNIQUE_FORM);
        let name = chunks.next().and_then(|first| syn::parse2(first).ok());
        let (mut fields, mut pk, mut sk, mut type_name) = (None, None, None, None);
        let options: Vec<_> = chunks.flat_map(|chunk| split(chunk, ctxt)).collect();
        for option in &options {
            match option.name().as_str() {
                "fields" => option.put(&mut fields, option.list(UNIQUE_FORM, ctxt), ctxt),
                "pk" => option.put(&mut pk, TemplateText::parse(option, ctxt), ctxt),
                "sk" => option.put(&mut sk, TemplateText::parse(option, ctxt), ctxt),
                "type" => option.put(&mut type_name, option.string(ctxt), ctxt),
                key => {
                    let message = message::syntax::unknown("`unique(…)`", key, &GUARD_KEYS);
                    ctxt.error(&option.key, message);
                    return None;
                }
            }
        }
        let given = fields.is_some() || pk.is_some();
        let Some(name) = name.filter(|_| given) else {
            if sk.is_some() || type_name.is_some() {
                ctxt.error(&argument.tokens, message::entity::GUARD_WITHOUT_KEY);
            } else if !options.iter().any(|option| option.name() == "pk") {
                ctxt.error(&argument.tokens, form());
            }
            return None;
        };
        if let (Some(_), Some(_)) = (&fields, &pk) {
            ctxt.error(&argument.tokens, message::entity::GUARD_WITH_FIELDS);
        }
        if pk.is_none() && (sk.is_some() || type_name.is_some()) {
            ctxt.error(&argument.tokens, message::entity::GUARD_WITHOUT_KEY);
        }
        let fields = self::chunks(fields.unwrap_or_default()).into_iter();
        let fields = fields.filter_map(|field| match syn::parse2(field.clone()) {
            Ok(field) => Some(field),
            Err(_) => {
                ctxt.error(field, form());
                None
            }
        });
        Some(Self {
            name,
            fields: fields.collect(),
            guard: pk.map(|pk| Guard { pk, sk, type_name }),
        })
    }
}

impl TypeName {
    /// Adds the names of one list to those that are there.
    fn parse_all(argument: &Argument, names: &mut Vec<Self>, ctxt: &Ctxt) {
        let list = argument.list(NAMES_FORM, ctxt);
        for argument in split(list.unwrap_or_default(), ctxt) {
            let Some(name) = Self::parse(&argument, ctxt) else {
                continue;
            };
            if names.iter().any(|known| known.of() == name.of()) {
                ctxt.error(&argument.tokens, message::syntax::twice(&name.of()));
            } else {
                names.push(name);
            }
        }
    }

    fn parse(argument: &Argument, ctxt: &Ctxt) -> Option<Self> {
        let word = argument.word(ctxt)?;
        let name = match &word.token {
            TokenTree::Ident(ident) => syn::parse2(ident.to_token_stream()),
            _ => syn::parse_str(&word.text),
        };
        let Ok::<Ident, _>(mut name) = name else {
            ctxt.error(&word.token, message::entity::not_a_type(&word.text));
            return None;
        };
        name.set_span(word.token.span());
        let of = argument.key.clone();
        Some(Self { of, name })
    }

    /// The generated type that is meant, without `r#`.
    pub(crate) fn of(&self) -> String {
        self.of.unraw().to_string()
    }
}

impl Index {
    fn parse(argument: &Argument, ctxt: &Ctxt) -> Option<Self> {
        let mut chunks = chunks(argument.list(INDEX_FORM, ctxt)?).into_iter();
        let Some(name) = chunks.next().and_then(|first| syn::parse2(first).ok()) else {
            let message = message::syntax::index_without_name(INDEX_FORM);
            ctxt.error(&argument.tokens, message);
            return None;
        };
        let mut out = Self {
            name,
            access: None,
            pk: None,
            sk: None,
        };
        for chunk in chunks {
            for argument in split(chunk, ctxt) {
                match argument.name().as_str() {
                    "name" => argument.put(&mut out.access, argument.word(ctxt), ctxt),
                    "pk" => argument.put(&mut out.pk, TemplateText::parse(&argument, ctxt), ctxt),
                    "sk" => argument.put(&mut out.sk, TemplateText::parse(&argument, ctxt), ctxt),
                    key => {
                        let message = message::syntax::unknown("`index(…)`", key, &INDEX_KEYS);
                        ctxt.error(&argument.key, message);
                    }
                }
            }
        }
        Some(out)
    }
}

/// Whether the struct or a field is deprecated, or allows a lint, which may be that.
fn warns(input: &DeriveInput, fields: &syn::FieldsNamed) -> bool {
    let of_fields = fields.named.iter().flat_map(|field| &field.attrs);
    let mut all = input.attrs.iter().chain(of_fields);
    all.any(|attr| {
        let path = attr.path();
        ["deprecated", "allow", "expect"]
            .iter()
            .any(|name| path.is_ident(name))
    })
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn a_lifetime_is_a_number_and_a_unit() {
        assert_eq!(seconds("90s"), Some(90));
        assert_eq!(seconds("24h"), Some(86_400));
        assert_eq!(seconds("7d"), seconds("1w"));
        assert_eq!(seconds("36525d"), Some(36_525 * 86_400));
        for wrong in [
            "",
            "h",
            "24",
            "24 h",
            "1.5h",
            "-1h",
            "0s",
            "1y",
            "36526d",
            "é",
            "99999999999999999999s",
        ] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
