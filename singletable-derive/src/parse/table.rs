//! `#[derive(Table)]`: the enum or unit struct and its `#[table(…)]`.

use super::meta::{Argument, Value, Word, arguments, chunks, split};
use super::shape;
use crate::ctxt::Ctxt;
use crate::message;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{Data, DeriveInput, Fields, Ident, LitInt, LitStr, Path, Type};

/// What was written.
pub(crate) struct Table {
    pub(crate) ident: Ident,
    pub(crate) krate: Option<Path>,
    pub(crate) name: Option<LitStr>,
    pub(crate) pk: Option<KeyName>,
    pub(crate) sk: Option<SortKey>,
    pub(crate) separator: Option<LitStr>,
    pub(crate) type_attribute: Option<TypeAttribute>,
    pub(crate) ttl: Option<LitStr>,
    pub(crate) type_index: Option<TypeIndex>,
    pub(crate) indexes: Vec<Index>,
    /// The variants of the enum; `None` for a unit struct.
    pub(crate) arms: Option<Vec<Arm>>,
}

/// `type_attribute = "…"`, `["…", "…"]`, `set("…")` or `none`
pub(crate) struct TypeAttribute {
    pub(crate) at: TokenStream,
    pub(crate) names: Vec<LitStr>,
    pub(crate) kind: TypeAttributeKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum TypeAttributeKind {
    None,
    One,
    Several,
    Set,
}

/// `type_index(name = "…", pk = "…", sk = "…", shards = 8, projection = …)`
pub(crate) struct TypeIndex {
    pub(crate) name: Option<LitStr>,
    pub(crate) pk: Option<LitStr>,
    pub(crate) sk: Option<KeyName>,
    pub(crate) shards: Option<LitInt>,
    pub(crate) projection: Option<IndexProjection>,
}

/// `index(GSI1, pk = "…", sk = number("…"), local, projection = …)`
pub(crate) struct Index {
    pub(crate) name: Word,
    pub(crate) pk: Option<KeyName>,
    pub(crate) sk: Option<KeyName>,
    pub(crate) local: Option<TokenStream>,
    pub(crate) projection: Option<IndexProjection>,
}

/// The name of a key attribute, and the type of its values: `"…"`, `number("…")` or `binary("…")`
#[derive(Clone)]
pub(crate) struct KeyName {
    pub(crate) text: LitStr,
    pub(crate) scalar: Scalar,
}

/// The type of a key attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Scalar {
    #[default]
    Text,
    Number,
    Binary,
}

/// A key of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    Partition,
    Sort,
}

/// The table's sort key: one, or none at all.
#[derive(Clone)]
pub(crate) enum SortKey {
    Is(KeyName),
    None,
}

/// `all`, `keys_only`, `include("a", "b")` or `include_only("a", "b")`
#[derive(Clone)]
pub(crate) enum IndexProjection {
    All,
    KeysOnly,
    Include(Vec<LitStr>),
    IncludeOnly(Vec<LitStr>),
}

/// A variant of the enum.
pub(crate) struct Arm {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    /// `#[table(unknown)]`
    pub(crate) unknown: Option<TokenStream>,
}

const KEYS: [&str; 9] = [
    "name",
    "pk",
    "sk",
    "separator",
    "type_attribute",
    "type_index",
    "ttl",
    "index",
    "crate",
];
const TYPE_INDEX_KEYS: [&str; 5] = ["name", "pk", "sk", "shards", "projection"];
const TYPE_INDEX_FORM: &str = "type_index(name = \"TypeIndex\", sk = \"_timestamp\")";
const INDEX_KEYS: [&str; 4] = ["pk", "sk", "local", "projection"];
const INDEX_FORM: &str = "index(GSI1, pk = \"gsi1pk\", sk = \"gsi1sk\")";

impl Table {
    /// `None` when the shape is not one that the derive works on.
    pub(crate) fn parse(input: &DeriveInput, ctxt: &Ctxt) -> Option<Self> {
        shape::no_generics(input, "Table", ctxt).then_some(())?;
        let arms = match &input.data {
            Data::Enum(data) => {
                let variants = data.variants.iter();
                Some(variants.filter_map(|v| Arm::parse(v, ctxt)).collect())
            }
            Data::Struct(data) if matches!(data.fields, Fields::Unit) => None,
            _ => {
                ctxt.error(&input.ident, message::table::NEITHER_ENUM_NOR_UNIT);
                return None;
            }
        };
        let mut out = Self {
            ident: input.ident.clone(),
            krate: None,
            name: None,
            pk: None,
            sk: None,
            separator: None,
            type_attribute: None,
            ttl: None,
            type_index: None,
            indexes: Vec::new(),
            arms,
        };
        for argument in arguments(&input.attrs, "table", ctxt) {
            out.argument(&argument, ctxt);
        }
        Some(out)
    }

