//! Rules of versions, read-only and computed fields, unique values, and the field that keeps the
//! rest.

use super::entity::is_taken;
use crate::ctxt::Ctxt;
use crate::message::{help, template};
use crate::model::entity::{Entity, Template, Unique};
use crate::model::field::Field;
use crate::parse::field::Field as Input;
use crate::types::{self, Kind, option_inner};
use proc_macro2::TokenStream;
use quote::ToTokens;
use std::collections::HashSet;

/// Checks `version`, `read_only`, `computed` and `extra` of all fields.
pub(crate) fn check(fields: &[Input], entity: &Entity, ctxt: &Ctxt) {
    once(fields, |field| field.version.as_ref(), "version", ctxt);
    once(fields, |field| field.extra.as_ref(), "extra", ctxt);
    let mut names = HashSet::new();
    for constraint in &entity.unique {
        if !names.insert(constraint.method()) {
            let message = help(
                format!("two unique constraints are called `{}`", constraint.name),
                "give one of them another name: `unique(by_name, fields(team, name))`",
            );
            ctxt.error(&constraint.at, message);
        }
        unique(constraint, entity, ctxt);
    }
    for (written, field) in fields.iter().zip(&entity.fields) {
        if field.flatten {
            continue;
        }
        if let Some(generator) = &written.on_update
            && field.guarded
        {
            let message = format!(
                "`{}` is kept unique by a guard, which an update would not move; write `on_create`",
                field.name
            );
            ctxt.error(&generator.path, message);
        }
        if let Some(tokens) = written.version.as_ref().filter(|_| !field.key_only) {
            version(tokens, field, entity, ctxt);
        }
        if let Some(path) = &written.computed {
            computed(&path.to_token_stream(), written, entity, ctxt);
        }
        if let Some(tokens) = &written.extra
            && (written.serde.has_with() || others(written))
        {
            let message = format!(
                "`{}` keeps the attributes of no field, and has none of its own; remove its other \
                 options",
                field.name
            );
            ctxt.error(tokens, message);
        }
        if let Some(generator) = &written.on_update
            && written.read_only.is_some()
        {
            let message = format!(
                "`{}` is read only, so no update generates it; write `on_create`",
                field.name
            );
            ctxt.error(&generator.path, message);
        }
    }
}

fn once(fields: &[Input], of: impl Fn(&Input) -> Option<&TokenStream>, option: &str, ctxt: &Ctxt) {
    let mut marked = fields.iter().filter(|field| of(field).is_some());
    let Some(first) = marked.next() else {
        return;
    };
    for field in marked {
        let message = format!(
            "`{}` is the `{option}` of this entity already; remove one of the two",
            first.ident
        );
        ctxt.error(of(field).unwrap_or(&TokenStream::new()), message);
    }
}

fn version(tokens: &TokenStream, field: &Field, entity: &Entity, ctxt: &Ctxt) {
    let name = &field.name;
    let in_key = |template: &Template| entity.is_in(template, field.slot);
    if entity.templates().any(in_key) {
        let message = format!(
            "`{name}` is the version, which every write changes; take it out of the templates"
        );
        ctxt.error(tokens, message);
    }
    let is_skipped = !field.written || !field.read || field.skip_if.is_some();
    if field.is_option() || field.has_with() || is_skipped {
        let message = help(
            format!("`{name}` is the version, which every item has as a number"),
            "make it a plain `u64`, without serde's `with` and `skip`",
        );
        ctxt.error(tokens, message);
    }
    if field.on_create.is_some() || field.on_update.is_some() {
        let message = format!("`{name}` is the version, which begins at 1; remove its generator");
        ctxt.error(tokens, message);
    }
}

/// A unique constraint has a name that makes a method, and fields whose values can be part of a key.
fn unique(constraint: &Unique, entity: &Entity, ctxt: &Ctxt) {
    let Unique {
        name, at, slots, ..
    } = constraint;
    let method = constraint.method();
    let mut accesses = entity.indexes.iter().map(|index| &index.access);
    if is_taken(&method.to_string()) || accesses.any(|access| *access == method) {
        let message = help(
            format!("the repository has a method `{method}` already"),
            "give the constraint, or the access pattern, another name",
        );
        ctxt.error(at, message);
    }
    // That of another library's guards is said where their key is.
    if slots.is_empty() && constraint.guard.is_none() {
        let message = help(
            format!("`{name}` names no field whose values would be unique"),
            "write `unique(by_name, fields(team, name))`",
        );
        ctxt.error(at, message);
    }
    for (position, &slot) in slots.iter().enumerate() {
        let field = &entity.fields[slot];
        if slots[..position].contains(&slot) {
            let message = format!("`{name}` names `{}` twice; remove one", field.name);
            ctxt.error(at, message);
        } else if let Some(message) = not_unique(field) {
            ctxt.error(at, message);
        }
    }
}

/// Why the values of a field cannot be kept unique.
fn not_unique(field: &Field) -> Option<String> {
    let name = &field.name;
    if field.flatten {
        return Some(template::flattened_in_key(name));
    }
    if field.ttl || field.version || field.extra || field.computed.is_some() {
        let what = match field {
            Field { ttl: true, .. } => "the time to live",
            Field { version: true, .. } => "the version",
            Field { extra: true, .. } => "what keeps the attributes of no field",
            _ => "computed, and never stored",
        };
        return Some(format!(
            "`{name}` is {what}, which cannot be unique; name another field"
        ));
    }
    if (!field.written || !field.read) && !field.key_only {
        return Some(template::skipped_in_key(name));
    }
    if field.has_with() && option_inner(&field.ty).is_some() {
        return Some(template::optional_with_in_key(name));
    }
    match Kind::of(&field.value) {
        Kind::Never(reason) => {
            let ty = types::text_of(&field.ty);
            Some(template::not_a_key(name, &ty, reason))
        }
        _ => None,
    }
}

fn computed(tokens: &TokenStream, written: &Input, entity: &Entity, ctxt: &Ctxt) {
    let name = &written.ident;
    if others(written) {
        let message = format!(
            "`{name}` is computed after a read, and never stored; remove its other options"
        );
        ctxt.error(tokens, message);
    }
    if !(written.serde.skip_serializing && written.serde.skip_deserializing)
        && entity.default.is_none()
    {
        let message = help(
            format!("`{name}` is never stored, and serde does not know that"),
            "add `#[serde(skip)]`",
        );
        ctxt.error(tokens, message);
    }
}

/// Whether the field has options that say how it is stored.
fn others(field: &Input) -> bool {
    field.ttl.is_some()
        || field.precision.is_some()
        || field.list.is_some()
        || field.null.is_some()
        || field.unique.is_some()
        || field.version.is_some()
        || field.read_only.is_some()
        || field.key_only.is_some()
        || field.on_create.is_some()
        || field.on_update.is_some()
        || (field.extra.is_some() && field.computed.is_some())
}
