//! Transactions that write: what is refused before a request, and what a canceled one says.

use crate::support::raw;
use crate::support::world::{City, CityRepository, Player, World, city, player, players};
use singletable::bounds::EntityKey as _;
use singletable::error::TransactionError;
use singletable::{Entity as _, Error, Table};
use singletable_local::{Local, Script};

#[tokio::test]
async fn too_many_operations_and_one_key_twice_are_found_before_sending() {
    let script = Script::new();
    let local = Local::memory().unwrap();
    let table = Table::<World>::new(local.scripted_client(&script));
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
async fn each_reason_has_its_operation_entity_key_and_item() {
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
        .map(|(index, _)| index)
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
