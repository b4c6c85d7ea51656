//! A unit struct; an unknown arm; local and numeric indexes; keys that are attributes themselves.

use singletable::{Entity, Item, Table};

/// The list of entities is open.
#[derive(Table)]
#[table(
    pk = "id",
    sk = "version",
    separator = "|",
    type_attribute = "kind",
    type_index
)]
struct Documents;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Documents, pk = "<id>", sk = "<version:05>")]
struct Document {
    id: String,
    #[serde(rename = "number")]
    version: u32,
}

#[derive(Table)]
#[table(
    name = "Games",
    ttl = "ttl",
    type_index(name = "Types", pk = "_type", sk = "_at")
)]
#[table(index(Leaderboard, pk = "lbpk", sk = number("score"), projection = keys_only))]
#[table(
    index(Flags1, pk = "flag", sk = "x"),
    index(Flags2, pk = "flag", sk = "y")
)]
#[table(index(ByName, sk = "name", local, projection = include("a", "b")))]
#[table(index(ByTeam, pk = "team", projection = all))]
enum Games {
    Player(Player),
    #[table(unknown)]
    Unknown(Item),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Games, pk = "G#<game>", sk = "P#<player>")]
#[entity(index(Leaderboard, name = leaders, pk = "LB#<game>", sk = "<score>"))]
#[entity(index(ByName, name = by_name, sk = "<name>"))]
#[entity(index(ByTeam, name = by_team, pk = "<team>"))]
struct Player {
    game: String,
    player: String,
    /// The index's own attribute: a number, which `add` changes in place.
    score: u64,
    name: String,
    team: Option<String>,
}

#[test]
fn compiles() {
    let _ = |players: &PlayerRepository| players.update("g", "p").add(Player::SCORE, 5);
    let _ = |players: &PlayerRepository| players.leaders("g").descending().after((100,));
    let _ = |players: &PlayerRepository| players.by_name("g").consistent().prefix(("A",));
    let _ = |players: &PlayerRepository| players.by_team("red");
    let _ = |player: Player| Games::from(player);
    let _ = Games::Unknown;
    let _ = |documents: &DocumentRepository| documents.get("a", 1);
}
