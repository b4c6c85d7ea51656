//! Every action of an update, on an engine.

use crate::support::world::{Player, players, stored_player};
use crate::support::{raw, table, text};
use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::error::ExpressionError;
use singletable::{Attributes, Clock, Entity, Error, Table, Timestamp};
use std::collections::{BTreeMap, HashSet};

#[derive(Debug, Table)]
#[table(
    name = "Docs",
    type_index(pk = "_type", sk = "_timestamp"),
    ttl = "ttl",
    index(GSI1, pk = "gsi1pk")
)]
struct Docs;

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Attributes)]
struct Meta {
    views: u64,
    authors: HashSet<String>,
}

#[derive(Debug, Clone, PartialEq, Default, Entity)]
#[serde(default)]
#[entity(table = Docs, type = "DOC", pk = "DOC#<id>", sk = "#DOC")]
#[entity(index(GSI1, name = by_slug, pk = "SLUG#<slug>"))]
struct Doc {
    id: String,
    slug: Option<String>,
    title: String,
    likes: i64,
    ratio: f64,
    lines: Vec<String>,
    tags: HashSet<String>,
    #[entity(list)]
    plain: HashSet<u8>,
    meta: Meta,
    counts: BTreeMap<String, u32>,
    original: Option<String>,
}

async fn docs() -> (Table<Docs>, DocRepository) {
    let table = table::<Docs>().await;
    let docs = DocRepository::new(&table);
    let doc = Doc {
        id: "d".into(),
        title: "t".into(),
        lines: vec!["b".into()],
        ..Doc::default()
    };
    docs.create(&doc).send().await.unwrap();
    (table, docs)
}

#[tokio::test]
async fn lists_are_extended_at_both_ends_and_changed_in_the_middle() {
    let (_, docs) = docs().await;
    docs.update("d")
        .append(Doc::LINES, ["c", "d"])
        .send()
        .await
        .unwrap();
    docs.update("d")
        .prepend(Doc::LINES, ["a"])
        .send()
        .await
        .unwrap();
    let doc = docs
        .update("d")
        .set(Doc::LINES.at(1), "B")
        .return_new()
        .send()
        .await
        .unwrap();
    assert_eq!(doc.lines, ["a", "B", "c", "d"]);
    let doc = docs
        .update("d")
        .remove(Doc::LINES.at(0))
        .return_new()
        .send()
        .await
        .unwrap();
    assert_eq!(doc.lines, ["B", "c", "d"]);
}

#[tokio::test]
async fn numbers_are_counted_and_a_missing_one_is_zero_or_an_error() {
    let (table, docs) = docs().await;
    let bare = table.client().update_item().table_name(table.name());
    bare.key("pk", AttributeValue::S("DOC#d".into()))
        .key("sk", AttributeValue::S("#DOC".into()))
        .update_expression("REMOVE likes")
        .send()
        .await
        .unwrap();
    let missing = docs.update("d").increment(Doc::LIKES, 1).send().await;
    assert!(missing.unwrap_err().is_condition_failed());
    let missing = docs.update("d").decrement(Doc::LIKES, 1).send().await;
    assert!(missing.unwrap_err().is_condition_failed());
    let doc = docs
        .update("d")
        .subtract(Doc::LIKES, 5)
        .return_new()
        .send()
        .await
        .unwrap();
    assert_eq!(doc.likes, -5);
    docs.update("d")
        .add(Doc::LIKES, -5)
        .add(Doc::RATIO, 0.5)
        .send()
        .await
        .unwrap();
    docs.update("d")
        .decrement(Doc::LIKES, 1)
        .send()
        .await
        .unwrap();
    let doc = docs
        .update("d")
        .increment(Doc::LIKES, 11)
        .return_new()
        .send()
        .await
        .unwrap();
    assert_eq!((doc.likes, doc.ratio), (0, 0.5));
    // Inside another attribute, where DynamoDB has no `ADD`.
    let nested = docs
        .update("d")
        .add(Doc::META.then(Meta::VIEWS), 2)
        .return_new();
    assert_eq!(nested.send().await.unwrap().meta.views, 2);
    let nested = docs
        .update("d")
        .add(Doc::COUNTS.key("new key"), 3)
        .return_new();
    assert_eq!(nested.send().await.unwrap().counts["new key"], 3);
}

