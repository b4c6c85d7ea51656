use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "PATH#<path:raw>#END", sk = "<path:raw>#<name:raw>")]
struct File {
    path: String,
    name: String,
}

fn main() {}
