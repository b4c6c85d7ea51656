#[path = "../model/post.rs"]
mod model;

use model::{Post, PostRepository};
use singletable::Timestamp;

fn main() {
    let _ = |posts: &PostRepository, post: &Post| {
        let _ = posts.update("u1", "p1").set(Post::STATUS, "draft");
        let _ = posts.update("u1", "p1").set(Post::CREATED_AT, Timestamp::now());
        let _ = posts.update("u1", "p1").set(Post::RANK, 1);
        // Both ways out.
        let both = ("draft", Timestamp::now());
        let _ = posts.update("u1", "p1").set_key(Post::BY_STATUS_KEY, both);
        let _ = posts.update("u1", "p1").given(post).set(Post::STATUS, "draft");
    };
}
