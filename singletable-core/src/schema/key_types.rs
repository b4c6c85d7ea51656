//! Checks of an entity's keys against the types that its table stores them as.

use super::check::are_one;
use super::sentence::Sentence;
use super::{EntitySchema, KeyAttribute, KeyHalf, ScalarType, TableLayout, str_eq};
use crate::key::{Encoding, KeyShape, KeyTemplate, Segment};

/// Whether a half of a key sorts as its values do, because it is stored as a number or a binary.
pub const fn sorts_itself(half: Option<KeyAttribute>) -> bool {
    match half {
        Some(half) => !matches!(half.scalar, ScalarType::String),
        None => false,
    }
}

/// Whether a half of a key is stored as a number.
pub const fn is_number(half: Option<KeyAttribute>) -> bool {
    match half {
        Some(half) => matches!(half.scalar, ScalarType::Number),
        None => false,
    }
}

/// The sort key of the type index, if the table has one.
pub const fn type_index_sort_key(layout: &TableLayout) -> Option<KeyAttribute> {
    match layout.type_index {
        Some(index) => index.sk,
        None => None,
    }
}

/// Checks the table's partition key.
///
/// # Panics
///
/// In constant evaluation, when the template does not make a key of its type.
#[track_caller]
pub const fn table_pk(layout: &TableLayout, entity: &EntitySchema) {
    let template = &entity.pk;
    if let Some(index) = layout.type_index
        && let Some(half) = index.sk
        && matches!(half.scalar, ScalarType::Binary)
        && entity.type_sk.is_none()
    {
        Sentence::of(&[
            "the sort key of the type index is a binary, which is no time of creation; add \
             `type_sk = \"<field>\"`",
        ])
        .report()
    }
    check(layout.pk, template, &["the table's partition key"], "pk");
}

/// Checks the table's sort key.
///
/// # Panics
///
/// In constant evaluation, when the template does not make a key of its type, or only one of the table and
/// the entity has one.
#[track_caller]
pub const fn table_sk(layout: &TableLayout, entity: &EntitySchema) {
    match (layout.sk, &entity.sk) {
        (Some(half), Some(template)) => check(half, template, &["the table's sort key"], "sk"),
        (Some(_), None) => {
            let sentence = [
                "`",
                entity.name,
                "` has no `sk`, and its table has a sort key; add `sk = \"…\"`, or declare the table \
                 with `sk = none`",
            ];
            Sentence::of(&sentence).report()
        }
        (None, Some(_)) => {
            let sentence = "the table has no sort key (`sk = none`); leave out `sk`";
            Sentence::of(&[sentence]).report()
        }
        (None, None) => {}
    }
}

/// Checks the partition key of the entity's index at that position.
///
/// # Panics
///
/// In constant evaluation, when the template does not make a key of its type.
#[track_caller]
pub const fn index_pk(entity: &EntitySchema, position: usize) {
    let index = &entity.indexes[position];
    if let Some(template) = &index.pk {
        of_table(index.layout.pk, template, entity, index.layout.name, "pk");
        let what = ["the partition key of `", index.layout.name, "`"];
        check(index.layout.pk, template, &what, "pk");
    }
}

/// Checks the sort key of the entity's index at that position.
///
/// # Panics
///
/// In constant evaluation, when the template does not make a key of its type.
#[track_caller]
pub const fn index_sk(entity: &EntitySchema, position: usize) {
    let index = &entity.indexes[position];
    if let (Some(half), Some(template)) = (index.layout.sk, &index.sk) {
        of_table(half, template, entity, index.layout.name, "sk");
        let what = ["the sort key of `", index.layout.name, "`"];
        check(half, template, &what, "sk");
    }
}

/// Checks the keys of the guards of the entity's constraint at that position, which another library makes.
///
/// # Panics
///
/// In constant evaluation, when a template does not make a key of the table's type, only one of the table
/// and the guards has a sort key, a guard can have the key of an item, or of another guard.
#[track_caller]
pub const fn guard_keys(layout: &TableLayout, entity: &EntitySchema, position: usize) {
    let unique = &entity.unique[position];
    let Some(form) = &unique.guard else { return };
    check(layout.pk, &form.pk, &["the guards' partition key"], "pk");
    match (layout.sk, &form.sk) {
        (Some(half), Some(template)) => check(half, template, &["the guards' sort key"], "sk"),
        (Some(_), None) => {
            Sentence::of(&["the table has a sort key, and so have its guards; add `sk = \"…\"`"])
                .report()
        }
        (None, Some(_)) => {
            Sentence::of(&["the table has no sort key (`sk = none`); leave out `sk`"]).report()
        }
        (None, None) => {}
    }
    let separator = layout.separator;
    if are_one(
        &form.pk,
        form.sk.as_ref(),
        &entity.pk,
        entity.sk.as_ref(),
        separator,
    ) {
        Sentence::of(&[
            "a guard of `",
            unique.name,
            "` can have the key of a `",
            entity.name,
            "`; begin one of them with another literal",
        ])
        .report()
    }
    let mut i = 0;
    while i < position {
        if let Some(other) = &entity.unique[i].guard
            && are_one(
                &form.pk,
                form.sk.as_ref(),
                &other.pk,
                other.sk.as_ref(),
                separator,
            )
        {
            Sentence::of(&[
                "a guard of `",
                unique.name,
                "` can have the key of one of `",
                entity.unique[i].name,
                "`; write the constraint's name in the key, as in `unique#email#<email>`",
            ])
            .report()
        }
        i += 1;
    }
}

