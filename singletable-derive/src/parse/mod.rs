//! From tokens to what was written: syntax only. What it means is [`crate::model`]'s business,
//! whether it is allowed [`crate::check`]'s.

pub(crate) mod attributes;
pub(crate) mod collection;
pub(crate) mod entity;
pub(crate) mod field;
pub(crate) mod key_field;
pub(crate) mod meta;
pub(crate) mod projection;
pub(crate) mod serde_attrs;
pub(crate) mod table;
pub(crate) mod template;

use syn::Path;

/// The path of the facade crate, unless `crate = "…"` gives another.
pub(crate) fn default_crate() -> Path {
    syn::parse_quote!(::singletable)
}
