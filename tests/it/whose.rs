//! Whose a stored item is: every read says the same of it, by its type or, without one, by its key.

mod aliases;
mod lives;
mod places;
mod writes;

use crate::support::{put_raw, raw, table, text};
use futures_util::StreamExt as _;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::TableModel;
use singletable::{Collection, Entity, Item, Table};
use singletable_local::{Local, Script};
use std::collections::BTreeMap;

/// The same entities in a table whose enum names them, and in one that says nothing, and which has no
/// type index, so that the type may be anything.
macro_rules! forum {
    ($forum:ident, $table:item) => {
        use super::*;

        #[derive(Debug, PartialEq, Table)]
        #[table(index(Todo, pk = "tpk", sk = "tsk", projection = keys_only))]
        $table

        #[derive(Debug, Clone, PartialEq, Entity)]
        #[entity(table = $forum, pk = "USER#<user>", sk = "#USER")]
        pub struct User {
            pub user: String,
        }

        #[derive(Debug, Clone, PartialEq, Entity)]
        #[entity(table = $forum, type_alias = "ARTICLE", type_alias = "ENTRY")]
        #[entity(pk = "USER#<user>", sk = "P#<number:04>")]
        #[entity(index(Todo, name = todo, pk = "TODO", sk = "<number:04>"))]
        pub struct Post {
            pub user: String,
            pub number: u16,
            pub title: String,
        }

        #[derive(Debug, Clone, PartialEq, Entity)]
        #[entity(table = $forum, type_alias = "REMARK")]
        #[entity(pk = "USER#<user>", sk = "P#<number:04>#C#<text:raw>")]
        #[entity(index(Todo, name = todo, pk = "TODO", sk = "<number:04>#<text:raw>"))]
        pub struct Comment {
            pub user: String,
            pub number: u16,
            pub text: String,
        }

        #[derive(Debug, Clone, PartialEq, Collection)]
        #[collection(table = $forum, pk = "USER#<user>")]
        pub struct Feed {
            pub posts: Vec<Post>,
            pub comments: Vec<Comment>,
        }
    };
}

mod closed {
    forum!(
        Forum,
        #[table(type_index(name = "TypeIndex", pk = "_type", sk = "_timestamp"))]
        pub enum Forum {
            User(User),
            Post(Post),
            Comment(Comment),
        }
    );
}

mod open {
    forum!(Board, pub struct Board;);
}

/// What another program may have stored.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stored {
    /// The item of a `put`.
    Whole,
    /// With a former type.
    Renamed,
    /// Without a type.
    Typeless,
    /// With the type of no entity.
    Foreign,
    /// With a type that is no text.
    NoType,
    /// Without a type, and with a field that the key is not made of.
    OtherField,
    /// Without a type, under a key that begins as the entity's do.
    OtherKey,
}

impl Stored {
    fn is_own(self) -> bool {
        matches!(self, Self::Whole | Self::Renamed | Self::Typeless)
    }

    /// The item as it is stored. One that is nobody's stands in no index.
    fn of(self, mut item: Item, field: &str, key: &str) -> Item {
        let other = match &item[field] {
            AttributeValue::N(_) => AttributeValue::N("9999".into()),
            _ => text("other"),
        };
        match self {
            Self::Whole => None,
            Self::Renamed => {
                let former = if field == "text" { "REMARK" } else { "ENTRY" };
                item.insert("_type".into(), text(former))
            }
            Self::Typeless => item.remove("_type"),
            Self::Foreign => item.insert("_type".into(), text("FOREIGN")),
            Self::NoType => item.insert("_type".into(), AttributeValue::Null(true)),
            Self::OtherField => {
                item.remove("_type");
                item.insert(field.into(), other)
            }
            Self::OtherKey => {
                item.remove("_type");
                item.insert("sk".into(), text(key))
            }
        };
        if !self.is_own() {
            item.remove("tpk");
        }
        item
    }
}

fn any_stored(with_any_type: bool) -> impl Strategy<Value = Stored> {
    let any = if with_any_type {
        Stored::NoType
    } else {
        Stored::Foreign
    };
    prop_oneof![
        2 => Just(Stored::Whole),
        2 => Just(Stored::Renamed),
        2 => Just(Stored::Typeless),
        1 => Just(Stored::Foreign),
        1 => Just(any),
        1 => Just(Stored::OtherField),
        1 => Just(Stored::OtherKey),
    ]
}

