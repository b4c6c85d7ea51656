//! An entity, resolved.

use super::field::{Field, Scope};
use super::groups::{Group, Role, classify};
use super::names::{Names, pattern};
use super::paths::{self, KeyPath};
use crate::case::{identifier, screaming, words};
use crate::ctxt::Ctxt;
use crate::parse::meta::Word;
use crate::parse::paths::PathType;
use crate::parse::serde_attrs::DefaultValue;
use crate::parse::{default_crate, entity as input};
use crate::template::{self, Encoding};
use crate::{message, suggest};
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident};
use std::cell::RefCell;
use syn::ext::IdentExt;
use syn::{Ident, LitStr, Path, Visibility};

/// What is declared of an entity.
pub(crate) struct Entity {
    pub(crate) ident: Ident,
    /// The identifier's text, without `r#`.
    pub(crate) name: String,
    pub(crate) vis: Visibility,
    /// The names of the types beside the struct.
    pub(crate) names: Names,
    pub(crate) table: Option<Path>,
    /// The enum of its table need not name it.
    pub(crate) unlisted: bool,
    pub(crate) type_name: String,
    /// What further type attributes hold.
    pub(crate) type_rest: Vec<String>,
    /// Further members of a type that is a set.
    pub(crate) type_set: Vec<String>,
    /// The entities that it shares its keys with.
    pub(crate) shares: Vec<Path>,
    /// Whether items have no type.
    pub(crate) typeless: bool,
    /// The tokens of the type, for errors.
    pub(crate) type_at: Option<TokenStream>,
    /// Former names of the type.
    pub(crate) type_aliases: Vec<String>,
    pub(crate) pk: Template,
    /// `None` in a table without a sort key.
    pub(crate) sk: Option<Template>,
    pub(crate) type_sk: Option<Template>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) fields: Vec<Field>,
    /// The paths into fields that templates have.
    pub(crate) paths: Vec<KeyPath>,
    /// What no two items have in common.
    pub(crate) unique: Vec<Unique>,
    /// The seconds of `#[entity(ttl = "24h")]`.
    pub(crate) lifetime: Option<u64>,
    pub(crate) lifetime_text: Option<LitStr>,
    /// `#[serde(default)]` on the struct.
    pub(crate) default: Option<DefaultValue>,
    /// What each field is for updates, by slot.
    pub(crate) roles: Vec<Role>,
    pub(crate) groups: Vec<Group>,
    /// Whether what is generated beside the struct allows deprecated items.
    pub(crate) warns: bool,
    pub(crate) krate: Path,
}

/// A unique constraint.
pub(crate) struct Unique {
    pub(crate) name: String,
    pub(crate) at: TokenStream,
    pub(crate) slots: Vec<usize>,
    /// What its guards are, where another library makes them.
    pub(crate) guard: Option<Guard>,
}

/// Guards that another library makes.
pub(crate) struct Guard {
    pub(crate) pk: Template,
    pub(crate) sk: Option<Template>,
    pub(crate) type_name: Option<String>,
}

/// A template whose fields are known.
#[derive(Clone)]
pub(crate) struct Template {
    pub(crate) text: LitStr,
    pub(crate) segments: Vec<Segment>,
    /// Whether something is wrong with it, which is reported.
    pub(crate) is_broken: bool,
}

/// A part of a template, as core has it.
#[derive(Clone)]
pub(crate) enum Segment {
    Literal(String),
    Field { slot: usize, encoding: Encoding },
}

/// An index of the entity.
pub(crate) struct Index {
    pub(crate) word: Word,
    /// The name of the access pattern: a method of the repository.
    pub(crate) access: Ident,
    /// The type of the access pattern.
    pub(crate) pattern: Ident,
    pub(crate) pk: Option<Template>,
    pub(crate) sk: Option<Template>,
    /// Nothing is written of its keys: they are the table's, the other way round.
    pub(crate) is_inverted: bool,
}

