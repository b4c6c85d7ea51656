//! Versions: no write loses another one's change without saying so.

use crate::support::{raw, table};
use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Cause, Entity, EntityKey as _, Error, Table, Timestamp};
use std::collections::{BTreeMap, HashSet};
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
async fn trap_36_a_stale_version_is_a_conflict_with_the_stored_one() {
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
async fn trap_36_each_stale_write_cancels_its_transaction_with_the_stored_version() {
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
async fn trap_36_each_write_in_a_transaction_advances_the_version() {
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

#[derive(Debug, Clone, PartialEq, Default, Entity)]
#[serde(default)]
#[entity(table = Bank, pk = "PAGE#<id>", sk = "#PAGE")]
#[entity(index(GSI1, name = by_site, pk = "SITE#<site>", sk = "<rank:03>#<title>"))]
struct Page {
    id: String,
    site: Option<String>,
    rank: u16,
    title: String,
    #[entity(read_only)]
    author: String,
    tags: std::collections::HashSet<String>,
    #[entity(computed = shout)]
    #[serde(skip)]
    loud: String,
    #[entity(extra)]
    rest: BTreeMap<String, AttributeValue>,
}

fn shout(page: &Page) -> String {
    page.title.to_uppercase()
}

async fn pages() -> (PageRepository, Page) {
    let pages = PageRepository::new(&table::<Bank>().await);
    let page = Page {
        id: "p".into(),
        site: Some("s".into()),
        rank: 1,
        title: "t".into(),
        author: "ada".into(),
        loud: "T".into(),
        ..Page::default()
    };
    pages.create(&page).send().await.unwrap();
    (pages, page)
}

#[tokio::test]
async fn a_save_writes_what_differs_and_no_more() {
    let (pages, before) = pages().await;
    let after = Page {
        rank: 2,
        ..before.clone()
    };
    let input = pages
        .save(&before, &after)
        .into_update()
        .unwrap()
        .unwrap()
        .into_input()
        .unwrap();
    let expression = input.update_expression.unwrap();
    let names = input.expression_attribute_names.unwrap();
    let set: Vec<_> = expression
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '#')
        .filter_map(|word| names.get(word))
        .collect();
    assert_eq!(set, ["rank", "gsi1pk", "gsi1sk"]);
    let saved = pages.save(&before, &after).send().await.unwrap();
    assert_eq!(saved, after);
    assert!(
        pages
            .by_site("s")
            .at((2, "t"))
            .one()
            .await
            .unwrap()
            .is_some()
    );
    // The same again: the loaded value is no longer there.
    let stale = pages.save(&before, &after).send().await;
    assert!(stale.unwrap_err().is_condition_failed());
    // What the key was made of must still be there too.
    let other = Page {
        title: "u".into(),
        ..before.clone()
    };
    assert!(
        pages
            .save(&before, &other)
            .send()
            .await
            .unwrap_err()
            .is_condition_failed()
    );
    // Something else may have changed meanwhile.
    let tagged = Page {
        tags: ["x".to_owned()].into(),
        ..before.clone()
    };
    let saved = pages.save(&before, &tagged).send().await.unwrap();
    assert_eq!((saved.rank, saved.tags.len()), (2, 1));
    let bare = Page {
        site: None,
        tags: [].into(),
        ..saved.clone()
    };
    assert_eq!(pages.save(&saved, &bare).send().await.unwrap(), bare);
    let item = raw(pages.table(), &bare.item_key().unwrap()).await.unwrap();
    assert!(
        ["site", "gsi1pk", "gsi1sk", "tags"]
            .iter()
            .all(|name| !item.contains_key(*name))
    );
}

#[tokio::test]
async fn a_save_without_a_difference_is_no_request() {
    use singletable_local::{Local, Script};
    let script = Script::new();
    let table = Table::<Bank>::new(Local::memory().unwrap().scripted_client(&script));
    let pages = PageRepository::new(&table);
    let page = Page {
        id: "p".into(),
        ..Page::default()
    };
    assert_eq!(pages.save(&page, &page.clone()).send().await.unwrap(), page);
    let none = table.write_transaction().with(pages.save(&page, &page));
    assert!(none.is_empty());
    none.send().await.unwrap();
    assert_eq!(script.requests(), []);
}

#[tokio::test]
async fn a_save_moves_no_item_and_changes_nothing_read_only() {
    let (pages, before) = pages().await;
    let moved = Page {
        id: "q".into(),
        ..before.clone()
    };
    assert!(matches!(
        pages.save(&before, &moved).send().await,
        Err(Error::Expression { .. })
    ));
    let other = Page {
        author: "eve".into(),
        ..before.clone()
    };
    let error = pages.save(&before, &other).send().await.unwrap_err();
    assert!(
        error.to_string().contains("`author` is read only"),
        "{error}"
    );
    let update = pages
        .update_by(before.to_key())
        .given(&before)
        .set(Page::RANK, 3);
    update.send().await.unwrap();
    assert!(pages.delete_by(before.to_key()).send().await.is_ok());
    assert_eq!(
        before.to_key().item_key().unwrap(),
        before.item_key().unwrap()
    );
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Bank, pk = "LOAN#<id>", sk = "#LOAN")]
#[entity(index(GSI1, name = by_state, pk = "STATE#<state>", sk = "<class>#<since>"))]
struct Loan {
    id: String,
    state: String,
    class: String,
    since: Timestamp,
    #[entity(list)]
    papers: HashSet<String>,
    tags: HashSet<String>,
    note: Option<String>,
    #[entity(unique)]
    number: Option<u32>,
}

/// A loan as another program writes it: a time without its fraction, a null, a list in another order.
async fn foreign_loan() -> (LoanRepository, Loan) {
    let loans = LoanRepository::new(&table::<Bank>().await);
    let papers: Vec<_> = (0..20).map(|paper| paper.to_string()).collect();
    let loan = Loan {
        id: "l".into(),
        state: "open".into(),
        class: "a".into(),
        since: "2026-01-01T00:00:05.000Z".parse().unwrap(),
        papers: papers.iter().cloned().collect(),
        tags: papers.iter().cloned().collect(),
        note: None,
        number: Some(1),
    };
    loans.create(&loan).send().await.unwrap();
    let table = loans.table();
    let mut item = raw(table, &loan.item_key().unwrap()).await.unwrap();
    let since = AttributeValue::S("2026-01-01T00:00:05Z".into());
    item.insert("since".into(), since);
    item.insert("note".into(), AttributeValue::Null(true));
    let papers = papers.into_iter().map(AttributeValue::S).collect();
    item.insert("papers".into(), AttributeValue::L(papers));
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
    let loan = loans.get("l").send().await.unwrap().unwrap();
    (loans, loan)
}

#[tokio::test]
async fn a_value_in_another_form_is_no_conflict() {
    let edits: [fn(&mut Loan); 6] = [
        |loan| loan.since = "2026-01-02T00:00:00.000Z".parse().unwrap(),
        |loan| loan.class = "b".into(),
        |loan| loan.papers = ["x".to_owned()].into(),
        |loan| loan.tags = ["x".to_owned()].into(),
        |loan| loan.note = Some("n".into()),
        |loan| {
            loan.number = Some(2);
            loan.papers.clear();
        },
    ];
    for edit in edits {
        let (loans, loan) = foreign_loan().await;
        let mut changed = loan.clone();
        edit(&mut changed);
        let saved = loans.save(&loan, &changed).send().await.unwrap();
        assert_eq!(saved, changed);
        assert_eq!(loans.get("l").send().await.unwrap(), Some(changed));
        // It is one when the value was changed.
        let mut other = loan.clone();
        edit(&mut other);
        other.state = "closed".into();
        let stale = loans.save(&loan, &other).send().await.unwrap_err();
        assert!(stale.is_condition_failed(), "{stale}");
    }
    let (loans, loan) = foreign_loan().await;
    let update = loans.update("l").given(&loan).set(Loan::CLASS, "b");
    update.send().await.unwrap();
    let moved = loans.by_state("open").at(("b", loan.since)).one().await;
    assert_eq!(moved.unwrap().unwrap().class, "b");
    let stale = loans.update("l").given(&loan).set(Loan::SINCE, loan.since);
    assert!(stale.send().await.unwrap_err().is_condition_failed());
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Terms {
    rate: u32,
    fee: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Bank, pk = "OFFER#<id>", sk = "#OFFER")]
#[entity(index(GSI1, name = by_rank, pk = "OFFERS", sk = "<rank:03>"))]
struct Offer {
    id: String,
    #[serde(default, skip_serializing_if = "is_zero")]
    rank: u32,
    terms: Terms,
    tags: HashSet<String>,
    limit: f64,
    #[entity(extra)]
    rest: BTreeMap<String, AttributeValue>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_zero(rank: &u32) -> bool {
    *rank == 0
}

fn offer(rank: u32) -> Offer {
    Offer {
        id: "o".into(),
        rank,
        terms: Terms { rate: 1, fee: None },
        tags: HashSet::new(),
        limit: 1.0,
        rest: BTreeMap::new(),
    }
}

#[tokio::test]
async fn trap_17_a_value_that_is_left_out_of_the_item_stays_in_its_index() {
    let offers = OfferRepository::new(&table::<Bank>().await);
    offers.put(&offer(1)).send().await.unwrap();
    let saved = offers.save(&offer(1), &offer(0)).send().await.unwrap();
    let found = offers.by_rank().at((0_u32,)).one().await.unwrap();
    assert_eq!(found, Some(saved));
    offers.save(&offer(0), &offer(2)).send().await.unwrap();
    assert_eq!(offers.by_rank().at((2_u32,)).count().await.unwrap(), 1);
    let all = offers.by_rank().count().await.unwrap();
    assert_eq!(all, 1);
}

#[tokio::test]
async fn nested_values_and_sets_in_other_forms_are_no_conflict() {
    let offers = OfferRepository::new(&table::<Bank>().await);
    let table = offers.table();
    for tags in [Vec::new(), vec![AttributeValue::S("a".into())]] {
        offers.put(&offer(1)).send().await.unwrap();
        let mut item = raw(table, &offer(1).item_key().unwrap()).await.unwrap();
        let rate = AttributeValue::N("1.0".into());
        let terms = [
            ("rate".to_owned(), rate),
            ("newer".to_owned(), AttributeValue::Bool(true)),
        ];
        item.insert("terms".into(), AttributeValue::M(terms.into()));
        item.insert("tags".into(), AttributeValue::L(tags));
        let put = table.client().put_item().table_name(table.name());
        put.set_item(Some(item)).send().await.unwrap();
        let read = offers.get("o").send().await.unwrap().unwrap();
        let changed = Offer {
            terms: Terms {
                rate: 2,
                fee: Some(1),
            },
            tags: ["b".to_owned()].into(),
            ..read.clone()
        };
        assert_eq!(offers.save(&read, &changed).send().await.unwrap(), changed);
    }
}

#[tokio::test]
async fn trap_43_a_save_checks_its_values_before_the_request() {
    use singletable_local::{Local, Script};
    let script = Script::new();
    let table = Table::<Bank>::new(Local::memory().unwrap().scripted_client(&script));
    let offers = OfferRepository::new(&table);
    let nan = Offer {
        limit: f64::NAN,
        ..offer(1)
    };
    let mut empty = offer(1);
    empty
        .rest
        .insert("set".into(), AttributeValue::Ss(Vec::new()));
    for wrong in [nan, empty] {
        let refused = offers.save(&offer(1), &wrong).send().await.unwrap_err();
        assert!(
            matches!(refused, Error::Expression { .. } | Error::Encode(_)),
            "{refused}"
        );
    }
    assert_eq!(script.requests(), []);
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

#[tokio::test]
async fn the_order_of_a_set_is_no_difference() {
    use singletable_local::{Local, Script};
    let script = Script::new();
    let table = Table::<Bank>::new(Local::memory().unwrap().scripted_client(&script));
    let loans = LoanRepository::new(&table);
    let loan = |numbers: &mut dyn Iterator<Item = u32>| {
        let papers: HashSet<_> = numbers.map(|number| number.to_string()).collect();
        Loan {
            id: "l".into(),
            state: "open".into(),
            class: "a".into(),
            since: "2026-01-01T00:00:05.000Z".parse().unwrap(),
            tags: papers.clone(),
            papers,
            note: None,
            number: None,
        }
    };
    let (before, after) = (loan(&mut (0..20)), loan(&mut (0..20).rev()));
    loans.save(&before, &after).send().await.unwrap();
    assert_eq!(script.requests(), []);
}

#[tokio::test]
async fn trap_47_what_this_build_does_not_know_is_kept() {
    let (pages, page) = pages().await;
    let table = pages.table();
    let mut item = raw(table, &page.item_key().unwrap()).await.unwrap();
    assert!(!item.contains_key("loud"));
    item.insert("newer".into(), AttributeValue::Bool(true));
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item.clone())).send().await.unwrap();
    let read = pages.get("p").send().await.unwrap().unwrap();
    assert_eq!(read.loud, "T");
    assert_eq!(
        read.rest,
        [("newer".to_owned(), AttributeValue::Bool(true))].into()
    );
    pages.put(&read).send().await.unwrap();
    assert_eq!(raw(table, &page.item_key().unwrap()).await.unwrap(), item);
    let mut changed = read.clone();
    changed
        .rest
        .insert("more".into(), AttributeValue::N("1".into()));
    changed.rest.remove("newer");
    assert_eq!(pages.save(&read, &changed).send().await.unwrap(), changed);
    // What the table uses for other entities, and a newer build for this one, is kept too.
    let mut newer = item.clone();
    newer.insert("ttl".into(), AttributeValue::N("4102444800".into()));
    newer.insert("gsi2pk".into(), AttributeValue::S("NEWER".into()));
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(newer.clone())).send().await.unwrap();
    let kept = pages.get("p").send().await.unwrap().unwrap();
    pages.put(&kept).send().await.unwrap();
    assert_eq!(raw(table, &page.item_key().unwrap()).await.unwrap(), newer);
    for known in ["title", "pk", "_type", "gsi1pk"] {
        let mut clash = read.clone();
        clash.rest.insert(known.into(), AttributeValue::Bool(true));
        let error = pages.put(&clash).send().await.unwrap_err();
        assert!(matches!(error, Error::Encode(_)), "{known}: {error}");
    }
}
