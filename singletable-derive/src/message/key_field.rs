//! Messages about the shape of a key field.

use super::help;
use std::fmt::Display;

/// A struct that is not a newtype.
pub(crate) const NOT_A_NEWTYPE: &str = "`KeyField` is derived on an enum of unit variants, or on a \
    newtype such as `struct UserId(String);`\n= help: a value of several fields is several \
    placeholders: `<first>#<second>`";

/// A variant with data.
pub(crate) fn data(variant: impl Display) -> String {
    help(
        format!("`{variant}` holds data, and a key has room for a name only"),
        "make it a unit variant, or implement `KeyField` by hand for the whole enum",
    )
}
