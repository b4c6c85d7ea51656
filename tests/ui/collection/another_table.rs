use singletable::{Collection, Entity, Table};

#[derive(Table)]
enum Blog {
    User(User),
}

#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<user_id>", sk = "#METADATA")]
struct User {
    user_id: String,
}

#[derive(Entity)]
#[entity(pk = "USER#<user_id>", sk = "POST#<post_id>")]
struct Post {
    user_id: String,
    post_id: String,
}

#[derive(Collection)]
#[collection(table = Blog, pk = "USER#<user_id>")]
struct UserWithPosts {
    user: User,
    posts: Vec<Post>,
}

#[derive(Collection)]
#[collection(pk = "USER#<user_id>")]
struct Posts {
    post: Post,
}

#[derive(Collection)]
#[collection(table = Blog, pk = "USER#<user_id>")]
struct Nested {
    user: User,
    #[collection(join(user_id))]
    posts: Vec<Posts>,
}

fn main() {}
