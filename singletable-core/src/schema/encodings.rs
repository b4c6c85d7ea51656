//! Checks of how a key's fields are written, where constant evaluation alone knows their types.

use super::TableLayout;
use super::check::separates;
use super::sentence::fail;
use crate::key::{Encoding, KeyKind, KeyType};

/// Says what to write where a template asks for an encoding that values of the type do not have. `what` is
/// the sentence up to the word for the type.
///
/// # Panics
///
/// In constant evaluation, when they have not.
#[track_caller]
pub const fn encodes<T>(
    ty: &KeyType<T>,
    encoding: Encoding,
    layout: &TableLayout,
    field: &str,
    what: &str,
) {
    // Where no value can be written at all, that is said.
    if ty.kind.accepts(encoding) || separates(ty.punctuation, layout) {
        return;
    }
    match ty.kind {
        KeyKind::Text => fail(&[what, "text; write `<", field, ">`"]),
        KeyKind::Integer => fail(&[
            what,
            "an integer; write `<",
            field,
            ":010>`, which pads it to 10 digits, or `<",
            field,
            ":ordered>`",
        ]),
        KeyKind::Decimal => fail(&[what, "a decimal; write `<", field, ":ordered>`"]),
        KeyKind::Time => fail(&[what, "a point in time; write `<", field, ">`"]),
        KeyKind::Fixed => fail(&[what, "something else; write `<", field, ">`"]),
        // A key of another type than text says so.
        KeyKind::Float | KeyKind::Binary => {}
    }
}

/// Says what to write where the texts of a sort key do not sort as the values do. `number`: whether it is
/// stored as a number, which sorts; `or` is another way out.
///
/// # Panics
///
/// In constant evaluation, when they do not.
#[track_caller]
pub const fn sorts<T>(ty: &KeyType<T>, encoding: Encoding, number: bool, field: &str, or: &str) {
    // An encoding that the type does not have is said to be one.
    if number || ty.kind.sorts_with(encoding) || !ty.kind.accepts(encoding) {
        return;
    }
    let sorted = " in a text sort key: as text, \"10\" sorts before \"9\"; `<";
    match ty.kind {
        KeyKind::Integer => fail(&[
            "`",
            field,
            "` is an integer",
            sorted,
            field,
            ":010>` pads it to 10 digits, `<",
            field,
            ":ordered>` keeps negative numbers in order too",
            or,
        ]),
        _ => fail(&[
            "`",
            field,
            "` is a decimal",
            sorted,
            field,
            ":ordered>` keeps all in order",
            or,
        ]),
    }
}