/// Checks that the entity's index at that position, which has no templates of its own, is over the table's
/// keys the other way round.
///
/// # Panics
///
/// In constant evaluation, when it is not.
#[track_caller]
pub const fn inverted(entity: &EntitySchema, position: usize) {
    let layout = &entity.indexes[position].layout;
    let sort = match layout.sk {
        Some(sk) => sk.of_table,
        None => None,
    };
    if let (Some(KeyHalf::Sort), Some(KeyHalf::Partition)) = (layout.pk.of_table, sort) {
        return;
    }
    Sentence::of(&[
        "`",
        entity.name,
        "` has no key in `",
        layout.name,
        "`, which is not over the table's own keys; add `pk = \"…\"`, `sk = \"…\"` or both",
    ])
    .report()
}

/// Checks a template for a key of the table in an index: it is that of the primary key.
#[track_caller]
const fn of_table(
    half: KeyAttribute,
    template: &KeyTemplate,
    entity: &EntitySchema,
    index: &str,
    option: &str,
) {
    let (own, what) = match (half.of_table, &entity.sk) {
        (Some(KeyHalf::Partition), _) => (&entity.pk, "partition key"),
        (Some(KeyHalf::Sort), Some(sk)) => (sk, "sort key"),
        _ => return,
    };
    if str_eq(own.source, template.source) {
        return;
    }
    Sentence::of(&[
        "the `",
        option,
        "` of `",
        index,
        "` is the table's own ",
        what,
        ", whose template is \"",
        own.source,
        "\"; write the same",
    ])
    .report()
}

/// Checks the sort key of the type index.
///
/// # Panics
///
/// In constant evaluation, when the template does not make a key of its type.
#[track_caller]
pub const fn type_sk(layout: &TableLayout, entity: &EntitySchema) {
    if let Some(index) = layout.type_index
        && let (Some(half), Some(template)) = (index.sk, &entity.type_sk)
    {
        check(
            half,
            template,
            &["the sort key of the type index"],
            "type_sk",
        );
    }
}

/// Says what is wrong with a template for a key of that type. `what` names the key, and `option` is where
/// its template is written.
#[track_caller]
const fn check(half: KeyAttribute, template: &KeyTemplate, what: &[&str], option: &str) {
    match half.scalar {
        ScalarType::String => texts(template, what),
        ScalarType::Number => {
            if let [Segment::Literal(number)] = template.segments
                && is_integer(number)
            {
                return;
            }
            one_field(template, what, option, true);
        }
        ScalarType::Binary => one_field(template, what, option, false),
    }
}

/// Every field has a text.
#[track_caller]
const fn texts(template: &KeyTemplate, what: &[&str]) {
    let mut i = 0;
    while i < template.segments.len() {
        if let Segment::Field(field) = &template.segments[i] {
            let (is, declared) = match field.shape {
                KeyShape::Float => ("a floating-point number", "number"),
                KeyShape::Binary => ("bytes", "binary"),
                _ => {
                    i += 1;
                    continue;
                }
            };
            let mut sentence = Sentence::of(what);
            sentence.extend(&[
                " is text, and `",
                field.name,
                "` is ",
                is,
                ", which no text of a key is made of; make a key of it alone, which the table \
                 declares as `",
                declared,
                "(\"…\")`, or use another field",
            ]);
            sentence.report()
        }
        i += 1;
    }
}

/// The key is one field as it is.
#[track_caller]
const fn one_field(template: &KeyTemplate, what: &[&str], option: &str, number: bool) {
    let mut sentence = Sentence::of(what);
    sentence.extend(&[if number {
        " is a number"
    } else {
        " is a binary"
    }]);
    match template.segments {
        [Segment::Field(field)] if !matches!(field.encoding, Encoding::Plain) => {
            sentence.extend(&[
                ", which holds `",
                field.name,
                "` as it is; write `",
                option,
                " = \"<",
                field.name,
                ">\"`",
            ]);
            sentence.report()
        }
        [Segment::Field(field)] => {
            let fits = if number {
                field.shape.is_number()
            } else {
                matches!(field.shape, KeyShape::Binary)
            };
            if fits {
                return;
            }
            sentence.extend(&[
                ", and `",
                field.name,
                "` is none; use ",
                if number {
                    "an integer, a decimal or a float"
                } else {
                    "a `Vec<u8>` or a `[u8; N]`"
                },
                ", or declare the key as text in `#[table(…)]`",
            ]);
            sentence.report()
        }
        _ => {
            sentence.extend(&[
                ", so its template is one field and nothing else; write `",
                option,
                " = \"<field>\"`",
                if number {
                    ", or one number, which every item has"
                } else {
                    ""
                },
            ]);
            sentence.report()
        }
    }
}

/// Whether the text is a whole number of at most 38 digits.
const fn is_integer(text: &str) -> bool {
    let mut bytes = text.as_bytes();
    if let [b'-', rest @ ..] = bytes {
        bytes = rest;
    }
    let mut i = 0;
    while i < bytes.len() {
        if !bytes[i].is_ascii_digit() {
            return false;
        }
        i += 1;
    }
    !bytes.is_empty() && bytes.len() <= 38
}
