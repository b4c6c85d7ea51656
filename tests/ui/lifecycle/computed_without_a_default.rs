use singletable::Entity;

enum Rank {
    Low,
}

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "U")]
struct User {
    #[entity(on_create = uuid)]
    id: String,
    #[serde(skip)]
    #[entity(computed = rank)]
    rank: Rank,
}

fn rank(_: &User) -> Rank {
    Rank::Low
}

fn main() {}
