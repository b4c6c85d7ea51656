//! Ranges of sort keys: which items they hold, and which are next to them.

use crate::support::table;
use crate::support::world::{City, CityRepository, Town, TownRepository, World, city};

/// The cities of a table that has a town on both sides of them.
async fn cities(values: &[(&str, &str)]) -> CityRepository {
    let table = table::<World>().await;
    let cities = CityRepository::new(&table);
    for (region, name) in values {
        cities.create(&city(region, name)).send().await.unwrap();
    }
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
async fn a_whole_segment_prefix_does_not_match_a_longer_segment() {
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
async fn a_partial_bound_means_the_whole_subtree() {
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
async fn an_open_comparison_does_not_run_into_the_next_entity() {
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
