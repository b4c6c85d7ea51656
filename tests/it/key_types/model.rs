//! Tables whose keys are of every type.

use singletable::{Entity, Table};
use std::collections::BTreeSet;

/// Binary and number.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "Sky",
    pk = binary("body"),
    sk = number("at"),
    type_index(sk = number("made")),
    index(ByMag, pk = number("mag"), sk = binary("tag")),
)]
pub enum Sky {
    Star(Star),
    #[table(unknown)]
    Unknown(singletable::Item),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Sky, pk = "<body>", sk = "<at>")]
#[entity(index(ByMag, name = by_mag, pk = "<mag>", sk = "<tag>"))]
pub struct Star {
    pub body: Vec<u8>,
    pub at: f64,
    pub mag: i32,
    pub tag: [u8; 2],
    pub name: Option<String>,
    pub rank: u64,
}

/// A field sorts the type index.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Sky, unlisted, pk = "<body>", sk = "<at>", type_sk = "<weight>")]
pub struct Moment {
    pub body: Vec<u8>,
    pub at: u32,
    pub weight: i64,
}

/// A number alone.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Solo", pk = number("no"), sk = none)]
pub enum Solo {
    Counter(Counter),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Solo, pk = "<no>")]
pub struct Counter {
    pub no: u128,
    pub on: bool,
}

/// Text alone, with guards.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Guarded", sk = none)]
pub enum Guarded {
    Thing(Thing),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Guarded, pk = "THING#<id>")]
pub struct Thing {
    pub id: String,
    #[entity(unique)]
    pub email: String,
}

/// Text and number.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Sensors", pk = "device", sk = number("at"))]
pub enum Sensors {
    Reading(Reading),
    Status(Status),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Sensors, pk = "DEV:<device>", sk = "<at>")]
pub struct Reading {
    #[serde(rename = "id")]
    pub device: String,
    pub at: u64,
    pub value: f32,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Sensors, pk = "STATUS:<device>", sk = "0")]
pub struct Status {
    #[serde(rename = "id")]
    pub device: String,
    pub online: bool,
}

/// Binary and number, and items that others wrote without a type.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Untold", pk = binary("stream"), sk = number("seq"))]
pub enum Untold {
    Frame(Frame),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Untold, pk = "<stream>", sk = "<seq>")]
pub struct Frame {
    pub stream: [u8; 2],
    pub seq: u32,
    #[serde(default)]
    pub level: Option<f64>,
    pub parts: BTreeSet<Vec<u8>>,
}

/// Indexes over the table's own keys, and over plain attributes.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "Scores",
    pk = "UserId",
    sk = "GameTitle",
    index(Inverted, pk = "GameTitle", sk = "UserId"),
    index(Leaders, pk = "GameTitle", sk = number("TopScore"), projection = keys_only),
    index(ByStatus, pk = "status", sk = number("created")),
)]
pub enum Scores {
    Score(Score),
    Player(Player),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[serde(rename_all = "PascalCase")]
#[entity(table = Scores, pk = "<user_id>", sk = "<game_title>")]
#[entity(index(Inverted, name = players_of))]
#[entity(index(Leaders, name = leaders, pk = "<game_title>", sk = "<top_score>"))]
pub struct Score {
    pub user_id: String,
    pub game_title: String,
    pub top_score: i64,
    pub wins: u32,
}

/// In the inverted index without naming it, and in one of plain attributes.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Scores, pk = "PLAYER#<name>", sk = "PLAYER#")]
#[entity(index(ByStatus, name = by_status, pk = "<status>", sk = "<created>"))]
pub struct Player {
    pub name: String,
    pub status: Option<String>,
    pub created: u64,
    #[entity(unique)]
    pub email: String,
}

/// An entity with a field of a plain index's name, which it has no template for.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Scores, unlisted, pk = "NOTE#<name>", sk = "NOTE#")]
pub struct Note {
    pub name: String,
    pub status: Option<String>,
    pub created: u64,
}