    fn argument(&mut self, argument: &Argument, ctxt: &Ctxt) {
        let target = match argument.name().as_str() {
            "name" => &mut self.name,
            "pk" => return argument.put(&mut self.pk, KeyName::of(argument, ctxt), ctxt),
            "sk" => return argument.put(&mut self.sk, SortKey::of(argument, ctxt), ctxt),
            "separator" => &mut self.separator,
            "ttl" => &mut self.ttl,
            "crate" => {
                return argument.put(&mut self.krate, argument.quoted_path(ctxt), ctxt);
            }
            "type_attribute" => {
                let attribute = TypeAttribute::parse(argument, ctxt);
                return argument.put(&mut self.type_attribute, attribute, ctxt);
            }
            "type_index" => {
                let index = TypeIndex::parse(argument, ctxt);
                return argument.put(&mut self.type_index, index, ctxt);
            }
            "index" => return self.indexes.extend(Index::parse(argument, ctxt)),
            key => {
                let message = message::syntax::unknown("`#[table(…)]`", key, &KEYS);
                return ctxt.error(&argument.key, message);
            }
        };
        argument.put(target, argument.string(ctxt), ctxt);
    }
}

impl TypeAttribute {
    fn parse(argument: &Argument, ctxt: &Ctxt) -> Option<Self> {
        if let Value::Is(tokens) = &argument.value
            && let Some((kind, names)) = Self::of(tokens)
        {
            let at = tokens.clone();
            return Some(Self { at, names, kind });
        }
        ctxt.error(&argument.tokens, message::table::TYPE_ATTRIBUTE);
        None
    }

    fn of(tokens: &TokenStream) -> Option<(TypeAttributeKind, Vec<LitStr>)> {
        let mut tokens = tokens.clone().into_iter();
        let (first, second) = (tokens.next()?, tokens.next());
        let names = |list: TokenStream| {
            let names = chunks(list).into_iter().map(syn::parse2::<LitStr>);
            names.collect::<syn::Result<Vec<_>>>().ok()
        };
        let (kind, names) = match (first, second) {
            (TokenTree::Ident(word), None) if word == "none" => {
                return Some((TypeAttributeKind::None, Vec::new()));
            }
            (TokenTree::Ident(word), Some(TokenTree::Group(list))) if word == "set" => {
                (TypeAttributeKind::Set, names(list.stream())?)
            }
            (TokenTree::Group(list), None) if list.delimiter() == Delimiter::Bracket => {
                (TypeAttributeKind::Several, names(list.stream())?)
            }
            (TokenTree::Literal(name), None) => {
                (TypeAttributeKind::One, names(TokenTree::from(name).into())?)
            }
            _ => return None,
        };
        let fits = match kind {
            TypeAttributeKind::Several => (2..=8).contains(&names.len()),
            _ => names.len() == 1,
        };
        (fits && tokens.next().is_none()).then_some((kind, names))
    }
}

