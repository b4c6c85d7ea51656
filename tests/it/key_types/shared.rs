//! Indexes over the table's own keys, and over plain attributes.

use super::model::{
    Note, NoteRepository, Player, PlayerRepository, Score, ScoreRepository, Scores,
};
use super::{both, item, number};
use crate::support::{key_error, raw, text};
use singletable::bounds::EntityKey as _;
use singletable::key::{KeyErrorKind, KeyPart};
use singletable::{Entity, Error, Projection};

#[derive(Debug, PartialEq, Projection)]
#[projection(entity = Score)]
struct Leader {
    user_id: String,
    top_score: i64,
}

fn score(user: &str, game: &str, top: i64) -> Score {
    Score {
        user_id: user.into(),
        game_title: game.into(),
        top_score: top,
        wins: 1,
    }
}

fn player(name: &str, status: Option<&str>) -> Player {
    Player {
        name: name.into(),
        status: status.map(str::to_owned),
        created: 5,
        email: format!("{name}@x"),
    }
}

#[tokio::test]
async fn an_inverted_index_has_every_item_and_is_read_by_the_sort_key() {
    for table in both::<Scores>().await {
        let scores = ScoreRepository::new(&table);
        let all = [
            score("1", "Go", 7),
            score("2", "Go", 9),
            score("2", "Hex", 1),
        ];
        for score in &all {
            scores.put(score).send().await.unwrap();
        }
        let stored = raw(&table, &all[0].item_key().unwrap()).await.unwrap();
        assert_eq!(
            stored,
            item(&[
                ("UserId", text("1")),
                ("GameTitle", text("Go")),
                ("TopScore", number("7")),
                ("Wins", number("1")),
                ("_type", text("SCORE")),
            ])
        );
        assert_eq!(scores.players_of("Go").all().await.unwrap(), all[..2]);
        let after = scores.players_of("Go").after(("1",)).all().await.unwrap();
        assert_eq!(after, all[1..2]);
        let page = scores.players_of("Go").limit(1).send().await.unwrap();
        let rest = scores
            .players_of("Go")
            .start_at(page.next.as_ref().unwrap());
        assert_eq!(rest.all().await.unwrap(), all[1..2]);
        scores
            .update("1", "Go")
            .set(Score::TOP_SCORE, 8)
            .send()
            .await
            .unwrap();
        let leaders = scores.leaders("Go").descending().project::<Leader>();
        let leaders: Vec<_> = leaders.all().await.unwrap();
        let names: Vec<_> = leaders
            .iter()
            .map(|leader| leader.user_id.as_str())
            .collect();
        assert_eq!(names, ["2", "1"]);
        assert_eq!(leaders[1].top_score, 8);
        let best = scores.leaders("Go").after((8,)).project::<Leader>();
        assert_eq!(best.all().await.unwrap(), leaders[..1]);
    }
}

#[tokio::test]
async fn guards_are_no_hot_partition_of_an_inverted_index() {
    for table in both::<Scores>().await {
        let players = PlayerRepository::new(&table);
        for name in ["a", "b"] {
            players.create(&player(name, None)).send().await.unwrap();
        }
        let taken = players.create(&Player {
            email: "a@x".into(),
            ..player("c", None)
        });
        assert!(matches!(
            taken.send().await,
            Err(Error::UniqueViolation { .. })
        ));
        let scan = table.client().scan().table_name(table.name());
        let items = scan.send().await.unwrap().items.unwrap();
        let guards = items.iter().filter(|item| item.contains_key("_owner_pk"));
        let guards: Vec<_> = guards.collect();
        assert_eq!(guards.len(), 2);
        for guard in guards {
            assert_eq!(guard["UserId"], guard["GameTitle"]);
        }
        assert_eq!(table.scan().all().await.unwrap().len(), 2);
        players
            .delete("a")
            .given(&player("a", None))
            .send()
            .await
            .unwrap();
        players
            .create(&Player {
                email: "a@x".into(),
                ..player("c", None)
            })
            .send()
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn an_index_over_plain_attributes_needs_the_fields_alone() {
    for table in both::<Scores>().await {
        let players = PlayerRepository::new(&table);
        let open = player("a", Some("open"));
        players.create(&open).send().await.unwrap();
        players.create(&player("b", None)).send().await.unwrap();
        assert_eq!(
            players.by_status("open").all().await.unwrap(),
            std::slice::from_ref(&open)
        );
        let set = players.save(&open, &player("a", Some("shut")));
        set.send().await.unwrap();
        assert_eq!(players.by_status("open").count().await.unwrap(), 0);
        assert_eq!(players.by_status("shut").at((5,)).count().await.unwrap(), 1);
    }
}

#[tokio::test]
async fn what_a_plain_index_key_cannot_hold_is_an_error_before_the_request() {
    for table in both::<Scores>().await {
        let notes = NoteRepository::new(&table);
        let note = |status: Option<&str>| Note {
            name: "n".into(),
            status: status.map(str::to_owned),
            created: 1,
        };
        notes.put(&note(None)).send().await.unwrap();
        notes.put(&note(Some("open"))).send().await.unwrap();
        let stored = raw(&table, &Note::key("n").item_key().unwrap())
            .await
            .unwrap();
        assert_eq!(stored["status"], text("open"));
        let put = key_error(notes.put(&note(Some(""))).send().await);
        assert_eq!(
            (put.kind(), put.field()),
            (KeyErrorKind::Empty, Some("status"))
        );
        assert_eq!(put.part(), KeyPart::IndexPartitionKey("ByStatus"));
        let create = key_error(notes.create(&note(Some(""))).send().await);
        assert_eq!(create.kind(), KeyErrorKind::Empty);
        let set = notes.update("n").set(Note::STATUS, "").send().await;
        assert_eq!(key_error(set).kind(), KeyErrorKind::Empty);
        let save = notes
            .save(&note(Some("open")), &note(Some("")))
            .send()
            .await;
        assert_eq!(key_error(save).kind(), KeyErrorKind::Empty);
        let upsert = notes
            .update("n")
            .upsert()
            .set(Note::STATUS, "")
            .set(Note::CREATED, 1_u64);
        assert_eq!(key_error(upsert.send().await).kind(), KeyErrorKind::Empty);
        notes.update("n").remove(Note::STATUS).send().await.unwrap();
    }
}
