//! Whether the type that an entity declares is one that its table can hold, in constant evaluation: the
//! table is declared elsewhere, so a macro cannot compare them.

use super::sentence::{Sentence, fail};
use super::{EntitySchema, TableLayout, TypeAttribute};

/// Checks the type of an entity against the type attributes of its table.
///
/// # Panics
///
/// In constant evaluation, when the table cannot hold it.
#[track_caller]
pub(super) const fn type_fits(layout: &TableLayout, entity: &EntitySchema) {
    let is_set = !entity.type_set.is_empty();
    let is_several = !entity.type_rest.is_empty();
    match layout.type_attribute {
        TypeAttribute::None => {
            if !entity.type_aliases.is_empty() {
                nothing_stored(entity.name, "type_alias");
            }
            if is_set || is_several {
                nothing_stored(entity.name, "type");
            }
        }
        _ if entity.typeless => {}
        TypeAttribute::One(attribute) => {
            if is_set {
                no_set(entity.name, attribute);
            }
            if is_several {
                wrong_count(layout, entity);
            }
        }
        TypeAttribute::Several(names) => {
            if is_set {
                no_set(entity.name, names[0]);
            }
            if 1 + entity.type_rest.len() != names.len() {
                wrong_count(layout, entity);
            }
        }
        TypeAttribute::Set(attribute) => {
            if is_several {
                fail(&[
                    "the type of `",
                    entity.name,
                    "` is written for several attributes, and the type attribute `",
                    attribute,
                    "` is a set; write `type = [\"…\", \"…\"]`, of which the first is its own name",
                ]);
            }
        }
    }
}

#[track_caller]
const fn nothing_stored(entity: &str, option: &str) {
    fail(&[
        "`",
        entity,
        "` has a `",
        option,
        "`, and its table stores no types (`type_attribute = none`): items are told apart by their keys; \
         leave it out",
    ]);
}

#[track_caller]
const fn no_set(entity: &str, attribute: &str) {
    fail(&[
        "the type of `",
        entity,
        "` is a set, and the type attribute `",
        attribute,
        "` holds a text; write `type = \"…\"`, or declare `type_attribute = set(\"",
        attribute,
        "\")` in `#[table(…)]`",
    ]);
}

#[track_caller]
const fn wrong_count(layout: &TableLayout, entity: &EntitySchema) {
    let names = layout.type_attribute.names();
    let mut sentence = Sentence::of(&[]);
    let attributes = if names.len() == 1 {
        " type attribute, "
    } else {
        " type attributes, "
    };
    sentence.extend(&["the table has ", number(names.len()), attributes]);
    let mut i = 0;
    while i < names.len() {
        sentence.list(i, names[i]);
        i += 1;
    }
    let given = 1 + entity.type_rest.len();
    let texts = if given == 1 { " text" } else { " texts" };
    sentence.extend(&[", and the type of `", entity.name, "` has ", number(given)]);
    sentence.extend(&[texts, "; write a text for each: `type = "]);
    if names.len() == 1 {
        sentence.extend(&["\"…\"`"]);
    } else {
        sentence.extend(&["(\"", entity.type_name, "\""]);
        let mut i = 1;
        while i < names.len() {
            sentence.extend(&[", \"…\""]);
            i += 1;
        }
        sentence.extend(&[")`"]);
    }
    sentence.report()
}

/// The number as a word or digits, as far as a declaration has so many.
const fn number(count: usize) -> &'static str {
    match count {
        1 => "one",
        2 => "two",
        3 => "three",
        4 => "four",
        5 => "five",
        6 => "six",
        7 => "seven",
        8 => "eight",
        _ => "more",
    }
}
