#[path = "../model/post.rs"]
mod model;

use model::{Post, PostRepository};

fn main() {
    let _ = |posts: &PostRepository| {
        let _ = posts.update("u1", "p1").set(Post::BIO, Some("bio".to_owned()));
        let _ = posts.update("u1", "p1").set(Post::BIO, None);
    };
}
