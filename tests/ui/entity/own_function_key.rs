use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "U")]
struct User {
    id: String,
}

impl User {
    fn key(&self) -> String {
        self.id.clone()
    }
}

fn main() {
    let _ = |users: UserRepository, user: User| (users.get("u"), user.key());
}
