//! The life of an item: what its writes generate, check and keep in step.

pub(crate) mod index_keys;
pub(crate) mod loaded;
pub(crate) mod ttl;
pub(crate) mod unique;
pub(crate) mod version;
