//! Laws of stored forms, over entities that a seeded generator makes: what is put is what is got, and an
//! update of each path stores what a put of the changed value stores.
//!
//! `SINGLETABLE_GENERATED_SEED` is the seed, and `SINGLETABLE_GENERATED_ENTITIES` how many there are. The
//! source of those of a run is the file `entities.rs` in the build's output.

#![allow(
    dead_code,
    unused_imports,
    reason = "few entities do not have all kinds of fields"
)]
#![cfg(test)]

mod any;
mod laws;
mod stored;

use any::{Any, another, any, index, is_name, key};
use fastrand::Rng;
use laws::Generated;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use singletable::op::Update;
use singletable::{Attributes, Entity, Number, Table, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

#[derive(Debug, Table)]
pub(crate) struct Store;

/// Types of a user's own, whose forms their `Serialize` alone decides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub(crate) struct UserId(String);

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub(crate) struct Level(i32);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Day {
    FirstDay,
    Second,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Loose {
    Unit,
    Flag(bool),
    Text(String),
    Many(Vec<Loose>),
}

type Bytes = Vec<u8>;
type MaybeText = Option<String>;
type Names = BTreeSet<UserId>;

/// The value of a missing field that has another than `None`.
#[allow(
    dead_code,
    clippy::unnecessary_wraps,
    reason = "a field that is an option may have it"
)]
fn some_text() -> Option<String> {
    Some("some".into())
}

/// What the build has written.
#[allow(
    dead_code,
    clippy::all,
    clippy::pedantic,
    reason = "nobody wrote it by hand, and not each type has all kinds of fields"
)]
mod entities {
    use super::*;

    include!(concat!(env!("OUT_DIR"), "/entities.rs"));
}

/// A test for each entity.
macro_rules! tests {
    ($($name:ident $entity:ident)+) => {$(
        #[tokio::test]
        async fn $name() {
            println!("SINGLETABLE_GENERATED_SEED={}", entities::SEED);
            println!("source: {}/entities.rs", env!("OUT_DIR"));
            let faults = laws::obeys::<entities::$entity>(entities::SEED).await;
            assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
        }
    )+};
}

entities::each_entity!(tests);
