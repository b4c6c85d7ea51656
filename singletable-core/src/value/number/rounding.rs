//! What serde cannot hand on exactly: a number in a value whose type is not known yet.
//!
//! Serde's `flatten`, untagged and internally tagged enums first read a value as whatever it is, and a
//! number that is no integer of 64 bits is an `f64` then. A [`Number`] that is made of that must not have
//! lost digits, and it cannot see whether it has.

use super::Number;
use std::cell::Cell;

thread_local! {
    /// Whether a number of the value that is being read was handed on as a float that is not equal to it.
    static ROUNDED: Cell<bool> = const { Cell::new(false) };
}

/// Restores what was noted of the value around.
struct Outer(bool);

impl Drop for Outer {
    fn drop(&mut self) {
        ROUNDED.set(self.0);
    }
}

/// Reads one whole value.
#[inline]
pub(crate) fn exactly<T>(read: impl FnOnce() -> T) -> T {
    let _outer = Outer(ROUNDED.replace(false));
    read()
}

/// Reads a value by a deserializer of another crate, which does not say what it rounds.
pub(crate) fn by_another<T>(read: impl FnOnce() -> T) -> T {
    let _outer = Outer(ROUNDED.replace(true));
    read()
}

/// Notes that a number is handed on as the nearest float. `None` is a number that DynamoDB does not have.
pub(crate) fn note_rounding(exact: Option<Number>, nearest: f64) {
    let is_kept =
        exact.is_some_and(|exact| exact.is_short() || Number::try_from(nearest) == Ok(exact));
    if !is_kept {
        ROUNDED.set(true);
    }
}

/// Whether a float may stand for another number of the value that is being read.
pub(super) fn is_rounded() -> bool {
    ROUNDED.get()
}
