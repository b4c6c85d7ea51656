//! Types of all the kinds that serde has names for.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Nested {
    a: Option<String>,
    #[serde(default)]
    b: u8,
    #[serde(flatten)]
    rest: BTreeMap<String, Loose>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Pair {
    a: i64,
    b: Vec<String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Newtype(f64);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Marker;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Choice {
    Unit,
    Newtype(i32),
    Tuple(String, u8),
    Struct { a: bool },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub(super) enum Tagged {
    Unit,
    Struct { a: i16 },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "content")]
pub(super) enum Adjacent {
    Unit,
    Newtype(String),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Loose {
    Unit,
    Flag(bool),
    Whole(i64),
    Large(u64),
    Real(f64),
    Text(String),
    Many(Vec<Loose>),
    Named(BTreeMap<String, Loose>),
}
