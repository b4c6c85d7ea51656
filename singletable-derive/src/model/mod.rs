//! What was declared, resolved: names of attributes and constants, templates by field, the part
//! that each field plays for updates.

pub(crate) mod entity;
pub(crate) mod field;
pub(crate) mod groups;
pub(crate) mod names;
pub(crate) mod paths;
