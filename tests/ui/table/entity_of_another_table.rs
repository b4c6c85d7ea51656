use singletable::{Entity, Table};

#[derive(Table)]
enum Blog {
    User(User),
    Post(Post),
}

#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<user_id>", sk = "#METADATA")]
struct User {
    user_id: String,
}

#[derive(Entity)]
#[entity(pk = "POST#<post_id>", sk = "#METADATA")]
struct Post {
    post_id: String,
}

fn main() {}
