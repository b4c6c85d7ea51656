#[path = "../model/post.rs"]
mod model;

use model::PostRepository;

fn main() {
    let _ = |posts: &PostRepository| {
        let _ = posts.query("u1").consistent();
        let _ = posts.by_status().consistent();
    };
}
