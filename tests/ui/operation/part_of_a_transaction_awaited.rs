use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "U")]
struct User {
    id: String,
}

async fn check(users: UserRepository) {
    users.check("u").await;
}

fn main() {}
