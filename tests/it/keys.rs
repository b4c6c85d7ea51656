//! Values in keys: what they are written as, and which ones are refused.

use crate::support::world::{
    City, CityRepository, OddRepository, Player, PlayerRepository, Status, World, city, odd,
    player, players, stored_player,
};
use crate::support::{key_error, raw, table, text};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::key::KeyErrorKind;
use singletable::{Entity as _, Table};
use singletable_local::{Local, Script};

#[tokio::test]
async fn a_separator_in_a_value_is_refused_before_any_request() {
    let script = Script::new();
    let local = Local::memory().unwrap();
    let cities = CityRepository::new(&Table::new(local.scripted_client(&script)));
    let error = key_error(cities.create(&city("r#city_c", "d")).send().await);
    assert_eq!(error.field(), Some("region"));
    assert_eq!(error.kind(), KeyErrorKind::Separator('#'));
    assert_eq!(error.entity(), "City");
    assert!(!error.to_string().contains("city_c"), "{error}");
    key_error(cities.get("de", "r", "c#d").send().await);
    key_error(cities.query("d#e").all().await);
    key_error(cities.query("de").prefix(("a#b",)).all().await);
    assert_eq!(script.requests(), []);
}

#[tokio::test]
async fn an_empty_segment_is_refused() {
    let table = table::<World>().await;
    let cities = CityRepository::new(&table);
    let error = key_error(cities.put(&city("", "c")).send().await);
    assert_eq!(
        (error.field(), error.kind()),
        (Some("region"), KeyErrorKind::Empty)
    );
    key_error(
        cities
            .update("", "r", "c")
            .set(City::PEOPLE, 1)
            .send()
            .await,
    );
    let players = PlayerRepository::new(&table);
    let nobody = Player {
        email: Some(String::new()),
        ..player("p")
    };
    let error = key_error(players.put(&nobody).send().await);
    assert!(error.to_string().contains("GSI1"), "{error}");
}

#[tokio::test]
async fn numbers_in_text_keys_keep_their_order_and_overflow_is_an_error() {
    let table = table::<World>().await;
    let players = PlayerRepository::new(&table);
    for (id, rank) in [("a", 9), ("b", 10), ("c", 100)] {
        let with_rank = Player { rank, ..player(id) };
        players.create(&with_rank).send().await.unwrap();
    }
    let found = players
        .by_status()
        .after((Status::Draft, 9))
        .all()
        .await
        .unwrap();
    assert_eq!(found.iter().map(|p| p.rank).collect::<Vec<_>>(), [10, 100]);
    let too_old = Player {
        age: 100,
        ..player("d")
    };
    players.create(&too_old).send().await.unwrap();
    let item = raw(&table, &too_old.item_key().unwrap()).await.unwrap();
    assert_eq!(item["age_sk"], text("AGE#100"));
    let wide = players.by_age("a").at((255,)).into_input();
    assert!(wide.is_ok());
}

#[tokio::test]
async fn dates_in_keys_have_a_fixed_width() {
    let (table, _) = players().await;
    assert_eq!(
        stored_player(&table).await["gsi1sk"],
        text("2026-01-01T00:00:00.000Z")
    );
}

#[tokio::test]
async fn case_is_folded_only_when_asked() {
    let upper = City {
        land: "DE".into(),
        ..city("r", "c")
    };
    assert_ne!(
        upper.item_key().unwrap(),
        city("r", "c").item_key().unwrap()
    );
    assert_eq!(
        odd("AbC").item_key().unwrap(),
        odd("aBc").item_key().unwrap()
    );
    // The attribute itself keeps its case.
    let table = table::<World>().await;
    OddRepository::new(&table)
        .put(&odd("AbC"))
        .send()
        .await
        .unwrap();
    let item = raw(&table, &odd("abc").item_key().unwrap()).await.unwrap();
    assert_eq!((&item["id"], &item["pk"]), (&text("AbC"), &text("ODD#abc")));
}

#[tokio::test]
async fn a_missing_value_never_becomes_text_in_a_key() {
    let (table, players) = players().await;
    players
        .put(&Player {
            email: None,
            ..player("p1")
        })
        .send()
        .await
        .unwrap();
    let item = stored_player(&table).await;
    assert!(!item.contains_key("gsi1pk") && !item.contains_key("gsi1sk"));
    assert!(!item.contains_key("email"));
}

#[tokio::test]
async fn zero_is_a_value() {
    let (table, players) = players().await;
    let zero = Player {
        score: 0,
        rank: 0,
        ..player("p1")
    };
    players.put(&zero).send().await.unwrap();
    let item = stored_player(&table).await;
    assert_eq!(item["scsk"], AttributeValue::N("0".into()));
    assert_eq!(item["gsi2sk"], text("Draft#00000"));
    let found = players.by_score("chess").at((0,)).one().await.unwrap();
    assert_eq!(found, Some(zero));
}

#[tokio::test]
async fn a_key_that_is_too_long_names_the_field() {
    let script = Script::new();
    let local = Local::memory().unwrap();
    let table = Table::<World>::new(local.scripted_client(&script));
    let cities = CityRepository::new(&table);
    let error = key_error(cities.get("de", "r", "c".repeat(1024)).send().await);
    assert_eq!(error.field(), Some("city"));
    assert_eq!(
        error.kind(),
        KeyErrorKind::TooLong {
            actual: 1031,
            limit: 1024
        }
    );
    let error = key_error(cities.get("d".repeat(2048), "r", "c").send().await);
    assert_eq!(
        error.kind(),
        KeyErrorKind::TooLong {
            actual: 2053,
            limit: 2048
        }
    );
    assert!(
        cities
            .get("d".repeat(2043), "r", "c".repeat(1017))
            .into_input()
            .is_ok()
    );
    assert_eq!(script.requests(), []);
}
