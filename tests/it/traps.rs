//! What other mappers got wrong, each as a test named after it. Those whose rule is that code does
//! not compile have their case in `tests/ui`.

use crate::support::{client, raw, table, time};
use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::key::KeyErrorKind;
use singletable::{
    Attributes, Entity, EntityKey as _, Error, ExpressionError, Item, KeyError, KeyField, Table,
    TableItem as _, Timestamp, TransactionError,
};
use singletable_local::{Local, Script};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "Traps",
    ttl = "ttl",
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk"),
    index(GSI2, pk = "gsi2pk", sk = "gsi2sk"),
    index(Scores, pk = "scpk", sk = "scsk", sk_type = number),
    index(ByAge, local, sk = "age_sk")
)]
enum Traps {
    City(City),
    Town(Town),
    Player(Player),
    Odd(Odd),
    #[table(unknown)]
    Unknown(Item),
}

/// Two fields in the sort key.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Traps, type = "CITY", pk = "LAND#<land>", sk = "CITY#<region>#<city>")]
struct City {
    land: String,
    region: String,
    city: String,
    #[serde(default)]
    people: u64,
}

/// An entity whose sort keys sort right behind those of cities, in the same partitions.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Traps, type = "TOWN", pk = "LAND#<land>", sk = "CITYTOWN#<town>")]
struct Town {
    land: String,
    town: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, KeyField)]
enum Status {
    Draft,
    Published,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = Traps, type = "PLAYER", pk = "PLAYER#<player_id>", sk = "#PLAYER")]
#[entity(index(GSI1, name = by_email, pk = "EMAIL#<email>", sk = "<joined>"))]
#[entity(index(GSI2, name = by_status, pk = "PLAYERS", sk = "<status>#<rank:05>"))]
#[entity(index(Scores, name = by_score, pk = "GAME#<game>", sk = "<score>"))]
#[entity(index(ByAge, name = by_age, sk = "AGE#<age:03>"))]
struct Player {
    player_id: String,
    email: Option<String>,
    joined: Timestamp,
    status: Status,
    rank: u16,
    game: String,
    score: i64,
    age: u8,
    note: Option<String>,
    visits: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Inner {
    count: u32,
}

/// Awkward names and values.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Traps, type = "ODD", pk = "ODD#<id:lower>", sk = "#ODD#<path:raw>")]
struct Odd {
    id: String,
    path: String,
    #[serde(rename = "name")]
    reserved: String,
    #[serde(rename = "a.b c-d")]
    dotted: u32,
    tags: BTreeSet<String>,
    inner: Option<Inner>,
    map: BTreeMap<String, u32>,
    wide: i128,
    real: f64,
}

fn city(region: &str, city: &str) -> City {
    City {
        land: "de".into(),
        region: region.into(),
        city: city.into(),
        people: 0,
    }
}

fn player(id: &str) -> Player {
    Player {
        player_id: id.into(),
        email: Some(format!("{id}@example.com")),
        joined: time("2026-01-01T00:00:00.000Z"),
        status: Status::Draft,
        rank: 7,
        game: "chess".into(),
        score: 10,
        age: 40,
        note: None,
        visits: 0,
    }
}

fn odd(id: &str) -> Odd {
    Odd {
        id: id.into(),
        path: "a".into(),
        reserved: "r".into(),
        dotted: 1,
        tags: BTreeSet::new(),
        inner: None,
        map: BTreeMap::new(),
        wide: 0,
        real: 0.5,
    }
}

fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.into())
}

