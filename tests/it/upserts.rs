//! Upserts: what a new item gets, and what a stored one keeps.

use crate::support::world::{Player, Status, players, stored_player};
use crate::support::{expression_error, raw, table, text, time};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::EntityKey as _;
use singletable::error::ExpressionError;
use singletable::{Entity, Error, Table, Timestamp};

#[tokio::test]
async fn an_update_needs_an_item_unless_an_upsert_gives_all_of_one() {
    let (table, players) = players().await;
    let ghost = players.update("p2").set(Player::NOTE, "x");
    assert!(ghost.send().await.unwrap_err().is_not_found());
    assert!(
        raw(&table, &Player::key("p2").item_key().unwrap())
            .await
            .is_none()
    );
    let half = players.update("p2").set(Player::NOTE, "x").upsert();
    let ExpressionError::UpsertIncomplete { attributes, .. } = expression_error(half.into_input())
    else {
        panic!("the upsert is incomplete")
    };
    assert_eq!(
        attributes,
        ["joined", "status", "rank", "game", "score", "age", "visits"]
    );
}

#[tokio::test]
async fn an_upsert_keeps_what_a_new_item_only_gets() {
    let (table, players) = players().await;
    let upsert = |id: &str, year: &str| {
        players
            .update(id)
            .set_key_if_absent(Player::BY_EMAIL_KEY, ("n@e.w", time(year)))
            .set_key(Player::BY_STATUS_KEY, (Status::Published, 1))
            .set_if_absent(Player::GAME, "go")
            .add(Player::SCORE, 5)
            .set_if_absent(Player::AGE, 20)
            .add(Player::VISITS, 1)
            .upsert()
    };
    let now = "2026-05-05T00:00:00.000Z";
    upsert("p1", now).send().await.unwrap();
    let old = stored_player(&table).await;
    assert_eq!(old["joined"], text("2026-01-01T00:00:00.000Z"));
    assert_eq!(old["gsi1sk"], text("2026-01-01T00:00:00.000Z"));
    assert_eq!(old["gsi1pk"], text("EMAIL#p1@example.com"));
    assert_eq!(
        (&old["scpk"], &old["age_sk"]),
        (&text("GAME#chess"), &text("AGE#040"))
    );
    assert_eq!(old["scsk"], AttributeValue::N("15".into()));
    // A new item is what a `put` of the same values would store.
    let made = upsert("p2", now).return_new().send().await.unwrap();
    let key = made.item_key().unwrap();
    let upserted = raw(&table, &key).await.unwrap();
    players.put(&made).send().await.unwrap();
    assert_eq!(raw(&table, &key).await.unwrap(), upserted);
    assert_eq!((made.visits, made.score), (1, 5));
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Expiring, pk = "TOKEN#<id>", sk = "#TOKEN")]
struct Token {
    id: String,
    #[entity(ttl)]
    expires: Timestamp,
}

#[derive(Debug, Table)]
#[table(ttl = "ttl")]
struct Expiring;

#[tokio::test]
async fn an_upsert_asks_for_a_required_time_to_live() {
    let table = table::<Expiring>().await;
    let tokens = TokenRepository::new(&table);
    let upsert = tokens.update("t").upsert().into_input();
    let Err(Error::Expression { source, .. }) = upsert else {
        panic!("the upsert is incomplete")
    };
    assert!(source.to_string().contains("`ttl`"), "{source}");
    let later = Timestamp::from_epoch_seconds(4_000_000_000).unwrap();
    let upsert = tokens.update("t").upsert().set(Token::EXPIRES, later);
    upsert.send().await.unwrap();
    assert_eq!(
        tokens.get("t").send().await.unwrap().unwrap().expires,
        later
    );
}