impl TypeIndex {
    fn parse(argument: &Argument, ctxt: &Ctxt) -> Option<Self> {
        let list = match &argument.value {
            Value::Flag => TokenStream::new(),
            _ => argument.list(TYPE_INDEX_FORM, ctxt)?,
        };
        let mut out = Self {
            name: None,
            pk: None,
            sk: None,
            shards: None,
            projection: None,
        };
        for argument in split(list, ctxt) {
            let target = match argument.name().as_str() {
                "name" => &mut out.name,
                "pk" => &mut out.pk,
                "sk" => {
                    argument.put(&mut out.sk, KeyName::of(&argument, ctxt), ctxt);
                    continue;
                }
                "shards" => {
                    argument.put(&mut out.shards, argument.number(ctxt), ctxt);
                    continue;
                }
                "projection" => {
                    let projection = IndexProjection::of(&argument, ctxt);
                    argument.put(&mut out.projection, projection, ctxt);
                    continue;
                }
                key => {
                    let message =
                        message::syntax::unknown("`type_index(…)`", key, &TYPE_INDEX_KEYS);
                    ctxt.error(&argument.key, message);
                    continue;
                }
            };
            argument.put(target, argument.string(ctxt), ctxt);
        }
        Some(out)
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
            pk: None,
            sk: None,
            local: None,
            projection: None,
        };
        for argument in chunks.flat_map(|chunk| split(chunk, ctxt)) {
            match argument.name().as_str() {
                "pk" => argument.put(&mut out.pk, KeyName::of(&argument, ctxt), ctxt),
                "sk" => argument.put(&mut out.sk, KeyName::of(&argument, ctxt), ctxt),
                "local" => {
                    argument.put(&mut out.local, argument.flagged(ctxt), ctxt);
                }
                "projection" => {
                    let projection = IndexProjection::of(&argument, ctxt);
                    argument.put(&mut out.projection, projection, ctxt);
                }
                key => {
                    let message = message::syntax::unknown("`index(…)`", key, &INDEX_KEYS);
                    ctxt.error(&argument.key, message);
                }
            }
        }
        Some(out)
    }
}

impl KeyName {
    fn of(argument: &Argument, ctxt: &Ctxt) -> Option<Self> {
        let name = Self::read(argument);
        if name.is_none() {
            ctxt.error(&argument.tokens, message::table::key_name(&argument.name()));
        }
        name
    }

    fn read(argument: &Argument) -> Option<Self> {
        match &argument.value {
            Value::Is(tokens) => syn::parse2(tokens.clone()).ok(),
            Value::Flag | Value::List(_) => None,
        }
    }
}

impl Parse for KeyName {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return Ok(Self {
                text: input.parse()?,
                scalar: Scalar::Text,
            });
        }
        let word: Ident = input.parse()?;
        let scalar = match word.to_string().as_str() {
            "number" => Scalar::Number,
            "binary" => Scalar::Binary,
            _ => return Err(input.error("a type")),
        };
        let TokenTree::Group(group) = input.parse()? else {
            return Err(input.error("a name"));
        };
        Ok(Self {
            text: syn::parse2(group.stream())?,
            scalar,
        })
    }
}

impl SortKey {
    fn of(argument: &Argument, ctxt: &Ctxt) -> Option<Self> {
        if let Value::Is(tokens) = &argument.value
            && syn::parse2::<Ident>(tokens.clone()).is_ok_and(|word| word == "none")
        {
            return Some(Self::None);
        }
        let name = KeyName::read(argument);
        if name.is_none() {
            ctxt.error(&argument.tokens, message::table::sort_key());
        }
        name.map(Self::Is)
    }
}

impl IndexProjection {
    fn of(argument: &Argument, ctxt: &Ctxt) -> Option<Self> {
        if let Value::Is(tokens) = &argument.value
            && let Ok(projection) = syn::parse2(tokens.clone())
        {
            if matches!(&projection, Self::IncludeOnly(names) if names.is_empty()) {
                ctxt.error(&argument.tokens, message::table::INCLUDES_NOTHING);
            }
            return Some(projection);
        }
        ctxt.error(&argument.tokens, message::table::PROJECTION);
        None
    }
}

impl Parse for IndexProjection {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let word: Ident = input.parse()?;
        match word.to_string().as_str() {
            "all" => Ok(Self::All),
            "keys_only" => Ok(Self::KeysOnly),
            "include" => Ok(Self::Include(names(input)?)),
            "include_only" => Ok(Self::IncludeOnly(names(input)?)),
            _ => Err(input.error("a projection")),
        }
    }
}

/// The names in the parentheses of a projection.
fn names(input: ParseStream<'_>) -> syn::Result<Vec<LitStr>> {
    let TokenTree::Group(group) = input.parse()? else {
        return Err(input.error("a list"));
    };
    let names = chunks(group.stream()).into_iter().map(syn::parse2);
    names.collect()
}

