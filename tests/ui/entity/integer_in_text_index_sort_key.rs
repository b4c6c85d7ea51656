use singletable::Entity;

type Points = i64;

#[derive(Entity)]
#[entity(pk = "GAME#<game_id>", sk = "#GAME")]
#[entity(index(GSI1, pk = "GAMES", sk = "<score>"))]
#[entity(index(GSI2, pk = "GAMES", sk = "<points>"))]
struct Game {
    game_id: String,
    score: u64,
    points: Points,
}

#[derive(Entity)]
#[entity(pk = "GAME#<game_id>", sk = "POINTS#<points>")]
struct Aliased {
    game_id: String,
    points: Points,
}

fn main() {}
