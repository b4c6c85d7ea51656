use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "GAME#<game_id>", sk = "SCORE#<score>")]
struct Score {
    game_id: String,
    score: u64,
}

fn main() {}
