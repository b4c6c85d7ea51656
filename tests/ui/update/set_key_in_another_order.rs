#[path = "../model/post.rs"]
mod model;

use model::{Post, PostRepository};
use singletable::Timestamp;

fn main() {
    let _ = |posts: &PostRepository| {
        let _ = posts.update("u1", "p1").set_key(Post::BY_STATUS_KEY, (Timestamp::now(), "draft"));
    };
}