impl Entity {
    /// Resolves what was written; what cannot be resolved is reported and left out.
    pub(crate) fn resolve(input: &input::Entity, ctxt: &Ctxt) -> Self {
        let name = input.ident.unraw().to_string();
        let mut fields = Vec::with_capacity(input.fields.len());
        for (slot, field) in input.fields.iter().enumerate() {
            let scope = Scope {
                rule: input.serde.rename_all,
                prefix: &name,
                nested: false,
                null: input.null.is_some(),
            };
            fields.push(Field::new(field, slot, scope));
        }
        let given = input.type_name.as_ref();
        let texts = given.map_or_else(Vec::new, input::TypeText::values);
        let mut texts = texts.into_iter();
        let type_name = texts.next().unwrap_or_else(|| screaming(&name));
        let others: Vec<_> = texts.collect();
        let kind = given.map(|given| given.kind);
        let (type_set, type_rest) = match kind {
            Some(input::TypeKind::Set) => (others, Vec::new()),
            _ => (Vec::new(), others),
        };
        let resolver = Resolver {
            ident: &input.ident,
            entity: &name,
            fields: &fields,
            types: &input.paths,
            paths: RefCell::default(),
            ctxt,
        };
        let key = |template: &Option<input::TemplateText>, half: &str| match template {
            Some(template) => resolver.template(template),
            None => {
                ctxt.error(&input.ident, message::entity::missing_key(&name, half));
                Template {
                    text: LitStr::new("", input.ident.span()),
                    segments: Vec::new(),
                    is_broken: true,
                }
            }
        };
        // Whether another table has a sort key, constant evaluation says.
        let no_sk = input.sk.is_none() && input.table.is_some();
        let pk = key(&input.pk, "pk");
        let sk = (!no_sk).then(|| key(&input.sk, "sk"));
        let type_sk = input.type_sk.as_ref().map(|text| resolver.template(text));
        let indexes = input.indexes.iter().map(|index| resolver.index(index));
        let mut indexes: Vec<_> = indexes.collect();
        for index in &mut indexes {
            index.invert(&pk, sk.as_ref());
        }
        let unique = resolver.unique(input);
        let paths = resolver.paths.into_inner();
        let mut entity = Self {
            ident: input.ident.clone(),
            name,
            vis: input.vis.clone(),
            names: Names::resolve(input, &mut indexes, ctxt),
            table: input.table.clone(),
            unlisted: input.unlisted.is_some(),
            type_name,
            type_rest,
            type_set,
            shares: input.shares.clone().unwrap_or_default(),
            typeless: kind == Some(input::TypeKind::None),
            type_at: given
                .or(input.type_aliases.first())
                .map(|given| given.at.clone()),
            type_aliases: input
                .type_aliases
                .iter()
                .flat_map(input::TypeText::values)
                .collect(),
            pk,
            sk,
            type_sk,
            indexes,
            fields,
            paths,
            unique,
            lifetime_text: input.ttl.as_ref().map(|ttl| ttl.text.clone()),
            lifetime: input.ttl.as_ref().map(|ttl| ttl.seconds),
            default: input.serde.default.clone(),
            roles: Vec::new(),
            groups: Vec::new(),
            warns: input.warns,
            krate: input.krate.clone().unwrap_or_else(default_crate),
        };
        (entity.roles, entity.groups) = classify(&entity);
        entity.mark_guarded();
        entity
    }

    /// Marks what only `save` changes: unique values, and the time to live that their guards share.
    fn mark_guarded(&mut self) {
        if self.unique.is_empty() {
            return;
        }
        let unique: Vec<_> = self
            .unique
            .iter()
            .flat_map(|unique| unique.slots.clone())
            .collect();
        for field in &mut self.fields {
            field.guarded = field.ttl || unique.contains(&field.slot);
        }
    }

    /// Whether there is an input struct: something is generated that it leaves out.
    pub(crate) fn has_input(&self) -> bool {
        self.fields.iter().any(Field::is_generated)
    }

    /// The slots of the fields in the primary key, each once, in the order of the templates.
    pub(crate) fn primary(&self) -> Vec<usize> {
        let sort = self.sk.iter().flat_map(Template::slots);
        distinct(self.pk.slots().chain(sort))
    }