fn key_error<T: std::fmt::Debug>(result: Result<T, Error>) -> KeyError {
    match result {
        Err(Error::Key(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn expression<T: std::fmt::Debug>(result: Result<T, Error>) -> ExpressionError {
    match result {
        Err(Error::Expression { source, .. }) => source,
        other => panic!("{other:?}"),
    }
}

async fn players() -> (Table<Traps>, PlayerRepository) {
    let table = table::<Traps>().await;
    let players = PlayerRepository::new(&table);
    players.create(&player("p1")).send().await.unwrap();
    (table, players)
}

async fn stored(table: &Table<Traps>) -> Item {
    let key = Player::key("p1").item_key().unwrap();
    raw(table, &key).await.unwrap()
}

async fn cities(values: &[(&str, &str)]) -> CityRepository {
    let table = table::<Traps>().await;
    let cities = CityRepository::new(&table);
    for (region, name) in values {
        cities.create(&city(region, name)).send().await.unwrap();
    }
    // On both sides of the cities.
    let towns = TownRepository::new(&table);
    let town = Town {
        land: "de".into(),
        town: "a".into(),
    };
    towns.create(&town).send().await.unwrap();
    cities
}

fn names(cities: Vec<City>) -> Vec<String> {
    cities
        .into_iter()
        .map(|city| format!("{}/{}", city.region, city.city))
        .collect()
}

#[tokio::test]
async fn trap_01_a_separator_in_a_value_is_refused_before_any_request() {
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
async fn trap_03_a_whole_segment_prefix_does_not_match_a_longer_segment() {
    let cities = cities(&[("1", "a"), ("10", "b"), ("2", "c")]).await;
    let found = cities.query("de").prefix(("1",)).all().await.unwrap();
    assert_eq!(names(found), ["1/a"]);
    // Only where it is asked for, part of a segment.
    let found = cities.query("de").begins_with((), "1").all().await.unwrap();
    assert_eq!(names(found), ["1/a", "10/b"]);
    let found = cities
        .query("de")
        .begins_with(("10",), "b")
        .all()
        .await
        .unwrap();
    assert_eq!(names(found), ["10/b"]);
}

#[tokio::test]
async fn trap_04_a_partial_bound_means_the_whole_subtree() {
    let all = [("l", "z"), ("m", "a"), ("m", "z"), ("ma", "x"), ("n", "a")];
    let cities = cities(&all).await;
    let query = || cities.query("de");
    let found = query().at_or_before(("m",)).all().await.unwrap();
    assert_eq!(names(found), ["l/z", "m/a", "m/z"]);
    let found = query().after(("m",)).all().await.unwrap();
    assert_eq!(names(found), ["ma/x", "n/a"]);
    let found = query().before(("m",)).all().await.unwrap();
    assert_eq!(names(found), ["l/z"]);
    let found = query()
        .at_or_after(("m", "z"))
        .before(("n",))
        .all()
        .await
        .unwrap();
    assert_eq!(names(found), ["m/z", "ma/x"]);
    let found = query().between(("m", "b"), ("ma",)).all().await.unwrap();
    assert_eq!(names(found), ["m/z", "ma/x"]);
    let found = query().before(("m", "z")).descending().all().await.unwrap();
    assert_eq!(names(found), ["m/a", "l/z"]);
}

#[tokio::test]
async fn trap_05_an_open_comparison_does_not_run_into_the_next_entity() {
    let cities = cities(&[("a", "b"), ("z", "z")]).await;
    let input = cities.query("de").after(("a",)).into_input().unwrap();
    assert!(input.key_condition_expression.unwrap().contains("BETWEEN"));
    let table = cities.table();
    let found = cities.query("de").after(("a",)).all().await.unwrap();
    assert_eq!(names(found), ["z/z"]);
    assert_eq!(cities.query("de").after(("a",)).count().await.unwrap(), 1);
    assert_eq!(cities.query("de").count().await.unwrap(), 2);
    let towns = TownRepository::new(table);
    assert_eq!(towns.query("de").before(("z",)).count().await.unwrap(), 1);
}

#[tokio::test]
async fn trap_06_numbers_in_text_keys_keep_their_order_and_overflow_is_an_error() {
    let table = table::<Traps>().await;
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
    assert_eq!(item["age_sk"], s("AGE#100"));
    let wide = players.by_age("a").at((255,)).into_input();
    assert!(wide.is_ok());
}

#[tokio::test]
async fn trap_07_dates_in_keys_have_a_fixed_width() {
    let (table, _) = players().await;
    assert_eq!(
        stored(&table).await["gsi1sk"],
        s("2026-01-01T00:00:00.000Z")
    );
}

#[tokio::test]
async fn trap_08_case_is_folded_only_when_asked() {
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
    let table = table::<Traps>().await;
    OddRepository::new(&table)
        .put(&odd("AbC"))
        .send()
        .await
        .unwrap();
    let item = raw(&table, &odd("abc").item_key().unwrap()).await.unwrap();
    assert_eq!((&item["id"], &item["pk"]), (&s("AbC"), &s("ODD#abc")));
}

#[tokio::test]
async fn trap_09_an_empty_segment_is_refused() {
    let table = table::<Traps>().await;
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
async fn trap_10_a_missing_value_never_becomes_text_in_a_key() {
    let (table, players) = players().await;
    players
        .put(&Player {
            email: None,
            ..player("p1")
        })
        .send()
        .await
        .unwrap();
    let item = stored(&table).await;
    assert!(!item.contains_key("gsi1pk") && !item.contains_key("gsi1sk"));
    assert!(!item.contains_key("email"));
}

#[tokio::test]
async fn trap_11_zero_is_a_value() {
    let (table, players) = players().await;
    let zero = Player {
        score: 0,
        rank: 0,
        ..player("p1")
    };
    players.put(&zero).send().await.unwrap();
    let item = stored(&table).await;
    assert_eq!(item["scsk"], AttributeValue::N("0".into()));
    assert_eq!(item["gsi2sk"], s("Draft#00000"));
    let found = players.by_score("chess").at((0,)).one().await.unwrap();
    assert_eq!(found, Some(zero));
}

#[tokio::test]
async fn trap_12_all_parts_of_an_index_key_or_none() {
    let (table, players) = players().await;
    players
        .put(&Player {
            email: None,
            ..player("p1")
        })
        .send()
        .await
        .unwrap();
    assert!(!stored(&table).await.contains_key("gsi1sk"));
    // An update that gives the missing part writes both halves.
    let back = players.update("p1").set_key(
        Player::BY_EMAIL_KEY,
        ("x@y.z", time("2026-01-02T00:00:00.000Z")),
    );
    back.send().await.unwrap();
    let item = stored(&table).await;
    assert_eq!(item["gsi1pk"], s("EMAIL#x@y.z"));
    assert_eq!(item["gsi1sk"], s("2026-01-02T00:00:00.000Z"));
    let found = players.by_email("x@y.z").one().await.unwrap();
    assert_eq!(found.unwrap().player_id, "p1");
}

// Trap 13, two entities with one key shape: `tests/ui/table/trap_13_two_entities_with_one_key_shape.rs`.

#[tokio::test]
async fn trap_14_a_key_that_is_too_long_names_the_field() {
    let script = Script::new();
    let local = Local::memory().unwrap();
    let table = Table::<Traps>::new(local.scripted_client(&script));
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

#[tokio::test]
async fn trap_15_a_field_that_shares_a_key_is_set_with_the_others() {
    let (table, players) = players().await;
    let together = players
        .update("p1")
        .set_key(Player::BY_STATUS_KEY, (Status::Published, 3));
    together.send().await.unwrap();
    let item = stored(&table).await;
    assert_eq!(item["gsi2sk"], s("Published#00003"));
    assert_eq!(
        (&item["status"], &item["rank"]),
        (&s("Published"), &AttributeValue::N("3".into()))
    );
}

#[tokio::test]
async fn trap_15_the_others_come_from_a_loaded_item_if_they_still_hold() {
    let (table, players) = players().await;
    let loaded = players.get("p1").send().await.unwrap().unwrap();
    let publish = || {
        players
            .update("p1")
            .given(&loaded)
            .set(Player::STATUS, Status::Published)
    };
    publish().send().await.unwrap();
    assert_eq!(stored(&table).await["gsi2sk"], s("Published#00007"));
    // Another writer changes the rank: the loaded one no longer holds.
    players
        .update("p1")
        .set_key(Player::BY_STATUS_KEY, (Status::Draft, 8))
        .send()
        .await
        .unwrap();
    assert!(publish().send().await.unwrap_err().is_condition_failed());
    assert_eq!(stored(&table).await["gsi2sk"], s("Draft#00008"));
    let other = players
        .update("p2")
        .given(&loaded)
        .set(Player::STATUS, Status::Draft);
    assert_eq!(expression(other.into_input()), ExpressionError::OtherItem);
}

#[tokio::test]
async fn trap_15_the_only_field_of_a_key_rewrites_it() {
    let (table, players) = players().await;
    players
        .update("p1")
        .set(Player::AGE, 41)
        .set(Player::GAME, "go")
        .send()
        .await
        .unwrap();
    let item = stored(&table).await;
    assert_eq!(item["age_sk"], s("AGE#041"));
    assert_eq!(item["scpk"], s("GAME#go"));
    assert_eq!(item["scsk"], AttributeValue::N("10".into()));
    assert_eq!(
        players
            .by_age("p1")
            .consistent()
            .at((41,))
            .count()
            .await
            .unwrap(),
        1
    );
}

#[tokio::test]
async fn trap_16_add_counts_a_numeric_sort_key_with_its_attribute() {
    let (table, players) = players().await;
    let after = players
        .update("p1")
        .add(Player::SCORE, 500)
        .return_new()
        .send()
        .await
        .unwrap();
    assert_eq!(after.score, 510);
    assert_eq!(
        stored(&table).await["scsk"],
        AttributeValue::N("510".into())
    );
    players
        .update("p1")
        .subtract(Player::SCORE, 11)
        .send()
        .await
        .unwrap();
    players
        .update("p1")
        .increment(Player::SCORE, 1)
        .send()
        .await
        .unwrap();
    assert_eq!(
        stored(&table).await["scsk"],
        AttributeValue::N("500".into())
    );
    let between = players.by_score("chess").after((499,)).before((501,));
    assert_eq!(between.count().await.unwrap(), 1);
}

#[tokio::test]
async fn trap_17_removing_a_part_removes_the_indexs_attributes() {
    let (table, players) = players().await;
    players
        .update("p1")
        .remove(Player::EMAIL)
        .send()
        .await
        .unwrap();
    let item = stored(&table).await;
    assert!(!item.contains_key("gsi1pk") && !item.contains_key("gsi1sk"));
    assert!(item.contains_key("joined") && item.contains_key("gsi2sk"));
    let loaded = players.get("p1").send().await.unwrap().unwrap();
    let update = players.update("p1").given(&loaded);
    update
        .set_or_remove(Player::EMAIL, Some("n@e.w".into()))
        .send()
        .await
        .unwrap();
    assert_eq!(
        stored(&table).await["gsi1sk"],
        s("2026-01-01T00:00:00.000Z")
    );
}

#[tokio::test]
async fn trap_18_no_null_is_written_for_a_missing_value() {
    let (table, _) = players().await;
    let item = stored(&table).await;
    assert!(item.values().all(|value| !value.is_null()));
    assert!(!item.contains_key("note"));
}

#[tokio::test]
async fn trap_19_an_update_needs_an_item_unless_an_upsert_gives_all_of_one() {
    let (table, players) = players().await;
    let ghost = players.update("p2").set(Player::NOTE, "x");
    assert!(ghost.send().await.unwrap_err().is_not_found());
    assert!(
        raw(&table, &Player::key("p2").item_key().unwrap())
            .await
            .is_none()
    );
    let half = players.update("p2").set(Player::NOTE, "x").upsert();
    let ExpressionError::UpsertIncomplete { attributes, .. } = expression(half.into_input()) else {
        panic!("the upsert is incomplete")
    };
    assert_eq!(
        attributes,
        ["joined", "status", "rank", "game", "score", "age", "visits"]
    );
}

#[tokio::test]
async fn trap_20_an_upsert_keeps_what_a_new_item_only_gets() {
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
    let old = stored(&table).await;
    assert_eq!(old["joined"], s("2026-01-01T00:00:00.000Z"));
    assert_eq!(old["gsi1sk"], s("2026-01-01T00:00:00.000Z"));
    assert_eq!(old["gsi1pk"], s("EMAIL#p1@example.com"));
    assert_eq!(
        (&old["scpk"], &old["age_sk"]),
        (&s("GAME#chess"), &s("AGE#040"))
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

// Traps 21 to 25, limits, empty pages and cursors: `pages.rs`.

// Trap 26, a consistent read of a global index: `tests/ui/update/trap_26_a_consistent_read_of_a_global_index.rs`.

#[tokio::test]
async fn trap_28_keys_of_the_queried_index_are_not_filtered() {
    // A struct's fields are not key attributes; one that is mapped onto a key is refused.
    #[derive(Debug, Clone, PartialEq, Entity)]
    #[entity(table = Board, pk = "GAME#<game>", sk = "#PLAYER")]
    #[entity(index(Scores, name = by_score, pk = "SCORES", sk = "<score>"))]
    struct Player {
        game: String,
        score: i64,
    }
    #[derive(Debug, Table)]
    #[table(index(Scores, pk = "lbpk", sk = "score", sk_type = number))]
    struct Board;
    let table = table::<Board>().await;
    let players = PlayerRepository::new(&table);
    players
        .create(&Player {
            game: "go".into(),
            score: 1,
        })
        .send()
        .await
        .unwrap();
    players
        .update("go")
        .add(Player::SCORE, 1)
        .send()
        .await
        .unwrap();
    let filtered = players.by_score().filter(Player::SCORE.gt(1));
    let refused = expression(filtered.into_input());
    assert_eq!(
        refused,
        ExpressionError::FilterOnKey {
            attribute: "score".into()
        }
    );
    assert_eq!(players.by_score().after((1,)).count().await.unwrap(), 1);
    assert!(
        players
            .query("go")
            .filter(Player::SCORE.gt(1))
            .one()
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn trap_29_a_query_never_becomes_a_scan() {
    let script = Script::new();
    let local = Local::memory().unwrap();
    let table = Table::<Traps>::new(local.scripted_client(&script));
    table.create().send().await.unwrap();
    let cities = CityRepository::new(&table);
    cities
        .query("de")
        .filter(City::PEOPLE.gt(1))
        .all()
        .await
        .unwrap();
    PlayerRepository::new(&table)
        .by_status()
        .one()
        .await
        .unwrap();
    let scans = script
        .requests()
        .into_iter()
        .filter(|request| request.operation == "Scan");
    assert_eq!(scans.count(), 0);
}

#[tokio::test]
async fn trap_32_an_item_of_unknown_type_or_shape_does_not_lose_the_rest() {
    let (table, players) = players().await;
    let mut broken = stored(&table).await;
    broken.insert("pk".into(), s("PLAYER#p0"));
    broken.insert("visits".into(), s("many"));
    let put = table
        .client()
        .put_item()
        .table_name(table.name())
        .set_item(Some(broken.clone()));
    put.send().await.unwrap();
    let page = players.by_status().send().await.unwrap();
    assert_eq!((page.items.len(), page.errors.len()), (1, 1));
    let error = &page.errors[0];
    assert_eq!(
        (error.entity(), error.attribute()),
        ("Player", Some("visits"))
    );
    assert_eq!(error.key().attributes()["pk"], s("PLAYER#p0"));
    let text = format!("{error} {error:?}");
    assert!(!text.contains("many") && !text.contains("p0"), "{text}");
    assert!(players.by_status().all().await.is_err());
    broken.insert("_type".into(), s("NEWER"));
    assert_eq!(
        Traps::from_item(broken.clone()).unwrap(),
        Traps::Unknown(broken)
    );
}

#[tokio::test]
async fn trap_37_too_many_operations_and_one_key_twice_are_found_before_sending() {
    let script = Script::new();
    let local = Local::memory().unwrap();
    let table = Table::<Traps>::new(local.scripted_client(&script));
    let cities = CityRepository::new(&table);
    let create = |count: usize| {
        (0..count)
            .map(|i| cities.create(&city("r", &i.to_string())))
            .collect::<Vec<_>>()
    };
    let many = table.write_transaction().with_all(create(101)).send().await;
    assert!(matches!(
        many,
        Err(Error::Transaction(TransactionError::TooManyOperations(101)))
    ));
    let twice = table
        .write_transaction()
        .with_all(create(2))
        .with(cities.update("de", "r", "1").set(City::PEOPLE, 1));
    let Err(Error::Transaction(error)) = twice.send().await else {
        panic!("one item twice")
    };
    assert_eq!(
        error,
        TransactionError::SameItem {
            first: 1,
            second: 2,
            entity: "City"
        }
    );
    assert!(
        table
            .write_transaction()
            .with_all(create(100))
            .into_input()
            .is_ok()
    );
    assert_eq!(script.requests(), []);
}

#[tokio::test]
async fn trap_40_each_reason_has_its_operation_entity_key_and_item() {
    let (table, players) = players().await;
    let cities = CityRepository::new(&table);
    let error = table
        .write_transaction()
        .with(
            players
                .update("p1")
                .set(Player::NOTE, "n")
                .condition(Player::VISITS.gt(9)),
        )
        .with(cities.create(&city("r", "c")))
        .with(players.update("p9").set(Player::NOTE, "n"))
        .with(players.create(&player("p1b")))
        .with(Some(
            cities
                .delete("de", "r", "gone")
                .condition(City::PEOPLE.eq(1)),
        ))
        .with(None::<singletable::op::Delete<City>>)
        .with(players.check("p8"))
        .send()
        .await
        .unwrap_err();
    let reasons = error.canceled().unwrap().reasons();
    assert_eq!(reasons.len(), 6);
    assert_eq!(reasons[0].stored::<Player>().unwrap(), Some(player("p1")));
    let at_fault: Vec<_> = error
        .canceled()
        .unwrap()
        .causes()
        .map(|(place, _)| place)
        .collect();
    assert_eq!(at_fault, [0, 2, 4, 5]);
    assert_eq!(
        (reasons[4].entity(), reasons[4].operation()),
        ("City", "delete")
    );
    assert_eq!(*reasons[5].key(), Player::key("p8").item_key().unwrap());
    let text = format!("{error} {error:?}");
    assert!(!text.contains("example.com"), "{text}");
    assert!(
        raw(&table, &city("r", "c").item_key().unwrap())
            .await
            .is_none()
    );
}

#[tokio::test]
async fn trap_41_an_empty_set_is_absent_and_a_missing_one_is_empty() {
    let table = table::<Traps>().await;
    let odds = OddRepository::new(&table);
    odds.create(&odd("o")).send().await.unwrap();
    let key = odd("o").item_key().unwrap();
    assert!(!raw(&table, &key).await.unwrap().contains_key("tags"));
    odds.update("o", "a")
        .insert_into(Odd::TAGS, ["x", "y"])
        .send()
        .await
        .unwrap();
    assert!(raw(&table, &key).await.unwrap()["tags"].is_ss());
    let updated = odds
        .update("o", "a")
        .delete_from(Odd::TAGS, ["x", "y"])
        .return_new();
    assert_eq!(updated.send().await.unwrap().tags, BTreeSet::new());
    odds.update("o", "a")
        .insert_into(Odd::TAGS, ["z"])
        .send()
        .await
        .unwrap();
    let emptied = odds
        .update("o", "a")
        .set(Odd::TAGS, BTreeSet::new())
        .return_new();
    assert!(emptied.send().await.unwrap().tags.is_empty());
    let nothing = odds
        .update("o", "a")
        .insert_into(Odd::TAGS, Vec::<String>::new());
    assert_eq!(
        expression(nothing.into_input()),
        ExpressionError::EmptyUpdate
    );
}

#[tokio::test]
async fn trap_42_keep_set_and_remove_are_three_things() {
    let (table, players) = players().await;
    players
        .update("p1")
        .set(Player::NOTE, "n")
        .send()
        .await
        .unwrap();
    players
        .update("p1")
        .set(Player::VISITS, 1)
        .send()
        .await
        .unwrap();
    assert_eq!(stored(&table).await["note"], s("n"));
    players
        .update("p1")
        .set_or_remove(Player::NOTE, None)
        .send()
        .await
        .unwrap();
    assert!(!stored(&table).await.contains_key("note"));
    // A null that somebody else wrote is read as nothing.
    let mut item = stored(&table).await;
    item.insert("note".into(), AttributeValue::Null(true));
    assert_eq!(Player::from_item(item).unwrap().note, None);
}

#[tokio::test]
async fn trap_43_numbers_are_exact_or_refused() {
    let table = table::<Traps>().await;
    let odds = OddRepository::new(&table);
    let exact = Odd {
        wide: -99_999_999_999_999_999_999_999_999_999_999_999_999,
        ..odd("o")
    };
    odds.put(&exact).send().await.unwrap();
    assert_eq!(odds.get("o", "a").send().await.unwrap(), Some(exact));
    for bad in [
        Odd {
            wide: i128::MAX,
            ..odd("o")
        },
        Odd {
            real: f64::NAN,
            ..odd("o")
        },
        Odd {
            real: f64::INFINITY,
            ..odd("o")
        },
        Odd {
            real: 1e200,
            ..odd("o")
        },
    ] {
        let Err(Error::Encode(error)) = odds.put(&bad).into_input() else {
            panic!("{bad:?}")
        };
        assert!(["wide", "real"].contains(&error.attribute()));
    }
    assert!(matches!(
        expression(odds.update("o", "a").set(Odd::REAL, f64::NAN).into_input()),
        ExpressionError::Value { attribute, .. } if attribute == "real"
    ));
}

#[tokio::test]
async fn trap_44_reserved_words_dots_and_spaces_go_through_placeholders() {
    let table = table::<Traps>().await;
    let odds = OddRepository::new(&table);
    odds.create(&odd("o")).send().await.unwrap();
    let update = odds
        .update("o", "a")
        .set(Odd::RESERVED, "x")
        .add(Odd::DOTTED, 1)
        .condition(Odd::DOTTED.eq(1) & Odd::RESERVED.eq("r"))
        .return_new();
    assert_eq!(update.send().await.unwrap().dotted, 2);
    let input = odds
        .update("o", "a")
        .set(Odd::RESERVED, "x")
        .into_input()
        .unwrap();
    assert!(!input.update_expression.unwrap().contains("name"));
    let read = odds
        .get("o", "a")
        .select((Odd::RESERVED, Odd::DOTTED))
        .send()
        .await
        .unwrap();
    assert_eq!(read, Some((Some("x".into()), Some(2))));
}

#[tokio::test]
async fn trap_45_a_path_into_a_missing_map_says_so() {
    let table = table::<Traps>().await;
    let odds = OddRepository::new(&table);
    odds.create(&odd("o")).send().await.unwrap();
    let nested = odds
        .update("o", "a")
        .set(Odd::INNER.then(Inner::COUNT), 1)
        .send()
        .await;
    let error = nested.unwrap_err();
    assert!(
        matches!(error, Error::MissingDocument { entity: "Odd", .. }),
        "{error:?}"
    );
    assert!(error.to_string().contains("set the whole attribute"));
    odds.update("o", "a")
        .set(Odd::INNER, Inner { count: 1 })
        .send()
        .await
        .unwrap();
    let nested = odds
        .update("o", "a")
        .set(Odd::INNER.then(Inner::COUNT), 2)
        .return_new();
    assert_eq!(nested.send().await.unwrap().inner, Some(Inner { count: 2 }));
    odds.update("o", "a")
        .set(Odd::MAP.key("a key"), 3)
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn trap_46_limits_of_expressions_are_checked_before_sending() {
    let table = Table::<Traps>::new(client());
    let players = PlayerRepository::new(&table);
    let update = || players.update("p1");
    assert_eq!(
        expression(update().into_input()),
        ExpressionError::EmptyUpdate
    );
    let only_condition = update().condition(Player::VISITS.gt(1));
    assert_eq!(
        expression(only_condition.into_input()),
        ExpressionError::EmptyUpdate
    );
    let twice = update().set(Player::NOTE, "a").remove(Player::NOTE);
    assert!(
        matches!(expression(twice.into_input()), ExpressionError::OverlappingPaths { first, .. } if first == "note")
    );
    let odds = OddRepository::new(&table);
    let inside = odds
        .update("o", "a")
        .set(Odd::INNER.then(Inner::COUNT), 1)
        .remove(Odd::INNER);
    assert!(matches!(
        expression(inside.into_input()),
        ExpressionError::OverlappingPaths { .. }
    ));

    let filter = |condition| expression(players.by_status().filter(condition).into_input());
    assert_eq!(
        filter(Player::VISITS.is_in(0..101)),
        ExpressionError::InOperands(101)
    );
    assert_eq!(
        filter(Player::VISITS.is_in(Vec::<u32>::new())),
        ExpressionError::InOperands(0)
    );
    assert!(
        players
            .by_status()
            .filter(Player::VISITS.is_in(0..100))
            .into_input()
            .is_ok()
    );
    let any = |count: u32| {
        (0..count)
            .map(|i| Player::VISITS.eq(i))
            .reduce(|a, b| a | b)
            .unwrap()
    };
    // 150 comparisons and 149 times OR; one more comparison is 301.
    assert!(players.by_status().filter(any(150)).into_input().is_ok());
    assert_eq!(filter(any(151)), ExpressionError::TooManyOperators);
    let deep = (0..100_000).fold(Player::VISITS.eq(1), |inner, _| !inner);
    assert_eq!(filter(deep), ExpressionError::TooManyOperators);
    let lists = (0..10)
        .map(|_| Player::VISITS.is_in(0..100))
        .reduce(|a, b| a & b)
        .unwrap();
    assert!(matches!(filter(lists), ExpressionError::TooLong(bytes) if bytes > 4096));
    let inverted = filter(Player::VISITS.between(2, 1));
    assert_eq!(
        inverted,
        ExpressionError::Inverted {
            attribute: "visits".into()
        }
    );
    let range = players.by_age("p1").between((9,), (8,)).into_input();
    assert_eq!(key_error(range).kind(), KeyErrorKind::Inverted);
}

#[tokio::test]
async fn trap_46_an_item_of_more_than_400_kb_is_refused_naming_the_largest_attribute() {
    let table = Table::<Traps>::new(client());
    let players = PlayerRepository::new(&table);
    let heavy = Player {
        note: Some("x".repeat(400 * 1024)),
        ..player("p1")
    };
    let Err(Error::Encode(error)) = players.put(&heavy).into_input() else {
        panic!("too large")
    };
    assert_eq!(error.attribute(), "note");
    assert!(error.to_string().contains("400 KB"), "{error}");
    let light = Player {
        note: Some("x".repeat(400 * 1024 - 500)),
        ..player("p1")
    };
    assert!(players.put(&light).into_input().is_ok());
    let update = players
        .update("p1")
        .set(Player::NOTE, "x".repeat(400 * 1024 + 1));
    assert!(matches!(
        expression(update.into_input()),
        ExpressionError::Value { .. }
    ));
}

#[tokio::test]
async fn trap_47_an_update_keeps_attributes_that_this_build_does_not_know() {
    let (table, players) = players().await;
    let mut item = stored(&table).await;
    item.insert("newer".into(), s("kept"));
    let put = table
        .client()
        .put_item()
        .table_name(table.name())
        .set_item(Some(item));
    put.send().await.unwrap();
    players
        .update("p1")
        .set(Player::NOTE, "n")
        .send()
        .await
        .unwrap();
    assert_eq!(stored(&table).await["newer"], s("kept"));
}
