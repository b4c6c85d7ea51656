//! A post with a key of several fields, a sparse one and a numeric one.

use singletable::{Entity, Table, Timestamp};

#[derive(Table)]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"), index(GSI2, pk = "gsi2pk", sk = "gsi2sk"))]
#[table(index(Top, pk = "top", sk = number("points")))]
pub struct Blog;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Blog, pk = "USER#<user_id>", sk = "POST#<post_id>")]
#[entity(index(GSI1, name = by_status, pk = "STATUS", sk = "<status>#<created_at>"))]
#[entity(index(GSI2, name = by_rank, pk = "RANK#<phone>", sk = "<rank:010>"))]
#[entity(index(Top, name = top, pk = "TOP", sk = "<points>"))]
pub struct Post {
    pub user_id: String,
    pub post_id: String,
    pub status: String,
    pub created_at: Timestamp,
    pub phone: Option<String>,
    pub rank: u32,
    pub points: u64,
    pub title: String,
    pub bio: Option<String>,
}
