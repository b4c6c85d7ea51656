#[path = "../model/post.rs"]
mod model;

use model::{Post, PostRepository};

fn main() {
    let _ = |posts: &PostRepository| {
        let _ = posts.update("u1", "p1").add(Post::RANK, 1);
        let _ = posts.update("u1", "p1").increment(Post::USER_ID, "1");
        // A number in the key of an index that stores numbers may be counted up.
        let _ = posts.update("u1", "p1").add(Post::POINTS, 1);
    };
}
