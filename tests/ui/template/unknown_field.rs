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
    let _ = |users: &UserRepository| users.by_gsi1();
}
