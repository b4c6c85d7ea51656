use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "USER#<nickname>", sk = "#METADATA")]
struct User {
    nickname: Option<String>,
}

fn main() {
    // The one error above is the only one: what is generated stands in for the rest.
    let _ = |users: &UserRepository| users.get("u1").consistent();
    let _ = User::key("u1");
    let _ = User::NICKNAME;
}
