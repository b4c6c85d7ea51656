//! From tokens to what was written: syntax only. [`crate::model`] resolves what it means, and
//! [`crate::check`] decides whether it is allowed.

pub(crate) mod attributes;
pub(crate) mod collection;
pub(crate) mod entities;
pub(crate) mod entity;
pub(crate) mod field;
pub(crate) mod key_field;
pub(crate) mod meta;
pub(crate) mod paths;
pub(crate) mod projection;
pub(crate) mod serde_attrs;
mod shape;
pub(crate) mod table;

use syn::Path;

/// The path of the facade crate, unless `crate = "…"` gives another.
pub(crate) fn default_crate() -> Path {
    syn::parse_quote!(::singletable)
}