/// Keys that begin as those of posts and comments do, and are none.
const STRAY_KEYS: [&str; 5] = ["P#", "P#12345", "P#abcd", "P#0001#C", "P#0001#D#x"];

/// All items of a small table, as they are stored.
async fn all_items<T: TableModel>(table: &Table<T>) -> Vec<Item> {
    let scan = table.client().scan().table_name(table.name());
    scan.send().await.unwrap().items.unwrap()
}

async fn clear<T: TableModel>(table: &Table<T>) {
    for mut item in all_items(table).await {
        let keys = ["pk", "sk"].map(|name| (name.to_owned(), item.remove(name).unwrap()));
        let delete = table.client().delete_item().table_name(table.name());
        let delete = delete.set_key(Some(keys.into_iter().collect()));
        delete.send().await.unwrap();
    }
}

/// How the posts and comments of a user are stored: their number, and a place among the strays' keys.
type Items = (Vec<(u16, Stored, usize)>, Vec<(u16, Stored, usize)>);

fn items(with_any_type: bool) -> impl Strategy<Value = Items> {
    let one = || {
        let stored = any_stored(with_any_type);
        (0_u16..4, stored, 0..STRAY_KEYS.len())
    };
    (vec(one(), 0..5), vec(one(), 0..4))
}

/// Runs a property on a table, which is empty each time.
fn holds<T: TableModel>(
    cases: u32,
    property: impl AsyncFn(&Table<T>, Items) -> Result<(), TestCaseError>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    let table = runtime.block_on(table::<T>());
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&items(T::LAYOUT.type_index.is_none()), |items| {
            runtime.block_on(async {
                clear(&table).await;
                property(&table, items).await
            })
        })
        .unwrap();
}

