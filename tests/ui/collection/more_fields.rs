use singletable::{Collection, Entity};

#[derive(Entity)]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
struct User {
    user_id: String,
}

#[derive(Collection)]
#[collection(pk = "USER#<user_id>#<month>")]
struct OfAMonth {
    user: User,
}

fn main() {}
