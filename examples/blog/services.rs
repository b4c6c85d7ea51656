//! The blog's services: the methods of the TypeScript program, on typed operations.

use super::model::{
    Blog, Comment, CommentRepository, Post, PostRepository, Status, Tag, TagRepository, User,
    UserRepository,
};
use singletable::{Error, Table};

/// An identifier as the TypeScript program makes them: the time, then nine random characters.
fn generate_id(table: &Table<Blog>) -> String {
    let random: String = std::iter::repeat_with(|| {
        let digit = fastrand::u32(..36);
        char::from_digit(digit, 36).unwrap_or('0')
    })
    .take(9)
    .collect();
    format!("{}-{random}", table.clock().now().epoch_millis())
}

/// What a new user is made of.
pub struct NewUser<'a> {
    pub username: &'a str,
    pub email: &'a str,
    pub name: &'a str,
}

/// What of a user's profile changes; `None` leaves a field as it is.
#[derive(Default)]
pub struct ProfileChanges {
    pub name: Option<String>,
    pub bio: Option<String>,
    pub avatar_url: Option<String>,
}

pub struct UserService {
    table: Table<Blog>,
    users: UserRepository,
}

impl UserService {
    pub fn new(table: &Table<Blog>) -> Self {
        Self {
            table: table.clone(),
            users: UserRepository::new(table),
        }
    }

    pub async fn create_user(&self, input: NewUser<'_>) -> Result<User, Error> {
        let user = User {
            user_id: generate_id(&self.table),
            username: input.username.to_owned(),
            email: input.email.to_owned(),
            name: input.name.to_owned(),
            bio: None,
            avatar_url: None,
            created_at: self.table.clock().now(),
            updated_at: None,
            post_count: 0,
        };
        self.users.create(&user).send().await?;
        Ok(user)
    }

    pub async fn get_user_by_id(&self, user_id: &str) -> Result<Option<User>, Error> {
        self.users.get(user_id).consistent().send().await
    }

    pub async fn get_user_by_email(&self, email: &str) -> Result<Option<User>, Error> {
        self.users.by_email(email).one().await
    }

    pub async fn get_user_by_username(&self, username: &str) -> Result<Option<User>, Error> {
        self.users.by_username(username).one().await
    }

    pub async fn update_user(&self, user_id: &str, changes: ProfileChanges) -> Result<(), Error> {
        let mut update = self
            .users
            .update(user_id)
            .set(User::UPDATED_AT, self.table.clock().now());
        if let Some(name) = changes.name {
            update = update.set(User::NAME, name);
        }
        if let Some(bio) = changes.bio {
            update = update.set(User::BIO, bio);
        }
        if let Some(avatar_url) = changes.avatar_url {
            update = update.set(User::AVATAR_URL, avatar_url);
        }
        update.send().await
    }

    pub async fn increment_post_count(&self, user_id: &str) -> Result<(), Error> {
        self.users
            .update(user_id)
            .add(User::POST_COUNT, 1)
            .send()
            .await
    }
}

/// What a new post is made of.
pub struct NewPost<'a> {
    pub user_id: &'a str,
    pub title: &'a str,
    pub content: &'a str,
    pub tags: &'a [&'a str],
}

pub struct PostService {
    table: Table<Blog>,
    users: UserRepository,
    posts: PostRepository,
    tags: TagRepository,
}

impl PostService {
    pub fn new(table: &Table<Blog>) -> Self {
        Self {
            table: table.clone(),
            users: UserRepository::new(table),
            posts: PostRepository::new(table),
            tags: TagRepository::new(table),
        }
    }

    /// Creates the post, counts it for its user and enters it under its tags: all or nothing.
    pub async fn create_post(&self, input: NewPost<'_>) -> Result<Post, Error> {
        let now = self.table.clock().now();
        let post = Post {
            post_id: generate_id(&self.table),
            user_id: input.user_id.to_owned(),
            title: input.title.to_owned(),
            content: input.content.to_owned(),
            status: Status::Draft,
            tags: input.tags.iter().map(|tag| (*tag).to_owned()).collect(),
            view_count: 0,
            created_at: now,
            updated_at: None,
        };
        let tags = post.tags.iter().map(|tag| {
            self.tags.create(&Tag {
                tag: tag.clone(),
                post_id: post.post_id.clone(),
                post_title: post.title.clone(),
                created_at: now,
            })
        });
        self.table
            .write_transaction()
            .with(self.posts.create(&post))
            .with(self.users.update(&post.user_id).add(User::POST_COUNT, 1))
            .with_all(tags)
            .send()
            .await?;
        Ok(post)
    }

    pub async fn get_post(&self, post_id: &str) -> Result<Option<Post>, Error> {
        self.posts.by_id(post_id).one().await
    }

    pub async fn get_user_posts(&self, user_id: &str, limit: usize) -> Result<Vec<Post>, Error> {
        self.posts
            .query(user_id)
            .descending()
            .limit(limit)
            .all()
            .await
    }

    /// Publishes a draft; any other post is `ConditionFailed`.
    pub async fn publish_post(&self, post_id: &str, user_id: &str) -> Result<(), Error> {
        self.posts
            .update(user_id, post_id)
            .set(Post::STATUS, Status::Published)
            .set(Post::UPDATED_AT, self.table.clock().now())
            .condition(Post::STATUS.eq(Status::Draft))
            .send()
            .await
    }

    /// Counts a view; gives the new number of views.
    pub async fn increment_view_count(&self, post_id: &str, user_id: &str) -> Result<u64, Error> {
        let post = self
            .posts
            .update(user_id, post_id)
            .add(Post::VIEW_COUNT, 1)
            .return_new()
            .send()
            .await?;
        Ok(post.view_count)
    }

    pub async fn get_posts_by_tag(&self, tag: &str, limit: usize) -> Result<Vec<Tag>, Error> {
        self.tags.query(tag).descending().limit(limit).all().await
    }
}

/// What a new comment is made of.
pub struct NewComment<'a> {
    pub post_id: &'a str,
    pub user_id: &'a str,
    pub username: &'a str,
    pub content: &'a str,
}

pub struct CommentService {
    table: Table<Blog>,
    comments: CommentRepository,
}

impl CommentService {
    pub fn new(table: &Table<Blog>) -> Self {
        Self {
            table: table.clone(),
            comments: CommentRepository::new(table),
        }
    }

    pub async fn add_comment(&self, input: NewComment<'_>) -> Result<Comment, Error> {
        let comment = Comment {
            comment_id: generate_id(&self.table),
            post_id: input.post_id.to_owned(),
            user_id: input.user_id.to_owned(),
            username: input.username.to_owned(),
            content: input.content.to_owned(),
            created_at: self.table.clock().now(),
        };
        self.comments.create(&comment).send().await?;
        Ok(comment)
    }

    pub async fn get_post_comments(
        &self,
        post_id: &str,
        limit: usize,
    ) -> Result<Vec<Comment>, Error> {
        self.comments.query(post_id).limit(limit).all().await
    }

    pub async fn get_user_comments(
        &self,
        user_id: &str,
        limit: usize,
    ) -> Result<Vec<Comment>, Error> {
        self.comments
            .by_user(user_id)
            .descending()
            .limit(limit)
            .all()
            .await
    }

    /// Deletes a comment of that user; anybody else's is `ConditionFailed`.
    pub async fn delete_comment(
        &self,
        post_id: &str,
        comment_id: &str,
        user_id: &str,
    ) -> Result<(), Error> {
        self.comments
            .delete(post_id, comment_id)
            .condition(Comment::USER_ID.eq(user_id))
            .send()
            .await
    }
}
