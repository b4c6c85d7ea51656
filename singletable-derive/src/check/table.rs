//! Rules of `#[derive(Table)]`.

use crate::ctxt::Ctxt;
use crate::message::help;
use crate::parse::table::{Arm, Index, Scalar, SortKey, Table, TypeAttributeKind, TypeIndex};
use crate::types;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::{HashMap, HashSet};
use syn::LitStr;

const MAX_GLOBAL: usize = 20;
const MAX_LOCAL: usize = 5;
const MAX_SHARDS: u8 = 100;
const MAX_SEPARATOR: usize = 4;

/// Checks what was written.
pub(crate) fn check(table: &Table, ctxt: &Ctxt) {
    if let Some(name) = &table.name {
        resource_name(name, &name.value(), "table", ctxt);
    }
    if let Some(separator) = &table.separator {
        let text = separator.value();
        let is_punctuation = text.bytes().all(|b| b.is_ascii_punctuation());
        if !(1..=MAX_SEPARATOR).contains(&text.len()) || !is_punctuation {
            let message = help(
                format!(
                    "the separator \"{text}\" is not one to {MAX_SEPARATOR} ASCII punctuation characters"
                ),
                "write `separator = \"#\"`, or another of ! \" # $ % & ' ( ) * + , - . / : ; < = \
                 > ? @ [ \\ ] ^ _ ` { | } ~",
            );
            ctxt.error(separator, message);
        }
    }
    indexes(table, ctxt);
    super::index_projection::check(table, ctxt);
    attribute_names(table, ctxt);
    if let Some(arms) = &table.arms {
        check_arms(arms, ctxt);
    }
}

fn check_arms(arms: &[Arm], ctxt: &Ctxt) {
    let mut known = HashMap::new();
    let mut unknown = false;
    for arm in arms {
        if let Some(tokens) = &arm.unknown {
            if std::mem::replace(&mut unknown, true) {
                let message = "a second `#[table(unknown)]`: one variant takes all items of \
                               unknown type; remove the other";
                ctxt.error(tokens, message);
            }
            continue;
        }
        if let Some(held) = types::held(&arm.ty) {
            let (variant, held) = (&arm.ident, types::text_of(held));
            let message = help(
                format!(
                    "`{variant}` holds a `{}`, and a variant holds the entity itself",
                    types::text_of(&arm.ty)
                ),
                format!("write `{variant}({held})`"),
            );
            ctxt.error(&arm.ty, message);
            continue;
        }
        let ty = arm.ty.to_token_stream();
        if let Some(other) = known.insert(ty.to_string(), &arm.ident) {
            let message = help(
                format!(
                    "`{other}` and `{}` hold the same entity `{ty}`, so the second is never found",
                    arm.ident
                ),
                "remove one of the variants",
            );
            ctxt.error(&arm.ty, message);
        }
    }
}

fn indexes(table: &Table, ctxt: &Ctxt) {
    let mut known = HashSet::new();
    let type_index = table.type_index.as_ref();
    if let Some(index) = type_index {
        if let Some(name) = &index.name {
            resource_name(name, &name.value(), "index", ctxt);
        }
        known.insert(table.type_index_name());
        shards(index, ctxt);
        type_index_attribute(table, ctxt);
        if let (Some(pk), Some(types)) = (table.type_pk(), &table.type_attribute)
            && let (TypeAttributeKind::One, [attribute]) = (types.kind, &types.names[..])
            && pk.value() != attribute.value()
        {
            let message = format!(
                "the type index's `pk` is the type attribute, which is \"{}\"; leave one of them \
                 out, or give both the same name",
                attribute.value()
            );
            ctxt.error(pk, message);
        }
    }
    let mut counts = [
        (usize::from(type_index.is_some()), MAX_GLOBAL),
        (0, MAX_LOCAL),
    ];
    for index in &table.indexes {
        let name = &index.name;
        resource_name(&name.token, &name.text, "index", ctxt);
        if !known.insert(name.text.clone()) {
            let message = format!("the index `{}` is declared twice; remove one", name.text);
            ctxt.error(&name.token, message);
        }
        let (count, limit) = &mut counts[usize::from(index.local.is_some())];
        *count += 1;
        if *count == *limit + 1 {
            let kind = if index.local.is_some() {
                "local"
            } else {
                "global"
            };
            let message = help(
                format!("a table has at most {limit} {kind} secondary indexes"),
                "entities can share an index: each has its own templates for the same keys",
            );
            ctxt.error(&name.token, message);
        }
        index_keys(index, ctxt);
        if let (Some(local), Some(SortKey::None)) = (&index.local, &table.sk) {
            let message = help(
                "a table without a sort key has no local indexes: they give its items another order within \
                 a partition, which has one item",
                "make it a global index, with a `pk` of its own",
            );
            ctxt.error(local, message);
        }
    }
}

