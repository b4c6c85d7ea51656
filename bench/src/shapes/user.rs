//! The user: what most items are like.

use super::{AppData, Shape, id};
use serde::{Deserialize, Serialize};
use singletable::Entity;

/// Stored as 13 attributes: the eight fields, the primary key, the type and the keys of one index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = AppData, type = "USER", pk = "USER#<user_id>", sk = "#METADATA")]
#[entity(index(GSI1, name = by_team, pk = "TEAM#<team>", sk = "<created_at>"))]
pub struct User {
    /// In the primary key.
    pub user_id: String,
    /// The partition of the index.
    pub team: String,
    /// An attribute whose name is a reserved word.
    pub name: String,
    /// Every third user has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
    /// The sort key of the index. A text, so that no contender is measured by its date-times.
    pub created_at: String,
    /// What updates add to.
    pub post_count: u64,
    /// A flag.
    pub verified: bool,
    /// A short list.
    pub roles: Vec<String>,
}

/// The changes that an update makes: three fields set, one added to, one condition.
#[derive(Debug, Clone)]
pub struct Change {
    /// Whose.
    pub user_id: String,
    /// The name it gets.
    pub name: String,
    /// The bio it gets.
    pub bio: String,
    /// Whether it is verified now.
    pub verified: bool,
    /// How many posts more.
    pub posts: u64,
    /// The team that it must be in.
    pub team: String,
}

impl Change {
    /// The change of the user with that number.
    pub fn sample(number: usize) -> Self {
        let user = User::sample(number);
        Self {
            user_id: user.user_id,
            name: "Grace Brewster Hopper".into(),
            bio: "Nanoseconds, and the wire that is as long as one of them.".into(),
            verified: true,
            posts: 1,
            team: user.team,
        }
    }
}

impl Shape for User {
    const NAME: &'static str = "user";
    type Key = String;

    fn sample(number: usize) -> Self {
        let bio = "Writes about engines, looms and what the one can learn of the other.";
        Self {
            user_id: id(number),
            team: Self::partition().into(),
            name: format!("Ada Lovelace {number}"),
            bio: (number % 3 != 2).then(|| bio.into()),
            created_at: format!(
                "2026-01-{:02}T{:02}:{:02}:05.123Z",
                1 + number / 1440 % 28,
                number / 60 % 24,
                number % 60
            ),
            post_count: 17 * number as u64,
            verified: number.is_multiple_of(2),
            roles: vec!["author".into(), "editor".into(), "reviewer".into()],
        }
    }

    fn key(&self) -> String {
        self.user_id.clone()
    }

    fn partition() -> &'static str {
        "analytical-engines"
    }
}
