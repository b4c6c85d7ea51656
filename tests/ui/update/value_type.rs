#[path = "../model/post.rs"]
mod model;

use model::{Post, PostRepository};
use singletable::Timestamp;

fn main() {
    let _ = |posts: &PostRepository| {
        let _ = posts.update("u1", "p1").set(Post::TITLE, 5);
        let _ = posts.update("u1", 2);
        let _ = posts.by_rank(7);
        let _ = posts.by_status().prefix((1,));
        let _ = posts.by_status().prefix(("draft", Timestamp::now(), 1));
    };
}
