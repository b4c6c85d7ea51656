//! The blog's entities, on the items that the TypeScript program stores.

use serde::{Deserialize, Serialize};
use singletable::{Entity, Table, Timestamp};

/// The table: every item of it is one of these.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "AppData",
    pk = "pk",
    sk = "sk",
    type_index(name = "TypeIndex", pk = "_type", sk = "_timestamp"),
    ttl = "ttl",
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk"),
    index(GSI2, pk = "gsi2pk", sk = "gsi2sk")
)]
pub enum Blog {
    User(User),
    Post(Post),
    Comment(Comment),
    Tag(Tag),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = Blog, type = "USER", pk = "USER#<user_id>", sk = "#METADATA")]
#[entity(index(GSI1, name = by_email, pk = "EMAIL#<email>", sk = "<created_at>"))]
#[entity(index(GSI2, name = by_username, pk = "USERNAME#<username>", sk = "<created_at>"))]
pub struct User {
    pub user_id: String,
    pub username: String,
    pub email: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    pub post_count: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Draft,
    Published,
    Archived,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = Blog, type = "POST", pk = "USER#<user_id>", sk = "POST#<post_id>")]
#[entity(index(GSI1, name = by_id, pk = "POST#<post_id>", sk = "<created_at>"))]
pub struct Post {
    pub post_id: String,
    pub user_id: String,
    pub title: String,
    pub content: String,
    pub status: Status,
    pub tags: Vec<String>,
    pub view_count: u64,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = Blog, type = "COMMENT", pk = "POST#<post_id>", sk = "COMMENT#<comment_id>")]
#[entity(index(GSI1, name = by_user, pk = "USER#<user_id>", sk = "COMMENT#<created_at>"))]
pub struct Comment {
    pub comment_id: String,
    pub post_id: String,
    pub user_id: String,
    pub username: String,
    pub content: String,
    pub created_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = Blog, type = "TAG", pk = "TAG#<tag>", sk = "POST#<post_id>")]
pub struct Tag {
    pub tag: String,
    pub post_id: String,
    pub post_title: String,
    pub created_at: Timestamp,
}