/// The type index is over the one attribute that has the type as a text.
fn type_index_attribute(table: &Table, ctxt: &Ctxt) {
    let Some(types) = &table.type_attribute else {
        return;
    };
    let what = match types.kind {
        TypeAttributeKind::One => return,
        TypeAttributeKind::None => "`type_attribute = none` stores no types",
        TypeAttributeKind::Several => "the type is in several attributes",
        TypeAttributeKind::Set => "the type attribute is a set, which is no key",
    };
    let message = help(
        format!("a type index has the type as its partition key, and {what}"),
        "leave out `type_index`; an index with a template of its own lists the items of an entity: \
         `index(GSI1, pk = \"gsi1pk\")` here, and `index(GSI1, name = all, pk = \"USERS\")` on the entity",
    );
    ctxt.error(&types.at, message);
}

/// The shards of the type index: 1 to 100, each a partition of an attribute of their own.
fn shards(index: &TypeIndex, ctxt: &Ctxt) {
    let Some(shards) = &index.shards else { return };
    if !shards
        .base10_parse()
        .is_ok_and(|shards| (1..=MAX_SHARDS).contains(&shards))
    {
        let message = help(
            format!("a type index has 1 to {MAX_SHARDS} shards, not {shards}"),
            "each takes some 1,000 writes a second, and a list asks each of them",
        );
        ctxt.error(shards, message);
    }
    if index.pk.is_none() {
        let message = help(
            "the shards of the type index need an attribute of their own: the type attribute stays \
             the type's name",
            "name one: `pk = \"_shard\"`, which holds `USER#3`",
        );
        ctxt.error(shards, message);
    }
}

fn index_keys(index: &Index, ctxt: &Ctxt) {
    let name = &index.name;
    match (&index.local, &index.pk) {
        (Some(_), Some(pk)) => {
            let message = format!(
                "`{}` is a local index: its partition key is the table's; leave out `pk`",
                name.text
            );
            ctxt.error(&pk.text, message);
        }
        (None, None) => {
            let message = format!(
                "the global index `{0}` has no partition key; add `pk = \"{1}pk\"`, or `local` \
                 for an index on the table's own partition key",
                name.text,
                crate::case::words(&name.text)
            );
            ctxt.error(&name.token, message);
        }
        _ => {}
    }
    if index.local.is_some() && index.sk.is_none() {
        let message = format!(
            "the local index `{}` has no sort key, which is all it adds; add `sk = \"…\"`",
            name.text
        );
        ctxt.error(&name.token, message);
    }
}

/// The names of tables and indexes: 3 to 255 of letters, digits, `_`, `-` and `.`.
fn resource_name(at: impl ToTokens, name: &str, what: &str, ctxt: &Ctxt) {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    if !(3..=255).contains(&name.len()) || !name.bytes().all(allowed) {
        let message = help(
            format!("DynamoDB does not accept the {what} name `{name}`"),
            "a name has 3 to 255 characters: ASCII letters and digits, `_`, `-` and `.`",
        );
        ctxt.error(at, message);
    }
}

/// What the table uses an attribute for.
struct Use {
    name: String,
    what: String,
    at: TokenStream,
    /// Indexes may share their key attributes with each other.
    index: Option<usize>,
    /// The type that it is stored as.
    scalar: Scalar,
    /// Whether an index has a key of the table.
    of_table: bool,
}

