//! What the fuzz targets are made of: bodies and values from arbitrary bytes, and entities that are
//! read from them.

pub mod body;
pub mod entities;
pub mod steps;
