//! `#[derive(Table)]`: the enum or unit struct and its `#[table(…)]`.

use super::meta::{Argument, Value, Word, arguments, chunks, split};
use super::shape;
use crate::ctxt::Ctxt;
use crate::message;
use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{Data, DeriveInput, Fields, Ident, LitInt, LitStr, Path, Type};

/// What was written.
pub(crate) struct Table {
    pub(crate) ident: Ident,
    pub(crate) krate: Option<Path>,
    pub(crate) name: Option<LitStr>,
    pub(crate) pk: Option<LitStr>,
    pub(crate) sk: Option<LitStr>,
    pub(crate) separator: Option<LitStr>,
    pub(crate) type_attribute: Option<LitStr>,
    pub(crate) ttl: Option<LitStr>,
    pub(crate) type_index: Option<TypeIndex>,
    pub(crate) indexes: Vec<Index>,
    /// The variants of the enum; `None` for a unit struct.
    pub(crate) arms: Option<Vec<Arm>>,
}

/// `type_index(name = "…", pk = "…", sk = "…", shards = 8, projection = …)`
pub(crate) struct TypeIndex {
    pub(crate) name: Option<LitStr>,
    pub(crate) pk: Option<LitStr>,
    pub(crate) sk: Option<LitStr>,
    pub(crate) shards: Option<LitInt>,
    pub(crate) projection: Option<IndexProjection>,
}

/// `index(GSI1, pk = "…", sk = "…", sk_type = …, local, projection = …)`
pub(crate) struct Index {
    pub(crate) name: Word,
    pub(crate) pk: Option<LitStr>,
    pub(crate) sk: Option<LitStr>,
    pub(crate) sk_type: Option<Word>,
    pub(crate) local: Option<TokenStream>,
    pub(crate) projection: Option<IndexProjection>,
}

/// `all`, `keys_only` or `include("a", "b")`
#[derive(Clone)]
pub(crate) enum IndexProjection {
    All,
    KeysOnly,
    Include(Vec<LitStr>),
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
const INDEX_KEYS: [&str; 5] = ["pk", "sk", "sk_type", "local", "projection"];
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
            "pk" => &mut self.pk,
            "sk" => &mut self.sk,
            "separator" => &mut self.separator,
            "type_attribute" => &mut self.type_attribute,
            "ttl" => &mut self.ttl,
            "crate" => {
                return argument.put(&mut self.krate, argument.quoted_path(ctxt), ctxt);
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
                "sk" => &mut out.sk,
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
            sk_type: None,
            local: None,
            projection: None,
        };
        for argument in chunks.flat_map(|chunk| split(chunk, ctxt)) {
            match argument.name().as_str() {
                "pk" => argument.put(&mut out.pk, argument.string(ctxt), ctxt),
                "sk" => argument.put(&mut out.sk, argument.string(ctxt), ctxt),
                "sk_type" => argument.put(&mut out.sk_type, argument.word(ctxt), ctxt),
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

impl IndexProjection {
    fn of(argument: &Argument, ctxt: &Ctxt) -> Option<Self> {
        if let Value::Is(tokens) = &argument.value
            && let Ok(projection) = syn::parse2(tokens.clone())
        {
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
            "include" => {
                let TokenTree::Group(group) = input.parse()? else {
                    return Err(input.error("a list"));
                };
                let names = chunks(group.stream()).into_iter().map(syn::parse2);
                Ok(Self::Include(names.collect::<syn::Result<_>>()?))
            }
            _ => Err(input.error("a projection")),
        }
    }
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
        or(self.pk.as_ref(), "pk")
    }

    pub(crate) fn sk_name(&self) -> String {
        or(self.sk.as_ref(), "sk")
    }

    /// The type attribute, which is also the partition key of the type index unless that is spread
    /// over shards.
    pub(crate) fn type_name(&self) -> String {
        or(self.type_attribute.as_ref().or(self.type_pk()), "_type")
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
