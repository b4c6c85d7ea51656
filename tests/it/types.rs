//! The ways to tell the items of entities apart.

mod entities;
mod none;
mod set;
mod several;
mod shares;
mod typeless;
mod untyped;

use crate::support::{put_raw, raw, table, text};
use singletable::Mapping;

const MAPPINGS: [Mapping; 2] = [Mapping::Direct, Mapping::Maps];