#[tokio::test]
async fn values_are_filled_in_where_there_are_none() {
    let (_, docs) = docs().await;
    let keep = docs
        .update("d")
        .set_from(Doc::ORIGINAL, Doc::TITLE, "none")
        .return_new();
    assert_eq!(keep.send().await.unwrap().original.as_deref(), Some("t"));
    let keep = docs
        .update("d")
        .set_if_absent(Doc::ORIGINAL, "later")
        .return_new();
    assert_eq!(keep.send().await.unwrap().original.as_deref(), Some("t"));
    docs.update("d").remove(Doc::ORIGINAL).send().await.unwrap();
    let fill = docs
        .update("d")
        .set_if_absent(Doc::ORIGINAL, "later")
        .return_new();
    assert_eq!(
        fill.send().await.unwrap().original.as_deref(),
        Some("later")
    );
    // A key of an index is filled in with its field.
    let slug = docs.update("d").set_if_absent(Doc::SLUG, "s");
    slug.send().await.unwrap();
    let other = docs.update("d").set_if_absent(Doc::SLUG, "other");
    other.send().await.unwrap();
    assert!(docs.by_slug("s").one().await.unwrap().is_some());
    assert!(docs.by_slug("other").one().await.unwrap().is_none());
}

#[tokio::test]
async fn sets_are_dynamodbs_unless_a_list_is_asked_for() {
    let (table, docs) = docs().await;
    docs.update("d")
        .insert_into(Doc::TAGS, ["x"])
        .set(Doc::PLAIN, HashSet::from([1, 2]))
        .send()
        .await
        .unwrap();
    let item = raw(
        &table,
        &Doc {
            id: "d".into(),
            ..Doc::default()
        }
        .item_key()
        .unwrap(),
    )
    .await
    .unwrap();
    assert!(item["tags"].is_ss() && item["plain"].is_l());
    let found = docs
        .query("d")
        .filter(Doc::TAGS.contains("x"))
        .count()
        .await
        .unwrap();
    assert_eq!(found, 1);
}

#[tokio::test]
async fn the_item_before_and_after_is_answered() {
    let (_, docs) = docs().await;
    let old = docs
        .update("d")
        .set(Doc::TITLE, "u")
        .return_old()
        .send()
        .await
        .unwrap();
    assert_eq!(old.unwrap().title, "t");
    let replaced = docs
        .put(&Doc {
            id: "d".into(),
            ..Doc::default()
        })
        .return_old();
    assert_eq!(replaced.send().await.unwrap().unwrap().title, "u");
    let made = docs
        .update("new")
        .set(Doc::TITLE, "n")
        .upsert()
        .return_old();
    assert_eq!(made.send().await.unwrap(), None);
    let deleted = docs
        .delete("new")
        .return_old()
        .send()
        .await
        .unwrap()
        .unwrap();
    assert_eq!((deleted.id.as_str(), deleted.title.as_str()), ("new", "n"));
    assert_eq!(docs.delete("new").return_old().send().await.unwrap(), None);
    docs.delete("new").send().await.unwrap();
}

#[tokio::test]
async fn a_create_over_an_item_and_a_condition_on_none_are_different_errors() {
    let (_, docs) = docs().await;
    let doc = Doc {
        id: "d".into(),
        ..Doc::default()
    };
    assert!(
        docs.create(&doc)
            .send()
            .await
            .unwrap_err()
            .is_already_exists()
    );
    let put = docs
        .put(&doc)
        .condition(Doc::TITLE.eq("other"))
        .send()
        .await;
    assert_eq!(
        put.unwrap_err().stored::<Doc>().unwrap().unwrap().title,
        "t"
    );
    let gone = docs
        .delete("none")
        .condition(Doc::TITLE.eq("t"))
        .send()
        .await;
    assert!(gone.unwrap_err().is_not_found());
}

#[tokio::test]
async fn an_upsert_makes_a_whole_item_with_type_and_time() {
    let table = table::<Docs>()
        .await
        .with_clock(Clock::new(|| Timestamp::from_epoch_seconds(0).unwrap()));
    let docs = DocRepository::new(&table);
    docs.update("d")
        .set(Doc::TITLE, "t")
        .upsert()
        .send()
        .await
        .unwrap();
    let item = raw(
        &table,
        &Doc {
            id: "d".into(),
            ..Doc::default()
        }
        .item_key()
        .unwrap(),
    )
    .await
    .unwrap();
    assert_eq!(item["_type"], AttributeValue::S("DOC".into()));
    assert_eq!(
        item["_timestamp"],
        AttributeValue::S("1970-01-01T00:00:00.000Z".into())
    );
    assert_eq!(item["id"], AttributeValue::S("d".into()));
    let later = table.clone().with_clock(Clock::system());
    DocRepository::new(&later)
        .update("d")
        .set(Doc::TITLE, "u")
        .upsert()
        .send()
        .await
        .unwrap();
    let again = raw(
        &table,
        &Doc {
            id: "d".into(),
            ..Doc::default()
        }
        .item_key()
        .unwrap(),
    )
    .await
    .unwrap();
    assert_eq!(again["_timestamp"], item["_timestamp"]);
}

