//! Sessions that live for 24 hours from their last use, and are gone when that time is over: at once,
//! not when DynamoDB deletes the item within the next days.
//!
//! `cargo run --example sessions` runs it on an embedded engine;
//! `cargo run --example sessions --features aws -- --aws` on what the standard AWS settings name.

#[path = "sessions/model.rs"]
mod model;
#[path = "sessions/service.rs"]
mod service;

use model::{App, Data, SessionRepository};
use serde_json::json;
use service::SessionService;
use singletable::{Clock, Table, Timestamp};
use singletable_examples::{connect, inspect};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    program(&mut std::io::stdout()).await
}

/// The machine's clock, and how far ahead of it the program's is.
#[derive(Clone, Default)]
struct TimeMachine(Arc<AtomicU64>);

impl TimeMachine {
    fn clock(&self) -> Clock {
        let ahead = Arc::clone(&self.0);
        Clock::new(move || {
            let ahead = Duration::from_secs(ahead.load(Ordering::Relaxed));
            Timestamp::now().saturating_add(ahead)
        })
    }

    fn travel(&self, hours: u64) {
        self.0.fetch_add(hours * 60 * 60, Ordering::Relaxed);
    }
}

async fn program(out: &mut impl Write) -> Result<(), Box<dyn std::error::Error>> {
    let time = TimeMachine::default();
    let table = Table::<App>::new(connect().await?).with_clock(time.clock());
    match table.create_table().send().await {
        Err(error) if error.is_table_in_use() => {}
        created => created?,
    }
    let sessions = SessionService::new(&table);
    let user = format!("user-{}", fastrand::u32(..));
    let data = |theme: &str| Data::from([("theme".to_owned(), json!(theme))]);

    let first = sessions.create_session(&user, data("light")).await?;
    writeln!(out, "Created session: {}", inspect(&first))?;
    time.travel(1);
    let second = sessions.create_session(&user, data("dark")).await?;
    let newest_first: Vec<_> = sessions
        .get_user_sessions(&user)
        .await?
        .into_iter()
        .map(|session| session.session_id)
        .collect();
    assert_eq!(
        newest_first,
        [&second.session_id, &first.session_id].map(String::clone)
    );
    writeln!(out, "Sessions of the user: {}", newest_first.len())?;

    // 22 hours later the first session is read, which gives it another 24.
    time.travel(22);
    let read = sessions.get_session(&first.session_id).await?;
    assert!(read.is_some_and(|read| read.last_accessed_at > first.last_accessed_at));
    sessions
        .update_session_data(&first.session_id, data("blue"))
        .await?;

    // The second one was not used for 24 hours. Nothing has deleted it, and it is absent.
    time.travel(2);
    let expired = sessions.get_session(&second.session_id).await?;
    writeln!(out, "Second session, 24 hours later: {}", inspect(&expired))?;
    let stored = SessionRepository::new(&table)
        .get(&second.session_id)
        .include_expired()
        .send()
        .await?;
    writeln!(
        out,
        "Its item is stored until the sweep: {}",
        stored.is_some()
    )?;
    let left = sessions.get_user_sessions(&user).await?;
    writeln!(out, "Sessions of the user: {}", left.len())?;
    for session in &left {
        writeln!(out, "Data of the first session: {}", inspect(&session.data))?;
    }

    sessions.delete_session(&first.session_id).await?;
    assert_eq!(sessions.get_session(&first.session_id).await?, None);
    writeln!(
        out,
        "Sessions of the user: {}",
        sessions.get_user_sessions(&user).await?.len()
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::program;

    const PRINTED: &str = "\
Sessions of the user: 2
Second session, 24 hours later: null
Its item is stored until the sweep: true
Sessions of the user: 1
Data of the first session: { theme: 'blue' }
Sessions of the user: 0
";

    #[tokio::test]
    async fn a_session_is_gone_when_its_time_is_over() {
        let mut printed = Vec::new();
        program(&mut printed).await.unwrap();
        let printed = String::from_utf8(printed).unwrap();
        let (created, rest) = printed.split_once("}\nSessions").unwrap();
        assert!(created.starts_with("Created session: {\n  sessionId: 'sess_"));
        assert_eq!(format!("Sessions{rest}"), PRINTED);
    }
}
