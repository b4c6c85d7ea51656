#[path = "../model/post.rs"]
mod model;

use model::{Post, PostRepository};

fn main() {
    let _ = |posts: &PostRepository| {
        let _ = posts.update("u1", "p1").add(Post::TITLE, "more");
        let _ = posts.update("u1", "p1").append(Post::POINTS, [1]);
        let _ = posts.update("u1", "p1").insert_into(Post::TITLE, ["more"]);
    };
}
