use singletable::{Entity, Table};

#[derive(Table)]
enum First {
    User(User),
    Admin(Admin),
}

#[derive(Entity)]
#[entity(table = First, type_alias = "ADMIN", pk = "USER#<user_id>", sk = "#METADATA")]
struct User {
    user_id: String,
}

#[derive(Entity)]
#[entity(table = First, type = "ADMIN", pk = "ADMIN#<user_id>", sk = "#METADATA")]
struct Admin {
    user_id: String,
}

#[derive(Table)]
enum Second {
    Post(Post),
    Comment(Comment),
}

#[derive(Entity)]
#[entity(table = Second, pk = "POST#<id>", sk = "#POST")]
struct Post {
    id: String,
}

#[derive(Entity)]
#[entity(table = Second, type_alias = "REMARK", type_alias = "POST")]
#[entity(pk = "COMMENT#<id>", sk = "#COMMENT")]
struct Comment {
    id: String,
}

#[derive(Table)]
enum Third {
    Order(Order),
    Return(Return),
}

#[derive(Entity)]
#[entity(table = Third, type_alias = "PURCHASE", pk = "ORDER#<id>", sk = "#ORDER")]
struct Order {
    id: String,
}

#[derive(Entity)]
#[entity(table = Third, type_alias = "PURCHASE", pk = "RETURN#<id>", sk = "#RETURN")]
struct Return {
    id: String,
}

fn main() {}
