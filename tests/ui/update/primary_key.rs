#[path = "../model/post.rs"]
mod model;

use model::{Post, PostRepository};

fn main() {
    let _ = |posts: &PostRepository| {
        let _ = posts.update("u1", "p1").set(Post::USER_ID, "u2");
        let _ = posts.update("u1", "p1").remove(Post::POST_ID);
        let _ = posts.update("u1", "p1").set_if_absent(Post::POST_ID, "p2");
    };
}
