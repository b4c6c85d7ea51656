use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "USER", sk = "U")]
struct User {
    id: String,
}

fn main() {
    let _ = |users: UserRepository| {
        let _ = users.get("u");
        let _ = users.query("u");
        let _ = User::key("u");
    };
}
