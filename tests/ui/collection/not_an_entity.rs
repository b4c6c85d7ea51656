use singletable::{Collection, Entity};

#[derive(Entity)]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
struct User {
    user_id: String,
}

#[derive(Collection)]
#[collection(pk = "USER#<user_id>")]
struct Wrong {
    user: User,
    name: String,
}

#[derive(Collection)]
#[collection(pk = "USER#<user_id>")]
struct NotACollection {
    #[collection(join(user_id))]
    users: Vec<User>,
}

fn main() {}
