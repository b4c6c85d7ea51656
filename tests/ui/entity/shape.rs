use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "A", sk = "B")]
struct Tuple(String);

#[derive(Entity)]
#[entity(pk = "A", sk = "B")]
struct Unit;

#[derive(Entity)]
#[entity(pk = "A#<id>", sk = "B")]
struct Generic<T> {
    id: T,
}

#[derive(Entity)]
#[entity(pk = "A", sk = "B")]
enum Choice {
    User(String),
}

fn main() {}
