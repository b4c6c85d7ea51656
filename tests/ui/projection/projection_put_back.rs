use singletable::{Entity, Projection};

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
struct User {
    user_id: String,
    name: String,
}

#[derive(Projection)]
#[projection(entity = User)]
struct UserName {
    user_id: String,
    name: String,
}

fn main() {
    let _ = |users: UserRepository, name: UserName| {
        let _ = users.put(&name);
        let _ = users.create(&name);
    };
}
