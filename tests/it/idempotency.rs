//! A transaction is one request, however often it is delivered.

use crate::support::{MovableClock, table};
use singletable::{Entity, Error, Mapping, Table, Timestamp};
use singletable_local::{Local, Outcome, Request, Script};

#[derive(Debug, Table)]
#[table(ttl = "ttl")]
struct Bank;

/// All that goes by the clock: a generated time, and a lifetime that begins again.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Bank, pk = "ACCOUNT#<id>", sk = "#ACCOUNT", ttl = "24h")]
struct Account {
    id: String,
    balance: i64,
    #[entity(on_update = now)]
    changed_at: Option<Timestamp>,
}

fn account(id: &str) -> Account {
    Account {
        id: id.into(),
        balance: 0,
        changed_at: None,
    }
}

async fn balance(accounts: &AccountRepository, id: &str) -> i64 {
    let account = accounts.get(id).consistent().send().await.unwrap();
    account.unwrap().balance
}

const MAPPINGS: [Mapping; 2] = [Mapping::Direct, Mapping::Maps];

/// An account whose client follows a script, on a clock that is moved.
async fn scripted(script: &Script) -> (AccountRepository, MovableClock) {
    mapped(script, Mapping::Direct).await
}

/// The same by that mapping.
async fn mapped(script: &Script, mapping: Mapping) -> (AccountRepository, MovableClock) {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let client = Local::memory().unwrap().scripted_client(script);
    let table = Table::<Bank>::new(client).with_clock(clock.clock());
    let table = table.with_mapping(mapping);
    table.create_table().send().await.unwrap();
    let accounts = AccountRepository::new(&table);
    accounts.create(&account("a")).send().await.unwrap();
    (accounts, clock)
}

fn transactions(script: &Script) -> Vec<Request> {
    let sent = script.requests().into_iter();
    sent.filter(|request| request.operation == "TransactWriteItems")
        .collect()
}

/// The counters are as one delivery left them, on any engine.
#[tokio::test]
async fn a_second_delivery_by_the_caller_changes_nothing() {
    let accounts = AccountRepository::new(&table::<Bank>().await);
    for id in ["a", "b"] {
        accounts.create(&account(id)).send().await.unwrap();
    }
    let transfer = || {
        let table = accounts.table();
        table
            .write_transaction()
            .with(accounts.update("a").subtract(Account::BALANCE, 10))
            .with(accounts.update("b").add(Account::BALANCE, 10))
    };
    let balances = async || {
        let (a, b) = (balance(&accounts, "a").await, balance(&accounts, "b").await);
        [a, b]
    };
    let first = transfer();
    first.send().await.unwrap();
    first.send().await.unwrap();
    assert_eq!(balances().await, [-10, 10]);
    // Another transaction of the same operations is another one.
    transfer().send().await.unwrap();
    assert_eq!(balances().await, [-20, 20]);
    // Nor is the first one done again after it.
    first.send().await.unwrap();
    assert_eq!(balances().await, [-20, 20]);
}

#[tokio::test]
async fn a_transaction_sent_again_is_the_same_request() {
    for mapping in MAPPINGS {
        let script = Script::new();
        let (accounts, clock) = mapped(&script, mapping).await;
        let table = accounts.table();
        let transaction = || {
            let deposit = accounts.update("a").add(Account::BALANCE, 10).refresh_ttl();
            let open = accounts.update("b").upsert().add(Account::BALANCE, 1);
            let transaction = table.write_transaction().with(deposit).with(open);
            transaction.with(accounts.put(&account("c")))
        };
        let first = transaction();
        first.send().await.unwrap();
        clock.move_by(60);
        first.send().await.unwrap();
        assert_eq!(balance(&accounts, "a").await, 10);
        // What is made now has another token, and other times.
        transaction().send().await.unwrap();
        assert_eq!(balance(&accounts, "a").await, 20);
        let sent = transactions(&script);
        assert_eq!(sent[0].text, sent[1].text);
        let token = |request: &Request| request.body["ClientRequestToken"].clone();
        assert_eq!(token(&sent[0]), first.token());
        assert_ne!(token(&sent[0]), token(&sent[2]));
        let operations = |request: &Request| request.body["TransactItems"].clone();
        assert_ne!(operations(&sent[0]), operations(&sent[2]));
    }
}

/// The engine has done it, and nobody knows: the SDK asks again with the same token.
#[tokio::test(start_paused = true)]
async fn an_answer_that_is_lost_is_asked_for_again_by_the_same_token() {
    for mapping in MAPPINGS {
        let script = Script::new();
        let (accounts, _) = mapped(&script, mapping).await;
        script.push_for("TransactWriteItems", Outcome::LostAnswer);
        script.push_for("TransactWriteItems", Outcome::server_error());
        let deposit = accounts.update("a").add(Account::BALANCE, 10);
        let transaction = accounts.table().write_transaction().with(deposit);
        transaction.send().await.unwrap();
        assert_eq!(script.remaining(), 0);
        assert_eq!(balance(&accounts, "a").await, 10);
        let sent = transactions(&script);
        assert_eq!(sent.len(), 3);
        for request in &sent {
            assert_eq!(request.text, sent[0].text);
            assert_eq!(request.body["ClientRequestToken"], transaction.token());
        }
    }
}

