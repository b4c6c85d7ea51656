use singletable::{Entity, Table, Timestamp};

#[derive(Table)]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"), index(GSI2, pk = "gsi2pk", sk = "gsi2sk"))]
#[table(index(Top, pk = "top", sk = "points", sk_type = number))]
struct Blog;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Blog, pk = "USER#<user_id>", sk = "POST#<post_id>")]
#[entity(index(GSI1, name = by_status, pk = "STATUS", sk = "<status>#<created_at>"))]
#[entity(index(GSI2, name = by_rank, pk = "RANK#<phone>", sk = "<rank:010>"))]
#[entity(index(Top, name = top, pk = "TOP", sk = "<points>"))]
struct Post {
    user_id: String,
    post_id: String,
    status: String,
    created_at: Timestamp,
    phone: Option<String>,
    rank: u32,
    points: u64,
    title: String,
    bio: Option<String>,
}

fn main() {
    let _ = |posts: &PostRepository, post: &Post| {
        let _ = post;
        let _ = posts.update("u1", "p1").add(Post::RANK, 1);
        let _ = posts.update("u1", "p1").increment(Post::USER_ID, "1");
        // A number in the key of an index that stores numbers may be counted up.
        let _ = posts.update("u1", "p1").add(Post::POINTS, 1);
    };
}
