//! Values given for a field.

/// A value that can be given for a field of type `T`: the type itself, a string slice for text, or the
/// inner value for an `Option`.
///
/// Unlike `Into`, it leaves only one type for an integer literal, so `5` is a `u64` for a `u64` field.
#[diagnostic::on_unimplemented(
    message = "the field's type is `{T}`, and `{Self}` is not that",
    label = "expected `{T}`",
    note = "a value is given as it is, also where the field is an `Option`: `set_or_remove` sets an `Option`, \
            `remove` takes the attribute away, and the condition `not_exists()` asks whether it is missing",
    note = "where the fields of a key are asked for, a whole key is for `get_by`, `update_by` or `delete_by`"
)]
pub trait IntoValue<T> {
    /// Converts the value to the field's type.
    fn into_value(self) -> T;

    /// Passes the value to the function, so that a value which is only read need not be cloned.
    #[doc(hidden)]
    fn with_value<R>(self, look: impl FnOnce(&T) -> R) -> R
    where
        Self: Sized,
    {
        look(&self.into_value())
    }
}

impl<T> IntoValue<T> for T {
    fn into_value(self) -> T {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T> IntoValue<Option<T>> for T {
    fn into_value(self) -> Option<T> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<String> for &str {
    fn into_value(self) -> String {
        self.to_owned()
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<Option<String>> for &str {
    fn into_value(self) -> Option<String> {
        Some(self.to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<String> for &String {
    fn into_value(self) -> String {
        self.clone()
    }

    fn with_value<R>(self, look: impl FnOnce(&String) -> R) -> R {
        look(self)
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<Option<String>> for &String {
    fn into_value(self) -> Option<String> {
        Some(self.clone())
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<Box<str>> for &str {
    fn into_value(self) -> Box<str> {
        self.into()
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<std::sync::Arc<str>> for &str {
    fn into_value(self) -> std::sync::Arc<str> {
        self.into()
    }
}

#[diagnostic::do_not_recommend]
impl<T, const N: usize> IntoValue<Vec<T>> for [T; N] {
    fn into_value(self) -> Vec<T> {
        self.into()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Clone> IntoValue<Vec<T>> for &[T] {
    fn into_value(self) -> Vec<T> {
        self.to_vec()
    }
}
