//! Detection of numbers that serde cannot pass on exactly, in values whose type is not yet known.
//!
//! Serde's `flatten`, untagged and internally tagged enums first read a value of any type, and a number
//! that is not an integer of 64 bits becomes an `f64`. A [`Number`] that is made of that must not have
//! lost digits, and cannot see whether it has.

use super::Number;
use std::cell::Cell;

thread_local! {
    /// Whether a number of the current value was passed on as a float that is not equal to it.
    static ROUNDED: Cell<bool> = const { Cell::new(false) };
}

/// Restores the state of the outer value.
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

/// Reads a value with a deserializer of another crate, which does not report rounding.
pub(crate) fn by_another<T>(read: impl FnOnce() -> T) -> T {
    let _outer = Outer(ROUNDED.replace(true));
    read()
}

/// Notes that a number is passed on as its nearest float. `None` is a number that DynamoDB does not
/// have.
pub(crate) fn note_rounding(exact: Option<Number>, nearest: f64) {
    let is_kept =
        exact.is_some_and(|exact| exact.is_short() || Number::try_from(nearest) == Ok(exact));
    if !is_kept {
        ROUNDED.set(true);
    }
}

/// Whether a float of the current value may be another number, rounded.
pub(super) fn is_rounded() -> bool {
    ROUNDED.get()
}
