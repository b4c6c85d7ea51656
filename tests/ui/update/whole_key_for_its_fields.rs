use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "U")]
struct User {
    id: String,
}

fn main() {
    let _ = |users: UserRepository| users.get(User::key("u"));
}
