//! Index keys stay what the fields say, whatever an update knows of the item.

use crate::support::world::{Player, Status, player, players, stored_player};
use crate::support::{expression_error, raw, table, text, time};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::error::ExpressionError;
use singletable::{Entity, Error, Item, Table, Timestamp};

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Regions, pk = "PLACE#<id>", sk = "#PLACE")]
#[entity(index(GSI1, name = by_region, pk = "REGION#<region>", sk = "<name>"))]
#[entity(index(GSI2, name = by_phone, pk = "PHONE#<phone>", sk = "<since>"))]
struct Place {
    id: String,
    region: String,
    #[serde(default)]
    name: String,
    phone: Option<String>,
    since: Timestamp,
}

#[derive(Debug, Table)]
#[table(
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk"),
    index(GSI2, pk = "gsi2pk", sk = "gsi2sk")
)]
struct Regions;

#[tokio::test]
async fn what_an_update_does_not_know_never_takes_an_item_out_of_an_index() {
    let table = table::<Regions>().await;
    let places = PlaceRepository::new(&table);
    let place = Place {
        id: "p".into(),
        region: "eu".into(),
        name: "n".into(),
        phone: Some("5".into()),
        since: Timestamp::from_epoch_seconds(0).unwrap(),
    };
    places.create(&place).send().await.unwrap();
    let before = raw(&table, &place.item_key().unwrap()).await;
    // The sort key of a new item would need `name`, whatever it is read as when it is missing.
    let later = Timestamp::from_epoch_seconds(9).unwrap();
    let upsert = places
        .update("p")
        .upsert()
        .set_if_absent(Place::REGION, "eu")
        .set_key_if_absent(Place::BY_PHONE_KEY, (None, later));
    let Err(Error::Expression { source, .. }) = upsert.into_input() else {
        panic!("the upsert is incomplete")
    };
    assert!(source.to_string().contains("`name`"), "{source}");
    let withheld = places
        .update("p")
        .set_key_if_absent(Place::BY_PHONE_KEY, (None, later));
    withheld.send().await.unwrap();
    assert_eq!(raw(&table, &place.item_key().unwrap()).await, before);
}

fn place(phone: Option<&str>) -> Place {
    Place {
        id: "p".into(),
        region: "eu".into(),
        name: "n".into(),
        phone: phone.map(str::to_owned),
        since: Timestamp::from_epoch_seconds(0).unwrap(),
    }
}

/// Stores the place, changed beforehand as another writer might.
async fn stored(place: &Place, change: impl FnOnce(&mut Item)) -> PlaceRepository {
    let table = table::<Regions>().await;
    let places = PlaceRepository::new(&table);
    places.create(place).send().await.unwrap();
    let mut item = item(&places, place).await;
    change(&mut item);
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
    places
}

async fn item(places: &PlaceRepository, place: &Place) -> Item {
    let key = place.item_key().unwrap();
    raw(places.table(), &key).await.unwrap()
}

#[tokio::test]
async fn filling_in_never_makes_a_key_of_values_that_the_fields_do_not_have() {
    let later = Timestamp::from_epoch_seconds(9).unwrap();
    let fill = |places: &PlaceRepository, phone: Option<&str>| {
        let phone = phone.map(str::to_owned);
        places
            .update("p")
            .set_key_if_absent(Place::BY_PHONE_KEY, (phone, later))
    };
    // Some of the fields are there: the key would have the new phone and the new time, the fields
    // the new phone and the old time.
    let places = stored(&place(None), |_| {}).await;
    let before = item(&places, &place(None)).await;
    let failed = fill(&places, Some("5")).send().await;
    assert!(failed.unwrap_err().is_condition_failed());
    assert_eq!(item(&places, &place(None)).await, before);
    // Without a phone nothing is in the index, so the time may be the old one.
    fill(&places, None).send().await.unwrap();
    assert_eq!(item(&places, &place(None)).await, before);

    // All are there: nothing changes.
    let whole = place(Some("1"));
    let places = stored(&whole, |_| {}).await;
    let before = item(&places, &whole).await;
    fill(&places, Some("5")).send().await.unwrap();
    assert_eq!(item(&places, &whole).await, before);

    // None is there: fields and keys are filled in together.
    let places = stored(&whole, |item| {
        for name in ["phone", "since", "gsi2pk", "gsi2sk"] {
            item.remove(name);
        }
    })
    .await;
    fill(&places, Some("5")).send().await.unwrap();
    let found = places.by_phone("5").one().await.unwrap().unwrap();
    assert_eq!((found.phone.as_deref(), found.since), (Some("5"), later));

    // A phone that the index does not know of stays outside, and its time is not changed to one
    // that the key would not have.
    let places = stored(&whole, |item| {
        item.remove("since");
    })
    .await;
    assert!(fill(&places, None).send().await.is_err());
}

#[tokio::test]
async fn a_field_that_alone_is_filled_in_agrees_with_its_key() {
    let whole = place(None);
    let places = stored(&whole, |item| {
        item.remove("gsi1pk");
    })
    .await;
    let failed = places.update("p").set_if_absent(Place::REGION, "us");
    assert!(failed.send().await.unwrap_err().is_condition_failed());
    let places = stored(&whole, |item| {
        item.remove("gsi1pk");
        item.remove("region");
    })
    .await;
    let filled = places.update("p").set_if_absent(Place::REGION, "us");
    filled.send().await.unwrap();
    let found = places.by_region("us").one().await.unwrap().unwrap();
    assert_eq!(found.region, "us");
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Regions, pk = "TASK#<id>", sk = "#TASK")]
#[entity(index(GSI1, name = by_state, pk = "TASKS", sk = "<state>#<owner>#<rank:03>"))]
struct Task {
    id: String,
    state: String,
    #[serde(default = "nobody")]
    owner: String,
    #[serde(default)]
    rank: u8,
}

