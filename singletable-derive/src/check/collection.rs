//! Rules of `#[derive(Collection)]` that the tokens decide. What depends on members is checked in constant
//! evaluation, by core.

use crate::case::identifier;
use crate::ctxt::Ctxt;
use crate::message::help;
use crate::parse::collection::{Collection, Holds, Member};
use crate::template::Piece;
use quote::ToTokens;
use std::collections::HashMap;
use std::fmt::Display;
use syn::Ident;

/// Checks what was written.
pub(crate) fn check(collection: &Collection, ctxt: &Ctxt) {
    let name = &collection.ident;
    match &collection.pk {
        None => ctxt.error(name, missing_key(name)),
        Some(pk) => {
            let mut fields: Vec<&str> = Vec::new();
            for piece in &pk.pieces {
                if let Piece::Field { name, .. } = piece
                    && !fields.contains(&name.as_str())
                {
                    fields.push(name);
                    if identifier(name, pk.text.span()).is_none() {
                        ctxt.error(&pk.text, not_a_parameter(name));
                    }
                }
            }
        }
    }
    if collection.members.is_empty() {
        ctxt.error(name, no_members(name));
    }
    let mut known = HashMap::new();
    for member in &collection.members {
        check_member(member, ctxt);
        let ty = member.ty.to_token_stream();
        if let Some(other) = known.insert(ty.to_string(), &member.ident) {
            ctxt.error(&member.ty, same_type(other, &member.ident, ty));
        }
    }
}

fn check_member(member: &Member, ctxt: &Ctxt) {
    let is_many = member.holds == Holds::Many;
    if let Some(join) = member.join.as_ref() {
        if !is_many {
            ctxt.error(&join.tokens, not_many("join", &member.ident));
        }
        if join.fields.is_empty() {
            ctxt.error(&join.tokens, EMPTY_JOIN);
        }
    }
    let sort = member.sort.as_ref().map(|sort| &sort.tokens);
    for (option, tokens) in [("sort", sort), ("descending", member.descending.as_ref())] {
        if let Some(tokens) = tokens.filter(|_| !is_many) {
            ctxt.error(tokens, not_many(option, &member.ident));
        }
    }
}

/// A join of no fields.
const EMPTY_JOIN: &str = "`join` names no field; write `join(team_id)` with a field that the \
    parent and its children have";

fn missing_key(name: &Ident) -> String {
    help(
        format!("`{name}` has no `pk`: a collection is read from one partition"),
        "write the template of the partition key that its members share: \
         `#[collection(pk = \"USER#<user_id>\")]`",
    )
}

fn not_a_parameter(name: &str) -> String {
    format!(
        "`{name}` cannot be a parameter of `get`; the fields of a collection's `pk` may have any name that is no keyword"
    )
}

fn no_members(name: &Ident) -> String {
    help(
        format!("`{name}` has no members"),
        "add fields of entities: `user: User`, `posts: Vec<Post>`, `profile: Option<Profile>`",
    )
}

fn same_type(first: &Ident, second: &Ident, ty: impl Display) -> String {
    help(
        format!(
            "`{first}` and `{second}` hold items of the same type `{ty}`, and which of them an item \
             is for could not be told"
        ),
        format!("keep one of them, as a `Vec<{ty}>`"),
    )
}

fn not_many(option: &str, field: &Ident) -> String {
    format!(
        "`{option}` is for several items, and `{field}` holds one; make it a `Vec`, or remove `{option}`"
    )
}
