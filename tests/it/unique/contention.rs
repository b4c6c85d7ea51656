//! Writes that meet each other, and failures that pass.

use super::{App, UserRepository, everything, guards, user, users};
use crate::support::table;
use singletable::{Ids, Table};
use singletable_local::{Local, Outcome, Script};
use std::time::Duration;

/// A client whose transactions meet others under way, as DynamoDB's do.
#[tokio::test(start_paused = true)]
async fn a_write_that_meets_another_is_sent_again() {
    let script = Script::new();
    let table = Table::<App>::new(Local::memory().unwrap().scripted_client(&script));
    table.create_table().send().await.unwrap();
    let users = UserRepository::new(&table);
    let conflict = |codes: &[&str]| {
        script.push_for("TransactWriteItems", Outcome::transaction_canceled(codes));
    };
    conflict(&["None", "TransactionConflict"]);
    conflict(&["TransactionConflict", "None"]);
    conflict(&["None", "ThrottlingError"]);
    let started = tokio::time::Instant::now();
    users.create(&user("1", "a")).send().await.unwrap();
    assert_eq!(script.remaining(), 0);
    let waited = started.elapsed();
    assert!(waited <= Duration::from_millis(40 + 80 + 160), "{waited:?}");
    let sent = script.requests();
    let bodies = sent
        .iter()
        .filter(|sent| sent.operation == "TransactWriteItems");
    let bodies: Vec<_> = bodies.map(|sent| &sent.body).collect();
    assert!(bodies.len() == 4 && bodies.iter().all(|body| *body == bodies[0]));
    // Not for ever: then the caller gets an error that says so.
    for _ in 0..7 {
        conflict(&["None", "TransactionConflict"]);
    }
    let error = users.create(&user("2", "b")).send().await.unwrap_err();
    assert!(error.is_throttling(), "{error}");
    assert_eq!(script.remaining(), 0);
    // Another reason beside it is not waited out.
    conflict(&["ConditionalCheckFailed", "TransactionConflict"]);
    let taken = users.create(&user("3", "c")).send().await;
    assert!(taken.unwrap_err().is_already_exists());
    // A lost answer is asked for again, and the write has happened once.
    script.push_for("TransactWriteItems", Outcome::LostAnswer);
    users.create(&user("4", "d")).send().await.unwrap();
}

/// A failure that passes is not taken for a guard of another item.
#[tokio::test(start_paused = true)]
async fn a_guard_that_was_only_busy_is_not_left_without_its_owner() {
    let script = Script::new();
    let table = Table::<App>::new(Local::memory().unwrap().scripted_client(&script));
    table.create_table().send().await.unwrap();
    let users = UserRepository::new(&table);
    users.create(&user("1", "a")).send().await.unwrap();
    let conflict = |codes: &[&str]| {
        script.push_for("TransactWriteItems", Outcome::transaction_canceled(codes));
    };
    for code in ["TransactionConflict", "ThrottlingError"] {
        for _ in 0..7 {
            conflict(&["None", code, "None"]);
        }
        let busy = users.save(&user("1", "a"), &user("1", "b")).send().await;
        assert!(busy.unwrap_err().is_throttling());
        for _ in 0..7 {
            conflict(&["None", code]);
        }
        let busy = users.delete("1").given(&user("1", "a")).send().await;
        assert!(busy.unwrap_err().is_throttling());
    }
    assert_eq!(guards(&table).await, ["_UNIQUE#USER#email#a"]);
    // Nor is one of another item taken for the cause while something else passes.
    conflict(&["None", "ConditionalCheckFailed", "TransactionConflict"]);
    users
        .save(&user("1", "a"), &user("1", "b"))
        .send()
        .await
        .unwrap();
    assert_eq!(guards(&table).await, ["_UNIQUE#USER#email#b"]);
}

#[tokio::test]
async fn client_tokens_are_random_where_identifiers_are_given() {
    let table = table::<App>().await.with_ids(Ids::new(|| [7; 16]));
    let users = UserRepository::new(&table);
    for id in ["1", "2", "3"] {
        users.create(&user(id, id)).send().await.unwrap();
    }
    users
        .delete("1")
        .given(&user("1", "1"))
        .send()
        .await
        .unwrap();
    users.create(&user("1", "1")).send().await.unwrap();
    assert!(users.get("1").send().await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_hundred_creators_of_one_value_exactly_one_wins() {
    let users = users().await;
    let creators = (0..200).map(|n| {
        let create = users.create(&user(&n.to_string(), "same"));
        tokio::spawn(create.send())
    });
    let creators: Vec<_> = creators.collect();
    let mut won = 0;
    for creator in creators {
        match creator.await.unwrap() {
            Ok(()) => won += 1,
            Err(error) => assert!(error.is_unique_violation(), "{error}"),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(everything(users.table()).await.len(), 2);
    let winner = users.by_unique_email("same").send().await.unwrap().unwrap();
    users
        .delete(&winner.id)
        .given(&winner)
        .send()
        .await
        .unwrap();
    assert_eq!(everything(users.table()).await, []);
}
