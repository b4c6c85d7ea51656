//! Those who are measured, each as its own documentation writes it.
//!
//! A contender that cannot do something does not implement it, and is left out of the case.

pub mod facade;
pub mod hand;
pub mod modyne;
pub mod sdk;
pub mod serde;
pub mod singletable;

use crate::shapes::Shape;
use crate::shapes::user::{Change, User};
use crate::wire::Item;
use aws_sdk_dynamodb::{Client, types};
use std::collections::HashMap;

/// What an operation answers; as in a program that hands errors on.
pub type Answer<T> = Result<T, Box<dyn std::error::Error>>;

/// A way to map structs to items.
pub trait Contender: 'static {
    /// Its name in the report.
    const NAME: &'static str;

    /// What a program would keep: a handle around the client.
    fn open(client: Client) -> Self;
}

/// What a contender does with any shape.
pub trait Maps<S: Shape>: Contender {
    /// The struct that it maps: the shape, or one with the attributes of its own macros.
    type Mapped: Clone + From<S> + Into<S> + 'static;

    /// Reads one item.
    async fn get(&self, key: &S::Key) -> Answer<Option<Self::Mapped>>;

    /// Reads one page of a partition.
    async fn query(&self, partition: &str) -> Answer<Vec<Self::Mapped>>;

    /// The stored item, with keys and type, of a value that is looked at, or taken by those who need
    /// it whole. It is there.
    fn to_item(&self, value: &mut Option<Self::Mapped>) -> Item;
}

/// Contenders that decode an item without a request.
pub trait Decodes<S: Shape>: Maps<S> {
    /// The value of a stored item.
    fn from_item(item: Item) -> Answer<Self::Mapped>;
}

/// A value that is there.
///
/// # Panics
///
/// When it is not.
pub fn given<T>(value: &mut Option<T>) -> &T {
    value.as_ref().expect("a value")
}

/// What a contender does with the user.
pub trait Users: Maps<User, Mapped = User> {
    /// An update that is built and not sent.
    type Built: Into<Parts> + 'static;

    /// Reads one page of all users of the table.
    async fn scan(&self) -> Answer<Vec<User>>;

    /// Writes one.
    async fn put(&self, user: &User) -> Answer<()>;

    /// Writes one where none is.
    async fn create(&self, user: &User) -> Answer<()>;

    /// Changes one that is there.
    async fn update(&self, change: &Change) -> Answer<()>;

    /// What such a change would send.
    fn built(&self, change: &Change) -> Answer<Self::Built>;

    /// Deletes one.
    async fn delete(&self, user_id: &str) -> Answer<()>;

    /// Writes all of them in one request.
    async fn write_batch(&self, users: &[User]) -> Answer<()>;

    /// Creates users, changes others and deletes one, or does nothing.
    async fn transact(&self, work: &Work) -> Answer<()>;
}

/// Contenders that read many items by their keys.
pub trait BatchReads: Users {
    /// The users in the order of the keys.
    async fn batch_get(&self, user_ids: &[String]) -> Answer<Vec<Option<User>>>;
}

/// Contenders that write any number of items with a bound on what is under way.
pub trait BulkWrites: Users {
    /// Writes all of them, with so many requests at once.
    async fn put_all(&self, users: &[User], concurrency: usize) -> Answer<()>;
}

/// One transaction.
#[derive(Debug, Clone)]
pub struct Work {
    /// New users.
    pub created: Vec<User>,
    /// Changes of others.
    pub changed: Vec<Change>,
    /// One that is deleted.
    pub deleted: String,
}

/// What an update consists of, whoever has built it.
pub struct Parts(pub types::Update);

/// The most writes of one `BatchWriteItem` request.
pub const BATCH: usize = 25;

/// Users as they were answered, in the order in which they were asked for.
pub fn in_order(user_ids: &[String], users: Vec<User>) -> Vec<Option<User>> {
    let places = user_ids.iter().map(String::as_str).zip(0..);
    let places: HashMap<&str, usize> = places.collect();
    let mut ordered = vec![None; user_ids.len()];
    for user in users {
        if let Some(&place) = places.get(user.user_id.as_str()) {
            ordered[place] = Some(user);
        }
    }
    ordered
}

/// Whether a batch is done. The canned client leaves nothing undone; a program would send it again.
pub fn done<T>(left: Option<HashMap<String, T>>) -> Answer<()> {
    if left.is_none_or(|left| left.is_empty()) {
        Ok(())
    } else {
        Err("some are left".into())
    }
}
