//! A table with entities of different kinds: cities and towns in one partition, players with a key in
//! each kind of index, and records with awkward names and values.

use super::{raw, table, time};
use serde::{Deserialize, Serialize};
use singletable::bounds::EntityKey as _;
use singletable::{Attributes, Entity, Item, KeyField, Table, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "World",
    ttl = "ttl",
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk"),
    index(GSI2, pk = "gsi2pk", sk = "gsi2sk"),
    index(Scores, pk = "scpk", sk = number("scsk")),
    index(ByAge, local, sk = "age_sk")
)]
pub enum World {
    City(City),
    Town(Town),
    Player(Player),
    Odd(Odd),
    #[table(unknown)]
    Unknown(Item),
}

/// Two fields in the sort key.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = World, type = "CITY", pk = "LAND#<land>", sk = "CITY#<region>#<city>")]
pub struct City {
    pub land: String,
    pub region: String,
    pub city: String,
    #[serde(default)]
    pub people: u64,
}

/// An entity whose sort keys sort right after those of cities, in the same partitions.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = World, type = "TOWN", pk = "LAND#<land>", sk = "CITYTOWN#<town>")]
pub struct Town {
    pub land: String,
    pub town: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, KeyField)]
pub enum Status {
    Draft,
    Published,
}

/// A key in each kind of index: sparse, of several fields, of a number, and local.
#[derive(Debug, Clone, PartialEq, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = World, type = "PLAYER", pk = "PLAYER#<player_id>", sk = "#PLAYER")]
#[entity(index(GSI1, name = by_email, pk = "EMAIL#<email>", sk = "<joined>"))]
#[entity(index(GSI2, name = by_status, pk = "PLAYERS", sk = "<status>#<rank:05>"))]
#[entity(index(Scores, name = by_score, pk = "GAME#<game>", sk = "<score>"))]
#[entity(index(ByAge, name = by_age, sk = "AGE#<age:03>"))]
pub struct Player {
    pub player_id: String,
    pub email: Option<String>,
    pub joined: Timestamp,
    pub status: Status,
    pub rank: u16,
    pub game: String,
    pub score: i64,
    pub age: u8,
    pub note: Option<String>,
    pub visits: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
pub struct Inner {
    pub count: u32,
}

/// Awkward names and values.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = World, type = "ODD", pk = "ODD#<id:lower>", sk = "#ODD#<path:raw>")]
pub struct Odd {
    pub id: String,
    pub path: String,
    #[serde(rename = "name")]
    pub reserved: String,
    #[serde(rename = "a.b c-d")]
    pub dotted: u32,
    pub tags: BTreeSet<String>,
    pub inner: Option<Inner>,
    pub map: BTreeMap<String, u32>,
    pub wide: i128,
    pub real: f64,
}

pub fn city(region: &str, city: &str) -> City {
    City {
        land: "de".into(),
        region: region.into(),
        city: city.into(),
        people: 0,
    }
}

pub fn player(id: &str) -> Player {
    Player {
        player_id: id.into(),
        email: Some(format!("{id}@example.com")),
        joined: time("2026-01-01T00:00:00.000Z"),
        status: Status::Draft,
        rank: 7,
        game: "chess".into(),
        score: 10,
        age: 40,
        note: None,
        visits: 0,
    }
}

pub fn odd(id: &str) -> Odd {
    Odd {
        id: id.into(),
        path: "a".into(),
        reserved: "r".into(),
        dotted: 1,
        tags: BTreeSet::new(),
        inner: None,
        map: BTreeMap::new(),
        wide: 0,
        real: 0.5,
    }
}

/// A fresh table with the player `p1`.
pub async fn players() -> (Table<World>, PlayerRepository) {
    let table = table::<World>().await;
    let players = PlayerRepository::new(&table);
    players.create(&player("p1")).send().await.unwrap();
    (table, players)
}

/// The stored item of the player `p1`.
pub async fn stored_player(table: &Table<World>) -> Item {
    let key = Player::key("p1").item_key().unwrap();
    raw(table, &key).await.unwrap()
}
