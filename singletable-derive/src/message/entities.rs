//! Messages about enums of entities that are read as one.

use super::help;

/// The derive's input is no enum.
pub(crate) const NO_ENUM: &str = "`Entities` is derived on an enum of entities that have one key\n\
    = help: write `enum Cats { Cat(Cat), Lion(Lion) }`";

/// The enum has no variants.
pub(crate) const EMPTY: &str = "the enum has no entities to read\n= help: write a variant for each: \
    `enum Cats { Cat(Cat), Lion(Lion) }`";

/// Two variants have one entity.
pub(crate) fn twice(variant: &str, other: &str, entity: &str) -> String {
    help(
        format!(
            "`{other}` and `{variant}` hold the same entity `{entity}`, so the second is never found"
        ),
        "remove one of the variants",
    )
}
