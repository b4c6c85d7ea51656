use singletable::{Entity, Table};

#[derive(Table)]
enum Blog {
    User(User),
    Admin(Admin),
}

#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<user_id>", sk = "#METADATA")]
struct User {
    user_id: String,
}

#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<admin_id>", sk = "<part:raw>")]
struct Admin {
    admin_id: String,
    part: String,
}

fn main() {}
