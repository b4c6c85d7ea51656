//! The attributes of `#[entity(…)]`, on a struct and on its fields: a page each, with an example and
//! the rules. The tables with all of them stand at the derive: [`Entity`](derive@crate::Entity).

#[doc = include_str!("../docs/attributes/keys.md")]
pub mod keys {}

#[doc = include_str!("../docs/attributes/key_types.md")]
pub mod key_types {}

#[doc = include_str!("../docs/attributes/table.md")]
pub mod table {}

#[doc = include_str!("../docs/attributes/type.md")]
pub mod r#type {}

#[doc = include_str!("../docs/attributes/index.md")]
pub mod index {}

#[doc = include_str!("../docs/attributes/ttl.md")]
pub mod ttl {}

#[doc = include_str!("../docs/attributes/unique.md")]
pub mod unique {}

#[doc = include_str!("../docs/attributes/generators.md")]
pub mod generators {}

#[doc = include_str!("../docs/attributes/version.md")]
pub mod version {}

#[doc = include_str!("../docs/attributes/read_only.md")]
pub mod read_only {}

#[doc = include_str!("../docs/attributes/computed.md")]
pub mod computed {}

#[doc = include_str!("../docs/attributes/extra.md")]
pub mod extra {}

#[doc = include_str!("../docs/attributes/key_only.md")]
pub mod key_only {}

#[doc = include_str!("../docs/attributes/flatten.md")]
pub mod flatten {}

#[doc = include_str!("../docs/attributes/list.md")]
pub mod list {}

#[doc = include_str!("../docs/attributes/null.md")]
pub mod null {}

#[doc = include_str!("../docs/attributes/precision.md")]
pub mod precision {}

#[doc = include_str!("../docs/attributes/names.md")]
pub mod names {}

#[doc = include_str!("../docs/attributes/crate.md")]
pub mod krate {}
