use singletable::{Collection, Entity};

#[derive(Entity)]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
struct User {
    user_id: String,
}

#[derive(Collection)]
#[collection(pk = "USER#<user_id>")]
enum NoStruct {
    User(User),
}

#[derive(Collection)]
#[collection(pk = "USER#<user_id>")]
struct Generic<T> {
    user: User,
    others: Vec<T>,
}

#[derive(Collection)]
#[collection(pk = "USER#<user_id>")]
struct NoMembers {}

#[derive(Collection)]
struct NoKey {
    user: User,
}

#[derive(Collection)]
#[collection(pk = "USER#<user_id>")]
struct Twice {
    user: User,
    others: Vec<User>,
}

fn main() {}
