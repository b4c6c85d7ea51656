//! The entities that are measured. Every contender maps the same structs to the same items.

pub mod assets;
pub mod document;
pub mod flat;
pub mod text;
pub mod user;

use singletable::Table;
use std::fmt::Debug;

/// The table of all of them, with the names of singletable's default layout.
pub const TABLE: &str = "AppData";

/// The table as singletable knows it: whose keys are whose, so that writes need not ask.
#[derive(Debug, Table)]
#[table(ttl = "ttl", index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
#[allow(clippy::large_enum_variant, reason = "the enum is a declaration")]
pub enum AppData {
    User(user::User),
    Document(document::Document),
    Assets(assets::Assets),
    Text(text::Text),
    Flat5(flat::Flat5),
    Flat13(flat::Flat13),
    Flat25(flat::Flat25),
    Flat50(flat::Flat50),
    Wide(flat::Wide),
}

/// One entity.
pub trait Shape: Clone + PartialEq + Debug + 'static {
    /// What cases call it.
    const NAME: &'static str;
    /// What names one item of it.
    type Key: Clone + 'static;

    /// The entity of that number; all of them are in one partition of what is queried.
    fn sample(number: usize) -> Self;

    /// Its own key.
    fn key(&self) -> Self::Key;

    /// The partition that a query of all samples is about.
    fn partition() -> &'static str;

    /// The first of so many samples.
    fn samples(count: usize) -> Vec<Self> {
        (0..count).map(Self::sample).collect()
    }
}

/// The key of the shapes other than the user: one tenant's items are a partition.
#[derive(Debug, Clone)]
pub struct TenantKey {
    /// Whose item it is.
    pub tenant: String,
    /// Its own identifier.
    pub id: String,
}

/// The tenant that all samples belong to.
pub const TENANT: &str = "acme";

/// An identifier of usual length that says its number.
pub fn id(number: usize) -> String {
    format!("01hq3v5k2m8n4p6r7t9w{number:06}")
}

/// Gives the shapes that every contender maps, but for the user, to a macro: the shape, the struct
/// that serde maps, and its type.
macro_rules! tenanted_shapes {
    ($with:ident) => {
        $with! { Wide as Wide, "WIDE" }
        $with! { Document as Document, "DOCUMENT" }
        $with! { Text as Text, "TEXT" }
        $with! { Assets as SerdeAssets, "ASSETS" }
    };
}
pub(crate) use tenanted_shapes;

/// Gives the flat shapes that show how the cost grows to a macro. modyne and dynamodb-facade map
/// with serde too, so they are left out of it.
macro_rules! growing_shapes {
    ($with:ident) => {
        $with! { Flat5 as Flat5, "FLAT5" }
        $with! { Flat13 as Flat13, "FLAT13" }
        $with! { Flat25 as Flat25, "FLAT25" }
        $with! { Flat50 as Flat50, "FLAT50" }
    };
}
pub(crate) use growing_shapes;