fn nobody() -> String {
    "nobody".to_owned()
}

#[tokio::test]
async fn what_was_read_from_a_missing_attribute_or_a_null_still_holds() {
    let table = table::<Regions>().await;
    let tasks = TaskRepository::new(&table);
    let task = Task {
        id: "t".into(),
        state: "open".into(),
        owner: nobody(),
        rank: 0,
    };
    tasks.create(&task).send().await.unwrap();
    let key = task.item_key().unwrap();
    let mut bare = raw(&table, &key).await.unwrap();
    bare.remove("owner");
    bare.remove("rank");
    let put = |item: Item| {
        table
            .client()
            .put_item()
            .table_name(table.name())
            .set_item(Some(item))
    };
    put(bare.clone()).send().await.unwrap();
    let loaded = tasks.get("t").send().await.unwrap().unwrap();
    assert_eq!(loaded, task);
    let close = |loaded: &Task| tasks.update("t").given(loaded).set(Task::STATE, "done");
    close(&loaded).send().await.unwrap();
    let item = raw(&table, &key).await.unwrap();
    assert_eq!(item["gsi1sk"], AttributeValue::S("done#nobody#000".into()));
    // Another owner is no default: without the attribute the item has changed.
    let other = Task {
        owner: "ada".into(),
        ..task.clone()
    };
    assert!(
        close(&other)
            .send()
            .await
            .unwrap_err()
            .is_condition_failed()
    );

    let loans = PlaceRepository::new(&table);
    let lost = place(None);
    loans.create(&lost).send().await.unwrap();
    let mut null = raw(&table, &lost.item_key().unwrap()).await.unwrap();
    null.insert("phone".into(), AttributeValue::Null(true));
    put(null).send().await.unwrap();
    let loaded = loans.get("p").send().await.unwrap().unwrap();
    let later = Timestamp::from_epoch_seconds(9).unwrap();
    let moved = loans.update("p").given(&loaded).set(Place::SINCE, later);
    moved.send().await.unwrap();
}

#[tokio::test]
async fn an_index_has_all_parts_of_its_key_or_none() {
    let (table, players) = players().await;
    players
        .put(&Player {
            email: None,
            ..player("p1")
        })
        .send()
        .await
        .unwrap();
    assert!(!stored_player(&table).await.contains_key("gsi1sk"));
    // An update that gives the missing part writes both halves.
    let back = players.update("p1").set_key(
        Player::BY_EMAIL_KEY,
        ("x@y.z", time("2026-01-02T00:00:00.000Z")),
    );
    back.send().await.unwrap();
    let item = stored_player(&table).await;
    assert_eq!(item["gsi1pk"], text("EMAIL#x@y.z"));
    assert_eq!(item["gsi1sk"], text("2026-01-02T00:00:00.000Z"));
    let found = players.by_email("x@y.z").one().await.unwrap();
    assert_eq!(found.unwrap().player_id, "p1");
}

#[tokio::test]
async fn a_field_that_shares_a_key_is_set_with_the_others() {
    let (table, players) = players().await;
    let together = players
        .update("p1")
        .set_key(Player::BY_STATUS_KEY, (Status::Published, 3));
    together.send().await.unwrap();
    let item = stored_player(&table).await;
    assert_eq!(item["gsi2sk"], text("Published#00003"));
    assert_eq!(
        (&item["status"], &item["rank"]),
        (&text("Published"), &AttributeValue::N("3".into()))
    );
}

#[tokio::test]
async fn the_others_come_from_a_loaded_item_if_they_still_hold() {
    let (table, players) = players().await;
    let loaded = players.get("p1").send().await.unwrap().unwrap();
    let publish = || {
        players
            .update("p1")
            .given(&loaded)
            .set(Player::STATUS, Status::Published)
    };
    publish().send().await.unwrap();
    assert_eq!(
        stored_player(&table).await["gsi2sk"],
        text("Published#00007")
    );
    // Another writer changes the rank: the loaded one no longer holds.
    players
        .update("p1")
        .set_key(Player::BY_STATUS_KEY, (Status::Draft, 8))
        .send()
        .await
        .unwrap();
    assert!(publish().send().await.unwrap_err().is_condition_failed());
    assert_eq!(stored_player(&table).await["gsi2sk"], text("Draft#00008"));
    let other = players
        .update("p2")
        .given(&loaded)
        .set(Player::STATUS, Status::Draft);
    assert_eq!(
        expression_error(other.into_input()),
        ExpressionError::OtherItem
    );
}

#[tokio::test]
async fn the_only_field_of_a_key_rewrites_it() {
    let (table, players) = players().await;
    players
        .update("p1")
        .set(Player::AGE, 41)
        .set(Player::GAME, "go")
        .send()
        .await
        .unwrap();
    let item = stored_player(&table).await;
    assert_eq!(item["age_sk"], text("AGE#041"));
    assert_eq!(item["scpk"], text("GAME#go"));
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
async fn add_counts_a_numeric_sort_key_with_its_attribute() {
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
        stored_player(&table).await["scsk"],
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
        stored_player(&table).await["scsk"],
        AttributeValue::N("500".into())
    );
    let between = players.by_score("chess").after((499,)).before((501,));
    assert_eq!(between.count().await.unwrap(), 1);
}

#[tokio::test]
async fn removing_a_part_removes_the_attributes_of_the_index() {
    let (table, players) = players().await;
    players
        .update("p1")
        .remove(Player::EMAIL)
        .send()
        .await
        .unwrap();
    let item = stored_player(&table).await;
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
        stored_player(&table).await["gsi1sk"],
        text("2026-01-01T00:00:00.000Z")
    );
}