macro_rules! laws {
    ($forum:ident) => {
        /// Stores them, and gives back those that are the entities', and all keys that were stored.
        async fn store(table: &Table<$forum>, (posts, comments): Items) -> World {
            let user = || "u".to_owned();
            let mut world = World::default();
            UserRepository::new(table)
                .put(&User { user: user() })
                .send()
                .await
                .unwrap();
            for (number, stored, stray) in posts {
                let post = Post {
                    user: user(),
                    number,
                    title: format!("{stored:?}"),
                };
                let item = post
                    .to_item("2026-01-01T00:00:00.000Z".parse().unwrap())
                    .unwrap();
                put_raw(table, &stored.of(item, "number", STRAY_KEYS[stray])).await;
                if stored != Stored::OtherKey {
                    world.posts.insert(number, (post, stored));
                }
            }
            for (number, stored, stray) in comments {
                // A text with the separator, which fits no template of a post.
                let comment = Comment {
                    user: user(),
                    number,
                    text: format!("x#{number}"),
                };
                let item = comment
                    .to_item("2026-01-01T00:00:00.000Z".parse().unwrap())
                    .unwrap();
                put_raw(table, &stored.of(item, "text", STRAY_KEYS[stray])).await;
                if stored != Stored::OtherKey {
                    world.comments.insert(number, (comment, stored));
                }
            }
            world
        }

        #[derive(Default)]
        struct World {
            posts: BTreeMap<u16, (Post, Stored)>,
            comments: BTreeMap<u16, (Comment, Stored)>,
        }

        impl World {
            fn own_posts(&self) -> Vec<Post> {
                let own = self.posts.values().filter(|(_, stored)| stored.is_own());
                own.map(|(post, _)| post.clone()).collect()
            }

            fn own_comments(&self) -> Vec<Comment> {
                let own = self.comments.values().filter(|(_, stored)| stored.is_own());
                own.map(|(comment, _)| comment.clone()).collect()
            }
        }

        fn sorted(mut posts: Vec<Post>) -> Vec<Post> {
            posts.sort_by_key(|post| post.number);
            posts
        }

        #[test]
        fn all_reads_agree_on_whose_an_item_is() {
            holds(60, async |table: &Table<$forum>, items| {
                let (posts, comments) = (PostRepository::new(table), CommentRepository::new(table));
                let world = store(table, items).await;
                let own = world.own_posts();
                let own_comments = world.own_comments();
                let titles: Vec<_> = own.iter().map(|post| (Some(post.title.clone()),)).collect();

                prop_assert_eq!(&posts.query("u").all().await.unwrap(), &own);
                prop_assert_eq!(
                    comments.query("u").all().await.unwrap(),
                    own_comments.clone()
                );
                for page_size in [1, 2, 100] {
                    let read = || posts.query("u").page_size(page_size);
                    prop_assert_eq!(read().count().await.unwrap(), own.len());
                    prop_assert_eq!(read().limit(2).count().await.unwrap(), own.len().min(2));
                    prop_assert_eq!(&read().all().await.unwrap(), &own);
                }
                prop_assert_eq!(
                    comments.query("u").count().await.unwrap(),
                    own_comments.len()
                );
                let selected = posts.query("u").select((Post::TITLE,));
                prop_assert_eq!(&selected.all().await.unwrap(), &titles);

                // An index of keys alone.
                prop_assert_eq!(posts.todo().count().await.unwrap(), own.len());
                prop_assert_eq!(
                    posts.todo().limit(1).count().await.unwrap(),
                    own.len().min(1)
                );
                prop_assert_eq!(comments.todo().count().await.unwrap(), own_comments.len());

                for segments in [1, 3] {
                    let scan = || posts.scan().segments(segments);
                    prop_assert_eq!(&sorted(scan().all().await.unwrap()), &own);
                    prop_assert_eq!(scan().count().await.unwrap(), own.len());
                    prop_assert_eq!(scan().limit(1).count().await.unwrap(), own.len().min(1));
                    prop_assert_eq!(
                        scan().select((Post::TITLE,)).all().await.unwrap().len(),
                        own.len()
                    );
                }
                prop_assert_eq!(comments.scan().count().await.unwrap(), own_comments.len());

                let feed = Feed::get(table, "u").send().await.unwrap();
                let feed = feed
                    .map(|feed| (feed.posts, feed.comments))
                    .unwrap_or_default();
                prop_assert_eq!(&feed, &(own.clone(), own_comments.clone()));

                let keys: Vec<_> = (0..4).map(|number| Post::key("u", number)).collect();
                let wanted: Vec<_> = (0..4)
                    .map(|number| own.iter().find(|post| post.number == number).cloned())
                    .collect();
                let read = posts.batch_get(keys.clone()).send().await.unwrap();
                prop_assert_eq!(&read, &wanted);
                let gets: Vec<_> = keys.iter().map(|key| posts.get_by(key.clone())).collect();
                let read = table.read_transaction(gets).send().await.unwrap();
                prop_assert_eq!(&read, &wanted);
                for (key, wanted) in keys.into_iter().zip(&wanted) {
                    prop_assert_eq!(&posts.get_by(key.clone()).send().await.unwrap(), wanted);
                    let title = posts
                        .get_by(key)
                        .select((Post::TITLE,))
                        .send()
                        .await
                        .unwrap();
                    // Where the enum shows that no other entity has the key, a selection of
                    // fields is all that is asked for.
                    if wanted.is_some() || $forum::SCHEMA.entities.is_empty() {
                        prop_assert_eq!(title.is_some(), wanted.is_some());
                    }
                }
                Ok(())
            });
        }
    };
}

mod closed_laws {
    use super::closed::*;
    use super::*;

    laws!(Forum);

    #[test]
    fn a_backfill_finds_items_without_their_type_and_makes_whole_items_of_them() {
        holds(30, async |table: &Table<Forum>, items| {
            let posts = PostRepository::new(table);
            let world = store(table, items).await;
            let untyped = world.posts.values();
            let untyped =
                untyped.filter(|(_, stored)| matches!(stored, Stored::Typeless | Stored::Renamed));
            let lacking = posts.scan().lacking_keys().all().await.unwrap();
            prop_assert_eq!(lacking.len(), untyped.count());
            if let Some(post) = lacking.first() {
                // Another update leaves the type as it is.
                let key = post.item_key().unwrap();
                let before = raw(table, &key).await.unwrap().remove("_type");
                prop_assert_ne!(&before, &Some(text(Post::SCHEMA.type_name)));
                let update = posts.update("u", post.number).set(Post::TITLE, "new");
                update.send().await.unwrap();
                let left = || async { raw(table, &key).await.unwrap().remove("_type") };
                prop_assert_eq!(&left().await, &before);
                let renamed = Post {
                    title: "new".into(),
                    ..post.clone()
                };
                posts.save(&renamed, post).send().await.unwrap();
                prop_assert_eq!(&left().await, &before);
            }
            for post in &lacking {
                posts.save(post, post).with_all_keys().send().await.unwrap();
                let stored = raw(table, &post.item_key().unwrap()).await.unwrap();
                prop_assert_eq!(&stored["_type"], &text(Post::SCHEMA.type_name));
            }
            let own = world.own_posts();
            prop_assert_eq!(posts.scan().lacking_keys().count().await.unwrap(), 0);
            prop_assert_eq!(&sorted(posts.list().all().await.unwrap()), &own);
            prop_assert_eq!(posts.query("u").count().await.unwrap(), own.len());
            Ok(())
        });
    }

