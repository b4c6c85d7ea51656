use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "USER", sk = "#METADATA")]
struct User {
    name: String,
}

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "#METADATA", singleton)]
struct One {
    id: String,
}

#[derive(Entity)]
#[entity(pk = "POST#:id", sk = "POST#$id")]
#[entity(index(GSI1, pk = "[id]", sk = "A#(id)"))]
struct Post {
    id: String,
}

#[derive(Entity)]
#[entity(pk = "CONFIG", sk = "CONFIG", singleton = true)]
struct Config {
    id: String,
}

fn main() {
    let _ = Post::key("a");
}
