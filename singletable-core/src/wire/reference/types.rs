//! Types of all the kinds that serde has names for.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::wire) struct Nested {
    a: Option<String>,
    #[serde(default)]
    b: u8,
    #[serde(flatten)]
    rest: BTreeMap<String, Loose>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::wire) struct Pair {
    a: i64,
    b: Vec<String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::wire) struct Newtype(f64);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::wire) struct Marker;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::wire) enum Choice {
    Unit,
    Newtype(i32),
    Tuple(String, u8),
    Struct { a: bool },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub(in crate::wire) enum Tagged {
    Unit,
    Struct { a: i16 },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "content")]
pub(in crate::wire) enum Adjacent {
    Unit,
    Newtype(String),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(in crate::wire) enum Loose {
    Unit,
    Flag(bool),
    Whole(i64),
    Large(u64),
    Real(f64),
    Text(String),
    Many(Vec<Loose>),
    Named(BTreeMap<String, Loose>),
}

/// Passes all of the types to a macro. `serde_dynamo` has no integers of 128 bits.
macro_rules! all_types {
    ($each:ident) => {
        $each! {
            String, char, bool, (), i8, i16, i32, i64, u8, u16, u32, u64, f32, f64,
            Option<String>, Option<Option<u8>>, Vec<u8>, Vec<String>, Vec<i64>, Vec<Loose>,
            Vec<Vec<u8>>, BTreeSet<String>, BTreeSet<u32>, (String, i64), [u8; 2],
            BTreeMap<String, Loose>, BTreeMap<i8, String>, BTreeMap<bool, String>,
            BTreeMap<char, u8>, Nested, Pair, Newtype, Marker, Choice,
            Vec<Choice>, BTreeMap<String, Choice>, Tagged, Adjacent, Loose, Box<Pair>, Option<Choice>
        }
    };
}

pub(in crate::wire) use all_types;
