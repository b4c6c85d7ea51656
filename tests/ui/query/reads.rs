//! Reads that a table or an index does not give.

#[path = "../model/post.rs"]
mod model;

mod consistent_read_of_a_global_index {
    use crate::model::PostRepository;

    fn case() {
        let _ = |posts: &PostRepository| {
            let _ = posts.query("u1").consistent();
            let _ = posts.by_status().consistent();
        };
    }
}

mod range_without_the_first_field {
    use crate::model::PostRepository;
    use singletable::Timestamp;

    fn case() {
        let _ = |posts: &PostRepository, at: Timestamp| {
            let _ = posts.by_status().prefix((at,));
            let _ = posts.by_status().after("draft");
        };
    }
}

fn main() {}