#[tokio::test]
async fn a_set_inside_another_attribute_is_not_changed_by_element() {
    let (_, docs) = docs().await;
    // Inside a document serde stores a list, and so the whole list is set.
    let authors = HashSet::from(["a".to_owned()]);
    let update = docs
        .update("d")
        .set(Doc::META.then(Meta::AUTHORS), authors.clone())
        .return_new();
    assert_eq!(update.send().await.unwrap().meta.authors, authors);
}

#[tokio::test]
async fn a_table_is_made_from_its_schema_and_deleted() {
    let table = table::<Docs>().await;
    let describe = table.client().describe_table().table_name(table.name());
    let description = describe.send().await.unwrap().table.unwrap();
    let mut indexes: Vec<_> = description
        .global_secondary_indexes()
        .iter()
        .map(|index| index.index_name().unwrap().to_owned())
        .collect();
    indexes.sort();
    assert_eq!(indexes, ["GSI1", "TypeIndex"]);
    let ttl = table
        .client()
        .describe_time_to_live()
        .table_name(table.name());
    let ttl = ttl.send().await.unwrap().time_to_live_description.unwrap();
    assert_eq!(ttl.attribute_name(), Some("ttl"));
    assert!(
        table
            .create_table()
            .send()
            .await
            .unwrap_err()
            .is_table_in_use()
    );
    table.delete_table().send().await.unwrap();
    let gone = DocRepository::new(&table)
        .get("d")
        .send()
        .await
        .unwrap_err();
    assert!(matches!(gone, Error::Service(_)));
}

#[tokio::test]
async fn an_operation_shows_the_input_that_it_sends() {
    let (_, docs) = docs().await;
    let input = docs.update("d").set(Doc::TITLE, "u").into_input().unwrap();
    assert_eq!(input.update_expression.as_deref(), Some("SET #0 = :0"));
    assert_eq!(
        input.condition_expression.as_deref(),
        Some("attribute_exists(#1) AND (attribute_not_exists(#2) OR #2 = :1)")
    );
    let names = input.expression_attribute_names.unwrap();
    assert_eq!(
        ["#0", "#1", "#2"].map(|name| names[name].as_str()),
        ["title", "pk", "_type"]
    );
    let get = docs.get("d").consistent().into_input().unwrap();
    assert_eq!(get.consistent_read, Some(true));
    assert!(get.expression_attribute_names.is_none());
    let empty = docs.update("d").into_input();
    assert!(matches!(
        empty,
        Err(Error::Expression {
            source: ExpressionError::EmptyUpdate,
            ..
        })
    ));
}

#[tokio::test]
async fn an_empty_set_is_no_change_where_a_set_is_filled_in() {
    let (_, docs) = docs().await;
    let upsert = docs
        .update("new")
        .upsert()
        .set_if_absent(Doc::TITLE, "t")
        .set_if_absent(Doc::TAGS, HashSet::new())
        .insert_into(Doc::TAGS, Vec::<String>::new())
        .return_new();
    assert_eq!(upsert.send().await.unwrap().tags, HashSet::new());
}

#[tokio::test]
async fn keep_set_and_remove_are_three_things() {
    let (table, players) = players().await;
    players
        .update("p1")
        .set(Player::NOTE, "n")
        .send()
        .await
        .unwrap();
    players
        .update("p1")
        .set(Player::VISITS, 1)
        .send()
        .await
        .unwrap();
    assert_eq!(stored_player(&table).await["note"], text("n"));
    players
        .update("p1")
        .set_or_remove(Player::NOTE, None)
        .send()
        .await
        .unwrap();
    assert!(!stored_player(&table).await.contains_key("note"));
    // A null that somebody else wrote is read as nothing.
    let mut item = stored_player(&table).await;
    item.insert("note".into(), AttributeValue::Null(true));
    assert_eq!(Player::from_item(item).unwrap().note, None);
}

#[tokio::test]
async fn an_update_keeps_attributes_that_this_build_does_not_know() {
    let (table, players) = players().await;
    let mut item = stored_player(&table).await;
    item.insert("newer".into(), text("kept"));
    let put = table
        .client()
        .put_item()
        .table_name(table.name())
        .set_item(Some(item));
    put.send().await.unwrap();
    players
        .update("p1")
        .set(Player::NOTE, "n")
        .send()
        .await
        .unwrap();
    assert_eq!(stored_player(&table).await["newer"], text("kept"));
}
