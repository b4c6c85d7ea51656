#[path = "../model/post.rs"]
mod model;

use model::{Post, PostRepository};

fn main() {
    let _ = |posts: &PostRepository| {
        let _ = posts.update("u1", "p1").remove(Post::TITLE);
        let _ = posts.update("u1", "p1").remove(Post::STATUS);
        let _ = posts.update("u1", "p1").remove(Post::BIO);
    };
}