    /// All templates with the words for what they are.
    pub(crate) fn templates(&self) -> impl Iterator<Item = &Template> {
        // Those of an inverted index are the primary ones.
        let indexes = self.indexes.iter().filter(|index| !index.is_inverted);
        let halves = indexes.flat_map(|index| index.pk.iter().chain(&index.sk));
        let guards = self
            .unique
            .iter()
            .filter_map(|unique| unique.guard.as_ref());
        let guards = guards.flat_map(|guard| std::iter::once(&guard.pk).chain(&guard.sk));
        std::iter::once(&self.pk)
            .chain(&self.sk)
            .chain(halves)
            .chain(&self.type_sk)
            .chain(guards)
    }

    /// The primary key as it is written: `` `USER#<user_id>` / `#METADATA` ``.
    pub(crate) fn key_shape(&self) -> String {
        let pk = self.pk.text.value();
        match &self.sk {
            Some(sk) => format!("`{pk}` / `{}`", sk.text.value()),
            None => format!("`{pk}`"),
        }
    }
}

impl Template {
    /// The slots of its fields, in their order.
    pub(crate) fn slots(&self) -> impl Iterator<Item = usize> {
        self.placeholders().map(|(slot, _)| slot)
    }

    /// Its fields and how they are written.
    pub(crate) fn placeholders(&self) -> impl Iterator<Item = (usize, Encoding)> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Field { slot, encoding } => Some((*slot, *encoding)),
            Segment::Literal(_) => None,
        })
    }

    /// The field that the template consists of, if it is nothing else.
    pub(crate) fn only_field(&self) -> Option<(usize, Encoding)> {
        match self.segments.as_slice() {
            [Segment::Field { slot, encoding }] => Some((*slot, *encoding)),
            _ => None,
        }
    }
}

impl Unique {
    /// The repository's method that reads by it.
    pub(crate) fn method(&self) -> Ident {
        format_ident!("by_unique_{}", words(&self.name))
    }
}

impl Index {
    /// Takes the keys of an index without templates from the table's own.
    fn invert(&mut self, pk: &Template, sk: Option<&Template>) {
        if let (None, None, Some(sk)) = (&self.pk, &self.sk, sk) {
            self.is_inverted = true;
            self.pk = Some(sk.clone());
            self.sk = Some(pk.clone());
        }
    }

    /// The access pattern's name as text, without `r#`.
    pub(crate) fn access_name(&self) -> String {
        self.access.unraw().to_string()
    }
}

/// Each of them once.
pub(crate) fn distinct(slots: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut all = Vec::new();
    for slot in slots {
        if !all.contains(&slot) {
            all.push(slot);
        }
    }
    all
}

struct Resolver<'a> {
    ident: &'a Ident,
    /// The identifier's text, without `r#`.
    entity: &'a str,
    fields: &'a [Field],
    /// The types of paths that are declared.
    types: &'a [PathType],
    /// The paths that were found.
    paths: RefCell<Vec<KeyPath>>,
    ctxt: &'a Ctxt,
}

