use singletable::{Entity, Item, Table};

#[derive(Table)]
enum Blog {
    User(User),
    Admin(User),
    #[table(unknown)]
    One(Item),
    #[table(unknown)]
    Two(Item),
}

#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<user_id>", sk = "#METADATA")]
struct User {
    user_id: String,
}

fn main() {}
