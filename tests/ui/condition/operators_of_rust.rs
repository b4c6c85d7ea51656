#[path = "../model/post.rs"]
mod model;

use model::{Post, PostRepository};

fn main() {
    let _ = |posts: &PostRepository| {
        let _ = posts.scan().filter(Post::POINTS > 3);
    };
}
