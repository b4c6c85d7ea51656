//! Ranges of sort keys: which items they hold, and which are next to them.

use crate::support::world::{
    City, CityByKey, CityRepository, Player, PlayerRepository, Status, Town, TownRepository, World,
    city, player,
};
use crate::support::{key_error, table};
use futures_util::StreamExt as _;
use singletable::Table;
use singletable::error::KeyError;
use singletable::key::KeyErrorKind;
use singletable::op::Query;
use singletable_local::{Local, Script};
use std::ops::Bound;

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

/// One of each range method, for cities around one value or two.
fn ranges() -> Vec<(&'static str, Narrow, Meets)> {
    fn key(city: &City) -> (String, String) {
        (format!("{}#", city.region), city.city.clone())
    }
    let m = || "m#".to_owned();
    let mb = move || (m(), "b".to_owned());
    vec![
        (
            "prefix",
            Box::new(|query| query.prefix(("m",))),
            Box::new(move |city| city.region == "m"),
        ),
        (
            "at",
            Box::new(|query| query.at(("m", "b"))),
            Box::new(move |city| key(city) == mb()),
        ),
        (
            "begins_with",
            Box::new(|query| query.begins_with((), "m")),
            Box::new(|city| city.region.starts_with('m')),
        ),
        (
            "after",
            Box::new(|query| query.after(("m", "b"))),
            Box::new(move |city| key(city) > mb()),
        ),
        (
            "after all of",
            Box::new(|query| query.after(("l",))),
            Box::new(|city| key(city).0.as_str() > "l#"),
        ),
        (
            "at_or_after",
            Box::new(|query| query.at_or_after(("m", "b"))),
            Box::new(move |city| key(city) >= mb()),
        ),
        (
            "before",
            Box::new(|query| query.before(("m", "b"))),
            Box::new(move |city| key(city) < mb()),
        ),
        (
            "at_or_before",
            Box::new(|query| query.at_or_before(("m",))),
            Box::new(move |city| key(city).0 <= m()),
        ),
        (
            "between",
            Box::new(|query| query.between(("l",), ("m", "b"))),
            Box::new(move |city| key(city).0.as_str() >= "l#" && key(city) <= mb()),
        ),
        (
            "within, a half-open range",
            Box::new(|query| query.within(("m",), "a".."b")),
            Box::new(|city| city.region == "m" && ("a".."b").contains(&city.city.as_str())),
        ),
        (
            "within, a lower end",
            Box::new(|query| query.within(("m",), "b"..)),
            Box::new(|city| city.region == "m" && city.city.as_str() >= "b"),
        ),
        (
            "within the first field",
            Box::new(|query| query.within((), "l"..="m")),
            Box::new(move |city| key(city).0.as_str() >= "l#" && key(city).0 <= m()),
        ),
    ]
}

type Narrow = Box<dyn Fn(Query<CityByKey>) -> Query<CityByKey>>;
type Meets = Box<dyn Fn(&City) -> bool>;

#[tokio::test]
async fn chained_ranges_find_what_each_of_them_finds_in_both_directions() {
    let regions = ["l", "m", "m!", "ma", "n"];
    let all: Vec<_> = regions
        .into_iter()
        .flat_map(|region| ["a", "ab", "b", "b\0", "c"].map(|city| (region, city)))
        .collect();
    let cities = cities(&all).await;
    let everything = cities.query("de").all().await.unwrap();
    assert_eq!(everything.len(), all.len());
    let ranges = ranges();
    for (first, narrow, meets) in &ranges {
        for (second, then, meets_too) in &ranges {
            let query = || then(narrow(cities.query("de")));
            let mut expected = everything.clone();
            expected.retain(|city| meets(city) && meets_too(city));
            let found = query().all().await.unwrap();
            assert_eq!(found, expected, "{first}, {second}");
            assert_eq!(query().count().await.unwrap(), expected.len());
            expected.reverse();
            let found = query().descending().all().await.unwrap();
            assert_eq!(found, expected, "{first}, {second}, descending");
        }
    }
}

/// Players with a status, a rank, an age and a score.
async fn team(players: &[(&str, Status, u16)]) -> PlayerRepository {
    let repository = PlayerRepository::new(&table::<World>().await);
    for (id, status, rank) in players {
        let score = i64::from(*rank);
        let player = Player {
            status: *status,
            rank: *rank,
            score,
            ..player(id)
        };
        repository.create(&player).send().await.unwrap();
    }
    repository
}

fn ids(players: Vec<Player>) -> Vec<String> {
    players.into_iter().map(|player| player.player_id).collect()
}

