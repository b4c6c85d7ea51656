//! Rules of the names of generated types: each is the name of one of them.

use crate::ctxt::Ctxt;
use crate::message::help;
use crate::model::entity::Entity;
use crate::parse::entity as input;
use syn::Ident;

/// Checks the names that are given.
pub(crate) fn check(input: &input::Entity, entity: &Entity, ctxt: &Ctxt) {
    for (i, given) in input.names.iter().enumerate() {
        let (of, name) = (given.of(), &given.name);
        let earlier = &input.names[..i];
        if of == "new" && !entity.has_input() {
            ctxt.error(name, no_input(entity, name));
        } else if *name == entity.name {
            let message = format!(
                "`{name}` is the struct itself; give {} another name",
                described(&of)
            );
            ctxt.error(name, message);
        } else if let Some(other) = clash(entity, &of, name, |other| {
            // Of two that are given, the second is wrong.
            is_given(earlier, other) || !is_given(&input.names, other)
        }) {
            let message = format!(
                "`{name}` is {} already; give {} another name",
                described(&other),
                described(&of)
            );
            ctxt.error(name, message);
        }
    }
}

/// Why the access pattern cannot have its name, where the usual names of types are meant.
pub(super) fn taken(input: &input::Entity, entity: &Entity, index: usize) -> Option<String> {
    let (index, before) = (&entity.indexes[index], &entity.indexes[..index]);
    let (access, pattern) = (index.access_name(), &index.pattern);
    if before.iter().any(|other| other.access_name() == access) {
        return Some(format!(
            "two access patterns are called `{access}`; give one of them another `name`"
        ));
    }
    if access != "by_key" && is_given(&input.names, &access) {
        return None;
    }
    let is_usual = |other: &str| !is_given(&input.names, other);
    if access == "by_key" || (*pattern == entity.names.by_key && is_usual("by_key")) {
        let message = "`by_key` is the name of the primary key's own access pattern; give this one \
                       another";
        return Some(message.to_owned());
    }
    if *pattern == entity.names.repository && is_usual("repository") {
        return Some(format!(
            "`{pattern}` is the type of the repository; give the access pattern another name than \
             `{access}`"
        ));
    }
    let mut before = before.iter();
    let other = before.find(|other| other.pattern == *pattern && is_usual(&other.access_name()))?;
    Some(format!(
        "two access patterns are called `{access}` or `{}`, which have one type; give one of them \
         another `name`",
        other.access_name()
    ))
}

fn is_given(names: &[input::TypeName], of: &str) -> bool {
    names.iter().any(|given| given.of() == of)
}

/// Another generated type of that name, among those that count.
fn clash(entity: &Entity, of: &str, name: &Ident, counts: impl Fn(&str) -> bool) -> Option<String> {
    let names = &entity.names;
    let new = entity.has_input().then_some(("new", &names.new));
    let own = [
        ("key", &names.key),
        ("repository", &names.repository),
        ("by_key", &names.by_key),
    ];
    let own = own.into_iter().chain(new);
    let own = own.map(|(other, ident)| (other.to_owned(), ident));
    let indexes = entity.indexes.iter();
    let mut all = own.chain(indexes.map(|index| (index.access_name(), &index.pattern)));
    let found = all.find(|(other, ident)| other != of && *ident == name && counts(other));
    found.map(|(other, _)| other)
}

fn no_input(entity: &Entity, name: &Ident) -> String {
    help(
        format!(
            "`{}` has no input struct that could be called `{name}`: no field of it is generated",
            entity.name
        ),
        "remove `new`; `create` takes a reference to the whole struct",
    )
}

/// What a key of `names(…)` means.
fn described(of: &str) -> String {
    match of {
        "key" => "the primary key's type".to_owned(),
        "new" => "the input struct".to_owned(),
        "repository" => "the repository".to_owned(),
        access => format!("the type of the access pattern `{access}`"),
    }
}
