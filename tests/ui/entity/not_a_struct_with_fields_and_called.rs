use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "U")]
struct User(String);

fn main() {
    let _ = |users: UserRepository, key: UserKey| {
        let _ = users.get("u");
        let _ = users.get_by(key);
    };
}
