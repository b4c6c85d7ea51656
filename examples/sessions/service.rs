//! The session service: the methods of the TypeScript program, each of them one request.

use super::model::{App, Data, NewSession, Session, SessionRepository};
use singletable::{Error, Table};

pub struct SessionService {
    sessions: SessionRepository,
}

impl SessionService {
    pub fn new(table: &Table<App>) -> Self {
        Self {
            sessions: SessionRepository::new(table),
        }
    }

    pub async fn create_session(&self, user_id: &str, data: Data) -> Result<Session, Error> {
        let new = NewSession {
            user_id: user_id.to_owned(),
            data,
        };
        self.sessions.create(new).send().await
    }

    /// Reading a session extends it. It is one update, so that nothing can come between the read and
    /// the update: a session that has expired or was deleted stays absent.
    pub async fn get_session(&self, session_id: &str) -> Result<Option<Session>, Error> {
        let read = self.sessions.update(session_id).refresh_ttl().return_new();
        match read.send().await {
            Ok(session) => Ok(Some(session)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub async fn update_session_data(&self, session_id: &str, data: Data) -> Result<(), Error> {
        let update = self.sessions.update(session_id).set(Session::DATA, data);
        update.refresh_ttl().send().await
    }

    pub async fn delete_session(&self, session_id: &str) -> Result<(), Error> {
        self.sessions.delete(session_id).send().await
    }

    /// The newest first.
    pub async fn get_user_sessions(&self, user_id: &str) -> Result<Vec<Session>, Error> {
        self.sessions.by_user(user_id).descending().all().await
    }
}