#[tokio::test]
async fn a_range_within_a_value_does_not_run_on_into_the_next() {
    use Status::{Draft, Published};
    let all = [
        ("d1", Draft, 1),
        ("d5", Draft, 5),
        ("d9", Draft, 9),
        ("p1", Published, 1),
        ("p5", Published, 5),
        ("p9", Published, 9),
    ];
    let players = team(&all).await;
    let query = || players.by_status();
    let since = query().within((Draft,), 5..).all().await.unwrap();
    assert_eq!(ids(since), ["d5", "d9"]);
    // The whole keys are compared without it.
    let on = query().at_or_after((Draft, 5)).all().await.unwrap();
    assert_eq!(ids(on), ["d5", "d9", "p1", "p5", "p9"]);
    let until = query().within((Published,), ..5).all().await.unwrap();
    assert_eq!(ids(until), ["p1"]);
    let until = query().within((Published,), ..=5).descending();
    assert_eq!(ids(until.all().await.unwrap()), ["p5", "p1"]);
    let both = query().within((Published,), 2..9).all().await.unwrap();
    assert_eq!(ids(both), ["p5"]);
    let open = (Bound::Excluded(1), Bound::Included(9));
    let both = query().within((Published,), open).all().await.unwrap();
    assert_eq!(ids(both), ["p5", "p9"]);
    let same = query().prefix((Draft,)).after((Draft, 5)).all().await;
    assert_eq!(ids(same.unwrap()), ["d9"]);
    let same = query().after((Draft, 5)).prefix((Draft,)).all().await;
    assert_eq!(ids(same.unwrap()), ["d9"]);
    let scores = players.by_score("chess").within((), 2..9).after((1,));
    assert_eq!(ids(scores.all().await.unwrap()), ["d5", "p5"]);
}

#[tokio::test]
async fn a_cursor_goes_on_in_a_narrowed_range() {
    let names: Vec<_> = (0..20).map(|number| format!("{number:02}")).collect();
    let all: Vec<_> = names.iter().map(|name| ("m", name.as_str())).collect();
    let cities = cities(&all).await;
    let query = || {
        cities
            .query("de")
            .within(("m",), "03".."17")
            .after(("m", "04"))
    };
    let mut found = Vec::new();
    let mut page = query().limit(5).send().await.unwrap();
    while let Some(next) = page.next {
        found.extend(page.items);
        page = query().limit(5).start_at(next).send().await.unwrap();
    }
    found.extend(page.items);
    let expected: Vec<_> = (5..17).map(|number| format!("m/{number:02}")).collect();
    assert_eq!(self::names(found), expected);
}

#[tokio::test]
async fn ranges_without_a_key_in_common_find_nothing_and_send_nothing() {
    let script = Script::new();
    let table = Table::<World>::new(Local::memory().unwrap().scripted_client(&script));
    table.create_table().send().await.unwrap();
    let cities = CityRepository::new(&table);
    let players = PlayerRepository::new(&table);
    cities.create(&city("m", "a")).send().await.unwrap();
    cities.create(&city("m", "b")).send().await.unwrap();
    let page = cities.query("de").limit(1).send().await.unwrap();
    let before = script.requests().len();

    let query = || cities.query("de").prefix(("l",)).prefix(("m",));
    assert_eq!(query().all().await.unwrap(), []);
    assert_eq!(query().one().await.unwrap(), None);
    assert_eq!(query().count().await.unwrap(), 0);
    assert!(query().stream().next().await.is_none());
    let empty = query().send().await.unwrap();
    assert!(empty.items.is_empty() && empty.next.is_none());
    let ends = cities.query("de").after(("n",)).before(("m",));
    assert_eq!(ends.count().await.unwrap(), 0);
    let half_open = cities.query("de").within(("m",), "a".."a");
    assert_eq!(half_open.count().await.unwrap(), 0);
    let whole = cities.query("de").before(()).count().await;
    assert_eq!(whole.unwrap(), 0);
    let scores = || players.by_score("chess").after((4,)).before((5,));
    assert_eq!(scores().all().await.unwrap(), []);

    // There is no request to show.
    let kind = |error: KeyError| error.kind();
    assert_eq!(
        kind(key_error(query().into_input())),
        KeyErrorKind::NothingInCommon
    );
    assert_eq!(
        kind(key_error(scores().into_input())),
        KeyErrorKind::NothingInCommon
    );
    // What is wrong besides is an error all the same.
    let foreign = query().start_at(page.next.unwrap()).all().await;
    assert!(foreign.unwrap_err().is_invalid_cursor());
    let separator = query().prefix(("a#b",)).all().await;
    assert!(matches!(
        kind(key_error(separator)),
        KeyErrorKind::Separator('#')
    ));

    // One range whose ends are in the wrong order is a mistake.
    let inverted = [
        key_error(cities.query("de").between(("n",), ("m",)).all().await),
        key_error(cities.query("de").within(("m",), "b".."a").all().await),
        key_error(cities.query("de").within((), "n"..="m").all().await),
        key_error(
            cities
                .query("de")
                .between(("m", "b"), ("m", "a"))
                .prefix(("l",))
                .all()
                .await,
        ),
    ];
    for error in inverted {
        assert_eq!(error.kind(), KeyErrorKind::Inverted);
    }
    let (low, high) = (5, 4);
    let scores = players.by_score("chess").within((), low..high);
    let inverted = key_error(scores.all().await);
    assert_eq!(inverted.kind(), KeyErrorKind::Inverted);
    let beginning = players.by_score("chess").begins_with((), "1").all().await;
    assert_eq!(kind(key_error(beginning)), KeyErrorKind::NumberBeginning);
    assert_eq!(script.requests().len(), before);
}
