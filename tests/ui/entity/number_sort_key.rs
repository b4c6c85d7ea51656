use singletable::{Entity, Table};

#[derive(Table)]
#[table(index(ByScore, pk = "a", sk = number("a_sk")))]
#[table(index(ByName, pk = "b", sk = number("b_sk")))]
#[table(index(ByWidth, pk = "c", sk = number("c_sk")))]
struct Games;

#[derive(Entity)]
#[entity(table = Games, pk = "GAME#<game_id>", sk = "#GAME")]
#[entity(index(ByScore, pk = "GAMES", sk = "SCORE#<score:010>"))]
#[entity(index(ByName, pk = "GAMES", sk = "<name>"))]
#[entity(index(ByWidth, pk = "GAMES", sk = "<score:010>"))]
struct Game {
    game_id: String,
    score: u64,
    name: String,
}

fn main() {}