/// What the table uses attributes for, in the order of its declaration.
fn uses(table: &Table) -> Vec<Use> {
    let mut uses = Vec::new();
    let whole = table.ident.to_token_stream();
    let mut own = |name: String, what: &str, given: Option<&LitStr>, scalar: Scalar| {
        let at = given.map_or_else(|| whole.clone(), ToTokens::to_token_stream);
        let what = what.to_owned();
        uses.push(Use {
            name,
            what,
            at,
            index: None,
            scalar,
            of_table: false,
        });
    };
    let pk = table.pk.as_ref().map(|key| &key.text);
    own(table.pk_name(), "the partition key", pk, table.pk_scalar());
    if let Some((name, scalar)) = table.sort_key() {
        let sk = match &table.sk {
            Some(SortKey::Is(key)) => Some(&key.text),
            _ => None,
        };
        own(name, "the sort key", sk, scalar);
    }
    let type_index = table.type_index.as_ref();
    let text = Scalar::Text;
    let types = table.type_names();
    let several = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
    ];
    let count = types.len();
    for ((name, given), position) in types.into_iter().zip(several) {
        if count == 1 {
            own(name, "the type attribute", given, text);
        } else {
            own(name, &format!("the {position} type attribute"), given, text);
        }
    }
    if let Some((pk, _)) = table.shards() {
        let what = "the partition key of the type index's shards";
        own(pk.value(), what, Some(pk), text);
    }
    if let Some(ttl) = &table.ttl {
        let number = Scalar::Number;
        own(ttl.value(), "the time to live", Some(ttl), number);
    }
    if let Some(sk) = type_index.and_then(|index| index.sk.as_ref()) {
        let what = "the sort key of the type index";
        own(sk.text.value(), what, Some(&sk.text), sk.scalar);
    }
    for (i, index) in table.indexes.iter().enumerate() {
        // A local index with a partition key is an error already.
        let pk = index.pk.as_ref().filter(|_| index.local.is_none());
        for (key, half) in [(pk, "partition"), (index.sk.as_ref(), "sort")] {
            if let Some(key) = key {
                uses.push(Use {
                    name: key.text.value(),
                    what: format!("the {half} key of `{}`", index.name.text),
                    at: key.text.to_token_stream(),
                    index: Some(i),
                    scalar: table.scalar_of(key),
                    of_table: table.half(&key.text.value()).is_some(),
                });
            }
        }
    }
    uses
}

/// No attribute is used for two things.
fn attribute_names(table: &Table, ctxt: &Ctxt) {
    let uses = uses(table);
    for (i, this) in uses.iter().enumerate() {
        attribute_name(this, ctxt);
        let other_type = uses[..i].iter().find(|other| {
            let both_keys = other.index.is_some() || this.of_table && is_key(other);
            other.name == this.name && both_keys && other.scalar != this.scalar
        });
        if let Some(other) = other_type.filter(|_| this.index.is_some()) {
            let word = |scalar: Scalar| match scalar {
                Scalar::Text => "a string",
                Scalar::Number => "a number",
                Scalar::Binary => "a binary",
            };
            let message = format!(
                "the attribute `{}` is {} as {} and {} as {}, and an attribute has one type; give \
                 one of them another name",
                this.name,
                word(other.scalar),
                other.what,
                word(this.scalar),
                this.what
            );
            ctxt.error(&this.at, message);
            continue;
        }
        let clash = uses[..i].iter().find(|other| {
            let shared = this.index.is_some()
                && other.index != this.index
                && (other.index.is_some() || this.of_table && is_key(other));
            other.name == this.name && !this.name.is_empty() && !shared
        });
        if let Some(other) = clash {
            // Of a default and a given name, the given one is shown.
            let at = if is_default(&this.at) {
                &other.at
            } else {
                &this.at
            };
            let message = format!(
                "the attribute `{}` is {} and {}; give one of them another name",
                this.name, other.what, this.what
            );
            ctxt.error(at, message);
        }
    }
}

/// Whether the table uses the attribute as one of its keys.
fn is_key(this: &Use) -> bool {
    matches!(this.what.as_str(), "the partition key" | "the sort key")
}

fn attribute_name(this: &Use, ctxt: &Ctxt) {
    if this.name.is_empty() || this.name.len() > 255 {
        let message = format!(
            "the name of {} has {} bytes; the name of a key attribute has 1 to 255",
            this.what,
            this.name.len()
        );
        ctxt.error(&this.at, message);
    }
}

/// Whether the tokens are those of the derive's type, which mean a default.
fn is_default(at: &TokenStream) -> bool {
    matches!(at.clone().into_iter().next(), Some(TokenTree::Ident(_)))
}
