//! Options, new items, batches, transactions, upserts and projections with flattened fields.

use super::{
    Approval, Audit, Doc, DocRepository, Forms, NewPage, Page, PageRepository, Place, Store,
    approval, audit, doc, now, page, place, stored, tables,
};
use crate::support::{MovableClock, expression_error};
use futures_util::TryStreamExt as _;
use rust_decimal::Decimal;
use singletable::Projection;
use singletable::bounds::TableItem as _;
use singletable::error::ExpressionError;
use std::collections::BTreeMap;

#[tokio::test]
async fn an_option_is_none_where_the_item_has_none_of_its_attributes() {
    for table in tables().await {
        let pages = PageRepository::new(&table);
        for (id, approval) in [
            ("none", None),
            ("some", Some(approval())),
            (
                "bare",
                Some(Approval {
                    votes: 0,
                    ..approval()
                }),
            ),
        ] {
            let page = page(id, approval);
            pages.create(&page).send().await.unwrap();
            let item = stored(&table, &page).await;
            assert_eq!(item.contains_key("by"), page.approval.is_some());
            assert_eq!(item.contains_key("votes"), page.approval.is_some());
            assert_eq!(pages.get(id).send().await.unwrap(), Some(page));
        }
        // From none to some, and back.
        let loaded = page("none", None);
        let mut approved = loaded.clone();
        approved.approval = Some(Box::new(approval()));
        let saved = pages.save(&loaded, &approved).send().await.unwrap();
        assert_eq!(saved.approval, approved.approval);
        let mut refused = saved.clone();
        refused.approval = None;
        let saved = pages.save(&saved, &refused).send().await.unwrap();
        assert_eq!(saved.approval, None);
        let item = stored(&table, &saved).await;
        assert!(!item.contains_key("by") && !item.contains_key("votes"));
        // A part of it alone does not make one.
        let votes = pages.update("none").any_version();
        let votes = votes.add(Page::APPROVAL.then(Approval::VOTES), 1);
        votes.send().await.unwrap();
        let error = pages.get("none").send().await.unwrap_err().to_string();
        assert!(error.contains("`by`: the attribute is missing"), "{error}");
    }
}

#[tokio::test]
async fn new_items_batches_transactions_and_scans_have_flattened_fields() {
    for table in tables().await {
        let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
        let table = table.with_clock(clock.clock());
        let pages = PageRepository::new(&table);
        let new = NewPage {
            title: "t".into(),
            audit: Box::new(audit("eve")),
            approval: None,
        };
        let made = pages.create(new).send().await.unwrap();
        assert_eq!(made.summary, "t by eve");
        assert_eq!(
            pages.get(&made.id).send().await.unwrap().as_ref(),
            Some(&made)
        );

        let docs = DocRepository::new(&table);
        let puts = ["b1", "b2"].map(|id| docs.put(&doc(id)));
        table.batch_write().with_all(puts).send().await.unwrap();
        let transaction = table
            .write_transaction()
            .with(docs.create(&doc("t1")))
            .with(docs.update("b2").set(Doc::AUDIT.then(Audit::EDITS), 9));
        transaction.send().await.unwrap();
        let mut all: Vec<Doc> = docs.scan().all().await.unwrap();
        all.sort_by(|one, other| one.id.cmp(&other.id));
        let mut edited = doc("b2");
        edited.audit.edits = 9;
        assert_eq!(all, [doc("b1"), edited.clone(), doc("t1")]);
        let listed: Vec<Doc> = docs.list().stream().try_collect().await.unwrap();
        assert_eq!(listed.len(), 3);
        let read = docs
            .batch_get(["b1", "b2"].map(Doc::key))
            .send()
            .await
            .unwrap();
        assert_eq!(read.len(), 2);
        let item = stored(&table, &edited).await;
        assert_eq!(Store::from_item(item).unwrap(), Store::Doc(edited));
    }
}

#[tokio::test]
async fn an_upsert_asks_for_the_attributes_that_every_item_has() {
    for table in tables().await {
        let docs = DocRepository::new(&table);
        let half = docs
            .update("1")
            .set(Doc::AUDIT.then(Audit::CREATED_BY), "ada")
            .upsert();
        let ExpressionError::UpsertIncomplete { attributes, .. } =
            expression_error(half.into_input())
        else {
            panic!("the upsert is incomplete")
        };
        assert_eq!(
            attributes,
            [
                "photo", "wide", "price", "prices", "by_name", "inside", "colour", "byte", "any",
                "at"
            ]
        );
        let whole = docs
            .update("1")
            .set(Doc::AUDIT.then(Audit::CREATED_BY), "ada")
            .set(Doc::AUDIT.then(Audit::AT), now())
            .set(Doc::FORMS.then(Forms::PHOTO), Vec::new())
            .set(Doc::FORMS.then(Forms::WIDE), 1)
            .set(Doc::FORMS.then(Forms::PRICE), Decimal::ONE)
            .set(Doc::FORMS.then(Forms::PRICES), Vec::new())
            .set(Doc::FORMS.then(Forms::BY_NAME), BTreeMap::new())
            .set(Doc::FORMS.then(Forms::INSIDE), Vec::new())
            .set(Doc::FORMS.then(Forms::COLOUR), 1)
            .set(Doc::FORMS.then(Forms::BYTE), 1)
            .set(Doc::FORMS.then(Forms::ANY), serde_json::Value::Null)
            .upsert()
            .return_new();
        let made = whole.send().await.unwrap();
        assert_eq!(made.audit, audit("ada"));
        assert_eq!(docs.get("1").send().await.unwrap(), Some(made));
    }
}

#[derive(Debug, PartialEq, Projection)]
#[projection(entity = Page)]
struct Row {
    title: String,
    audit: Audit,
    #[projection(path = Page::AUDIT.then(Audit::CREATED_BY))]
    by: Option<String>,
    #[projection(path = Page::AUDIT.then(Audit::BY_WAY_OF).then(Place::TOWN))]
    town: Option<String>,
    #[projection(field = approval)]
    approved: Option<Approval>,
}

/// What the index `ByTitle` holds.
#[derive(Debug, PartialEq, Projection)]
#[projection(entity = Page)]
struct Held {
    title: String,
    #[projection(path = Page::APPROVAL.then(Approval::BY))]
    by: Option<String>,
}

#[tokio::test]
async fn a_projection_reads_a_flattened_field_or_one_attribute_of_it() {
    for table in tables().await {
        let pages = PageRepository::new(&table);
        let mut page = page("1", Some(approval()));
        page.audit.by_way_of = Some(place());
        pages.create(&page).send().await.unwrap();
        let row = pages.get("1").project::<Row>().send().await.unwrap();
        assert_eq!(
            row,
            Some(Row {
                title: "t".into(),
                audit: *page.audit,
                by: Some("ada".into()),
                town: Some("Ulm".into()),
                approved: Some(approval()),
            })
        );
        let held = pages.by_title("t").project::<Held>();
        let held: Vec<Held> = held.stream().try_collect().await.unwrap();
        let by = Some("bob".into());
        assert_eq!(
            held,
            [Held {
                title: "t".into(),
                by
            }]
        );
    }
}