    #[test]
    fn the_enum_decodes_items_without_a_type_by_their_keys() {
        holds(30, async |table: &Table<Forum>, items| {
            let users = UserRepository::new(table);
            let world = store(table, items).await;
            let posts = |items: Vec<Result<Forum, singletable::Error>>| {
                let posts = items.into_iter().filter_map(|item| match item {
                    Ok(Forum::Post(post)) => Some(post),
                    _ => None,
                });
                sorted(posts.collect())
            };
            let partition = users.partition("u").stream().collect().await;
            prop_assert_eq!(posts(partition), world.own_posts());
            let scanned = table.scan().stream().collect().await;
            prop_assert_eq!(posts(scanned), world.own_posts());
            let streamed = Feed::get(table, "u").stream().collect().await;
            prop_assert_eq!(posts(streamed), world.own_posts());
            Ok(())
        });
    }
}

mod open_laws {
    use super::open::*;
    use super::*;

    laws!(Board);
}

/// The queries and scans that a client was asked for since there were so many requests.
fn bodies(script: &Script, since: usize) -> Vec<serde_json::Value> {
    let requests = script.requests().into_iter().skip(since);
    requests.map(|request| request.body).collect()
}

/// The attributes that a request asks for.
fn asked(body: &serde_json::Value) -> Vec<String> {
    let names = &body["ExpressionAttributeNames"];
    let expression = body["ProjectionExpression"].as_str().unwrap_or_default();
    let asked = expression.split(", ").filter(|name| !name.is_empty());
    let mut asked: Vec<_> = asked
        .map(|name| names[name].as_str().unwrap().to_owned())
        .collect();
    asked.sort();
    asked
}

#[tokio::test]
async fn where_no_other_entity_can_be_met_nothing_more_is_asked_for() {
    use closed::*;
    let script = Script::new();
    let table = Table::<Forum>::new(Local::memory().unwrap().scripted_client(&script));
    table.create_table().send().await.unwrap();
    let (users, posts) = (UserRepository::new(&table), PostRepository::new(&table));
    let before = script.requests().len();
    users.query("u").count().await.unwrap();
    users.scan().count().await.unwrap();
    users.list().count().await.unwrap();
    for body in bodies(&script, before) {
        assert_eq!(body["Select"], "COUNT");
        assert!(asked(&body).is_empty(), "{body}");
    }
    let before = script.requests().len();
    users.query("u").select((User::USER,)).all().await.unwrap();
    posts
        .get("u", 1_u16)
        .select((Post::TITLE,))
        .send()
        .await
        .unwrap();
    let bodies = bodies(&script, before);
    assert_eq!(asked(&bodies[0]), ["_type", "pk", "sk", "user"]);
    assert_eq!(asked(&bodies[1]), ["pk", "sk", "title"]);
}

#[tokio::test]
async fn where_another_entity_can_be_met_keys_and_types_are_read() {
    use closed::*;
    let script = Script::new();
    let table = Table::<Forum>::new(Local::memory().unwrap().scripted_client(&script));
    table.create_table().send().await.unwrap();
    let posts = PostRepository::new(&table);
    let before = script.requests().len();
    posts.query("u").count().await.unwrap();
    posts.scan().count().await.unwrap();
    posts.todo().count().await.unwrap();
    let bodies = bodies(&script, before);
    for body in &bodies {
        assert_eq!(body["Select"], serde_json::Value::Null);
    }
    let of_table = ["_type", "number", "pk", "sk", "user"];
    assert_eq!(asked(&bodies[0]), of_table);
    assert_eq!(asked(&bodies[1]), of_table);
    // What the index does not hold is not asked for.
    assert_eq!(asked(&bodies[2]), ["pk", "sk", "tpk", "tsk"]);
}
