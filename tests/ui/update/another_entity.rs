#[path = "../model/post.rs"]
mod model;

use model::{Blog, PostRepository};
use singletable::Entity;

fn main() {
    let _ = |posts: &PostRepository| {
        let _ = posts.update("u1", "p1").set(Other::NAME, "x");
    };
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Blog, pk = "OTHER#<id>", sk = "#O")]
struct Other {
    id: String,
    name: String,
}