impl Resolver<'_> {
    /// The unique constraints: those of single fields, and those of the struct.
    fn unique(&self, input: &input::Entity) -> Vec<Unique> {
        let mut all = Vec::new();
        for (written, field) in input.fields.iter().zip(self.fields) {
            if let Some(tokens) = &written.unique {
                all.push(Unique {
                    name: field.name.clone(),
                    at: tokens.clone(),
                    slots: vec![field.slot],
                    guard: None,
                });
            }
        }
        for unique in &input.unique {
            let fields = unique.fields.iter();
            let slots = fields.filter_map(|word| self.slot(&word.text, &word.token));
            let mut slots: Vec<_> = slots.collect();
            let guard = unique.guard.as_ref().map(|guard| Guard {
                pk: self.template(&guard.pk),
                sk: guard.sk.as_ref().map(|sk| self.template(sk)),
                type_name: guard.type_name.as_ref().map(LitStr::value),
            });
            if let Some(guard) = &guard {
                let sort = guard.sk.iter().flat_map(Template::slots);
                slots = distinct(guard.pk.slots().chain(sort));
                if slots.is_empty() && !guard.pk.is_broken {
                    let message = message::entity::guard_without_field(&unique.name.text);
                    self.ctxt.error(&guard.pk.text, message);
                }
            }
            all.push(Unique {
                slots,
                guard,
                at: TokenStream::from(unique.name.token.clone()),
                name: unique.name.text.clone(),
            });
        }
        all
    }

    fn index(&self, index: &input::Index) -> Index {
        let access = access(index, self.ctxt);
        Index {
            pattern: pattern(&self.ident.unraw(), &access.unraw().to_string()),
            access,
            word: index.name.clone(),
            pk: index.pk.as_ref().map(|text| self.template(text)),
            sk: index.sk.as_ref().map(|text| self.template(text)),
            is_inverted: false,
        }
    }

    fn template(&self, template: &input::TemplateText) -> Template {
        let mut segments = Vec::with_capacity(template.pieces.len());
        let mut is_broken = template.is_malformed;
        for piece in &template.pieces {
            match piece {
                template::Piece::Literal(text) => segments.push(Segment::Literal(text.clone())),
                template::Piece::Field { name, encoding } => {
                    let holder = name.split_once('.').map(|(holder, _)| holder);
                    is_broken |= self.field(holder.unwrap_or(name)).is_none();
                    let slot = match holder {
                        Some(_) => self.path(name, &template.text),
                        None => self.slot(name, &template.text),
                    };
                    is_broken |= slot.is_none();
                    segments.extend(slot.map(|slot| Segment::Field {
                        slot,
                        encoding: *encoding,
                    }));
                }
            }
        }
        if let [Segment::Literal(text)] = segments.as_slice()
            && !is_broken
            && let Some(slot) = self.foreign_field(text, &template.text)
        {
            is_broken = true;
            segments.push(Segment::Field {
                slot,
                encoding: Encoding::Plain,
            });
        }
        Template {
            text: template.text.clone(),
            segments,
            is_broken,
        }
    }

    /// The slot of the path of that name.
    fn path(&self, name: &str, text: &LitStr) -> Option<usize> {
        let mut steps = name.split('.');
        let holder = self.slot(steps.next().unwrap_or_default(), text)?;
        let mut paths = self.paths.borrow_mut();
        if let Some(known) = paths.iter().find(|known| known.field.name == name) {
            return Some(known.field.slot);
        }
        let steps = paths::steps(steps).map_err(|step| {
            let message = message::template::no_step(name, step);
            self.ctxt.error(text, message);
        });
        let slot = self.fields.len() + paths.len();
        let is_taken = |argument: &str| {
            let mut known = paths.iter().map(|known| &known.field);
            self.field(argument).is_some() || known.any(|known| known.ident == argument)
        };
        let path = (name, holder, slot);
        let path = KeyPath::new(path, steps.ok()?, self.types, text.span(), is_taken);
        paths.push(path);
        Some(slot)
    }

    /// The slot of a field that the text names as other languages do. It is reported, and the key keeps
    /// the shape that is meant.
    fn foreign_field(&self, text: &str, at: &LitStr) -> Option<usize> {
        let is_field = |name: &str| self.field(name).is_some();
        let (sign, name) = template::foreign_field(text, is_field)?;
        let message = message::template::foreign_field(text, sign, name);
        self.ctxt.error(at, message);
        self.field(name).map(|field| field.slot)
    }

    fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The slot of the field with that name. A name that is unknown is an error there, and means the
    /// field with a similar name: so the key keeps its shape, and calls that give its values are no
    /// errors of their own.
    fn slot(&self, name: &str, at: &impl ToTokens) -> Option<usize> {
        let names = || self.fields.iter().map(|field| field.name.as_str());
        let found = self.field(name).or_else(|| {
            let flattened = self.fields.iter().find(|field| field.flatten);
            let flattened = flattened.map(|field| field.name.as_str());
            let message = message::template::unknown_field(self.entity, name, names(), flattened);
            self.ctxt.error(at, message);
            self.field(suggest::similar(name, names())?)
        });
        found.map(|field| field.slot)
    }
}

/// The name of the repository's method for an index.
fn access(index: &input::Index, ctxt: &Ctxt) -> Ident {
    let default = || format_ident!("by_{}", words(&index.name.text));
    let Some(word) = &index.access else {
        return default();
    };
    identifier(&word.text, word.token.span()).unwrap_or_else(|| {
        ctxt.error(&word.token, message::entity::not_a_method(&word.text));
        default()
    })
}
