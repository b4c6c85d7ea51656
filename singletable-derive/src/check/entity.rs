//! Rules of `#[derive(Entity)]` that the tokens decide.

use super::serde_rules::{self, Derive};
use crate::ctxt::Ctxt;
use crate::message::{self, help, template};
use crate::model::entity::{Entity, Template};
use crate::parse::entity as input;
use crate::template::Encoding;
use crate::types::{self, Kind, NotAKey};
use std::collections::{HashMap, HashSet};

/// Names of methods that every repository has.
const METHODS: [&str; 28] = [
    "access",
    "batch_get",
    "batch_get_stream",
    "check",
    "check_by",
    "clone",
    "create",
    "create_item",
    "delete",
    "delete_by",
    "deref",
    "get",
    "get_by",
    "into",
    "key",
    "list",
    "new",
    "partition",
    "put",
    "query",
    "save",
    "scan",
    "table",
    "to_owned",
    "update",
    "update_by",
    "upsert",
    "upsert_by",
];

/// Whether every repository has a method of that name.
pub(crate) fn is_taken(method: &str) -> bool {
    METHODS.contains(&method)
}

/// Checks what was written.
pub(crate) fn check(input: &input::Entity, entity: &Entity, ctxt: &Ctxt) {
    serde_rules::container(Derive::Entity, &input.serde.seen, ctxt);
    for (written, field) in input.fields.iter().zip(&entity.fields) {
        super::null::check(written, ctxt);
        serde_rules::field(Derive::Entity, &written.serde.seen, ctxt);
        if field.flatten {
            super::flatten::check(written, ctxt);
            continue;
        }
        if let Some(tokens) = &written.key_only {
            super::key_only::check(tokens, written, entity, field, ctxt);
            continue;
        }
        let defaulted = entity.default.is_some() || field.stores_nothing();
        serde_rules::left_out(written, defaulted, ctxt);
        serde_rules::lost_default(written, field, ctxt);
        if in_a_key(entity, field.slot) && field.read {
            serde_rules::left_out_of_a_key(written, defaulted, ctxt);
        }
    }
    super::type_names::check(input, entity, ctxt);
    fields(input, entity, ctxt);
    attribute_names(entity, ctxt);
    constants(entity, ctxt);
    indexes(input, entity, ctxt);
    super::names::check(input, entity, ctxt);
    super::keys::check(input, entity, ctxt);
    super::paths::check(input, entity, ctxt);
    templates(entity, ctxt);
    groups(entity, ctxt);
    super::generate::check(&input.fields, entity, ctxt);
    super::lifecycle::check(&input.fields, entity, ctxt);
    super::precision::check(&input.fields, entity, ctxt);
}

/// Whether a key is made of the field: one of the table, of an index or of a guard.
fn in_a_key(entity: &Entity, slot: usize) -> bool {
    let mut templates = entity.templates();
    let mut unique = entity.unique.iter();
    templates.any(|template| entity.is_in(template, slot))
        || unique.any(|unique| unique.slots.contains(&slot))
}

fn fields(input: &input::Entity, entity: &Entity, ctxt: &Ctxt) {
    let mut ttl = None;
    for (written, field) in input.fields.iter().zip(&entity.fields) {
        if field.flatten {
            continue;
        }
        if let Some(tokens) = &written.ttl {
            if let Some(other) = ttl.replace(&field.name) {
                let message = format!(
                    "`{other}` is the time to live already, and a table has one; remove one of \
                     the two"
                );
                ctxt.error(tokens, message);
            }
            if entity.lifetime.is_some() && !field.is_option() {
                let message = help(
                    format!(
                        "`{}` is filled in from the struct's `ttl`, where an item has no time of \
                         its own",
                        field.name
                    ),
                    "make it an `Option`, whose `None` begins the lifetime",
                );
                ctxt.error(tokens, message);
            }
            if !field.key_only && (written.serde.has_with() || !field.written || !field.read) {
                let message = format!(
                    "`{}` is stored as whole epoch seconds, so serde's `with` and `skip` cannot \
                     apply; remove them",
                    field.name
                );
                ctxt.error(tokens, message);
            }
        }
        if let Some(tokens) = &written.list
            && types::is_plain(&field.value)
        {
            ctxt.error(tokens, message::shape::already_a_list(&field.name));
        }
    }
}

/// Each attribute belongs to one field.
fn attribute_names(entity: &Entity, ctxt: &Ctxt) {
    let mut known = HashMap::new();
    for field in entity.fields.iter().filter(|field| !field.ttl) {
        if field.flatten || !field.written && !field.read {
            continue;
        }
        if field.attribute.is_empty() {
            let message = format!("the attribute of `{}` has no name; rename it", field.name);
            ctxt.error(&field.ident, message);
        }
        if let Some(other) = known.insert(&field.attribute, &field.name) {
            let message = format!(
                "`{other}` and `{}` have the same attribute `{}`; give one of them another: \
                 `#[serde(rename = \"…\")]`",
                field.name, field.attribute
            );
            ctxt.error(&field.ident, message);
        }
    }
}

