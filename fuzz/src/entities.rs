//! Entities that are read from the items of answers.

use serde::{Deserialize, Serialize};
use singletable::__private::Row;
use singletable::bounds::TableItem;
use singletable::{Entity, Table, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

#[derive(Debug, Table)]
#[table(pk = "pk", sk = "sk")]
#[allow(dead_code, reason = "items of it are read only")]
enum Items {
    Plain(Plain),
    Rich(Rich),
}

/// Attributes as they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Items, type = "PLAIN", pk = "ITEM#<id>", sk = "PLAIN")]
struct Plain {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    a: Option<String>,
    #[serde(default)]
    n: u32,
}

/// Attributes of each codec.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Items, type = "ITEM", pk = "ITEM#<id>", sk = "RICH")]
struct Rich {
    id: String,
    #[serde(default)]
    set: BTreeSet<String>,
    #[serde(default)]
    flags: Vec<bool>,
    #[serde(default)]
    nested: BTreeMap<String, f64>,
    since: Option<Timestamp>,
    n: Option<i64>,
}

/// Each entity, and the table's whole item, is read alike from an item of an answer and from the
/// SDK's.
///
/// # Panics
///
/// Where one is not.
pub fn entities_agree(rows: &[Row; 2]) {
    agree(rows, Plain::from_row);
    agree(rows, Rich::from_row);
    agree(rows, Items::from_row);
}

/// What is wrong with an item may be told in another way: its attributes have no order.
fn agree<T: Debug, E>(rows: &[Row; 2], read: impl Fn(Row) -> Result<T, E>) {
    let [own, sdks] = rows.each_ref().map(|row| read(row.clone()).ok());
    // No number is equal to NaN.
    assert_eq!(format!("{own:?}"), format!("{sdks:?}"));
}
