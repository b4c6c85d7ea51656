//! The session, on the items that the TypeScript program stores.

use serde::{Deserialize, Serialize};
use singletable::{Entity, Table, Timestamp};
use std::collections::BTreeMap;

/// The table: it is the blog's, and a program that only knows sessions names no more of it.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "AppData",
    type_index(name = "TypeIndex", pk = "_type", sk = "_timestamp"),
    ttl = "ttl",
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk"),
    index(GSI2, pk = "gsi2pk", sk = "gsi2sk")
)]
pub enum App {
    Session(Session),
}

/// What a session holds for the application.
pub type Data = BTreeMap<String, serde_json::Value>;

/// A session lives for 24 hours from the last time that it was used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = App, type = "SESSION", pk = "SESSION#<session_id>", sk = "#DATA", ttl = "24h")]
#[entity(index(GSI1, name = by_user, pk = "USER_SESSIONS#<user_id>", sk = "<created_at>"))]
pub struct Session {
    #[entity(on_create = session_id)]
    pub session_id: String,
    pub user_id: String,
    pub data: Data,
    #[entity(on_create = now)]
    pub created_at: Timestamp,
    #[entity(on_create = now, on_update = now)]
    pub last_accessed_at: Timestamp,
}

/// An identifier as the TypeScript program makes them: the time, then random characters.
fn session_id() -> String {
    let random = std::iter::repeat_with(|| fastrand::u32(..36)).take(16);
    let random = random.filter_map(|digit| char::from_digit(digit, 36));
    let random: String = random.collect();
    format!("sess_{}_{random}", Timestamp::now().epoch_millis())
}
