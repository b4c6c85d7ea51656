//! Saves: what differs between two values is written, and nothing that was changed meanwhile is lost.

use crate::support::{raw, table};
use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::EntityKey as _;
use singletable::{Entity, Error, Table, Timestamp};
use singletable_local::{Local, Script};
use std::collections::{BTreeMap, HashSet};

#[derive(Debug, Table)]
#[table(
    ttl = "ttl",
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk"),
    index(GSI2, pk = "gsi2pk")
)]
struct Shop;

#[derive(Debug, Clone, PartialEq, Default, Entity)]
#[serde(default)]
#[entity(table = Shop, pk = "PAGE#<id>", sk = "#PAGE")]
#[entity(index(GSI1, name = by_site, pk = "SITE#<site>", sk = "<rank:03>#<title>"))]
struct Page {
    id: String,
    site: Option<String>,
    rank: u16,
    title: String,
    #[entity(read_only)]
    author: String,
    tags: HashSet<String>,
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
    let pages = PageRepository::new(&table::<Shop>().await);
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
    let script = Script::new();
    let table = Table::<Shop>::new(Local::memory().unwrap().scripted_client(&script));
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
#[entity(table = Shop, pk = "LOAN#<id>", sk = "#LOAN")]
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
    let loans = LoanRepository::new(&table::<Shop>().await);
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
#[entity(table = Shop, pk = "OFFER#<id>", sk = "#OFFER")]
#[entity(index(GSI1, name = by_rank, pk = "OFFERS", sk = "<rank:03>"))]
struct Offer {
    id: String,
    rank: u32,
    terms: Terms,
    tags: HashSet<String>,
    limit: f64,
    #[entity(extra)]
    rest: BTreeMap<String, AttributeValue>,
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
async fn nested_values_and_sets_in_other_forms_are_no_conflict() {
    let offers = OfferRepository::new(&table::<Shop>().await);
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
async fn a_save_checks_its_values_before_the_request() {
    let script = Script::new();
    let table = Table::<Shop>::new(Local::memory().unwrap().scripted_client(&script));
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
async fn the_order_of_a_set_is_no_difference() {
    let script = Script::new();
    let table = Table::<Shop>::new(Local::memory().unwrap().scripted_client(&script));
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
async fn what_this_build_does_not_know_is_kept() {
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
