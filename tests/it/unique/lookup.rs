//! Finding the one item that has a unique value, through the guard of that value.

use super::{App, User, UserRepository, user, users};
use singletable::{Error, Table};
use singletable_local::{Local, Outcome, Script};

#[tokio::test]
async fn an_item_is_found_by_its_unique_values() {
    let users = users().await;
    let ada = User {
        handle: Some("ada".into()),
        ..user("1", "a")
    };
    users.create(&ada).send().await.unwrap();
    let by_email = users.by_unique_email("a").send().await.unwrap();
    assert_eq!(by_email, Some(ada.clone()));
    let by_handle = users
        .by_unique_handle_in_team(1, "ada")
        .send()
        .await
        .unwrap();
    assert_eq!(by_handle, Some(ada.clone()));
    assert_eq!(users.by_unique_email("b").send().await.unwrap(), None);
    let other_team = users.by_unique_handle_in_team(2, "ada").send().await;
    assert_eq!(other_team.unwrap(), None);
    assert!(matches!(
        users.by_unique_email("").send().await,
        Err(Error::Key(_))
    ));
}

/// Does what is given to it between the two reads of a lookup.
async fn lookup_while<F: Future<Output = ()>>(
    meanwhile: impl FnOnce(UserRepository) -> F,
) -> Option<User> {
    let (local, script) = (Local::memory().unwrap(), Script::new());
    let table = Table::<App>::new(local.client());
    table.create_table().send().await.unwrap();
    let users = UserRepository::new(&table);
    users.create(&user("1", "a")).send().await.unwrap();
    users.create(&user("2", "b")).send().await.unwrap();
    // The second read fails once, after which the SDK waits: that is when the rest happens.
    script.push(Outcome::Pass);
    script.push(Outcome::throttled());
    let slow = UserRepository::new(&Table::<App>::new(local.scripted_client(&script)));
    let lookup = tokio::spawn(slow.by_unique_email("a").send());
    while script.requests().len() < 2 {
        tokio::task::yield_now().await;
    }
    meanwhile(users).await;
    lookup.await.unwrap().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_value_that_passes_to_another_item_is_found_there() {
    let found = lookup_while(async |users| {
        let (one, two) = (user("1", "a"), user("2", "b"));
        users.save(&one, &user("1", "c")).send().await.unwrap();
        users.save(&two, &user("2", "a")).send().await.unwrap();
    });
    assert_eq!(found.await.unwrap().id, "2");
    let given_up = lookup_while(async |users| {
        users
            .save(&user("1", "a"), &user("1", "c"))
            .send()
            .await
            .unwrap();
    });
    assert_eq!(given_up.await, None);
    let deleted = lookup_while(async |users| {
        users
            .delete("1")
            .given(&user("1", "a"))
            .send()
            .await
            .unwrap();
    });
    assert_eq!(deleted.await, None);
}

/// What every write before it has left is seen, so both reads are consistent: that of the guard, and
/// that of the item.
#[tokio::test]
async fn both_reads_of_a_lookup_are_consistent() {
    let script = Script::new();
    let table = Table::<App>::new(Local::memory().unwrap().scripted_client(&script));
    table.create_table().send().await.unwrap();
    let users = UserRepository::new(&table);
    users.create(&user("1", "a")).send().await.unwrap();
    let before = script.requests().len();
    let found = users.by_unique_email("a").send().await.unwrap();
    assert_eq!(found, Some(user("1", "a")));
    let reads: Vec<_> = script.requests().split_off(before);
    let reads = reads.iter().map(|read| {
        assert_eq!(read.operation, "GetItem");
        let (key, consistent) = (&read.body["Key"]["pk"]["S"], &read.body["ConsistentRead"]);
        (key.as_str().unwrap(), consistent.as_bool())
    });
    let expected = [("_UNIQUE#USER#email#a", Some(true)), ("USER#1", Some(true))];
    assert_eq!(reads.collect::<Vec<_>>(), expected);
}
