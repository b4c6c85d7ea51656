//! Versions: no write loses another one's change without saying so.

use crate::support::{raw, table};
use singletable::error::Cause;
use singletable::{Entity, Error, Table};
use std::sync::Arc;
use tokio::sync::Barrier;

#[derive(Debug, Table)]
#[table(
    ttl = "ttl",
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk"),
    index(GSI2, pk = "gsi2pk")
)]
struct Bank;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Bank, pk = "ACCOUNT#<id>", sk = "#ACCOUNT")]
#[entity(index(GSI1, name = by_owner, pk = "OWNER#<owner>", sk = "<branch>#<opened>"))]
struct Account {
    id: String,
    owner: String,
    branch: String,
    #[entity(read_only)]
    opened: String,
    balance: i64,
    note: Option<String>,
    #[entity(version)]
    version: u64,
}

fn new() -> NewAccount {
    NewAccount {
        id: "a".into(),
        owner: "ada".into(),
        branch: "b1".into(),
        opened: "2026".into(),
        balance: 0,
        note: None,
    }
}

async fn accounts() -> (AccountRepository, Account) {
    let accounts = AccountRepository::new(&table::<Bank>().await);
    let account = accounts.create(new()).send().await.unwrap();
    (accounts, account)
}

fn stored_version(error: &Error) -> (u64, Option<u64>) {
    match error {
        Error::VersionConflict {
            expected, stored, ..
        } => (*expected, *stored),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn every_write_advances_the_version() {
    let (accounts, account) = accounts().await;
    assert_eq!(account.version, 1);
    let put = accounts.put(&account).return_new().send().await.unwrap();
    assert_eq!(
        put,
        Account {
            version: 2,
            ..account.clone()
        }
    );
    assert_eq!(accounts.get("a").send().await.unwrap(), Some(put.clone()));
    let update = accounts.update("a").given(&put).add(Account::BALANCE, 5);
    let updated = update.return_new().send().await.unwrap();
    assert_eq!((updated.version, updated.balance), (3, 5));
    let any = accounts.update("a").any_version().add(Account::BALANCE, 5);
    let any = any.return_new().send().await.unwrap();
    assert_eq!((any.version, any.balance), (4, 10));
    let changed = Account {
        note: Some("n".into()),
        ..any.clone()
    };
    let saved = accounts.save(&any, &changed).send().await.unwrap();
    assert_eq!(
        saved,
        Account {
            version: 5,
            ..changed
        }
    );
    accounts.delete("a").given(&saved).send().await.unwrap();
    // A whole entity begins at 1 too, whatever version it had.
    accounts.create(&saved).send().await.unwrap();
    assert_eq!(accounts.get("a").send().await.unwrap().unwrap().version, 1);
    // And `put` makes a new item of one that was never stored.
    let unstored = Account {
        id: "b".into(),
        version: 0,
        ..saved
    };
    let put = accounts.put(&unstored).return_new().send().await.unwrap();
    assert_eq!(put.version, 1);
    let upsert = accounts.update("c").any_version().upsert();
    let upsert = upsert
        .set(Account::OWNER, "eve")
        .set_key(Account::BY_OWNER_KEY, ("b1", "2026"))
        .set_if_absent(Account::BALANCE, 0);
    assert!(upsert.send().await.is_err(), "`opened` is read only");
}

#[tokio::test]
async fn a_stale_version_is_a_conflict_with_the_stored_one() {
    let (accounts, stale) = accounts().await;
    let current = accounts.put(&stale).return_new().send().await.unwrap();
    let put = accounts.put(&stale).send().await.unwrap_err();
    assert_eq!(stored_version(&put), (1, Some(2)));
    assert_eq!(put.stored::<Account>().unwrap(), Some(current.clone()));
    assert_eq!(
        put.to_string(),
        "Account: version 1 was to be changed, and version 2 is stored"
    );
    let update = accounts.update("a").given(&stale).set(Account::BALANCE, 1);
    assert_eq!(
        stored_version(&update.send().await.unwrap_err()),
        (1, Some(2))
    );
    let changed = Account {
        balance: 9,
        ..stale.clone()
    };
    let save = accounts.save(&stale, &changed).send().await.unwrap_err();
    assert_eq!(stored_version(&save), (1, Some(2)));
    let delete = accounts.delete("a").given(&stale).send().await.unwrap_err();
    assert_eq!(stored_version(&delete), (1, Some(2)));
    let taken = accounts
        .put(&Account {
            version: 0,
            ..stale.clone()
        })
        .send()
        .await;
    assert_eq!(stored_version(&taken.unwrap_err()), (0, Some(2)));
    // Another condition of the right version is no conflict.
    let other = accounts
        .put(&current)
        .condition(Account::BALANCE.gt(100))
        .send()
        .await;
    assert!(other.unwrap_err().is_condition_failed());
    let other = accounts
        .update("a")
        .given(&current)
        .set(Account::BALANCE, 1);
    let other = other.condition(Account::BALANCE.gt(100)).send().await;
    assert!(other.unwrap_err().is_condition_failed());
    accounts.delete("a").any_version().send().await.unwrap();
    assert_eq!(
        stored_version(&accounts.put(&stale).send().await.unwrap_err()),
        (1, None)
    );
    let gone = accounts.update("a").given(&stale).set(Account::BALANCE, 1);
    assert!(gone.send().await.unwrap_err().is_not_found());
}

/// A stale put, save, update and delete, each in a transaction beside a write that would succeed.
#[tokio::test]
async fn each_stale_write_cancels_its_transaction_with_the_stored_version() {
    let (accounts, stale) = accounts().await;
    let current = accounts.put(&stale).return_new().send().await.unwrap();
    let changed = Account {
        balance: 9,
        ..stale.clone()
    };
    let beside = Account {
        id: "beside".into(),
        ..stale.clone()
    };
    let transaction = || {
        let table = accounts.table();
        table.write_transaction().with(accounts.create(&beside))
    };
    let update = accounts.update("a").given(&stale);
    for (name, transaction) in [
        ("put", transaction().with(accounts.put(&stale))),
        ("save", transaction().with(accounts.save(&stale, &changed))),
        (
            "update",
            transaction().with(update.add(Account::BALANCE, 1)),
        ),
        (
            "delete",
            transaction().with(accounts.delete("a").given(&stale)),
        ),
    ] {
        let canceled = transaction.send().await.unwrap_err();
        let reasons = canceled.canceled().unwrap().reasons();
        assert_eq!(reasons[0].cause(), &Cause::None, "{name}");
        let reason = &reasons[1];
        let Cause::VersionConflict {
            expected, stored, ..
        } = reason.cause()
        else {
            panic!("{name}: {reason:?}")
        };
        assert_eq!((*expected, *stored), (1, Some(2)), "{name}");
        let stored = reason.stored::<Account>().unwrap();
        assert_eq!(stored.as_ref(), Some(&current), "{name}");
    }
    assert_eq!(accounts.get("a").send().await.unwrap(), Some(current));
    assert_eq!(accounts.get("beside").send().await.unwrap(), None);
}

#[tokio::test]
async fn each_write_in_a_transaction_advances_the_version() {
    let (accounts, first) = accounts().await;
    let transaction = || accounts.table().write_transaction();
    let stored = async || accounts.get("a").send().await.unwrap().unwrap();
    transaction()
        .with(accounts.put(&first))
        .send()
        .await
        .unwrap();
    let second = stored().await;
    let update = accounts.update("a").given(&second).add(Account::BALANCE, 1);
    transaction().with(update).send().await.unwrap();
    let third = stored().await;
    let changed = Account {
        balance: 9,
        ..third.clone()
    };
    let save = accounts.save(&third, &changed);
    transaction().with(save).send().await.unwrap();
    let fourth = stored().await;
    let versions = [&second, &third, &fourth].map(|account| (account.version, account.balance));
    assert_eq!(versions, [(2, 0), (3, 1), (4, 9)]);
    let delete = accounts.delete("a").given(&fourth);
    transaction().with(delete).send().await.unwrap();
    assert_eq!(accounts.get("a").send().await.unwrap(), None);
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Bank, pk = "TALLY#<id>", sk = "#TALLY")]
struct Tally {
    id: String,
    count: i64,
    #[entity(on_create = default)]
    seen: u32,
    #[entity(version)]
    version: u64,
}

#[tokio::test]
async fn an_upsert_begins_a_new_item_at_version_1_and_advances_a_stored_one() {
    let tallies = TallyRepository::new(&table::<Bank>().await);
    let count = || {
        let upsert = tallies.update("t").any_version().upsert();
        upsert.add(Tally::COUNT, 5)
    };
    let expected = |count, version| Tally {
        id: "t".into(),
        count,
        seen: 0,
        version,
    };
    let made = count().return_new().send().await.unwrap();
    assert_eq!(made, expected(5, 1));
    let again = count().return_new().send().await.unwrap();
    assert_eq!(again, expected(10, 2));
    // In a transaction too.
    let transaction = || tallies.table().write_transaction().with(count());
    transaction().send().await.unwrap();
    let stored = tallies.get("t").send().await.unwrap();
    assert_eq!(stored, Some(expected(15, 3)));
    // What was read before an upsert is stale.
    let stale = tallies.put(&again).send().await.unwrap_err();
    assert_eq!(stored_version(&stale), (2, Some(3)));
    tallies.delete("t").any_version().send().await.unwrap();
    transaction().send().await.unwrap();
    let stored = tallies.get("t").send().await.unwrap();
    assert_eq!(stored, Some(expected(5, 1)));
    // An item from before the version counts as 0.
    let old = expected(5, 1).item_key().unwrap();
    let mut item = raw(tallies.table(), &old).await.unwrap();
    item.remove("version");
    let put = tallies.table().client().put_item();
    let put = put.table_name(tallies.table().name());
    put.set_item(Some(item)).send().await.unwrap();
    let first = count().return_new().send().await.unwrap();
    assert_eq!(first, expected(10, 1));
}

#[tokio::test]
async fn an_item_from_before_the_version_counts_as_0() {
    let (accounts, account) = accounts().await;
    let table = accounts.table();
    let mut item = raw(table, &account.item_key().unwrap()).await.unwrap();
    item.remove("version");
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
    let first = Account {
        version: 0,
        ..account
    };
    let put = accounts.put(&first).return_new().send().await.unwrap();
    assert_eq!(put.version, 1);
}

/// All have read the first version before any of them saves, so the first save of all but one is a
/// conflict.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_savers_lose_no_update() {
    const SAVERS: usize = 200;
    let (accounts, _) = accounts().await;
    let have_read = Arc::new(Barrier::new(SAVERS));
    let savers = (0..SAVERS).map(|_| {
        let (accounts, have_read) = (accounts.clone(), Arc::clone(&have_read));
        tokio::spawn(async move {
            let mut conflicts = 0_usize;
            loop {
                let before = accounts.get("a").consistent().send().await;
                let before = before.unwrap().unwrap();
                if conflicts == 0 {
                    have_read.wait().await;
                }
                let after = Account {
                    balance: before.balance + 1,
                    ..before.clone()
                };
                match accounts.save(&before, &after).send().await {
                    Ok(saved) => {
                        let expected = (before.version + 1, after.balance);
                        assert_eq!((saved.version, saved.balance), expected);
                        return conflicts;
                    }
                    Err(error) => {
                        let (expected, stored) = stored_version(&error);
                        assert_eq!(expected, before.version);
                        assert!(stored > Some(expected));
                        conflicts += 1;
                    }
                }
            }
        })
    });
    let savers: Vec<_> = savers.collect();
    let (mut conflicts, mut at_once) = (0, 0);
    for saver in savers {
        let met = saver.await.unwrap();
        conflicts += met;
        at_once += usize::from(met == 0);
    }
    assert_eq!(at_once, 1);
    assert!(conflicts >= SAVERS - 1, "{conflicts}");
    let account = accounts.get("a").consistent().send().await.unwrap();
    let account = account.unwrap();
    assert_eq!((account.balance, account.version), (200, 201));
}

