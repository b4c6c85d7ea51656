#[path = "../model/post.rs"]
mod model;

use model::PostRepository;
use singletable::Timestamp;

fn main() {
    let _ = |posts: &PostRepository, at: Timestamp| {
        let _ = posts.by_status().prefix((at,));
        let _ = posts.by_status().after("draft");
    };
}