/// Each constant belongs to one field or group.
fn constants(entity: &Entity, ctxt: &Ctxt) {
    let fields = entity.fields.iter();
    let fields = fields.filter(|field| field.written || field.key_only);
    super::attributes::same_constants(fields.clone().map(|field| &field.konst), ctxt);
    for group in &entity.groups {
        if let Some(field) = fields.clone().find(|field| field.konst == group.konst) {
            let message = help(
                format!(
                    "the constant `{}` of this field is also that of the keys of `{}`",
                    group.konst,
                    group.access.as_deref().unwrap_or("the type index")
                ),
                "give the access pattern another name: `index(…, name = …)`",
            );
            ctxt.error(&field.ident, message);
        }
    }
}

fn indexes(input: &input::Entity, entity: &Entity, ctxt: &Ctxt) {
    let mut names = HashSet::new();
    for (i, index) in entity.indexes.iter().enumerate() {
        let name = &index.word.text;
        if !names.insert(name) {
            let message = help(
                format!("the index `{name}` is given twice: an item has one key in an index"),
                "remove one, or use another index of the table",
            );
            ctxt.error(&index.word.token, message);
        }
        let access = index.access_name();
        if is_taken(&access) {
            let message = format!(
                "every repository has a method `{access}`; give the access pattern another name, \
                 such as `by_{access}`"
            );
            ctxt.error(&index.access, message);
        }
        if let Some(message) = super::names::taken(input, entity, i) {
            ctxt.error(&index.access, message);
        }
        if index.pk.is_none() && index.sk.is_none() || index.is_inverted && entity.table.is_none() {
            let message = format!(
                "`{}` has no key in `{name}`; add `pk = \"…\"`, `sk = \"…\"` or both",
                entity.name
            );
            ctxt.error(&index.word.token, message);
        }
    }
}

fn templates(entity: &Entity, ctxt: &Ctxt) {
    for template in entity.templates() {
        let mut table_key = std::iter::once(&entity.pk).chain(&entity.sk);
        let primary = table_key.any(|key| std::ptr::eq(key, template));
        placeholders(entity, template, primary, ctxt);
    }
    // Whether a key of one field is a number is for its table to say.
    let text = |template: &&Template| !may_be_stored_as_it_is(entity, template);
    for template in entity.sk.iter().chain(&entity.type_sk).filter(text) {
        for (slot, encoding) in template.placeholders() {
            let field = entity.key_field(slot);
            if Kind::of(&field.value) == Kind::Integer && encoding == Encoding::Plain {
                ctxt.error(&template.text, template::unsorted_integer(&field.name));
            }
        }
    }
    let index_sorts = entity.indexes.iter().filter_map(|index| index.sk.as_ref());
    let sorts = entity.sk.iter().chain(&entity.type_sk);
    for sort in sorts.chain(index_sorts) {
        let count = sort.slots().count();
        if count > 5 {
            ctxt.error(&sort.text, template::too_many_sort_fields(count));
        }
    }
}

/// Whether the table may store the key as a number or a binary: it is one field as it is. The default table
/// has text alone.
fn may_be_stored_as_it_is(entity: &Entity, template: &Template) -> bool {
    let only = template.only_field();
    let is_plain = only.is_some_and(|(_, encoding)| encoding == Encoding::Plain);
    entity.table.is_some() && is_plain
}

fn placeholders(entity: &Entity, template: &Template, primary: bool, ctxt: &Ctxt) {
    for (slot, encoding) in template.placeholders() {
        let field = entity.key_field(slot);
        let name = &field.name;
        let holder = &entity.fields[entity.holder(slot)];
        let optional = types::option_inner(&holder.ty).is_some();
        let error = |message: String| ctxt.error(&template.text, message);
        if holder.flatten {
            error(template::flattened_in_key(&holder.name));
            continue;
        }
        // What a path begins with is stored, or its value could not be read.
        let is_key_only = holder.key_only && entity.path(slot).is_none();
        if holder.ttl && !is_key_only {
            error(template::ttl_in_key(&holder.name));
        } else if (!holder.written || !holder.read) && !is_key_only {
            error(template::skipped_in_key(&holder.name));
        } else if primary && optional {
            error(template::optional_in_primary_key(&holder.name));
        } else if optional && holder.has_with() {
            error(template::optional_with_in_key(&holder.name));
        }
        let ty = || types::text_of(&field.value);
        match Kind::of(&field.value) {
            Kind::Never(NotAKey::Float | NotAKey::Bytes)
                if may_be_stored_as_it_is(entity, template) => {}
            Kind::Never(reason) if !(optional && holder.has_with()) => {
                let whole = types::text_of(&field.ty);
                error(template::not_a_key(name, &whole, reason));
            }
            kind if kind.accepts(encoding) == Some(false) => {
                error(template::wrong_encoding_of(name, &ty(), encoding, kind));
            }
            _ => {}
        }
    }
}

fn groups(entity: &Entity, ctxt: &Ctxt) {
    for group in entity.groups.iter().filter(|group| group.slots.len() > 5) {
        let name = |slot: &usize| entity.fields[*slot].name.as_str();
        let names: Vec<_> = group.slots.iter().map(name).collect();
        let names = crate::suggest::listed(&names);
        let message = help(
            format!(
                "the index keys of `{}` hang together by {} fields, and at most 5 can be set \
                 together: {names}",
                entity.name,
                group.slots.len()
            ),
            "use fewer fields in the templates, or make the optional ones part of another index",
        );
        ctxt.error(&entity.ident, message);
    }
}