/// Where the SDK has given up, the caller may send the same value again.
#[tokio::test(start_paused = true)]
async fn a_transaction_whose_answers_were_all_lost_can_be_sent_again() {
    for mapping in MAPPINGS {
        let script = Script::new();
        let (accounts, clock) = mapped(&script, mapping).await;
        let deposit = accounts.update("a").add(Account::BALANCE, 10);
        let transaction = accounts.table().write_transaction();
        let transaction = transaction.with_token("one").with(deposit);
        for _ in 0..3 {
            script.push_for("TransactWriteItems", Outcome::LostAnswer);
        }
        transaction.send().await.unwrap_err();
        assert_eq!(script.remaining(), 0);
        clock.move_by(60);
        transaction.send().await.unwrap();
        assert_eq!(balance(&accounts, "a").await, 10);
        let sent = transactions(&script);
        assert_eq!(sent.len(), 4);
        for request in &sent {
            assert_eq!(request.text, sent[0].text);
            assert_eq!(request.body["ClientRequestToken"], "one");
        }
    }
}

#[tokio::test]
async fn a_token_has_1_to_36_characters() {
    let script = Script::new();
    let (accounts, _) = scripted(&script).await;
    for (token, characters) in [(String::new(), 0), ("x".repeat(37), 37)] {
        let deposit = accounts.update("a").add(Account::BALANCE, 10);
        let transaction = accounts.table().write_transaction();
        let refused = transaction.with_token(token).with(deposit).send().await;
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains(&format!("{characters} characters")));
    }
    assert_eq!(transactions(&script), []);
}

#[tokio::test]
async fn an_operation_that_cannot_be_built_is_said_and_nothing_is_sent_however_often() {
    let script = Script::new();
    let (accounts, _) = scripted(&script).await;
    let empty = accounts.update("a");
    let refused = accounts.table().write_transaction().with(empty);
    let first = refused.send().await;
    assert!(matches!(first, Err(Error::Expression { .. })));
    let second = refused.send().await;
    assert!(matches!(second, Err(Error::Transaction(_))));
    assert_eq!(transactions(&script), []);
}

/// An item whose key has an identifier that its creation made, in its numbers and sets too.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Bank, pk = "ORDER#<id>", sk = "#ORDER")]
struct Order {
    #[entity(on_create = uuid)]
    id: String,
    price: f64,
    tags: std::collections::BTreeSet<u32>,
    #[entity(version)]
    version: u64,
}

fn new_order() -> NewOrder {
    NewOrder {
        price: 1.5e20,
        tags: [3, 1, 2].into(),
    }
}

async fn orders(script: &Script, mapping: Mapping) -> OrderRepository {
    let client = Local::memory().unwrap().scripted_client(script);
    let table = Table::<Bank>::new(client).with_mapping(mapping);
    table.create_table().send().await.unwrap();
    OrderRepository::new(&table)
}

#[tokio::test(start_paused = true)]
async fn a_created_item_with_an_identifier_of_its_own_is_known_when_its_answer_was_lost() {
    for mapping in MAPPINGS {
        let script = Script::new();
        let orders = orders(&script, mapping).await;
        script.push_for("PutItem", Outcome::LostAnswer);
        let created = orders.create(new_order()).send().await.unwrap();
        assert_eq!(script.remaining(), 0);
        assert_eq!(
            orders.get(&created.id).send().await.unwrap(),
            Some(created.clone())
        );
        // A whole item that is given, or identifiers that a test gives, can be another operation's.
        script.push_for("PutItem", Outcome::LostAnswer);
        let given = Order {
            id: "given".into(),
            ..created.clone()
        };
        let error = orders.create(&given).send().await.unwrap_err();
        assert!(matches!(error, Error::AlreadyExists { .. }), "{error:?}");
        let table = orders.table().clone();
        let fixed = OrderRepository::new(&table.with_ids(singletable::Ids::new(|| [7; 16])));
        fixed.create(new_order()).send().await.unwrap();
        let error = fixed.create(new_order()).send().await.unwrap_err();
        assert!(matches!(error, Error::AlreadyExists { .. }), "{error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_is_sent_once_takes_effect_once() {
    for mapping in MAPPINGS {
        let script = Script::new();
        let (accounts, _) = mapped(&script, mapping).await;
        script.push_for("UpdateItem", Outcome::LostAnswer);
        accounts
            .update("a")
            .add(Account::BALANCE, 10)
            .send()
            .await
            .unwrap();
        assert_eq!(balance(&accounts, "a").await, 20);
        script.push_for("TransactWriteItems", Outcome::LostAnswer);
        let update = accounts.update("a").add(Account::BALANCE, 10);
        update.once().send().await.unwrap();
        assert_eq!(balance(&accounts, "a").await, 30);

        let orders = orders(&script, mapping).await;
        let order = orders.create(new_order()).send().await.unwrap();
        script.push_for("TransactWriteItems", Outcome::LostAnswer);
        orders.put(&order).once().send().await.unwrap();
        let second = orders
            .get(&order.id)
            .consistent()
            .send()
            .await
            .unwrap()
            .unwrap();
        assert_eq!(second.version, 2);
        let stale = orders.put(&order).once().send().await.unwrap_err();
        assert!(stale.is_version_conflict(), "{stale:?}");
        script.push_for("TransactWriteItems", Outcome::LostAnswer);
        orders
            .delete(&order.id)
            .given(&second)
            .once()
            .send()
            .await
            .unwrap();
        assert_eq!(
            orders.get(&order.id).consistent().send().await.unwrap(),
            None
        );
        let absent = orders.delete(&order.id).given(&second).once().send().await;
        assert!(matches!(absent, Err(Error::NotFound { .. })), "{absent:?}");
        assert_eq!(script.remaining(), 0);
    }
}