impl Arm {
    fn parse(variant: &syn::Variant, ctxt: &Ctxt) -> Option<Self> {
        let Fields::Unnamed(fields) = &variant.fields else {
            ctxt.error(variant, message::table::arm(&variant.ident));
            return None;
        };
        let (Some(field), 1) = (fields.unnamed.first(), fields.unnamed.len()) else {
            ctxt.error(variant, message::table::arm(&variant.ident));
            return None;
        };
        let mut unknown = None;
        for argument in arguments(&variant.attrs, "table", ctxt) {
            match argument.name().as_str() {
                "unknown" => {
                    argument.put(&mut unknown, argument.flagged(ctxt), ctxt);
                }
                key => {
                    let list = "`#[table(…)]` on a variant";
                    let message = message::syntax::unknown(list, key, &["unknown"]);
                    ctxt.error(&argument.key, message);
                    return None;
                }
            }
        }
        Some(Self {
            ident: variant.ident.clone(),
            ty: field.ty.clone(),
            unknown,
        })
    }
}

/// What holds where nothing was written.
impl Table {
    pub(crate) fn pk_name(&self) -> String {
        or(self.pk.as_ref().map(|key| &key.text), "pk")
    }

    /// The type of the partition key.
    pub(crate) fn pk_scalar(&self) -> Scalar {
        self.pk.as_ref().map_or(Scalar::Text, |key| key.scalar)
    }

    /// Which key of the table the attribute is, if it is one.
    pub(crate) fn half(&self, name: &str) -> Option<Half> {
        if name == self.pk_name() {
            return Some(Half::Partition);
        }
        let sort = self.sort_key().filter(|(sort, _)| sort == name);
        sort.map(|_| Half::Sort)
    }

    /// The type of an index's key: a key of the table has the table's.
    pub(crate) fn scalar_of(&self, key: &KeyName) -> Scalar {
        match (key.scalar, self.half(&key.text.value())) {
            (Scalar::Text, Some(Half::Partition)) => self.pk_scalar(),
            (Scalar::Text, Some(Half::Sort)) => self.sort_key().unwrap_or_default().1,
            (scalar, _) => scalar,
        }
    }

    /// The name and the type of the sort key, unless the table has none.
    pub(crate) fn sort_key(&self) -> Option<(String, Scalar)> {
        match &self.sk {
            Some(SortKey::Is(key)) => Some((key.text.value(), key.scalar)),
            Some(SortKey::None) => None,
            None => Some(("sk".to_owned(), Scalar::Text)),
        }
    }

    /// The type attributes with what gives their names. One is also the partition key of the type index
    /// unless that is spread over shards.
    pub(crate) fn type_names(&self) -> Vec<(String, Option<&LitStr>)> {
        let given = |name: &LitStr| name.value();
        match (&self.type_attribute, self.type_pk()) {
            (Some(types), _) => types
                .names
                .iter()
                .map(|name| (given(name), Some(name)))
                .collect(),
            (None, Some(name)) => vec![(given(name), Some(name))],
            (None, None) => vec![("_type".to_owned(), None)],
        }
    }

    /// The name of the type attribute, where there is one; of several the first.
    pub(crate) fn type_name(&self) -> String {
        let first = self.type_names().into_iter().next();
        first.map_or_else(String::new, |(name, _)| name)
    }

    /// How types are stored.
    pub(crate) fn type_kind(&self) -> TypeAttributeKind {
        let types = self.type_attribute.as_ref();
        types.map_or(TypeAttributeKind::One, |types| types.kind)
    }

    /// Where the type index names the type attribute.
    pub(crate) fn type_pk(&self) -> Option<&LitStr> {
        let index = self.type_index.as_ref();
        let index = index.filter(|index| index.shards.is_none());
        index.and_then(|index| index.pk.as_ref())
    }

    /// The partition key of the type index, and how many shards it is spread over, where it is.
    pub(crate) fn shards(&self) -> Option<(&LitStr, u8)> {
        let index = self.type_index.as_ref()?;
        let shards = index.shards.as_ref()?.base10_parse().ok()?;
        Some((index.pk.as_ref()?, shards))
    }

    pub(crate) fn type_index_name(&self) -> String {
        let index = self.type_index.as_ref();
        or(index.and_then(|index| index.name.as_ref()), "TypeIndex")
    }

    pub(crate) fn table_name(&self) -> String {
        or(self.name.as_ref(), "AppData")
    }

    pub(crate) fn separator_text(&self) -> String {
        let text = or(self.separator.as_ref(), "#");
        // An empty one is in error.
        if text.is_empty() {
            "#".to_owned()
        } else {
            text
        }
    }
}

fn or(given: Option<&LitStr>, default: &str) -> String {
    given.map_or_else(|| default.to_owned(), LitStr::value)
}
