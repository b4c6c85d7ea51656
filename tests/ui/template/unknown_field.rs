use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "USER#<user_idd>", sk = "<phone>")]
#[entity(index(GSI1, pk = "EMAIL#<Email>", sk = "#U"))]
struct User {
    user_id: String,
    email: String,
}

fn main() {
    let _ = User::USER_ID;
    // What is meant is taken, so that each mistake is one error.
    let _ = |users: &UserRepository| users.by_gsi1("a@b.c");
    let _ = |users: &UserRepository| users.get("u1");
}
