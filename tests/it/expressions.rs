//! Expressions: the names and paths in them, and what DynamoDB allows of them.

use crate::support::world::{
    Inner, Odd, OddRepository, Player, PlayerRepository, World, odd, players,
};
use crate::support::{client, expression_error, key_error, table};
use singletable::error::ExpressionError;
use singletable::key::KeyErrorKind;
use singletable::{Entity, Error, Table};

#[tokio::test]
async fn reserved_words_dots_and_spaces_go_through_placeholders() {
    let table = table::<World>().await;
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
async fn a_path_into_a_missing_map_says_so() {
    let table = table::<World>().await;
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
async fn keys_of_the_queried_index_are_not_filtered() {
    // A struct's fields are not key attributes; one that is mapped onto a key is refused.
    #[derive(Debug, Clone, PartialEq, Entity)]
    #[entity(table = Board, pk = "GAME#<game>", sk = "#PLAYER")]
    #[entity(index(Scores, name = by_score, pk = "SCORES", sk = "<score>"))]
    #[entity(index(Boards, name = by_board, pk = "<board>"))]
    struct Player {
        game: String,
        score: i64,
        board: String,
    }
    #[derive(Debug, Table)]
    #[table(index(Scores, pk = "lbpk", sk = number("score")))]
    #[table(index(Boards, pk = "board"))]
    struct Board;
    let table = table::<Board>().await;
    let players = PlayerRepository::new(&table);
    players
        .create(&Player {
            game: "go".into(),
            score: 1,
            board: "all".into(),
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
    let refused = expression_error(filtered.into_input());
    assert_eq!(
        refused,
        ExpressionError::FilterOnKey {
            attribute: "score".into()
        }
    );
    let filtered = players.by_board("all").filter(Player::BOARD.eq("all"));
    let refused = expression_error(filtered.into_input());
    let attribute = "board".to_owned();
    assert_eq!(refused, ExpressionError::FilterOnPartitionKey { attribute });
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
async fn limits_of_expressions_are_checked_before_sending() {
    let table = Table::<World>::new(client());
    let players = PlayerRepository::new(&table);
    let update = || players.update("p1");
    assert_eq!(
        expression_error(update().into_input()),
        ExpressionError::EmptyUpdate
    );
    let only_condition = update().condition(Player::VISITS.gt(1));
    assert_eq!(
        expression_error(only_condition.into_input()),
        ExpressionError::EmptyUpdate
    );
    let twice = update().set(Player::NOTE, "a").remove(Player::NOTE);
    assert!(
        matches!(expression_error(twice.into_input()), ExpressionError::OverlappingPaths { first, .. } if first == "note")
    );
    let odds = OddRepository::new(&table);
    let inside = odds
        .update("o", "a")
        .set(Odd::INNER.then(Inner::COUNT), 1)
        .remove(Odd::INNER);
    assert!(matches!(
        expression_error(inside.into_input()),
        ExpressionError::OverlappingPaths { .. }
    ));

    let filter = |condition| expression_error(players.by_status().filter(condition).into_input());
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
async fn a_comparison_of_an_attribute_with_itself_is_refused_before_the_request() {
    let (_, players) = players().await;
    let same = || {
        [
            Player::SCORE.eq_attr(Player::SCORE),
            Player::SCORE.ne_attr(Player::SCORE),
            Player::SCORE.lt_attr(Player::SCORE),
            Player::SCORE.le_attr(Player::SCORE),
            !Player::SCORE.eq_attr(Player::SCORE),
            Player::VISITS.eq(1) & (Player::VISITS.gt(3) | Player::SCORE.eq_attr(Player::SCORE)),
        ]
    };
    let expected = ExpressionError::SamePath {
        attribute: "score".into(),
    };
    for condition in same() {
        let delete = players.delete("p1").condition(condition.clone());
        assert_eq!(expression_error(delete.send().await), expected);
        let query = players.by_age("p1").filter(condition.clone());
        assert_eq!(expression_error(query.all().await), expected);
        let scan = players.scan().filter(condition.clone());
        assert_eq!(expression_error(scan.all().await), expected);
        let update = players.update("p1").set(Player::VISITS, 2);
        let update = update.condition(condition.clone());
        assert_eq!(expression_error(update.into_input()), expected);
        let check = players.check("p1").condition(condition);
        let transaction = players.table().write_transaction().with(check);
        assert_eq!(expression_error(transaction.send().await), expected);
    }
    let odds = OddRepository::new(players.table());
    let paths = [
        Odd::MAP.key("a").eq_attr(Odd::MAP.key("a")),
        Odd::INNER
            .then(Inner::COUNT)
            .eq_attr(Odd::INNER.then(Inner::COUNT)),
    ];
    for path in paths {
        let scan = odds.scan().filter(path).into_input();
        let error = expression_error(scan);
        assert!(matches!(error, ExpressionError::SamePath { .. }), "{error}");
    }
    // Another path into the same map is another.
    let other = Odd::MAP.key("a").eq_attr(Odd::MAP.key("b"));
    assert!(odds.scan().filter(other).into_input().is_ok());
}
