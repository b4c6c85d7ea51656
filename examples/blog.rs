//! A blog in one table: users, posts, comments and tags, with the services that work on them.
//!
//! `cargo run --example blog` runs it on an embedded engine;
//! `cargo run --example blog --features aws -- --aws` on what the standard AWS settings name.

#[path = "blog/model.rs"]
mod model;
#[path = "blog/services.rs"]
mod services;

use model::Blog;
use services::{
    CommentService, NewComment, NewPost, NewUser, PostService, ProfileChanges, UserService,
};
use singletable::{Error, Table};
use singletable_examples::{connect, inspect};
use std::io::Write;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    program(&mut std::io::stdout()).await
}

async fn program(out: &mut impl Write) -> Result<(), Box<dyn std::error::Error>> {
    let table = Table::<Blog>::new(connect().await?);
    match table.create_table().send().await {
        Err(error) if error.is_table_in_use() => {}
        created => created?,
    }
    let users = UserService::new(&table);
    let posts = PostService::new(&table);
    let comments = CommentService::new(&table);

    let user = users
        .create_user(NewUser {
            username: "johndoe",
            email: "john@example.com",
            name: "John Doe",
        })
        .await?;
    writeln!(out, "Created user: {}", inspect(&user))?;

    let post = posts
        .create_post(NewPost {
            user_id: &user.user_id,
            title: "My First Post",
            content: "This is the content of my first post.",
            tags: &["introduction", "hello-world"],
        })
        .await?;
    writeln!(out, "Created post: {}", inspect(&post))?;

    posts.publish_post(&post.post_id, &user.user_id).await?;

    let comment = comments
        .add_comment(NewComment {
            post_id: &post.post_id,
            user_id: &user.user_id,
            username: &user.username,
            content: "Great first post!",
        })
        .await?;
    writeln!(out, "Added comment: {}", inspect(&comment))?;

    let user_posts = posts.get_user_posts(&user.user_id, 20).await?;
    writeln!(out, "User posts: {}", user_posts.len())?;

    let tagged_posts = posts.get_posts_by_tag("introduction", 20).await?;
    writeln!(out, "Tagged posts: {}", tagged_posts.len())?;

    let post_comments = comments.get_post_comments(&post.post_id, 50).await?;
    writeln!(out, "Post comments: {}", post_comments.len())?;

    the_other_methods(&users, &posts, &comments, &user.user_id, &post.post_id).await?;
    Ok(())
}

/// The methods that the printed part does not need; each result is checked.
async fn the_other_methods(
    users: &UserService,
    posts: &PostService,
    comments: &CommentService,
    user_id: &str,
    post_id: &str,
) -> Result<(), Error> {
    let changes = ProfileChanges {
        name: Some("John D".into()),
        bio: Some("hi".into()),
        avatar_url: None,
    };
    users.update_user(user_id, changes).await?;
    users.increment_post_count(user_id).await?;
    let user = users.get_user_by_id(user_id).await?;
    assert!(
        user.as_ref()
            .is_some_and(|user| user.post_count == 2 && user.name == "John D")
    );
    assert_eq!(users.get_user_by_email("john@example.com").await?, user);
    assert_eq!(users.get_user_by_username("johndoe").await?, user);

    assert_eq!(posts.increment_view_count(post_id, user_id).await?, 1);
    let post = posts.get_post(post_id).await?;
    assert!(post.is_some_and(|post| post.view_count == 1));
    let again = posts.publish_post(post_id, user_id).await;
    assert!(again.is_err_and(|error| error.is_condition_failed()));

    let written = comments.get_user_comments(user_id, 50).await?;
    for comment in &written {
        let stranger = comments.delete_comment(post_id, &comment.comment_id, "stranger");
        assert!(
            stranger
                .await
                .is_err_and(|error| error.is_condition_failed())
        );
        comments
            .delete_comment(post_id, &comment.comment_id, user_id)
            .await?;
    }
    assert!(comments.get_post_comments(post_id, 50).await?.is_empty());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::program;

    /// What the TypeScript program prints, with its identifiers and times left out.
    const PRINTED: &str = "\
Created user: {
  userId: '<id>',
  username: 'johndoe',
  email: 'john@example.com',
  name: 'John Doe',
  createdAt: '<time>',
  postCount: 0
}
Created post: {
  postId: '<id>',
  userId: '<id>',
  title: 'My First Post',
  content: 'This is the content of my first post.',
  status: 'draft',
  tags: [ 'introduction', 'hello-world' ],
  viewCount: 0,
  createdAt: '<time>'
}
Added comment: {
  commentId: '<id>',
  postId: '<id>',
  userId: '<id>',
  username: 'johndoe',
  content: 'Great first post!',
  createdAt: '<time>'
}
User posts: 1
Tagged posts: 1
Post comments: 1
";

    /// Replaces the texts that differ from run to run.
    fn masked(printed: &str) -> String {
        let parts = printed.split('\'').map(|text| {
            if text.parse::<singletable::Timestamp>().is_ok() {
                return "<time>";
            }
            match text.split_once('-') {
                Some((millis, _)) if millis.len() == 13 && millis.parse::<u64>().is_ok() => "<id>",
                _ => text,
            }
        });
        parts.collect::<Vec<_>>().join("'")
    }

    #[tokio::test]
    async fn it_prints_what_the_typescript_program_prints() {
        let mut printed = Vec::new();
        program(&mut printed).await.unwrap();
        assert_eq!(masked(&String::from_utf8(printed).unwrap()), PRINTED);
    }
}
