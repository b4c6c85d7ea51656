//! The rules of the seed's services, through the services of the blog example.

#[path = "../../examples/blog/model.rs"]
pub mod model;
#[allow(dead_code, reason = "the example uses the rest")]
#[path = "../../examples/blog/services.rs"]
mod services;

use crate::support::table;
use model::{Blog, Post, User, UserRepository};
use services::{CommentService, NewComment, NewPost, NewUser, PostService, UserService};
use singletable::bounds::{EntityKey as _, TableItem as _};
use singletable::error::Cause;
use singletable::{Entity as _, Table};

async fn user(table: &Table<Blog>) -> User {
    let input = NewUser {
        username: "johndoe",
        email: "john@example.com",
        name: "John Doe",
    };
    UserService::new(table).create_user(input).await.unwrap()
}

async fn post(table: &Table<Blog>, user: &User) -> Post {
    let input = NewPost {
        user_id: &user.user_id,
        title: "My First Post",
        content: "This is the content of my first post.",
        tags: &["introduction", "hello-world"],
    };
    PostService::new(table).create_post(input).await.unwrap()
}

async fn stored(table: &Table<Blog>) -> Vec<Blog> {
    let scan = table.client().scan().table_name(table.name());
    let items = scan.send().await.unwrap().items.unwrap_or_default();
    items
        .into_iter()
        .map(|item| Blog::from_item(item).unwrap())
        .collect()
}

#[tokio::test]
async fn only_a_draft_can_be_published() {
    let table = table::<Blog>().await;
    let user = user(&table).await;
    let post = post(&table, &user).await;
    let posts = PostService::new(&table);
    posts
        .publish_post(&post.post_id, &user.user_id)
        .await
        .unwrap();
    let error = posts
        .publish_post(&post.post_id, &user.user_id)
        .await
        .unwrap_err();
    assert!(error.is_condition_failed());
    let old = error.stored::<Post>().unwrap().unwrap();
    assert_eq!(old.status, model::Status::Published);
    let missing = posts.publish_post("none", &user.user_id).await.unwrap_err();
    assert!(missing.is_not_found());
}

#[tokio::test]
async fn only_the_author_can_delete_a_comment() {
    let table = table::<Blog>().await;
    let user = user(&table).await;
    let post = post(&table, &user).await;
    let comments = CommentService::new(&table);
    let comment = comments
        .add_comment(NewComment {
            post_id: &post.post_id,
            user_id: &user.user_id,
            username: "johndoe",
            content: "Great first post!",
        })
        .await
        .unwrap();
    let (post_id, comment_id) = (&post.post_id, &comment.comment_id);
    let refused = comments.delete_comment(post_id, comment_id, "other").await;
    assert!(refused.unwrap_err().is_condition_failed());
    assert_eq!(
        comments.get_post_comments(post_id, 50).await.unwrap(),
        std::slice::from_ref(&comment)
    );
    comments
        .delete_comment(post_id, comment_id, &user.user_id)
        .await
        .unwrap();
    assert!(
        comments
            .get_post_comments(post_id, 50)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_concurrent_increments_all_count() {
    let table = table::<Blog>().await;
    let user = user(&table).await;
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let (table, id) = (table.clone(), user.user_id.clone());
            tokio::spawn(async move { UserService::new(&table).increment_post_count(&id).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let counted = UserRepository::new(&table)
        .get(&user.user_id)
        .consistent()
        .send()
        .await;
    assert_eq!(counted.unwrap().unwrap().post_count, 100);
}

#[tokio::test]
async fn a_post_is_created_with_its_count_and_its_tags() {
    let table = table::<Blog>().await;
    let user = user(&table).await;
    let post = post(&table, &user).await;
    let users = UserService::new(&table);
    let counted = users.get_user_by_id(&user.user_id).await.unwrap().unwrap();
    assert_eq!(counted.post_count, 1);
    let posts = PostService::new(&table);
    for tag in &post.tags {
        let tagged = posts.get_posts_by_tag(tag, 20).await.unwrap();
        assert_eq!(tagged[0].post_id, post.post_id);
    }
    assert_eq!(posts.get_post(&post.post_id).await.unwrap(), Some(post));
    assert_eq!(stored(&table).await.len(), 4);
}

#[tokio::test]
async fn nothing_of_a_post_is_created_for_a_user_who_does_not_exist() {
    let table = table::<Blog>().await;
    let input = NewPost {
        user_id: "nobody",
        title: "t",
        content: "c",
        tags: &["x"],
    };
    let error = PostService::new(&table)
        .create_post(input)
        .await
        .unwrap_err();
    let canceled = error.canceled().unwrap();
    let causes: Vec<_> = canceled.causes().collect();
    assert_eq!(causes.len(), 1);
    let (place, reason) = causes[0];
    assert_eq!(
        (place, reason.entity(), reason.operation()),
        (1, "User", "update")
    );
    assert_eq!(reason.cause(), &Cause::NotFound);
    assert_eq!(*reason.key(), User::key("nobody").item_key().unwrap());
    assert!(stored(&table).await.is_empty());
}

#[tokio::test]
async fn a_user_is_found_by_every_index_and_newest_posts_come_first() {
    let table = table::<Blog>().await;
    let user = user(&table).await;
    let users = UserService::new(&table);
    let by_email = users.get_user_by_email("john@example.com").await.unwrap();
    assert_eq!(by_email.as_ref(), Some(&user));
    assert_eq!(
        users.get_user_by_username("johndoe").await.unwrap(),
        by_email
    );
    assert_eq!(
        users.get_user_by_email("john@example.co").await.unwrap(),
        None
    );
    let (first, second) = (post(&table, &user).await, post(&table, &user).await);
    let mut expected = [first.post_id, second.post_id];
    expected.sort_by(|a, b| b.cmp(a));
    let posts = PostService::new(&table);
    let found = posts.get_user_posts(&user.user_id, 20).await.unwrap();
    assert_eq!(
        found.iter().map(|post| &post.post_id).collect::<Vec<_>>(),
        expected.iter().collect::<Vec<_>>()
    );
    assert_eq!(
        posts.get_user_posts(&user.user_id, 1).await.unwrap().len(),
        1
    );
    assert!(user.item_key().is_ok());
}
