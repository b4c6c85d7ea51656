use singletable::{Entity, Table};

#[derive(Table)]
enum Blog {
    User(User),
    Admin(Admin),
    Guest(Guest),
}

#[derive(Entity)]
#[entity(table = Blog, type = "USER", pk = "USER#<id>", sk = "U")]
struct User {
    id: String,
}

#[derive(Entity)]
#[entity(table = Blog, type = "USER", pk = "ADMIN#<id>", sk = "<kind>")]
struct Admin {
    id: String,
    kind: String,
}

#[derive(Entity)]
#[entity(table = Blog, type = "USER", pk = "<of>#<id>", sk = "<kind>")]
struct Guest {
    of: String,
    id: String,
    kind: String,
}

fn main() {}