#[tokio::test]
async fn a_read_only_field_in_a_key_is_asked_for_and_not_changed() {
    let (accounts, _) = accounts().await;
    let moved = accounts.update("a").any_version();
    let moved = moved
        .set_key(Account::BY_OWNER_KEY, ("b2", "2026"))
        .return_new();
    assert_eq!(moved.send().await.unwrap().branch, "b2");
    let found = accounts
        .by_owner("ada")
        .at(("b2", "2026"))
        .one()
        .await
        .unwrap();
    assert!(found.is_some());
    let wrong = accounts.update("a").any_version();
    let wrong = wrong
        .set_key(Account::BY_OWNER_KEY, ("b3", "2020"))
        .send()
        .await;
    assert!(wrong.unwrap_err().is_condition_failed());
    let account = accounts.get("a").send().await.unwrap().unwrap();
    assert_eq!(
        (account.branch.as_str(), account.opened.as_str()),
        ("b2", "2026")
    );
}

#[tokio::test]
async fn the_version_of_the_changed_value_says_nothing() {
    let (accounts, account) = accounts().await;
    let other = Account {
        version: 77,
        ..account.clone()
    };
    let saved = accounts.save(&account, &other).send().await.unwrap();
    assert_eq!(saved, account);
    let other = Account {
        balance: 7,
        ..other
    };
    let saved = accounts.save(&account, &other).send().await.unwrap();
    assert_eq!((saved.version, saved.balance), (2, 7));
}
