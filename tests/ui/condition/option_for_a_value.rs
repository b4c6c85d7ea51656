#[path = "../model/post.rs"]
mod model;

use model::{Post, PostRepository};

fn main() {
    let _ = |posts: &PostRepository| {
        let _ = posts.scan().filter(Post::BIO.eq(None));
        let _ = posts.scan().filter(Post::BIO.is_in([None, Some("bio")]));
    };
}
