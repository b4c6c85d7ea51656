use singletable::Entity;

struct NewUser {
    mail: String,
}

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "U")]
struct User {
    #[entity(on_create = uuid)]
    id: String,
    mail: String,
}

fn main() {
    let _ = |users: UserRepository| users.create(NewUser { mail: String::new() });
}
