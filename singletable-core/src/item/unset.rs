//! The value of a field that no attribute gives.

/// What a field is that is not read from an attribute: one that is computed, or skipped.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no default, which a field has that is not stored",
    label = "needs `Default`",
    note = "a computed field has the default until it is computed, and a skipped one keeps it",
    note = "add `#[derive(Default)]` to the type, or make the field an `Option`"
)]
pub trait Unset {
    /// The default.
    fn unset() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Default> Unset for T {
    fn unset() -> Self {
        Self::default()
    }
}
