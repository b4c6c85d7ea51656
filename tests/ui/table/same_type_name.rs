use singletable::{Entity, Table};

#[derive(Table)]
enum Blog {
    User(User),
    Admin(Admin),
}

#[derive(Entity)]
#[entity(table = Blog, type = "USER", pk = "USER#<user_id>", sk = "#METADATA")]
struct User {
    user_id: String,
}

#[derive(Entity)]
#[entity(table = Blog, type = "USER", pk = "ADMIN#<user_id>", sk = "#METADATA")]
struct Admin {
    user_id: String,
}

fn main() {}
