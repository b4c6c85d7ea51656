use singletable::Entity;

struct Blog;

#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<user_id>", sk = "#METADATA")]
struct User {
    user_id: String,
}

fn main() {}
