#![doc = include_str!("../docs/guide.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub use singletable_core::*;
#[cfg(feature = "derive")]
pub use singletable_derive::{Attributes, Collection, Entity, KeyField, Projection, Table};

#[doc(hidden)]
pub use singletable_core::__private;

#[cfg(any(doc, doctest))]
pub mod attributes;

/// The README's code compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
