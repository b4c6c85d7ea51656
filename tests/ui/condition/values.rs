//! Comparisons with what is no value of the field.

#[path = "../model/post.rs"]
mod model;

mod operators_of_rust {
    use crate::model::{Post, PostRepository};

    fn case() {
        let _ = |posts: &PostRepository| {
            let _ = posts.scan().filter(Post::POINTS > 3);
        };
    }
}

mod option_for_a_value {
    use crate::model::{Post, PostRepository};

    fn case() {
        let _ = |posts: &PostRepository| {
            let _ = posts.scan().filter(Post::BIO.eq(None));
            let _ = posts.scan().filter(Post::BIO.is_in([None, Some("bio")]));
        };
    }
}

fn main() {}
