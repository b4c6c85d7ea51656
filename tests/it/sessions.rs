//! The seed's session program: the items that it stores, and what its service promises.

#[path = "../../examples/sessions/model.rs"]
pub mod model;
#[allow(dead_code, reason = "the example uses the rest")]
#[path = "../../examples/sessions/service.rs"]
mod service;

use crate::interop::{of_type, seed_items};
use crate::support::{MovableClock, raw, table, time};
use model::{App, Data, Session, SessionRepository};
use serde_json::json;
use service::SessionService;
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Entity as _, Item, Table};

const USER: &str = "1767225604000-3mw97rxp2";

fn seeded() -> Item {
    let items = seed_items();
    of_type(&items, "SESSION")[0].clone()
}

fn data(entries: &[(&str, serde_json::Value)]) -> Data {
    let entries = entries.iter();
    entries
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

async fn at(start: &str) -> (Table<App>, MovableClock) {
    let clock = MovableClock::at(start);
    let table = table::<App>().await.with_clock(clock.clock());
    (table, clock)
}

/// The TypeScript program reads its clock anew for `now`, for the time to live and for the type
/// index, and each reading of the clock that it ran on took a second.
#[tokio::test]
async fn the_session_program_stores_the_item_of_the_typescript_system() {
    let (table, clock) = at("2026-01-01T00:01:30.000Z").await;
    let sessions = SessionRepository::new(&table);
    let now = time("2026-01-01T00:01:28.000Z");
    let session = Session {
        session_id: "sess_1767225687000_3yk5rcyk5rd".into(),
        user_id: USER.into(),
        data: data(&[("theme", json!("dark"))]),
        created_at: now,
        last_accessed_at: now,
    };
    sessions.create(&session).send().await.unwrap();
    clock.move_by(13);
    let id = &session.session_id;
    let read = sessions.get(id).consistent().send().await.unwrap();
    assert_eq!(read, Some(session.clone()));
    let now = time("2026-01-01T00:01:42.000Z");
    let update = sessions
        .update(id)
        .set(
            Session::DATA,
            data(&[("theme", json!("light")), ("n", json!(1))]),
        )
        .set(Session::LAST_ACCESSED_AT, now);
    update.refresh_ttl().send().await.unwrap();
    let stored = raw(&table, &session.item_key().unwrap()).await.unwrap();
    assert_eq!(stored, seeded());
}

/// The service reads the clock once for each operation.
#[tokio::test]
async fn the_session_service_stores_the_same_item_but_for_the_readings_of_the_clock() {
    let (table, clock) = at("2026-01-01T00:01:28.000Z").await;
    let service = SessionService::new(&table);
    let session = service.create_session(USER, Data::new()).await.unwrap();
    assert!(session.session_id.starts_with("sess_"));
    clock.move_by(14);
    let light = data(&[("theme", json!("light")), ("n", json!(1))]);
    service
        .update_session_data(&session.session_id, light)
        .await
        .unwrap();
    let mut stored = raw(&table, &session.item_key().unwrap()).await.unwrap();
    let mut expected = seeded();
    for (name, value) in [
        ("_timestamp", expected["createdAt"].clone()),
        ("ttl", AttributeValue::N("1767312102".into())),
    ] {
        assert_eq!(stored[name], value);
        expected.insert(name.into(), value);
    }
    for (name, own) in [
        ("sessionId", session.session_id.clone()),
        ("pk", format!("SESSION#{}", session.session_id)),
    ] {
        assert_eq!(stored.remove(name), Some(AttributeValue::S(own)));
        expected.remove(name);
    }
    assert_eq!(stored, expected);
}

#[tokio::test]
async fn a_session_is_extended_by_reads_and_gone_when_it_was_not_used() {
    let (table, clock) = at("2026-01-01T00:00:00.000Z").await;
    let service = SessionService::new(&table);
    let first = service.create_session("u", Data::new()).await.unwrap();
    clock.move_by(60 * 60);
    let second = service.create_session("u", Data::new()).await.unwrap();
    service.create_session("other", Data::new()).await.unwrap();
    let of_user = service.get_user_sessions("u").await.unwrap();
    assert_eq!(of_user, [second.clone(), first.clone()]);
    clock.move_by(23 * 60 * 60 - 1);
    let read = service
        .get_session(&first.session_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(read.last_accessed_at, clock.now());
    clock.move_by(60 * 60 + 1);
    assert_eq!(service.get_session(&second.session_id).await.unwrap(), None);
    // No sweep was needed for that: the item is still stored, for who asks for it.
    let stored = raw(&table, &second.item_key().unwrap()).await;
    assert!(stored.is_some());
    let sessions = SessionRepository::new(&table);
    let expired = sessions.get(&second.session_id).include_expired();
    assert_eq!(expired.send().await.unwrap(), Some(second.clone()));
    let all = sessions.by_user("u").include_expired().count().await;
    assert_eq!(all.unwrap(), 2);
    let late = service
        .update_session_data(&second.session_id, Data::new())
        .await;
    assert!(late.unwrap_err().is_not_found());
    assert_eq!(service.get_user_sessions("u").await.unwrap(), [read]);
    // What is gone is not brought back by a read.
    service.delete_session(&first.session_id).await.unwrap();
    assert_eq!(service.get_session(&first.session_id).await.unwrap(), None);
    assert!(raw(&table, &first.item_key().unwrap()).await.is_none());
}
