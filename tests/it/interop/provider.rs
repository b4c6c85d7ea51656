//! Items that the TypeScript system wrote: read through our entities, and written again equal.

use super::foreign::item;
use crate::blog::model::{Blog, Comment, Post, Tag, User};
use crate::support::{raw, table, time};
use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Clock, Entity, Item, Repository, Table, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Sessions that say themselves when they end, on the same layout.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    type_index(name = "TypeIndex", pk = "_type", sk = "_timestamp"),
    ttl = "ttl",
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk")
)]
enum Sessions {
    Session(Session),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = Sessions, type = "SESSION", pk = "SESSION#<session_id>", sk = "#DATA")]
#[entity(index(GSI1, name = by_user, pk = "USER_SESSIONS#<user_id>", sk = "<created_at>"))]
struct Session {
    session_id: String,
    user_id: String,
    data: BTreeMap<String, serde_json::Value>,
    created_at: Timestamp,
    last_accessed_at: Timestamp,
    #[entity(ttl)]
    expires_at: Timestamp,
}

pub fn seed_items() -> Vec<Item> {
    let items: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("dynamodb-provider.json")).unwrap();
    items.iter().map(item).collect()
}

pub fn of_type<'i>(items: &'i [Item], name: &str) -> Vec<&'i Item> {
    let name = AttributeValue::S(name.into());
    items.iter().filter(|item| item["_type"] == name).collect()
}

/// Loads the items through the SDK, reads each through its entity, writes the value into an empty
/// table at the time the TypeScript system wrote it, and compares what is stored.
async fn round_trip<E>(items: &[Item], type_name: &str, count: usize) -> Vec<E>
where
    E: Entity + Clone,
{
    let now = Arc::new(Mutex::new(time("2026-01-01T00:00:00.000Z")));
    let shared = Arc::clone(&now);
    let clock = Clock::new(move || *shared.lock().unwrap());
    let source = table::<E::Table>().await.with_clock(clock.clone());
    for item in items {
        let put = source.client().put_item().table_name(source.name());
        put.set_item(Some(item.clone())).send().await.unwrap();
    }
    let target = table::<E::Table>().await.with_clock(clock);
    let seeded = of_type(items, type_name);
    assert_eq!(seeded.len(), count);
    let mut entities = Vec::new();
    for original in seeded {
        let entity = E::from_item(original.clone()).unwrap();
        let read = Repository::<E>::new(&source)
            .get_by(entity.to_key())
            .send()
            .await;
        assert_eq!(
            read.unwrap().unwrap().item_key().unwrap(),
            entity.item_key().unwrap()
        );
        let AttributeValue::S(written_at) = &original["_timestamp"] else {
            panic!("the type index sorts by a text")
        };
        *now.lock().unwrap() = time(written_at);
        Repository::<E>::new(&target)
            .create(&entity)
            .send()
            .await
            .unwrap();
        let stored = raw(&target, &entity.item_key().unwrap()).await.unwrap();
        assert_eq!(&stored, original, "{type_name}");
        entities.push(entity);
    }
    entities
}

#[tokio::test]
async fn every_item_of_the_typescript_system_is_read_and_written_again_equal() {
    let items = seed_items();
    assert_eq!(items.len(), 6);
    let users = round_trip::<User>(&items, "USER", 1).await;
    let posts = round_trip::<Post>(&items, "POST", 1).await;
    let comments = round_trip::<Comment>(&items, "COMMENT", 1).await;
    let tags = round_trip::<Tag>(&items, "TAG", 2).await;
    let sessions = round_trip::<Session>(&items, "SESSION", 1).await;

    assert_eq!(users[0].post_count, 2);
    assert_eq!(users[0].bio.as_deref(), Some("hi"));
    assert_eq!(posts[0].tags, ["introduction", "hello-world"]);
    assert_eq!(posts[0].updated_at, Some(time("2026-01-01T00:00:18.000Z")));
    assert_eq!(comments[0].post_id, posts[0].post_id);
    assert_eq!(tags[0].post_title, "My First Post");
    assert_eq!(sessions[0].expires_at.epoch_seconds(), 1_767_312_103);
    assert_eq!(sessions[0].data["n"], serde_json::json!(1));
}

#[test]
fn every_item_decodes_to_an_arm_of_the_tables_enum() {
    use singletable::bounds::TableItem as _;
    let (mut blog, mut sessions) = (0, 0);
    for item in seed_items() {
        match Blog::from_item(item.clone()) {
            Ok(_) => blog += 1,
            // The blog's enum does not name sessions: the error does.
            Err(error) => {
                assert!(error.to_string().contains("SESSION"), "{error}");
                Sessions::from_item(item).unwrap();
                sessions += 1;
            }
        }
    }
    assert_eq!((blog, sessions), (5, 1));
}
