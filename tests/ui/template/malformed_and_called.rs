use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "USER#<id", sk = "U")]
#[entity(index(GSI1, name = by_name, pk = "NAME#<name>", sk = "<mail>#<id>"))]
struct User {
    id: String,
    name: String,
    mail: String,
}

impl UserRepository {
    fn own(&self) -> bool {
        true
    }
}

async fn calls(users: &UserRepository, key: UserKey) {
    let user: Option<User> = users.get("u").send().await.unwrap();
    let _ = users.query("u").prefix(("a", 2)).all().await;
    let _ = users.update("u").set(User::NAME, "n").set_key(User::BY_NAME_KEY, ("a", "b"));
    let _ = users.by_name("n").filter(User::MAIL.eq("m"));
    let _ = (User::key("u"), users.own(), users.get_by(key), user.unwrap().name);
}

fn main() {}
