use singletable::{Entity, Projection};

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "U")]
struct User {
    id: String,
    name: String,
}

#[derive(Projection)]
#[projection(entity = User)]
struct Card {
    id: String,
    nmae: String,
}

fn main() {
    let _ = |users: UserRepository| {
        let _ = users.get("u").project::<Card>();
        let _ = users.query("u").project::<Card>();
    };
}
