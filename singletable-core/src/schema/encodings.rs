//! Checks of how a key's fields are written, where constant evaluation alone knows their types.

use super::sentence::fail;
use crate::key::{self, Encoding, KeyKind, KeyShape, KeyType, Segment};

/// A field in that encoding, of a type whose texts have that shape.
///
/// # Panics
///
/// In constant evaluation, for a date-time with an offset, where the template does not ask for its text.
#[track_caller]
pub const fn shaped(
    slot: usize,
    name: &'static str,
    encoding: Encoding,
    shape: KeyShape,
) -> Segment {
    if matches!(shape, KeyShape::OffsetTime) && matches!(encoding, Encoding::Plain) {
        fail(&[
            "`",
            name,
            "` is a date-time with an offset of its own, which a key has as RFC 3339 text; write `<",
            name,
            ":rfc3339>`",
        ]);
    }
    key::shaped(slot, name, encoding, shape)
}

/// Says what to write where a template asks for an encoding that values of the type do not have. `what` is
/// the sentence up to the word for the type.
///
/// # Panics
///
/// In constant evaluation, when they have not.
#[track_caller]
pub const fn encodes<T>(ty: &KeyType<T>, encoding: Encoding, field: &str, what: &str) {
    if ty.kind.accepts(encoding) {
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
        KeyKind::OffsetTime => fail(&[
            what,
            "a date-time with an offset of its own; write `<",
            field,
            ":rfc3339>`",
        ]),
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
    // What is written as such has no order.
    if matches!(encoding, Encoding::Unpadded) {
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
            ":ordered>` keeps negative numbers in order too, `<",
            field,
            ":plain>` has no ranges",
            or,
        ]),
        KeyKind::Decimal => fail(&[
            "`",
            field,
            "` is a decimal",
            sorted,
            field,
            ":ordered>` keeps all in order",
            or,
        ]),
        // Date-times with an offset, and others that are in the order of their texts.
        _ => {}
    }
}
